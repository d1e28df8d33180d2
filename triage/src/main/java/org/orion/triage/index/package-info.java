/// Look-up of hashes, exact and by likeness, and the files they are looked up in. Open
/// [SimilarityIndex] first, then [ExactIndex] and [PigeonholeIndex].
///
/// An index answers with entry numbers; what an entry means is told by the list it was made of.
/// Answers are exact: no index may lose a match, and the plain loop stays as the tests' oracle.
///
/// # The format of an index file, version 1
///
/// All numbers are little-endian unless said otherwise. A file is a header of 4096 bytes, content,
/// and a check sum for each block. It is written under another name, synchronised and renamed, and
/// never changed afterwards. A file of another version, of another length than its header says, or
/// with a changed header is refused when it is opened; a changed block is refused when it is first
/// read, before anything in it is believed ([DamagedIndexException]).
///
/// | offset | bytes | what |
/// |---|---|---|
/// | 0 | 8 | `89` and `ORINDX1` |
/// | 8 | 8 | kind, ASCII, filled up with spaces: `PDQNEAR`, `MD5`, `SHA1`, `SHA256` |
/// | 16 | 4 | version, 1 |
/// | 20 | 4 | bytes in a block, 65536 |
/// | 24 | 8 | where the content ends |
/// | 32 | 8 | length of the file |
/// | 40 | 4 | how many numbers follow at 112 |
/// | 44 | 4 | how many sections follow at 880 |
/// | 48 | 32 | owner: what the index was made of (a list's generation) |
/// | 80 | 32 | SHA-256 of the content, from 4096 to its end |
/// | 112 | 8 x 96 | numbers, by the kind |
/// | 880 | 8 x 96 | where each section begins, from the file's beginning, at a multiple of 64 |
/// | 4092 | 4 | CRC-32C of the bytes before |
///
/// From the content's end on: for each block of the file up to there, its CRC-32C (4 bytes); the
/// first block holds the header.
///
/// ## Look-alikes: kind PDQNEAR
///
/// Numbers: different hashes (rows), entries, pieces m (10 to 32). The 256 bits, from the highest
/// of the first word on, are cut into m pieces of neighbouring bits; the first 256 mod m of them
/// are one bit wider than the others.
///
/// | section | holds |
/// |---|---|
/// | 0 | each row's hash, four words; rows stand in the order of their first piece, then of all words as unsigned numbers |
/// | 1 | each row's entry, 4 bytes; negative: the ones' complement of a place in section 2, since several entries have this hash |
/// | 2 | for such a row: the number of its entries, then the entries, 4 bytes each |
/// | 3 + 2i | for each value v of piece i, and one more: the position of its first row among the members of piece i, 4 bytes |
/// | 4 + 2i | members of piece i: rows in the order of their values, 4 bytes; empty for piece 0, whose members are the rows themselves |
///
/// A search gives the pieces radii as [Pieces] and [RadiusAllocation] say.
///
/// ## Digests: kinds MD5, SHA1, SHA256
///
/// Numbers: bytes of a digest, rows, prefix bits p. Rows stand in the order of their digests, and
/// those of one digest in the order they were added.
///
/// | section | holds |
/// |---|---|
/// | 0 | filter: rows x 10 / 64 + 1 words of 8 bytes. Of a digest's second big-endian word s, the high half of s x words tells the word, and s, s >> 6, s >> 12 and s >> 18, each modulo 64, tell four bits that are set |
/// | 1 | for each value of the digest's first p bits, and one more: the first row, 4 bytes |
/// | 2 | rows: the digest without its first p / 8 bytes, then the entry, 4 bytes |
@NullMarked
package org.orion.triage.index;

import org.jspecify.annotations.NullMarked;
