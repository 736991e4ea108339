"""The first exchange of a new PC: what a stream holds as a whole, chunk by chunk, before it pulls.

The number of a chunk is stored with its last rows, so after any cut it goes on there; rows written
before the cut are met again and left alone. Records that are here already are merged as changes
are, so nothing this PC has not sent yet is overwritten. At the end the cursor stands where the
snapshot was taken, and the pull goes on from there.

The order of names is made last, for all workers at once: until then those received are not listed.
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import msgspec
from sqlalchemy import Connection

from desktop_app.domain.faults import Fault, NotTheCentre, Refused
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.records import Kind
from desktop_app.protocol.messages import SnapshotAnswer, SnapshotChunk
from desktop_app.protocol.record_states import RecordState, as_changes
from desktop_app.storage import change_log, records, snapshot_rows, verifications
from desktop_app.storage.snapshot_rows import IN_BULK, NewRows, SnapshotProgress
from desktop_app.storage.store import Store
from desktop_app.storage.tables import to_json
from desktop_app.sync import digests
from desktop_app.sync.apply import BUDGET_S, merge_changes
from desktop_app.sync.digests import digest_as_written
from desktop_app.sync.lanes import OnStore, at_once

LARGE = 5000
"""From so many changes on a stream is first received as a whole."""

_AT_A_TIME = 250
_MOST_TRIES = 3


class DamagedChunk(Fault):
    """A chunk is not what the centre has said it would be."""

    sentence = (
        "Một phần dữ liệu nhận về không nguyên vẹn nên chưa ghi vào máy. Chưa mất gì; máy sẽ tự "
        "nhận lại phần đó."
    )


class WholeStreams(Protocol):
    """Where the chunks come from: the line to the centre, or a USB stick."""

    def snapshot(self, stream: str, /) -> SnapshotAnswer:
        """What a stream holds as a whole, ready or still being made."""
        ...

    def chunk(self, stream: str, snapshot: str, number: int, /) -> bytes:
        """The JSON of a chunk's list of records."""
        ...


