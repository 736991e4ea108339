"""The journal of unsent work: what this PC has saved and the centre has not acknowledged, kept
encrypted in two more files, one beside the database and one in the second folder.

It is written soon after each save and never delays or fails one. It is read when somebody signs in,
when a folder that was away is back, and when the data are restored from a backup: what it has and
the database has not was lost with a damaged file, and is put back, into the log with the same `tx`,
`stamp` and `base` and into the records. SQLite says nothing when the end of its WAL is gone: only
the journal notices.

Once all of it is acknowledged a journal is emptied but for how far the log had come and the highest
serials of letters, so that the loss of what the centre has already is noticed too.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

import msgspec
from sqlalchemy import Connection

from desktop_app.domain.changes import Change
from desktop_app.domain.faults import Fault
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.money import show_number
from desktop_app.office.restoring import second_folder_of
from desktop_app.protocol.merging import merge_groups
from desktop_app.storage import change_log, clock, edits, journal, lost_entries, new_epoch, records
from desktop_app.storage.change_log import ExchangeState
from desktop_app.storage.journal import JournalFile, Piece
from desktop_app.storage.letter_numbers import (
    Serial,
    highest_serials,
    raise_serials,
    unknown_serials,
)
from desktop_app.storage.setting_rows import get_setting, set_setting
from desktop_app.storage.store import Store

PIECE = 500
"""So many entries at a time are read from the log and sealed together."""
DAMAGED_SUFFIX = ".hong"
"""A journal that had damaged pieces is kept under this name before another takes its place."""

_REGAINED = "journal_regained"

JournalState = Literal["", "kept", "absent", "failed"]
"""Of the journal in a folder: none chosen, has all that is unsent, the folder is not there, or took
nothing."""


class Regained(msgspec.Struct, frozen=True, kw_only=True):
    """What the journals have told: `changes` were put back; `gone` are known to have been written
    and are in no journal; `damaged` pieces of one could not be read."""

    changes: int = 0
    gone: int = 0
    damaged: int = 0

    def sentence(self) -> str:
        """«Đã lấy lại 3 thay đổi từ nhật ký…», empty when all was well."""
        told: list[str] = []
        if self.changes:
            told.append(
                f"Đã lấy lại {show_number(self.changes)} thay đổi từ nhật ký mà tệp dữ liệu bị mất."
            )
        if self.gone:
            told.append(
                f"{show_number(self.gone)} thay đổi nữa không còn trong tệp dữ liệu; phần Trung "
                "tâm đã nhận sẽ về lại khi đồng bộ."
            )
        if self.damaged:
            told.append(f"Nhật ký có {show_number(self.damaged)} chỗ bị hỏng, không đọc được.")
        return " ".join(told)


class OnStore(Protocol):
    """Where the database is written."""

    def __call__(self, work: Callable[[], None], /) -> None: ...


def _at_once(work: Callable[[], None]) -> None:
    work()


# --- Keeping -------------------------------------------------------------------------------------


@dataclass(slots=True)
class Journal:
    """The journal in one folder, as this program left it: where its last piece ends, up to which
    entry of which epoch it goes, and whether it has entries. `end` 0: not looked into yet, so it
    may hold what the database does not have."""

    folder: Path
    end: int = 0
    epoch: int = 0
    last: int = 0
    has_changes: bool = False


@dataclass(slots=True)
class Journals:
    """Those of one data folder, for as long as somebody is signed in."""

    of_folder: dict[Path, Journal] = field(default_factory=dict[Path, Journal])

    def at(self, folder: Path) -> Journal:
        """The one in a folder."""
        return self.of_folder.setdefault(folder, Journal(folder))


def keep_journals(
    journals: Journals, store: Store, folder: Path, *, on_store: OnStore = _at_once
) -> tuple[JournalState, JournalState]:
    """Bring the journals beside the database and in the second folder up to the log: how it stands
    with each. A folder that is away, full or read-only is a state and no fault.

    One seen for the first time, or again, is looked into first; what the database has lost is put
    back through `on_store`. Raises what the database raises.
    """
    here = _keep(journals.at(folder), store, on_store)
    second = second_folder_of(folder)
    return here, _keep(journals.at(second), store, on_store) if second else ""


def _keep(there: Journal, store: Store, on_store: OnStore) -> JournalState:
    state = _state(store)
    path = there.folder / journal.name_of(state.device)
    try:
        if not there.folder.is_dir():
            there.end = 0
            return "absent"
        if there.end == 0 or _size(path) != there.end:
            _look_into(there, path, store, on_store)
            state = _state(store)
        _bring_up(there, path, store, state)
    except OSError:
        there.end = 0
        return "failed"
    return "kept"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _state(store: Store) -> ExchangeState:
    with store.read() as connection:
        return change_log.exchange_state(connection)


def _look_into(there: Journal, path: Path, store: Store, on_store: OnStore) -> None:
    found = look_into(store, [journal.read_file(path)])
    if found.is_news:
        on_store(lambda: put_back(store, found))
    there.end, there.has_changes = found.end, found.has_changes
    there.epoch, there.last = found.reach
    if found.damaged:  # kept; what is unsent is written anew
        path.replace(path.with_name(path.name + DAMAGED_SUFFIX))
        there.end = 0


def _bring_up(there: Journal, path: Path, store: Store, state: ExchangeState) -> None:
    goes_on = there.end > 0 and there.epoch == state.epoch
    is_needed = there.has_changes and there.last > state.acked_dseq
    if goes_on and there.last == state.last_dseq and is_needed == there.has_changes:
        return
    cipher = store.cipher(journal.PURPOSE)
    if goes_on and is_needed:
        pieces = _pieces(store, state, after=there.last)
        there.end = journal.append(path, cipher, pieces, at=there.end)
    else:
        pieces = _pieces(store, state, after=state.acked_dseq)
        there.end = journal.write_anew(path, cipher, pieces)
        there.has_changes = state.last_dseq > state.acked_dseq
    there.epoch, there.last = state.epoch, state.last_dseq


def _pieces(store: Store, state: ExchangeState, *, after: int) -> Iterator[Piece]:
    """The entries after this one, in pieces; one without entries if there are none."""
    for first in range(after + 1, max(state.last_dseq, after + 1) + 1, PIECE):
        last = min(first + PIECE - 1, state.last_dseq)
        with store.read() as connection:
            yield Piece(
                epoch=state.epoch,
                last=last,
                changes=change_log.changes_between(connection, first_dseq=first, last_dseq=last),
                serials=highest_serials(connection),
            )


# --- What journals have and the database has not -------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What files of journals hold: `missing` and `serials` the database does not have, whose log is
    at `state`; `reach`, the epoch and number they go up to; how many pieces cannot be read; of the
    last file, where it ends and whether it has entries."""

    state: ExchangeState
    missing: list[Change]
    serials: list[Serial]
    reach: tuple[int, int]
    damaged: int
    end: int
    has_changes: bool

    @property
    def gone(self) -> int:
        """Entries of the epoch under way that were written once, and of which nothing is left."""
        epoch, last = self.reach
        if epoch != self.state.epoch:
            return 0
        return max(0, last - self.state.last_dseq - len(self.missing))

    @property
    def follows(self) -> bool:
        """Whether what is missing is just what came next: then the log can be as it was."""
        epoch, last = self.reach
        next_ones = [(epoch, number) for number in range(self.state.last_dseq + 1, last + 1)]
        there = [(change.epoch, change.dseq) for change in self.missing]
        return there == (next_ones if epoch == self.state.epoch else [])

    @property
    def is_news(self) -> bool:
        """Whether there is anything to put back or to tell."""
        return bool(self.missing or self.serials or self.damaged) or self._is_ahead

    @property
    def needs_epoch(self) -> bool:
        """Whether numbers were given that this log would give again, to other entries."""
        return (bool(self.missing) or self._is_ahead) and not self.follows

    @property
    def _is_ahead(self) -> bool:
        return self.reach > (self.state.epoch, self.state.last_dseq)


