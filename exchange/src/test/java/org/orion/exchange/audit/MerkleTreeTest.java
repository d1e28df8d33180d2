package org.orion.exchange.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.orion.exchange.hash.Sha256;

/// The tree by the vectors that Certificate Transparency's programs share, and by the definitions
/// of RFC 9162, written down here as the recursion that they are.
class MerkleTreeTest {
  private static final int MOST_LEAVES = 260;

  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  private static final String A =
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
  private static final String B =
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
  private static final String C =
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
  private static final String D =
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
  private static final String E =
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
  private static final String F =
      "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";

  @Test
  void theSharedTreeHasItsPublishedRoots() {
    MerkleHasher hasher = new MerkleHasher();
    MerkleFrontier frontier = new MerkleFrontier();
    List<String> roots = new ArrayList<>(List.of(frontier.root().hex()));
    for (String leaf : LEAVES) {
      frontier.append(hasher.leaf(HexFormat.of().parseHex(leaf)));
      roots.add(frontier.root().hex());
    }

    assertThat(roots).isEqualTo(ROOTS);
  }

  @Test
  void theSharedTreeHasItsPublishedProofs() {
    assertThat(shared(1).inclusionProof(0)).isEmpty();
    assertThat(hex(shared(8).inclusionProof(0))).containsExactly(A, B, C);
    assertThat(hex(shared(8).inclusionProof(5))).containsExactly(D, E, ROOTS.get(4));
    assertThat(hex(shared(3).inclusionProof(2))).containsExactly(ROOTS.get(2));
    assertThat(hex(shared(5).inclusionProof(1))).containsExactly(ROOTS.get(1), B, D);
    assertThat(shared(1).consistencyProof(1)).isEmpty();
    assertThat(hex(shared(8).consistencyProof(1))).containsExactly(A, B, C);
    assertThat(hex(shared(8).consistencyProof(6))).containsExactly(F, E, ROOTS.get(4));
    assertThat(hex(shared(5).consistencyProof(2))).containsExactly(B, D);
  }

  @Test
  void rootsAreThoseOfTheDefinition() throws Exception {
    List<byte[]> contents = contents(MOST_LEAVES);
    MerkleHasher hasher = new MerkleHasher();
    MerkleFrontier frontier = new MerkleFrontier();
    for (int size = 0; size <= MOST_LEAVES; size++) {
      Sha256 expected = definedRoot(contents.subList(0, size));
      assertThat(frontier.root()).as("frontier of %d leaves", size).isEqualTo(expected);
      assertThat(tree(size).root()).as("tree of %d leaves", size).isEqualTo(expected);
      frontier = new MerkleFrontier(frontier.size(), frontier.subtrees());
      frontier.append(hasher.leaf(contents.get(Math.min(size, MOST_LEAVES - 1))));
    }
  }

  @Test
  void proofsAreThoseOfTheDefinition() throws Exception {
    for (int size : new int[] {1, 2, 3, 7, 8, 9, 33, 64, 100}) {
      List<byte[]> contents = contents(size);
      for (int i = 0; i < size; i++) {
        assertThat(tree(size).inclusionProof(i))
            .as("inclusion of %d in %d", i, size)
            .isEqualTo(definedPath(i, contents));
        assertThat(tree(size).consistencyProof(i + 1))
            .as("consistency of %d with %d", i + 1, size)
            .isEqualTo(definedSubproof(i + 1, contents, true));
      }
    }
  }

  @Test
  void everyProofProvesItsTreeAndNoOther() {
    for (int size = 0; size <= MOST_LEAVES; size = size < 70 ? size + 1 : size + 19) {
      MerkleTree tree = tree(size);
      Sha256 root = tree.root();
      for (int i = 0; i < size; i++) {
        List<Sha256> proof = tree.inclusionProof(i);
        Sha256 leaf = leaf(i);
        assertThat(MerkleProof.provesInclusion(leaf, i, size, proof, root)).isTrue();
        assertThat(MerkleProof.provesInclusion(leaf(i + 1), i, size, proof, root)).isFalse();
        assertThat(MerkleProof.provesInclusion(leaf, i, size, proof, leaf(999))).isFalse();
        assertThat(MerkleProof.provesInclusion(leaf, i, size, longer(proof), root)).isFalse();
        assertThat(MerkleProof.provesInclusion(leaf, i + size, size, proof, root)).isFalse();
        if (!proof.isEmpty()) {
          List<Sha256> shorter = proof.subList(0, proof.size() - 1);
          assertThat(MerkleProof.provesInclusion(leaf, i, size, shorter, root)).isFalse();
          assertThat(MerkleProof.provesInclusion(leaf, i, size, changed(proof), root)).isFalse();
        }
      }
      for (int first = 0; first <= size; first++) {
        List<Sha256> proof = tree.consistencyProof(first);
        Sha256 firstRoot = tree(first).root();
        assertThat(MerkleProof.provesConsistency(first, firstRoot, size, root, proof)).isTrue();
        assertThat(MerkleProof.provesConsistency(first, leaf(999), size, root, proof)).isFalse();
        assertThat(MerkleProof.provesConsistency(first, firstRoot, size, root, longer(proof)))
            .isFalse();
        assertThat(MerkleProof.provesConsistency(size + 1, root, size, root, proof)).isFalse();
        if (!proof.isEmpty()) {
          List<Sha256> shorter = proof.subList(0, proof.size() - 1);
          assertThat(MerkleProof.provesConsistency(first, firstRoot, size, root, shorter))
              .isFalse();
          assertThat(MerkleProof.provesConsistency(first, firstRoot, size, root, changed(proof)))
              .isFalse();
          assertThat(MerkleProof.provesConsistency(first, firstRoot, size, leaf(999), proof))
              .isFalse();
        }
      }
    }
  }