class SealedChunk(msgspec.Struct):
    """A `ChunkAnswer` not taken apart yet: its hash is over these bytes."""

    records: msgspec.Raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A step: so many records of so many are written here, these of kinds `kinds` just now."""

    records: int = 0
    expected: int = 0
    new: int = 0
    kinds: frozenset[str] = frozenset()


def _nobody(arrived: Arrived) -> None:
    """Nobody watches."""


def take_snapshots(
    store: Store,
    client: WholeStreams,
    heads: dict[str, int],
    *,
    on_store: OnStore = at_once,
    arrived: Callable[[Arrived], None] = _nobody,
    large: int = LARGE,
    clock: Callable[[], float] = time.perf_counter,
) -> None:
    """Receive the streams this PC has nothing of and that are large, or goes on with those begun.

    Raises what talking raises, and DamagedChunk.
    """
    due = on_store(partial(_due, store, heads, large))
    for tries in range(_MOST_TRIES):
        try:
            _Reception(store, client, on_store, arrived, clock).take(due)
        except Refused as refused:
            if refused.reason != "snapshot_gone" or tries == _MOST_TRIES - 1:
                raise
        else:
            return


def _due(store: Store, heads: dict[str, int], large: int) -> list[str]:
    with store.read() as connection:
        cursors = change_log.exchange_state(connection).cursors
        begun = snapshot_rows.progress_of(connection)
    return [
        name
        for name, head in sorted(heads.items())
        if name in begun or (cursors.get(name, 0) == 0 and head > large)
    ]


class _Reception:
    """Some streams on their way into the database."""

    def __init__(
        self,
        store: Store,
        client: WholeStreams,
        on_store: OnStore,
        arrived: Callable[[Arrived], None],
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._client = client
        self._on_store = on_store
        self._arrived = arrived
        self._clock = clock
        self._records = 0
        self._expected = 0

    def take(self, streams: Sequence[str]) -> None:
        manifests = [self._manifest(stream) for stream in streams]
        self._expected = sum(one.records for one in manifests)
        for manifest in manifests:
            first = self._on_store(partial(self._begin, manifest))
            self._tell(sum(chunk.records for chunk in manifest.chunks[:first]), new=0)
            for number, chunk in enumerate(manifest.chunks[first:], start=first):
                self._take_chunk(manifest, number, chunk)
        if manifests:
            self._list_all()
        for manifest in manifests:
            self._on_store(partial(self._end, manifest))

    def _manifest(self, stream: str) -> SnapshotAnswer:
        made = -1
        while True:
            answer = self._client.snapshot(stream)
            if answer.ready:
                return answer
            if answer.records <= made:  # each time it is asked the centre goes on
                raise NotTheCentre
            made = answer.records

    def _begin(self, manifest: SnapshotAnswer) -> int:
        """The chunk to go on with."""
        with self._store.apply() as transaction:
            begun = snapshot_rows.progress_of(transaction).get(manifest.stream)
            if begun and begun.snapshot == manifest.snapshot:
                return begun.next_chunk
            verifications.note_stream(transaction, manifest.stream, filled=False)
            snapshot_rows.begin(
                transaction,
                SnapshotProgress(
                    stream=manifest.stream,
                    snapshot=manifest.snapshot,
                    seq=manifest.seq,
                    next_chunk=0,
                    chunks=len(manifest.chunks),
                    records=manifest.records,
                ),
            )
        return 0

    def _take_chunk(self, manifest: SnapshotAnswer, number: int, chunk: SnapshotChunk) -> None:
        listed = self._client.chunk(manifest.stream, manifest.snapshot, number)
        states = read_chunk(listed, chunk)
        write = StateWriter(manifest.stream, chunk.kind)
        done = 0
        while done < len(states):
            rest = states[done:]
            piece = partial(self._write_some, write, rest, manifest.stream, number + 1)
            came = self._on_store(piece)
            done += came
            self._tell(came, new=came, kind=chunk.kind)

    def _write_some(
        self, write: "StateWriter", states: Sequence[RecordState], stream: str, next_chunk: int
    ) -> int:
        """The first of these, as many as the budget allows; with the last of them the chunk is
        done."""
        started = self._clock()
        done = 0
        with self._store.receive() as transaction:
            while done < len(states):
                write.some(transaction, states[done : done + _AT_A_TIME])
                done = min(done + _AT_A_TIME, len(states))
                if self._clock() - started >= BUDGET_S:
                    break
            if done == len(states):
                snapshot_rows.note_chunk(transaction, stream, next_chunk)
        return done

    def _list_all(self) -> None:
        while self._on_store(self._list_some):
            self._tell(0, new=0, kind="worker")

    def _list_some(self) -> int:
        started = self._clock()
        listed = 0
        with self._store.receive() as transaction:
            while some := snapshot_rows.list_some(transaction, _AT_A_TIME):
                listed += some
                if self._clock() - started >= BUDGET_S:
                    break
        return listed

    def _end(self, manifest: SnapshotAnswer) -> None:
        with self._store.apply() as transaction:
            change_log.set_cursor(transaction, manifest.stream, manifest.seq)
            verifications.note_stream(transaction, manifest.stream, filled=True)
            snapshot_rows.end(transaction, manifest.stream)

    def _tell(self, records: int, *, new: int, kind: str = "") -> None:
        self._records += records
        self._arrived(
            Arrived(
                records=self._records,
                expected=self._expected,
                new=new,
                kinds=frozenset({kind} if kind else ()),
            )
        )


def read_chunk(listed: bytes, told: SnapshotChunk) -> list[RecordState]:
    """The records of a chunk that is what the manifest says. Raises DamagedChunk."""
    if hashlib.sha256(listed).hexdigest() != told.sha256:
        raise DamagedChunk
    try:
        states = msgspec.json.decode(listed, type=list[RecordState])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DamagedChunk from error
    if len(states) != told.records or any(state.kind != told.kind for state in states):
        raise DamagedChunk
    return states


class StateWriter:
    """Writes records of one kind: those that are not there in bulk, the others by merging."""

    def __init__(self, stream: str, kind: str) -> None:
        self._stream = stream
        self._kind = BY_NAME.get(kind)
        in_bulk = self._kind is not None and kind in IN_BULK
        self._new = NewRows(self._kind, stream) if self._kind and in_bulk else None

    def some(self, transaction: Connection, states: Sequence[RecordState]) -> None:
        if self._kind is None:
            _keep(transaction, self._stream, states)
            return
        there = snapshot_rows.stamps_there(transaction, self._kind, [one.id for one in states])
        new = [one for one in states if one.id not in there]
        moved = [one for one in states if one.id in there and there[one.id] != one.stamps]
        same = [one.id for one in states if one.id in there and there[one.id] == one.stamps]
        if self._new is None:
            moved, new = [*new, *moved], []
        else:
            rows = [(one.id, one.fields, one.stamps) for one in new]
            self._new.write(transaction, rows)
            made = {
                one.id: digest_as_written(self._kind, one.id, one.fields, one.stamps) for one in new
            }
            digests.keep(transaction, self._stream, self._kind, made)
        digests.take(transaction, self._stream, self._kind, same)
        for one in moved:
            merge_state(transaction, self._kind, one, self._stream)


def merge_state(transaction: Connection, kind: Kind, state: RecordState, stream: str) -> None:
    """Merge a record as it stands elsewhere into the one here, which need not be there yet."""
    merge_changes(transaction, kind, as_changes(kind, state), stream)
    if not state.stamps and records.row_state(transaction, kind, state.id) is None:
        records.write_foreign(transaction, kind, state.id, {}, {}, stream)


def _keep(transaction: Connection, stream: str, states: Iterable[RecordState]) -> None:
    for one in states:
        snapshot_rows.keep_unknown(transaction, stream, one.kind, one.id, to_json(one))