def look_into(store: Store, files: Iterable[JournalFile]) -> Found:
    """What journals of this PC hold, and its database has not."""
    cipher = store.cipher(journal.PURPOSE)
    missing: dict[str, Change] = {}
    serials: list[Serial] = []
    reach, damaged, end, has_changes = (0, 0), 0, 0, False
    with store.read() as connection:
        state = change_log.exchange_state(connection)
        for file in files:
            end, has_changes, known = file.end, False, False
            for sealed in reversed(file.sealed):
                if known:  # the log has all before, too
                    damaged += not journal.is_whole(cipher, sealed)
                    continue
                piece = journal.open_piece(cipher, sealed)
                if piece is None:
                    damaged += 1
                    continue
                reach = max(reach, (piece.epoch, piece.last))
                has_changes = has_changes or bool(piece.changes)
                unknown = lost_entries.unknown_of(connection, piece.changes)
                missing |= {change.stamp: change for change in unknown}
                serials += unknown_serials(connection, piece.serials)
                known = bool(piece.changes) and not unknown
    return Found(
        state=state,
        missing=[missing[stamp] for stamp in sorted(missing)],
        serials=serials,
        reach=reach,
        damaged=damaged,
        end=end,
        has_changes=has_changes,
    )


def put_back(store: Store, found: Found, *, epoch_is_new: bool = False) -> None:
    """Put into the log and the records what the database has lost, and note it for the window.

    Where others would get the same numbers the log begins a new epoch first, unless it just has.
    """
    if found.needs_epoch and not epoch_is_new:
        new_epoch.begin_new_epoch(store)
    gone = 0 if epoch_is_new else found.gone
    with store.apply() as transaction:
        if found.missing:
            lost_entries.put_back(transaction, found.missing)
        for change in found.missing:
            _merge(transaction, change)
        clock.observe(transaction, [change.stamp for change in found.missing])
        raise_serials(transaction, found.serials)
        more = Regained(changes=len(found.missing), gone=gone, damaged=found.damaged)
        noted = msgspec.json.encode(_add(transaction, more)).decode()
        set_setting(transaction, _REGAINED, noted)


