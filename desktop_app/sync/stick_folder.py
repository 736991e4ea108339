"""What lies on a USB stick (or in any folder), and reading all of it that is due.

Not for what is in a file: `stick.py`. A file that cannot be read does not keep the others from
being read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal

from desktop_app.domain.faults import Fault
from desktop_app.protocol.stick import ANSWER, REQUEST, BadStick, read_header
from desktop_app.storage import device_keys, sticks
from desktop_app.storage.store import Store
from desktop_app.sync.lanes import OnStore, at_once
from desktop_app.sync.stick import (
    NOT_READ,
    Progress,
    ReadResult,
    StickDamaged,
    StickOfAnother,
    nobody_watches,
    read_answer,
    stick_faults,
)


class NothingOnStick(Fault):
    """No file of the exchange lies there."""

    sentence = (
        "Trên USB không có tệp trao đổi nào của Sổ Việc Làm. Hãy kiểm tra đúng USB, đúng thư mục; "
        "muốn gửi thì bấm «Ghi ra USB»."
    )


class NotAnswered(Fault):
    """What this PC has written lies there, and no answer to it."""

    sentence = (
        "Trung tâm chưa trả lời: trên USB chỉ có tệp máy này gửi đi. Chưa có gì thay đổi; hãy mang "
        "USB đến Trung tâm, hoặc chọn USB có tệp trả lời."
    )


class AllRead(Fault):
    """Every answer for this PC on it has been read."""

    sentence = (
        "Máy đã đọc mọi tệp trả lời có trên USB này, không có gì mới. Tệp gửi ghi sau đó thì Trung "
        "tâm chưa trả lời; hãy mang USB đến Trung tâm."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OnStick:
    """A file on a stick, as its header tells. `read`: this PC has read it already; `ours`: it is
    of this PC. Of a damaged one only the name is known, and when it was written."""

    path: Path
    what: Literal["request", "answer", "damaged"]
    office: str
    pc: int
    made_at: datetime
    changes: int
    ours: bool
    read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AllReadResult:
    """What all the answers that were due have brought together. `trouble` is the sentence about
    the first file that could not be read."""

    files: int
    result: ReadResult
    trouble: str = ""


def look(store: Store, folder: Path, *, on_store: OnStore = at_once) -> list[OnStick]:
    """The files of the exchange in a folder, newest first; what is none of ours is left out.

    Raises FileReadOnly.
    """
    with stick_faults(NOT_READ):
        paths = [path for path in folder.iterdir() if path.suffix in {REQUEST, ANSWER}]
        found = [_on_stick(store, path, on_store) for path in sorted(paths)]
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def _on_stick(store: Store, path: Path, on_store: OnStore) -> OnStick:
    try:
        with path.open("rb") as file:
            header = read_header(file)
        made_at = datetime.fromtimestamp(header.made_ms / 1000, UTC)
    except (BadStick, ValueError, OverflowError):
        return _damaged(path)
    ours, read = on_store(partial(_known, store, header.device, header.file))
    return OnStick(
        path=path,
        what=header.what,
        office=header.office,
        pc=header.pc,
        made_at=made_at,
        changes=header.changes,
        ours=ours,
        read=read,
    )


def _known(store: Store, device: str, file: str) -> tuple[bool, bool]:
    with store.read() as connection:
        ours = device_keys.device_keys(connection).device == device
        return ours, sticks.was_read(connection, file)


def _damaged(path: Path) -> OnStick:
    return OnStick(
        path=path,
        what="damaged",
        office="",
        pc=0,
        made_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        changes=0,
        ours=False,
        read=False,
    )


def read_all(
    store: Store,
    folder: Path,
    *,
    now: datetime,
    on_store: OnStore = at_once,
    progress: Progress = nobody_watches,
) -> AllReadResult:
    """Read the answers for this PC that it has not read yet, oldest first.

    Raises what `read_answer` raises when none of them could be read; NothingOnStick, NotAnswered,
    AllRead, StickOfAnother and StickDamaged when none is due.
    """
    found = look(store, folder, on_store=on_store)
    due = [one for one in reversed(found) if one.what == "answer" and one.ours and not one.read]
    if not due:
        raise _why_nothing(found)
    together: AllReadResult | None = None
    fault: Fault | None = None
    for one in due:
        try:
            result = read_answer(store, one.path, now=now, on_store=on_store, progress=progress)
        except Fault as met:
            fault = fault or met
        else:
            together = _with(together, result)
    if together is None:
        raise fault or NothingOnStick
    return replace(together, trouble=str(fault or ""))


def _with(before: AllReadResult | None, one: ReadResult) -> AllReadResult:
    if before is None:
        return AllReadResult(files=1, result=one)
    so_far = before.result
    result = ReadResult(
        acked=so_far.acked + one.acked,
        received=so_far.received + one.received,
        held=so_far.held + one.held,
        kinds=so_far.kinds | one.kinds,
        refusal=one.refusal,
    )
    return AllReadResult(files=before.files + 1, result=result)


def _why_nothing(found: Sequence[OnStick]) -> Fault:
    if not found:
        return NothingOnStick()
    if any(one.what == "damaged" for one in found):
        return StickDamaged()
    mine = {one.what for one in found if one.ours}
    if "answer" in mine:
        return AllRead()
    return NotAnswered() if mine else _of_others(found)


def _of_others(found: Sequence[OnStick]) -> Fault:
    pcs = ", ".join(sorted({f"{one.office}{one.pc}" for one in found}))
    return StickOfAnother(
        f"Trên USB chỉ có tệp của máy {pcs}, không có tệp trả lời cho máy này. Chưa có gì thay "
        "đổi; hãy tìm đúng USB của máy này."
    )
