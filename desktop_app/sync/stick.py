"""The exchange on a USB stick, the PC's side: what it has not sent goes to a file for the centre,
what the centre answers comes back in another. The same envelopes and the same rules as over the
line: only a PushAnswer to what was sent marks anything as sent, pages move the cursor with their
rows, and an answer read twice, late or in the wrong order changes nothing.

One file at a time; what lies on a stick, and which files are due, is `stick_folder.py`'s.
"""

import secrets
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop_app.domain.changes import WIRE
from desktop_app.domain.dates import stamp_of_file
from desktop_app.domain.faults import (
    DiskFailed,
    DiskFull,
    Fault,
    FileLocked,
    NotEnrolled,
    NotTheCentre,
)
from desktop_app.protocol.messages import (
    EnrolAnswer,
    HelloAnswer,
    NumberAnswer,
    Push,
    PushAnswer,
    RefusalAnswer,
    SnapshotAnswer,
    StreamPage,
)
from desktop_app.protocol.stick import (
    REQUEST,
    BadStick,
    Piece,
    StickFile,
    StickHeader,
    StickRequest,
    StickWriter,
    WrongKey,
    derived_box,
    public_of,
    read_header,
    to_sign,
)
from desktop_app.storage import change_log, device_keys, eviction, sticks
from desktop_app.storage.change_log import ExchangeState
from desktop_app.storage.data_files import disk_faults, sync_folder, synced
from desktop_app.storage.device_keys import DeviceKeys, StoredEnrolment
from desktop_app.storage.store import Store
from desktop_app.sync.apply import apply_some
from desktop_app.sync.lanes import OnStore, at_once
from desktop_app.sync.outgoing import all_batches
from desktop_app.sync.pace import LARGEST
from desktop_app.sync.snapshot import Arrived, SealedChunk, take_snapshots
from desktop_app.sync.taking_up import take_up

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Hears how much is done of how much; what it raises ends the work, and nothing is half done."""

_FULL = (
    "USB đã đầy nên chưa ghi được tệp. Chưa mất gì; hãy xóa bớt tệp trên USB hoặc dùng USB khác "
    "rồi ghi lại."
)
_REFUSED = (
    "Không ghi được lên USB (USB đã rút ra hoặc không cho ghi). Chưa mất gì; hãy cắm lại rồi ghi "
    "lại."
)
NOT_READ = (
    "Không đọc được USB (USB đã rút ra giữa chừng). Phần đã nhận vẫn còn trên máy; hãy cắm lại rồi "
    "đọc lại."
)
_OF_THIS_PC: dict[type[Fault], str] = {
    DiskFull: (
        "Ổ đĩa của máy này (không phải USB) đã đầy nên việc trao đổi bằng USB phải dừng. Chưa mất "
        "gì; hãy xóa bớt tệp khác trên máy rồi làm lại."
    ),
    DiskFailed: (
        "Ổ đĩa của máy này (không phải USB) báo lỗi nên việc trao đổi bằng USB phải dừng. Chưa mất "
        "gì; hãy kiểm tra ổ đĩa rồi làm lại."
    ),
    FileLocked: (
        "Tệp dữ liệu trên máy này đang bị chương trình khác giữ (thường là phần mềm diệt vi-rút) "
        "nên việc trao đổi bằng USB phải dừng. Chưa mất gì; hãy đợi một lát rồi làm lại."
    ),
}


class StickDamaged(Fault):
    """The file is cut, flipped, or none of ours."""

    sentence = (
        "Tệp trên USB bị hỏng hoặc chưa chép xong nên máy không đọc. Chưa có gì thay đổi; hãy xin "
        "Trung tâm chép lại tệp."
    )


class StickOfAnotherKey(StickDamaged):
    """It names this PC, but was sealed to a key this PC has not, or by another centre."""

    sentence = (
        "Khóa của máy này không mở được tệp: tệp trả lời một lần ghi danh trước, hoặc không phải "
        "do Trung tâm này ghi, hoặc bị hỏng ở phần đầu. Chưa có gì thay đổi; hãy ghi lại tệp gửi "
        "mới ra USB rồi xin Trung tâm trả lời tệp đó."
    )


class StickOfAnother(Fault):
    """An answer for another PC, or a request where an answer was wanted."""

    sentence = (
        "Tệp này không phải trả lời của Trung tâm cho máy này nên máy không đọc. Hãy chọn tệp của "
        "đúng máy này."
    )


class CentreWithoutBox(Fault):
    """The enrolment is from before there was an exchange by stick, and no round has gone since."""

    sentence = (
        "Máy này chưa có khóa của Trung tâm để niêm phong dữ liệu trên USB. Hãy trao đổi qua mạng "
        "một lần, hoặc xin Trung tâm tệp ghi danh mới."
    )


class AnswerMissing(Fault):
    """The answer begins behind where this PC stands: an earlier one has not been read."""

    sentence = (
        "Tệp này nối tiếp một tệp trả lời trước mà máy chưa đọc. Phần nối được đã nhận; hãy đọc "
        "tệp trước hoặc ghi lại tệp gửi mới ra USB."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A request on a stick, with so many changes."""

    path: Path
    changes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """What an answer brought: changes it acknowledged, of those `held` in the centre's quarantine,
    records and changes received, the sentence of what the centre refused."""

    acked: int
    received: int
    kinds: frozenset[str]
    refusal: str
    held: int = 0


