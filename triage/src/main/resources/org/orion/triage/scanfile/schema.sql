-- The scan file of Orion, version 2 (PRAGMA user_version), application id 0x4F52494F ("ORIO").
-- Times are ISO 8601 in UTC with milliseconds. Hashes are blobs, most significant byte first.
-- A row of `item` without a verdict has been listed and waits to be examined.

CREATE TABLE scan (
  id              INTEGER PRIMARY KEY CHECK (id = 1),
  uuid            TEXT NOT NULL,   -- name of this scan, made when it was begun
  state           TEXT NOT NULL CHECK (state IN ('listing', 'examining', 'complete')),
  case_ref        TEXT,
  examiner        TEXT,
  authority       TEXT,            -- the legal authority for the examination, as given
  program_version TEXT NOT NULL,
  plan            TEXT NOT NULL,   -- JSON: all that decides the result; a run with another is refused
  host            TEXT NOT NULL,
  java            TEXT NOT NULL,
  system          TEXT NOT NULL,
  protections     TEXT NOT NULL,   -- JSON: which protections of the decoder cage were active
  started         TEXT NOT NULL,
  ended           TEXT,
  clock           TEXT NOT NULL    -- the host's time zone and offset when the scan was begun
);

CREATE TABLE list (
  name      TEXT PRIMARY KEY,
  sha256    TEXT NOT NULL,         -- of the list's content, as `orion list show` prints it
  entries   INTEGER NOT NULL,
  imported  TEXT NOT NULL
);

CREATE TABLE evidence (
  id        INTEGER PRIMARY KEY,
  exhibit   TEXT NOT NULL,
  path      TEXT NOT NULL,
  kind      TEXT NOT NULL CHECK (kind IN ('folder', 'file')),
  read_only INTEGER NOT NULL,      -- 1: its file system was mounted read-only
  items     INTEGER,               -- listed by its file systems; NULL while listing
  bytes     INTEGER
);

-- The files that are the evidence, as they were when the scan began and when it ended: an image has
-- one for each segment. Equal values mean that nobody wrote to them meanwhile.
CREATE TABLE evidence_file (
  evidence_id    INTEGER NOT NULL REFERENCES evidence (id),
  name           TEXT NOT NULL,
  bytes          INTEGER NOT NULL,
  modified       TEXT NOT NULL,
  changed        TEXT NOT NULL,    -- when its content or attributes were last changed
  bytes_after    INTEGER,          -- NULL until the scan is complete
  modified_after TEXT,
  changed_after  TEXT,
  PRIMARY KEY (evidence_id, name)
) WITHOUT ROWID;

CREATE TABLE item (
  id          INTEGER PRIMARY KEY,
  evidence_id INTEGER NOT NULL REFERENCES evidence (id),
  parent_id   INTEGER REFERENCES item (id),  -- the container it is a member of
  ordinal     INTEGER NOT NULL,    -- position in the container, or in the listing of the evidence
  path        TEXT NOT NULL,       -- within the evidence; " / " stands between container and member
  path_raw    BLOB,                -- the exact bytes of the last name, where they are not UTF-8
  bytes       INTEGER NOT NULL,    -- as listed; of a member as unfolded; -1 when never known
  modified    TEXT,
  volume_id   INTEGER REFERENCES volume (id), -- where a file of a disk image lies; NULL for all others
  inode       INTEGER,             -- of the file system; NULL for members of archives
  stream      INTEGER,             -- number of a named NTFS stream; NULL for a file's own
  links       INTEGER,             -- how many names the content has, where there are more than one
  lost_reason TEXT,                -- set where the listing tells already that nothing of its content can be had
  lost_detail TEXT,
  state       TEXT NOT NULL DEFAULT 'allocated' CHECK (state IN ('allocated', 'deleted', 'orphan', 'carved')),
  origin      TEXT,                -- where the container says that it was on the device it was taken from
  type        TEXT,                -- media type by content
  kind        TEXT CHECK (kind IN ('picture', 'video', 'container', 'other')),
  digest_id   INTEGER REFERENCES digest (id), -- NULL when its bytes were not hashed
  duplicate   INTEGER NOT NULL DEFAULT 0,     -- 1: its content came before in this scan
  verdict     TEXT CHECK (verdict IN ('known_material', 'known_good', 'unmatched', 'not_media', 'unreadable'))
);
CREATE INDEX item_parent ON item (parent_id, ordinal) WHERE parent_id IS NOT NULL;
CREATE INDEX item_volume ON item (volume_id) WHERE volume_id IS NOT NULL;
CREATE INDEX item_digest ON item (digest_id) WHERE digest_id IS NOT NULL;

-- A disk image: one row for each item that is one.
CREATE TABLE image (
  item_id        INTEGER PRIMARY KEY REFERENCES item (id),
  format         TEXT NOT NULL,    -- raw, e01, qcow2, vmdk, vhd, vhdx ...
  media_bytes    INTEGER NOT NULL, -- size of the device
  stored_md5     TEXT,             -- of the device, as the image says
  stored_sha1    TEXT,
  listed         INTEGER NOT NULL, -- 1: all its volumes are listed
  md5            TEXT,             -- of the device, as it was read; NULL until it was
  sha1           TEXT,
  sha256         TEXT,
  damaged_chunks INTEGER,          -- pieces that do not agree with their stored sum or are missing
  chunks         INTEGER,          -- pieces altogether, where the format has such
  integrity      TEXT CHECK (integrity IN ('agrees', 'differs', 'damaged', 'nothing_stored')), -- NULL until known
  problem        TEXT
);

