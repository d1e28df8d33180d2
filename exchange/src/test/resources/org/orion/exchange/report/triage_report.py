"""Makes and checks triage reports as docs/reference/triage-report.md describes them, without Orion.

make PRIVATE.pem OUT.triage [CHANGE...]   a report of three contents; a CHANGE is NAME=VALUE, see below
check FILE.triage PUBLIC.pem              prints one line for each thing that is not as described
"""
import hashlib
import json
import subprocess
import sys
import tempfile
import uuid
import zipfile

PREFIX = b"orion-triage-report-1\n"


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def report_id(head):
    digest = hashlib.sha256(canonical({**head, "report": str(uuid.UUID(int=0))})).digest()
    number = bytearray(digest[:16])
    number[6] = number[6] & 0x0F | 0x80
    number[8] = number[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(number)))


def openssl(*arguments, text=b""):
    return subprocess.run(["openssl", *arguments], input=text, capture_output=True, check=False)


def key_id(path, public):
    kind = ["-pubin"] if public else []
    der = openssl("pkey", *kind, "-in", path, "-pubout", "-outform", "DER").stdout
    return hashlib.sha256(der).hexdigest()


def sign(private, head):
    with tempfile.NamedTemporaryFile() as message:
        message.write(PREFIX + head)
        message.flush()
        return openssl("pkeyutl", "-sign", "-inkey", private, "-rawin", "-in", message.name).stdout


def verifies(public, head, signature):
    with tempfile.NamedTemporaryFile() as message, tempfile.NamedTemporaryFile() as signed:
        message.write(PREFIX + head)
        message.flush()
        signed.write(signature)
        signed.flush()
        return openssl("pkeyutl", "-verify", "-pubin", "-inkey", public, "-rawin", "-in", message.name,
                       "-sigfile", signed.name).returncode == 0


def row(text, **more):
    content = text.encode()
    return {"exhibit": 0, "kind": "picture", "type": "image/png", "bytes": len(content), "items": 1,
            "md5": hashlib.md5(content).hexdigest(), "sha1": hashlib.sha1(content).hexdigest(),
            "sha256": hashlib.sha256(content).hexdigest(), "verdict": "unmatched", **more}


def match(**more):
    return {"list": "national", "entry": "e-1", "scheme": "s", "code": "1", "level": "KNOWN_CSAM",
            "algorithm": "md5", "distance": 0, "frames": 100, **more}


def rows():
    return [
        row("one", verdict="known_material", items=2, matches=[match()],
            leads={"make": "Maker", "body_serial": "S-0001"}, pdq="0f" * 32, quality=100),
        row("two", verdict="known_material", kind="video", type="video/mp4",
            matches=[match(algorithm="pdq", distance=12, frames=80)],
            frames=[{"ms": 0, "quality": 90, "pdq": "a5" * 32}, {"ms": 1000, "quality": 91, "pdq": "5a" * 32}]),
        row("three", pdq="ff" * 32, quality=7),
    ]


def figures(known=3, unmatched=1):
    counts = {
        "items": 6, "pending": 0, "pictures": 3, "videos": 1, "distinct_pictures": 2, "distinct_videos": 1,
        "unreadable": 1, "bytes": 1000, "duplicates": 1,
        "verdicts": {"known_material": known, "known_good": 0, "unmatched": unmatched, "not_media": 1, "unreadable": 1},
        "categories": [{"list": "national", "scheme": "s", "code": "1", "level": "KNOWN_CSAM", "pictures": 2,
                        "videos": 1, "exact": 2, "similar": 1}],
        "errors": {"CORRUPT": 1, "ENCRYPTED": 0, "UNSUPPORTED": 0, "TOO_LARGE": 0, "TIMED_OUT": 0, "IO": 0},
    }
    image = {"path": "D-17.dd", "format": "raw", "media_bytes": 1 << 40, "stored_md5": None, "stored_sha1": None,
             "md5": "0" * 32, "sha1": "1" * 40, "sha256": "2" * 64, "integrity": "nothing_stored", "listed": True,
             "damaged_chunks": 0, "chunks": None, "problem": None}
    volume = {"image": "D-17.dd", "number": 1, "description": "NTFS", "kind": "file_system", "file_system": "ntfs",
              "start": 1048576, "bytes": 1 << 39, "names": 9, "items": 6, "carved": 0, "verdicts": 6,
              "bytes_in_files": 1000, "bytes_unreadable": 7, "unallocated": 4096, "problem": None}
    return {
        "scan": {"uuid": "8f14e45f-ceea-467f-a9d5-0123456789ab", "state": "complete", "case": "C-1",
                 "examiner": "Examiner Öne \u2603", "authority": None, "program_version": "0.1.0",
                 "plan": {"similar": 31, "limits": {"ratio": 1.5}, "lists": []}, "protections": {"sandbox": True},
                 "host": "lab-1", "lists": [{"name": "national", "sha256": "3" * 64, "entries": 9, "imported": "2026"}]},
        "end_state": "complete with 1 unreadable",
        "exhibits": [{"exhibit": "D-17", **counts, "images": [image], "volumes": [volume],
                      "states": {"allocated": 6, "deleted": 0, "orphan": 0, "carved": 0}}],
        **counts,
        "withdrawn": [],
    }