@dataclass(frozen=True, slots=True)
class _Ours:
    keys: DeviceKeys
    enrolment: StoredEnrolment | None
    state: ExchangeState
    number_due: bool


def _ours(store: Store) -> _Ours:
    with store.read() as connection:
        return _Ours(
            device_keys.device_keys(connection),
            device_keys.enrolment(connection),
            change_log.exchange_state(connection),
            device_keys.number_is_due(connection),
        )


def nobody_watches(done: int, total: int) -> None:
    """For what goes on unseen."""


@contextmanager
def stick_faults(refused: str) -> Generator[None]:
    """What goes wrong on the stick, each with its sentence, and apart from it what goes wrong on
    this PC's own disk."""
    try:
        yield
    except OSError as error:
        with disk_faults(full=_FULL, refused=refused):
            raise error
    except (DiskFull, DiskFailed, FileLocked) as fault:
        raise type(fault)(_OF_THIS_PC[type(fault)]) from fault


# --- To the centre -------------------------------------------------------------------------------


def write_request(
    store: Store,
    folder: Path,
    *,
    now: datetime,
    on_store: OnStore = at_once,
    size: int = LARGEST,
    progress: Progress = nobody_watches,
) -> Written:
    """Write what the centre has not got into a file in this folder, in batches of about `size`
    changes. It appears only when it is whole.

    Raises NotEnrolled, CentreWithoutBox, DiskFull, DiskFailed, FileLocked and FileReadOnly.
    """
    ours = on_store(partial(_ours, store))
    known = ours.enrolment
    if known is None:
        raise NotEnrolled
    if not known.box_key:
        raise CentreWithoutBox
    name = f"svl-{known.office}{known.pc}-{stamp_of_file(now)}{REQUEST}"
    with stick_faults(_REFUSED), _whole(folder / name) as out:
        batches = _watched(all_batches(store, size=size, on_store=on_store), ours, progress)
        links = _write(out, ours, known, batches, now=now)
        on_store(partial(_note_sent, store, links))
    return Written(path=folder / name, changes=_unsent(ours))


def _unsent(ours: _Ours) -> int:
    return ours.state.last_dseq - ours.state.acked_dseq


def _watched(batches: Iterator[Push], ours: _Ours, progress: Progress) -> Iterator[Push]:
    done, total = 0, _unsent(ours)
    for batch in batches:
        progress(done, total)
        yield batch
        done += len(batch.changes)


def _write(
    out: BinaryIO, ours: _Ours, known: StoredEnrolment, batches: Iterator[Push], *, now: datetime
) -> list[tuple[int, int, str]]:
    key = Ed25519PrivateKey.from_private_bytes(ours.keys.private_key)
    one_time = X25519PrivateKey.generate()
    header = StickHeader(
        what="request",
        file=secrets.token_hex(8),
        device=ours.keys.device,
        office=known.office,
        pc=known.pc,
        made_ms=round(now.timestamp() * 1000),
        changes=_unsent(ours),
        box_key=public_of(one_time),
    )
    writer = StickWriter(out, header, one_time=one_time, to=known.box_key)
    request = StickRequest(
        device=ours.keys.device,
        public_key=key.public_key().public_bytes_raw().hex(),
        box_key=public_of(derived_box(ours.keys.private_key)),
        epoch=ours.state.epoch,
        cursors=ours.state.cursors,
        code="" if known.enrolled else known.code,
        number_due=ours.number_due,
        wire=WIRE,
    )
    writer.message("request", request)
    links: list[tuple[int, int, str]] = []
    for batch in batches:
        writer.message("push", batch)
        links.append((batch.epoch, batch.changes[-1].dseq, batch.link))
    writer.message("signature", key.sign(to_sign(writer.digest.digest())).hex())
    writer.close()
    return links