-- What an image is divided into, gaps included.
CREATE TABLE volume (
  id           INTEGER PRIMARY KEY,
  item_id      INTEGER NOT NULL REFERENCES item (id), -- the image
  number       INTEGER NOT NULL,   -- as in vol1; 0: a gap or the table itself
  description  TEXT NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('file_system', 'encrypted', 'unsupported', 'empty', 'swap', 'gap', 'table')),
  file_system  TEXT,               -- ntfs, fat32, ext ...
  start        INTEGER NOT NULL,   -- bytes from the beginning of the device
  bytes        INTEGER NOT NULL,
  pool_block   INTEGER,            -- where a volume of an APFS container begins
  names        INTEGER,            -- that its file system lists: files, streams, folders, links
  unallocated  INTEGER,            -- bytes that belong to no file, as its file system says
  strategy     TEXT NOT NULL DEFAULT 'walk' CHECK (strategy IN ('walk', 'folders', 'inodes', 'none')), -- how it was listed
  problem      TEXT                -- why its listing is not whole
);
CREATE INDEX volume_item ON volume (item_id);

-- One row for each distinct content.
CREATE TABLE digest (
  id              INTEGER PRIMARY KEY,
  sha256          BLOB NOT NULL UNIQUE,
  sha1            BLOB NOT NULL,
  md5             BLOB NOT NULL,
  bytes           INTEGER NOT NULL,
  decoded         INTEGER NOT NULL, -- 0: not decoded, because it was decided by its digests or is no media
  width           INTEGER,
  height          INTEGER,
  frames          INTEGER,          -- pictures in the file; sampled frames of a video
  duration_millis INTEGER,
  codec           TEXT,
  bounded         INTEGER,          -- 1: sampling of the video ended at a limit
  damage          TEXT              -- what is missing, when the content is not whole
);

-- Perceptual hashes: of a picture frame 0 in each dialect, of a video one row for each sampled frame.
CREATE TABLE signature (
  digest_id        INTEGER NOT NULL REFERENCES digest (id),
  algorithm        TEXT NOT NULL CHECK (algorithm IN ('pdq', 'pdq-512')),
  frame            INTEGER NOT NULL,
  timestamp_millis INTEGER NOT NULL,
  value            BLOB NOT NULL,   -- 32 bytes
  quality          INTEGER NOT NULL,
  unstable_bits    INTEGER,
  dihedral         BLOB,            -- pictures: 8 x 32 bytes in the order of the class Orientation
  PRIMARY KEY (digest_id, algorithm, frame)
) WITHOUT ROWID;

-- What leads to a camera, a place or a time: make, model, serial, taken, latitude, longitude, software ...
CREATE TABLE metadata (
  digest_id INTEGER NOT NULL REFERENCES digest (id),
  name      TEXT NOT NULL,
  value     TEXT NOT NULL,
  PRIMARY KEY (digest_id, name)
) WITHOUT ROWID;

-- Agreement of a content with list entries; best first within a list.
CREATE TABLE match (
  id             INTEGER PRIMARY KEY,
  digest_id      INTEGER NOT NULL REFERENCES digest (id),
  list           TEXT NOT NULL REFERENCES list (name),
  entry          TEXT NOT NULL,
  scheme         TEXT NOT NULL,
  code           TEXT NOT NULL,
  level          TEXT NOT NULL,
  level_rank     INTEGER NOT NULL,  -- 0 weighs most
  algorithm      TEXT NOT NULL,
  orientation    TEXT NOT NULL,
  distance       INTEGER NOT NULL,
  frames_percent INTEGER NOT NULL,
  exact          INTEGER NOT NULL
);
CREATE INDEX match_digest ON match (digest_id);

-- What could not be read: items, and folders that could not be listed (item_id NULL).
CREATE TABLE error (
  id          INTEGER PRIMARY KEY,
  evidence_id INTEGER NOT NULL REFERENCES evidence (id),
  item_id     INTEGER REFERENCES item (id),
  path        TEXT NOT NULL,
  reason      TEXT NOT NULL CHECK (reason IN ('CORRUPT', 'ENCRYPTED', 'UNSUPPORTED', 'TOO_LARGE', 'TIMED_OUT', 'IO')),
  detail      TEXT NOT NULL
);
CREATE INDEX error_item ON error (item_id) WHERE item_id IS NOT NULL;

-- What people decided on unmatched contents.
CREATE TABLE decision (
  id        INTEGER PRIMARY KEY,
  digest_id INTEGER NOT NULL REFERENCES digest (id),
  scheme    TEXT NOT NULL,
  code      TEXT NOT NULL,
  person    TEXT NOT NULL,
  at        TEXT NOT NULL
);

-- When the program worked on this file: begun, continued, stopped, completed.
CREATE TABLE journal (
  id     INTEGER PRIMARY KEY,
  at     TEXT NOT NULL,
  event  TEXT NOT NULL,
  detail TEXT NOT NULL
);

-- How far the scan is, for whoever asks meanwhile; written at most once a second, and gone when the
-- scan is complete. What the other tables hold is exact; this row also tells the time.
CREATE TABLE progress (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  at          TEXT NOT NULL,       -- when this row was written
  exhibit     TEXT NOT NULL,
  item        TEXT NOT NULL,       -- path of the item whose result is awaited
  since       TEXT NOT NULL,       -- when waiting for it began
  volume_id   INTEGER REFERENCES volume (id), -- where it lies; NULL outside of disk images
  items_done  INTEGER NOT NULL,    -- with a verdict, by this and earlier runs
  items_total INTEGER NOT NULL,    -- found so far
  bytes_done  INTEGER NOT NULL,
  bytes_total INTEGER NOT NULL,
  rate        INTEGER NOT NULL,    -- bytes a second, of this run
  unreadable  INTEGER NOT NULL,
  matches     INTEGER NOT NULL     -- items that are known material
);