  @Test
  void storedSubtreesAreAskedOnlyAsOftenAsTheTreeIsHigh() {
    int size = 100_003;
    Map<String, Sha256> stored = new HashMap<>();
    MerkleFrontier frontier = new MerkleFrontier();
    for (int i = 0; i < size; i++) {
      frontier.append(leaf(i), (level, index, hash) -> stored.put(level + "/" + index, hash));
    }
    int[] asked = new int[1];
    MerkleTree tree =
        new MerkleTree(
            (level, index) -> {
              asked[0]++;
              return Optional.ofNullable(stored.get(level + "/" + index));
            },
            size);

    assertThat(tree.root()).isEqualTo(frontier.root());
    for (int index : new int[] {0, 65_535, 65_536, 100_002}) {
      assertThat(
              MerkleProof.provesInclusion(
                  leaf(index), index, size, tree.inclusionProof(index), frontier.root()))
          .isTrue();
    }
    assertThat(tree.consistencyProof(99_999)).isNotEmpty();
    // Six answers, each of at most 17 hashes and the 9 subtrees that the last of them may need.
    assertThat(asked[0]).isLessThan(6 * (17 + 9));
    assertThat(stored).hasSize(2 * size - Integer.bitCount(size));
  }

  @Test
  void whatIsOutsideTheTreeIsRefused() {
    assertThatThrownBy(() -> tree(3).inclusionProof(3)).hasMessage("index is 3, must be 0 to 2");
    assertThatThrownBy(() -> tree(3).consistencyProof(4)).hasMessage("first is 4, must be 0 to 3");
    assertThatThrownBy(() -> new MerkleFrontier(3, List.of(leaf(0)))).hasMessageContaining("must");
  }

  private static MerkleTree shared(int size) {
    return new MerkleTree(
        (level, index) ->
            level == 0
                ? Optional.of(
                    new MerkleHasher().leaf(HexFormat.of().parseHex(LEAVES.get((int) index))))
                : Optional.empty(),
        size);
  }

  private static MerkleTree tree(int size) {
    return new MerkleTree(
        (level, index) -> level == 0 ? Optional.of(leaf((int) index)) : Optional.empty(), size);
  }

  private static Sha256 leaf(int index) {
    return new MerkleHasher().leaf(content(index));
  }

  private static byte[] content(int index) {
    return ("leaf " + index).getBytes(StandardCharsets.UTF_8);
  }

  private static List<byte[]> contents(int size) {
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      contents.add(content(i));
    }
    return contents;
  }

  private static List<Sha256> longer(List<Sha256> proof) {
    List<Sha256> longer = new ArrayList<>(proof);
    longer.add(leaf(0));
    return longer;
  }

  private static List<Sha256> changed(List<Sha256> proof) {
    List<Sha256> changed = new ArrayList<>(proof);
    Sha256 last = changed.removeLast();
    changed.add(new Sha256(last.a() ^ 1, last.b(), last.c(), last.d()));
    return changed;
  }

  private static List<String> hex(List<Sha256> hashes) {
    return hashes.stream().map(Sha256::hex).toList();
  }

  /// MTH of RFC 9162 section 2.1.1.
  private static Sha256 definedRoot(List<byte[]> contents) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    if (contents.size() == 1) {
      digest.update((byte) 0);
      digest.update(contents.getFirst());
    } else if (contents.size() > 1) {
      int split = split(contents.size());
      digest.update((byte) 1);
      digest.update(bytes(definedRoot(contents.subList(0, split))));
      digest.update(bytes(definedRoot(contents.subList(split, contents.size()))));
    }
    return Sha256.parse(HexFormat.of().formatHex(digest.digest()));
  }

  /// PATH of RFC 9162 section 2.1.3.1.
  private static List<Sha256> definedPath(int index, List<byte[]> contents) throws Exception {
    if (contents.size() == 1) {
      return List.of();
    }
    int split = split(contents.size());
    List<byte[]> left = contents.subList(0, split);
    List<byte[]> right = contents.subList(split, contents.size());
    List<Sha256> path =
        new ArrayList<>(
            index < split ? definedPath(index, left) : definedPath(index - split, right));
    path.add(definedRoot(index < split ? right : left));
    return path;
  }

  /// SUBPROOF of RFC 9162 section 2.1.4.1.
  private static List<Sha256> definedSubproof(int first, List<byte[]> contents, boolean whole)
      throws Exception {
    if (first == contents.size()) {
      return whole ? List.of() : List.of(definedRoot(contents));
    }
    int split = split(contents.size());
    List<byte[]> left = contents.subList(0, split);
    List<byte[]> right = contents.subList(split, contents.size());
    List<Sha256> proof =
        new ArrayList<>(
            first <= split
                ? definedSubproof(first, left, whole)
                : definedSubproof(first - split, right, false));
    proof.add(definedRoot(first <= split ? right : left));
    return proof;
  }

  private static int split(int size) {
    int split = 1;
    while (split * 2 < size) {
      split *= 2;
    }
    return split;
  }

  private static byte[] bytes(Sha256 hash) {
    return HexFormat.of().parseHex(hash.hex());
  }
}