@contextmanager
def _whole(path: Path) -> Generator[BinaryIO]:
    """A file that appears under its name only when all of it is on the stick."""
    aside = path.with_name(path.name + ".part")
    try:
        with synced(aside) as out:
            yield out
        aside.replace(path)
        sync_folder(path.parent)
    except BaseException:
        _forget(aside)
        raise


def _forget(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # the stick is gone, and what was on it with it
        return


def _note_sent(store: Store, links: list[tuple[int, int, str]]) -> None:
    with store.apply() as transaction:
        sticks.note_sent(transaction, links)


# --- From the centre -----------------------------------------------------------------------------


def read_answer(
    store: Store,
    path: Path,
    *,
    now: datetime,
    on_store: OnStore = at_once,
    progress: Progress = nobody_watches,
) -> ReadResult:
    """Read the centre's answer. Nothing is taken from a file that is not whole and the centre's.
    `progress` is told in pages and chunks; what has been read of them stays if it ends the reading.

    Raises StickDamaged, StickOfAnother, AnswerMissing, NotTheCentre, NotEnrolled,
    CentreWithoutBox, FileReadOnly, DiskFull, DiskFailed, FileLocked.
    """
    ours = on_store(partial(_ours, store))
    known = ours.enrolment
    if known is None:
        raise NotEnrolled
    if not known.box_key:
        raise CentreWithoutBox
    with stick_faults(NOT_READ), path.open("rb") as file, _damage():
        header = read_header(file)
        _check_ours(header, ours.keys.device)
        box = derived_box(ours.keys.private_key)
        answer = _Answer(StickFile(file, box=box, sender=known.box_key), progress)
        take_up(store, on_store=on_store)
        return _Reading(store, answer, on_store, ours).through(header.file, now)


def _check_ours(header: StickHeader, device: str) -> None:
    pc = f"{header.office}{header.pc}"
    if header.what != "answer":
        raise StickOfAnother(
            f"Đây là tệp máy {pc} gửi đi, không phải trả lời của Trung tâm, nên máy không đọc. Hãy "
            "mang USB đến Trung tâm rồi đọc tệp Trung tâm ghi ra."
        )
    if header.device != device:
        raise StickOfAnother(
            f"Tệp này là trả lời của Trung tâm cho máy {pc}, không phải cho máy này, nên máy không "
            "đọc. Chưa có gì thay đổi; hãy chọn tệp của đúng máy này."
        )


@contextmanager
def _damage() -> Generator[None]:
    try:
        yield
    except WrongKey as error:
        raise StickOfAnotherKey from error
    except BadStick as error:
        raise StickDamaged from error


class _Answer:
    """The messages of an answer; for a snapshot it stands where the line to the centre would."""

    def __init__(self, file: StickFile, progress: Progress) -> None:
        self._file = file
        self._progress = progress
        self._total = sum(piece.name in _LARGE_PIECES for piece in file.pieces)
        self._done = 0

    def all(self, name: str, type: type[T]) -> list[T]:
        return [self._file.read(piece, type) for piece in self._pieces(name)]

    def pages(self) -> list[Piece]:
        return self._pieces("page")

    def page(self, piece: Piece) -> StreamPage:
        self._step()
        return self._file.read(piece, StreamPage)

    def streams_as_a_whole(self) -> list[str]:
        return [piece.about for piece in self._pieces("snapshot")]

    def snapshot(self, stream: str) -> SnapshotAnswer:
        for piece in self._pieces("snapshot"):
            if piece.about == stream:
                return self._file.read(piece, SnapshotAnswer)
        raise AnswerMissing

    def chunk(self, stream: str, snapshot: str, number: int) -> bytes:
        del stream  # a snapshot is of one
        for piece in self._pieces("chunk"):
            if piece.about == f"{snapshot}:{number}":
                self._step()
                return bytes(self._file.read(piece, SealedChunk).records)
        raise AnswerMissing

    def _pieces(self, name: str) -> list[Piece]:
        return [piece for piece in self._file.pieces if piece.name == name]

    def _step(self) -> None:
        self._progress(self._done, self._total)
        self._done = min(self._done + 1, self._total)


_LARGE_PIECES = frozenset({"page", "chunk"})


class _Reading:
    """An answer on its way into the database."""

    def __init__(self, store: Store, answer: _Answer, on_store: OnStore, ours: _Ours) -> None:
        self._store = store
        self._answer = answer
        self._on_store = on_store
        self._ours = ours
        self._received = 0
        self._held = 0
        self._kinds: frozenset[str] = frozenset()

    def through(self, file: str, now: datetime) -> ReadResult:
        refused = self._answer.all("refusal", RefusalAnswer)
        acked = 0
        for hello in self._answer.all("hello", HelloAnswer):
            if self._ours.state.server_epoch not in ("", hello.server_epoch):
                raise NotTheCentre(_OTHER_LIFE)
            acked = self._on_store(partial(self._note_answers, hello))
            self._take_snapshots(hello)
            self._take_pages()
        result = ReadResult(
            acked=acked,
            received=self._received,
            kinds=self._kinds,
            refusal=refused[0].sentence if refused else "",
            held=self._held,
        )
        self._on_store(partial(self._note_read, file, now, result))
        return result

    def _note_answers(self, hello: HelloAnswer) -> int:
        """How many more changes are acknowledged now than before."""
        with self._store.apply() as transaction:
            before = change_log.exchange_state(transaction)
            if self._answer.all("enrol", EnrolAnswer):
                device_keys.mark_enrolled(transaction)
            if hello.epoch == before.epoch:  # not of a life of this PC that is over
                for number in self._answer.all("number", NumberAnswer):
                    if device_keys.number_is_due(transaction):
                        device_keys.set_pc_number(transaction, number.pc)
            change_log.set_server_epoch(transaction, hello.server_epoch)
            for answer in self._answer.all("push", PushAnswer):
                link = (before.epoch, answer.acked_dseq, answer.chain)
                if sticks.was_sent(transaction, link):
                    change_log.mark_acked(transaction, dseq=answer.acked_dseq, chain=answer.chain)
                    held = [(one.dseq, one.reason) for one in answer.held]
                    change_log.note_held(transaction, held)
                    self._held += len(held)
            after = change_log.exchange_state(transaction)
        return after.acked_dseq - before.acked_dseq

    def _take_snapshots(self, hello: HelloAnswer) -> None:
        whole = self._answer.streams_as_a_whole()
        heads = {name: head for name, head in hello.heads.items() if name in whole}
        take_snapshots(
            self._store,
            self._answer,
            heads,
            on_store=self._on_store,
            arrived=self._note_arrived,
            large=0,
        )

    def _note_arrived(self, arrived: Arrived) -> None:
        self._received += arrived.new
        self._kinds |= arrived.kinds

    def _take_pages(self) -> None:
        missing = False
        for piece in self._answer.pages():
            page = self._answer.page(piece)
            cursor = self._on_store(partial(_cursor, self._store, piece.about))
            rest = [one for one in page.changes if one.seq > cursor]
            if rest and [one.seq for one in rest] != [*range(cursor + 1, cursor + 1 + len(rest))]:
                missing = True
                continue
            while rest:
                done = self._on_store(
                    partial(apply_some, self._store, stream=piece.about, changes=rest)
                )
                others = [
                    one.change for one in rest[:done] if one.change.device != self._ours.keys.device
                ]
                self._received += len(others)
                self._kinds |= {change.kind for change in others}
                rest = rest[done:]
        if missing:
            raise AnswerMissing

    def _note_read(self, file: str, now: datetime, result: ReadResult) -> None:
        """The first time it counts as a round."""
        with self._store.apply() as transaction:
            eviction.remove_due(transaction)
            if sticks.was_read(transaction, file):
                return
            sticks.note_read(transaction, file, now)
            change_log.note_round(
                transaction,
                at=now,
                sent=result.acked,
                received=result.received,
                held=result.held,
                fault=result.refusal,
            )


_OTHER_LIFE = (
    "Tệp này do Trung tâm ghi trước hoặc sau khi được khôi phục, không khớp với phần máy này đã "
    "nhận. Chưa có gì thay đổi; hãy trao đổi qua mạng hoặc ghi lại tệp gửi mới."
)


def _cursor(store: Store, stream: str) -> int:
    with store.read() as connection:
        return change_log.exchange_state(connection).cursors.get(stream, 0)
