"""The work of an exchange on a USB stick: in which lane it runs, how far it is, what came of it.

It runs where rounds do, one after the other, so a stick and the line never meet. What is done
stands in `desktop_app.sync`; the card that asks for the stick is `ui/screens/stick_panel.py`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.faults import Declined, FileReadOnly
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.money import show_number
from desktop_app.office.desk import Changed
from desktop_app.sync.stick import Progress, ReadResult, Written, read_answer, write_request
from desktop_app.sync.stick_folder import AllReadResult, OnStick, look, read_all
from ui.faults import sentence
from ui.workplace import Workplace

T = TypeVar("T")
REST_SAID_AFTER_S = 10.0
WRITING, READING = "Đang ghi ra USB", "Đang đọc từ USB"
QUEUED = "Đang đợi lượt trao đổi qua mạng xong…"
STOPPED = "Đã dừng. Chưa mất gì; làm lại lúc nào cũng được."


class Halted(Declined):
    """The counsellor wants it no longer."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it, in words, and their tone."""

    words: str
    tone: str


class StickWork(QObject):
    """`moved(words)` while something is done, "" when nothing is; `ended(Outcome)` after each
    piece of work; `seen(files)` with what lies on the stick."""

    moved = Signal(str)
    ended = Signal(object)
    seen = Signal(object)
    _came = Signal(int, int)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._halted = False
        self._what = ""
        self._began = 0.0
        self.busy = False
        self._files = place.newest(self.seen.emit, owner=self)
        self._came.connect(self._show_how_far)

    def write(self, folder: Path, *, queued: bool) -> None:
        """Write what the centre has not got; `queued`: a round is under way and comes first."""
        desk = self._place.desk
        work = partial(write_request, desk.store, folder, now=desk.now())
        self._run(WRITING, work, self._written, queued=queued)

    def read(self, folder: Path, *, queued: bool) -> None:
        """Read all answers that are due."""
        desk = self._place.desk
        work = partial(read_all, desk.store, folder, now=desk.now())
        self._run(READING, work, self._read, queued=queued)

    def read_one(self, file: Path, *, queued: bool) -> None:
        """Read this file, due or not."""
        desk = self._place.desk
        work = partial(read_answer, desk.store, file, now=desk.now())
        self._run(READING, work, self._read_one, queued=queued)

    def look(self, folder: Path) -> None:
        """See what lies there; a stick that is gone has nothing."""
        store, on_store = self._place.desk.store, self._place.lanes.store.call
        self._files.want(lambda: _files(partial(look, store, folder, on_store=on_store)))

    def stop(self) -> None:
        """End what is under way; what has been read stays, and nothing half written is left."""
        self._halted = True

    # --- under way ---

    def _run(
        self, what: str, work: Callable[..., T], done: Callable[[T], None], *, queued: bool
    ) -> None:
        if self.busy:
            return
        self.busy, self._halted, self._what = True, False, what
        self.moved.emit(QUEUED if queued else f"{what}…")
        lanes, progress = self._place.lanes, self._progress()

        def started() -> T:
            progress(0, 0)
            return work(on_store=lanes.store.call, progress=progress)

        lanes.network.run(started, done, self._failed, owner=self)

    def _progress(self) -> Progress:
        def heard(done: int, total: int) -> None:
            if self._halted:
                raise Halted
            self._came.emit(done, total)  # heard on the window's thread

        return heard

    def _show_how_far(self, done: int, total: int) -> None:
        if not self.busy:
            return
        if done == 0:
            self._began = time.monotonic()
        seconds = time.monotonic() - self._began
        self.moved.emit(how_far(self._what, done, total, seconds=seconds))

    # --- at its end ---

    def _written(self, written: Written) -> None:
        self._end(Outcome(written_words(written), "ok"), Changed(frozenset()))

    def _read(self, done: AllReadResult) -> None:
        said = read_outcome(done.result)
        if done.trouble:
            said = Outcome(f"{said.words} Một tệp khác chưa đọc được: {done.trouble}", "warn")
        self._end(said, Changed(done.result.kinds))

    def _read_one(self, result: ReadResult) -> None:
        self._end(read_outcome(result), Changed(result.kinds))

    def _failed(self, error: Exception) -> None:
        """Part of an answer may have been taken before."""
        halted = isinstance(error, Halted)
        said = Outcome(STOPPED, "info") if halted else Outcome(sentence(error), "prob")
        self._end(said, Changed(frozenset(BY_NAME)))

    def _end(self, said: Outcome, changed: Changed) -> None:
        self.busy = False
        self.moved.emit("")
        self.ended.emit(said)
        self._place.announce(changed)


def _files(found: Callable[[], list[OnStick]]) -> list[OnStick]:
    try:
        return found()
    except FileReadOnly:
        return []


def how_far(what: str, done: int, total: int, *, seconds: float) -> str:
    """«Đang đọc từ USB: 45%, còn khoảng 2 phút»."""
    if not done or not total:
        return f"{what}…"
    line = f"{what}: {100 * done // total}%"
    if seconds < REST_SAID_AFTER_S:
        return line
    rest_s = seconds * (total - done) / done
    if rest_s < 60:
        return f"{line}, còn chưa đến 1 phút"
    return f"{line}, còn khoảng {show_number(round(rest_s / 60))} phút"


def written_words(written: Written) -> str:
    """What was written, and what to do with it."""
    then = "Hãy rút USB an toàn rồi mang đến Trung tâm; có tệp trả lời thì bấm «Đọc từ USB»."
    if not written.changes:
        return f"Đã ghi {written.path.name}: không còn gì chờ gửi, tệp chỉ xin thay đổi mới. {then}"
    return f"Đã ghi {show_number(written.changes)} thay đổi vào {written.path.name}. {then}"


def read_outcome(result: ReadResult) -> Outcome:
    """What an answer has brought."""
    if result.refusal:
        return Outcome(f"Đã đọc, nhưng Trung tâm từ chối: {result.refusal}", "prob")
    if not result.acked and not result.received:
        return Outcome("Đã đọc: không có gì mới, máy đã có mọi thứ trong tệp.", "info")
    said = (
        f"Đã đọc trả lời: Trung tâm nhận {show_number(result.acked)} thay đổi của máy này, máy "
        f"nhận về {show_number(result.received)} thay đổi của nơi khác."
    )
    if not result.held:
        return Outcome(said, "ok")
    held = f"Trung tâm giữ lại {show_number(result.held)} thay đổi, lý do ở danh sách bên dưới."
    return Outcome(f"{said} {held}", "warn")
