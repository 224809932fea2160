"""A folder of everything that is broken or made to break: the run goes on to its end, and nothing is lost or escapes.

As the superuser may read everything, the program runs without the right to do so.
"""

import gzip
import io
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

LINE = "The council voted on Tuesday to rebuild the old bridge over the river, and work starts in spring {}."
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a {}>]><rss><channel><item><title>&a;</title></item></channel></rss>'
)
REASONS = {
    "blank.txt": "empty",
    "bomb.txt.gz": "bomb",
    "broken.zip": "bad-archive",
    "dangling.txt": "vanished",
    "empty.txt": "empty",
    "entities.xml": "bad-xml",
    "external.xml": "bad-xml",
    "fifo.txt": "not-a-file",
    "lines.txt": "too-many-lines",
    "locked": "no-permission",
    "long-line.txt": "line-too-long",
    "loop.txt": "unreadable",
    "nested.json": "bad-json",
    "nul.txt": "binary",
    "outside.txt": "link-outside",
    "picture.txt": "binary",
    "quotes.csv": "bad-csv",
    "secret.txt": "no-permission",
    "socket.txt": "not-a-file",
    "tags.html": "too-many-tags",
    "truncated.json": "bad-json",
    "truncated.txt.gz": "truncated",
    r"wrong-\xff.jsonl": "bad-json",
}
# In this process: to start others takes longer than to read what is small.
QUICK = ("--direct", "--json", "--workers", "0")
GOOD = {"good.txt", r"caf\xe9.txt", r"wrong-\xff.jsonl", "slip.zip", "slip.tar"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in _contents().items():
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(content)
    for name, target in {"outside.txt": "/etc/passwd", "dangling.txt": "nowhere", "loop.txt": "loop.txt"}.items():
        (folder / name).symlink_to(target)
    os.mkfifo(folder / "fifo.txt")
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(folder)  # a socket's path has 108 bytes at most
        server.bind("socket.txt")
    (folder / "locked").mkdir()
    (folder / "locked" / "in.txt").write_text(LINE)
    for name in ("secret.txt", "locked"):
        (folder / name).chmod(0)
    return folder


def _contents() -> dict[bytes, bytes]:
    line = LINE.encode()
    return {
        b"good.txt": line,
        b"caf\xe9.txt": line + b" 1",
        b"wrong-\xff.jsonl": b'{"text": "The harbour is closed."}\nno json\n',
        b"blank.txt": b" \n\n",
        b"bomb.txt.gz": gzip.compress(b"0" * 3_000_000),
        b"broken.zip": b"PK\x03\x04 and no more",
        b"empty.txt": b"",
        b"entities.xml": ENTITIES.format('"aaaa"').encode(),
        b"external.xml": ENTITIES.format('SYSTEM "file:///etc/passwd"').encode(),
        b"lines.txt": b"short\n" * 60_000,
        b"long-line.txt": line * 3_000,
        b"nested.json": b"[" * 100_000,
        b"nul.txt": b"\x00" * 5_000,
        b"picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9,
        b"quotes.csv": b'text\n"never closed\nand on',
        b"secret.txt": line,
        b"slip.zip": _zip(),
        b"slip.tar": _tar(),
        b"tags.html": b"<b>" * 200_000,
        b"truncated.json": b'{"text": "The bri',
        b"truncated.txt.gz": gzip.compress(line)[:-9],
    }


def _zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("../../escaped.txt", LINE.format(2))
        archive.writestr("/tmp/escaped.txt", LINE.format(3))
    return made.getvalue()


def _tar() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        content = LINE.format(4).encode()
        entry = tarfile.TarInfo("../escaped.txt")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
        for kind in (tarfile.SYMTYPE, tarfile.CHRTYPE):
            entry = tarfile.TarInfo("leak.txt")
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
    return made.getvalue()


# Commands of the real program, one after the other.
PROGRAM = """
import json, sys
from desk.cli import main
for words in json.loads(sys.argv[1]):
    sys.argv = ["copydesk", *words]
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise
    print(end="\\0", flush=True)
"""


def copydesk(folder: Path, *commands: tuple[str, ...]) -> list[dict[str, int]]:
    """What commands of the real program found, without the superuser's right to read everything."""
    drop = "-dac_override,-dac_read_search"
    asked = [sys.executable, "-c", PROGRAM, json.dumps(commands)]
    setpriv = shutil.which("setpriv") if os.geteuid() == 0 else None
    command = [setpriv, f"--bounding-set={drop}", f"--inh-caps={drop}", *asked] if setpriv else asked
    root = Path(__file__).parents[2]
    environment = {**os.environ, "COPYDESK_DATABASE_URL": f"sqlite:///{folder.parent / 'a.db'}"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(found) for found in done.stdout.split("\0")[:-1]]


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="the superuser reads everything")
def test_nothing_stops_the_run_and_nothing_is_lost_or_escapes(folder: Path) -> None:
    ingest = ("ingest", str(folder))
    first, again = copydesk(folder, (*ingest, "--direct", "--json", "--limits", "expansion=100"), (*ingest, *QUICK))
    with closing(sqlite3.connect(folder.parent / "a.db")) as connection:
        rows = connection.execute("SELECT path, reason, detail FROM quarantine").fetchall()
        loaded = {
            Path(path).name
            for (path,) in connection.execute(
                "SELECT path FROM source_files JOIN documents d ON d.source_file_id = source_files.id"
            )
        }
    assert {Path(path).name: reason for path, reason, _ in rows} == REASONS
    assert all(detail.endswith(".") and len(detail.split()) > 5 for _, _, detail in rows)
    assert loaded == GOOD
    assert first["loaded"] == 6
    assert not list(folder.parent.rglob("escaped.txt"))
    assert not list(folder.rglob("leak.txt"))
    assert again["loaded"] == 0
    # What was not permitted, and is now.
    for name in ("secret.txt", "locked"):
        (folder / name).chmod(0o755)
    [replayed] = copydesk(folder, ("quarantine", "replay", "--reason", "no-permission", *QUICK))
    assert replayed["loaded"] == 1
    locked = "SELECT reason, detail LIKE '%Ingest it again%', resolved_at IS NULL FROM quarantine WHERE path LIKE ?"
    with closing(sqlite3.connect(folder.parent / "a.db")) as connection:
        assert connection.execute(locked, ["%/locked"]).fetchall() == [("no-permission", 1, 1)]
        [permitted] = copydesk(folder, (*ingest, *QUICK))
        assert permitted["loaded"] == 1
        assert connection.execute(locked, ["%/locked"]).fetchall() == [("no-permission", 1, 0)]