def _merge(transaction: Connection, change: Change) -> None:
    """Into its record. One that is not here comes back from the centre, this change with it."""
    kind = BY_NAME.get(change.kind)
    there = records.row_state(transaction, kind, change.record) if kind else None
    if kind is None or (there is None and change.op != "insert"):
        return
    fields, stamps = there or ({}, {})
    merged = merge_groups(fields, stamps, change)
    if merged.shown or there is None:
        records.write_foreign(
            transaction,
            kind,
            change.record,
            {name: merged.fields[name] for group in merged.shown for name in change.groups[group]},
            {group: merged.stamps[group] for group in merged.shown},
            records.stream_of(transaction, kind, change.record),
        )
    edits.note_received(transaction, change)


def put_back_what_is_beside(store: Store, folder: Path) -> None:
    """When somebody signs in: what the database lost and the journal beside it has. One that cannot
    be read or put back keeps nobody out; it is tried again with the next writing."""
    path = folder / journal.name_of(_state(store).device)
    with suppress(OSError, Fault):
        found = look_into(store, [journal.read_file(path)])
        if found.is_news:
            put_back(store, found)


def put_back_after_restore(store: Store, folders: Iterable[Path]) -> None:
    """Into a file just taken from a backup, whose new epoch has begun: all that its journals in
    these folders have. Folders that cannot be read are passed over."""
    name = journal.name_of(_state(store).device)
    files: list[JournalFile] = []
    for folder in folders:
        with suppress(OSError):
            files.append(journal.read_file(folder / name))
    found = look_into(store, files)
    if found.is_news:
        put_back(store, found, epoch_is_new=True)


# --- Telling -------------------------------------------------------------------------------------


def regained(store: Store) -> Regained:
    """What was put back and is not told yet."""
    with store.read() as connection:
        return _noted(connection)


def tell_regained(store: Store) -> Regained:
    """The same, and told with this."""
    with store.apply() as transaction:
        noted = _noted(transaction)
        set_setting(transaction, _REGAINED, "")
    return noted


def _noted(connection: Connection) -> Regained:
    written = get_setting(connection, _REGAINED, "")
    return msgspec.json.decode(written, type=Regained) if written else Regained()


def _add(connection: Connection, more: Regained) -> Regained:
    noted = _noted(connection)
    return Regained(
        changes=noted.changes + more.changes,
        gone=noted.gone + more.gone,
        damaged=max(noted.damaged, more.damaged),  # the same file may be read twice
    )