def make(private, target, changes):
    """Changes: format, key, agency, id (another report's), extra (a key too many), declared (bytes), signer
    (another private key), rows (swapped, forged, missing, more), known (a figure), bomb (unpacked MiB),
    member (a fourth), places (that the head does not announce), loose (JSON with spaces)."""
    lines = rows()
    if changes.get("places"):
        lines[0]["places"] = [{"path": "a/b.png", "state": "allocated"}]
    media = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    head = {
        "format": changes.get("format", "orion-triage-report-1"),
        "lab": {"agency": changes.get("agency", "NORTH"), "key": changes.get("key", key_id(private, False)), "name": "lab 1"},
        "media": {"bytes": int(changes.get("declared", len(media))), "rows": 3, "sha256": hashlib.sha256(media).hexdigest()},
        "paths": False,
        "sources": [{"exhibit": "D-17", "path": "/evidence/D-17.dd", "kind": "file", "read_only": True,
                     "files": [{"name": "D-17.dd", "bytes": 1 << 40, "modified": "2026-01-01T00:00:00.000Z",
                                "changed": "2026-01-01T00:00:00.000Z", "bytes_after": None, "modified_after": None,
                                "changed_after": None}]}],
        "supersedes": None,
        "triage": figures(known=int(changes.get("known", 3))),
    }
    if changes.get("extra"):
        head["triage"]["note"] = "more"
    head["report"] = changes.get("id", report_id(head))
    text = canonical(head)
    if changes.get("loose"):
        text = text.replace(b',"lab"', b', "lab"')
    signature = sign(changes.get("signer", private), text)
    how = changes.get("rows", "")
    split = media.splitlines(keepends=True)
    if how == "swapped":
        media = split[1] + split[0] + split[2]
    if how == "missing":
        media = split[0] + split[1]
    if how == "more":
        media = media + split[2]
    if how == "forged":
        media = media.replace(b"S-0001", b"S-0002")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("head.json", text + b" " * (int(changes.get("padding", 0)) << 20))
        archive.writestr("head.sig", signature)
        with archive.open("media.jsonl", "w") as member:
            member.write(media)
            for _ in range(int(changes.get("bomb", 0))):
                member.write(b"\n" * (1 << 20))
        if changes.get("member"):
            archive.writestr("picture.png", b"no")


def check(path, public):
    wrong = []
    with zipfile.ZipFile(path) as archive:
        if archive.namelist() != ["head.json", "head.sig", "media.jsonl"]:
            wrong.append("members " + str(archive.namelist()))
        if archive.testzip():
            wrong.append("checksum of " + archive.testzip())
        text = archive.read("head.json")
        signature = archive.read("head.sig")
        digest, size, lines = hashlib.sha256(), 0, 0
        with archive.open("media.jsonl") as media:
            for line in media:
                digest.update(line)
                size += len(line)
                lines += 1
                json.loads(line)
    head = json.loads(text)
    if canonical(head) != text:
        wrong.append("not canonical")
    if report_id(head) != head["report"]:
        wrong.append("id")
    if not verifies(public, text, signature):
        wrong.append("signature")
    if head["lab"]["key"] != key_id(public, True):
        wrong.append("key id")
    if head["media"] != {"bytes": size, "rows": lines, "sha256": digest.hexdigest()}:
        wrong.append("rows")
    print("\n".join(wrong) if wrong else "as described")


if sys.argv[1] == "make":
    make(sys.argv[2], sys.argv[3], dict(change.split("=", 1) for change in sys.argv[4:]))
else:
    check(sys.argv[2], sys.argv[3])
