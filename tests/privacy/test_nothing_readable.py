"""What is typed cannot be read from the disk, while the program runs and after it is killed.

A child runs the real program on folders of its own. By key events it types `markers.SAVED`, fifty
made-up words, into the fields of all forms and saves them, and `markers.UNSAVED`: forms left half
filled in, kept as drafts, and passwords and searches, kept nowhere; it previews, prints and saves
letters and runs into bugs whose messages are markers. Everything below its data, temporary, spool,
home and working folders and what it writes to stderr is searched for all of them: again and again
while it types, when it has typed all, and after it was killed. The control is the same day with
the encryption taken out.

Left out on purpose: the name of the first user, which stands in keys.json for the sign-in window
and is no marker; and the PDF that the user saves. The printed letter lies in the spool folder, as
it does in Windows' own, and is searched: it is a picture there (`tests/ui/test_paper.py`).
"""

import os
import select
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.privacy.byte_search import ByteSearch, Hits, files_below
from tests.privacy.markers import DRAFTED, SAVED, UNSAVED

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120.0
BETWEEN_SEARCHES_S = 1.0


@dataclass
class Day:
    """A child at its work. It lives in `pc`, all of which is searched; what the user takes out of
    the program goes to `kept`."""

    pc: Path
    kept: Path
    process: subprocess.Popen[bytes]
    words: list[str] = field(default_factory=lambda: [*SAVED, *UNSAVED])
    typing: Hits = field(default_factory=set)
    ready: Hits = field(default_factory=set)
    killed: Hits = field(default_factory=set)

    def follow(self) -> None:
        """Search until it has typed everything, then once more, and again after killing it."""
        end = time.monotonic() + PATIENCE_S
        while (line := self._next_line()) != "READY":
            assert line != "", (self.pc / "log.txt").read_text()
            assert time.monotonic() < end, "the child does not get ready"
            if line is None:
                self.typing |= self._search()
            else:
                self.words += [line, line.replace("-", "")]  # the recovery code
        self.ready = self._search() | ByteSearch(self.words).in_open_files(self.process.pid)
        self.process.kill()
        self.process.wait()
        self.killed = self._search()

    def files(self) -> set[str]:
        """The names of its files; reports of bugs and backups, which bear the time, by their
        folder or their kind."""
        names = {file.relative_to(self.pc).as_posix() for file in files_below(self.pc)}
        names = {"data/reports" if name.startswith("data/reports/") else name for name in names}
        return {"a backup" if name.endswith(".saoluu") else name for name in names}

    def _search(self) -> Hits:
        return ByteSearch(self.words).in_folder(self.pc)

    def _next_line(self) -> str | None:
        """Its next line on stdout; None when it says nothing for a while, "" when it has ended."""
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], BETWEEN_SEARCHES_S)[0]:
            return None
        return self.process.stdout.readline().decode().strip()


def begin(place: Path, *options: str) -> Day:
    """Start a child in folders of its own, with nothing of this process's environment."""
    pc, kept = place / "pc", place / "kept"
    for folder in (kept, *(pc / name for name in ("data", "home", "spool", "tmp", "work"))):
        folder.mkdir(parents=True)
    (pc / "run").mkdir(mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(pc / "home"),
        "TMPDIR": str(pc / "tmp"),
        "XDG_RUNTIME_DIR": str(pc / "run"),
        "CUPS_SERVER": str(pc / "run" / "cups"),  # whatever printers this machine has
    }
    program = [sys.executable, "-m", "tests.privacy.counter_day"]
    with (pc / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            [*program, str(pc / "data"), str(pc / "spool"), str(kept), *options],
            cwd=pc / "work",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            bufsize=0,
        )
    return Day(pc, kept, process)


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Day, Day]]:
    """The day as it is, and the control. Both begin at once: there are two processors."""
    days = (
        begin(tmp_path_factory.mktemp("encrypted")),
        begin(tmp_path_factory.mktemp("control"), "--plain"),
    )
    try:
        for day in days:
            day.follow()
        yield days
    finally:
        for day in days:
            day.process.kill()
            day.process.communicate()


def test_nothing_typed_can_be_read_from_any_file(days: tuple[Day, Day]):
    day, _ = days
    assert (day.typing, day.ready, day.killed) == (set(), set(), set())


def test_the_same_search_finds_all_fifty_where_nothing_is_encrypted(days: tuple[Day, Day]):
    _, control = days
    assert len(set(SAVED)) == 50
    for hits in (control.ready, control.killed):
        assert {word for _, word in hits} == {*SAVED, *DRAFTED}


JOURNAL = "data/so-viec-lam-"
"""Then the id of the PC."""


def test_no_unknown_file_is_left_behind(days: tuple[Day, Day]):
    """A file no one knows of might hold what was typed in some other writing."""
    day, _ = days
    files = {name for name in day.files() if not name.startswith("home/")}  # Qt's own settings
    ours = {f"{JOURNAL}*.nhatky" if name.startswith(JOURNAL) else name for name in files}
    database = "data/so-viec-lam.db"
    assert ours == {
        *(database, f"{database}-wal", f"{database}-shm"),
        *("data/keys.json", "data/backups/keys.json", "data/office.json", "data/reports"),
        *("a backup", "data/so-viec-lam.lock"),
        *("spool/letter.pdf", "log.txt", f"{JOURNAL}*.nhatky"),
    }


@pytest.mark.parametrize("code", ["utf-8", "utf-16-le"])
@pytest.mark.parametrize(
    "written",
    [
        "Quýmốc14",
        unicodedata.normalize("NFD", "Quýmốc14"),
        "QUÝMỐC14",
        "quymoc14",
        "QUYMOC14",
        "quimoc14",
    ],
)
def test_a_word_is_found_in_every_spelling(written: str, code: str):
    search = ByteSearch(["Quýmốc14", "Quýmốc15"])
    assert search.in_bytes(b"\xff\x00\x07" + written.encode(code) + b"\x01") == {"Quýmốc14"}
