"""Comparing this PC's records with the centre's at the end of a round, and mending what differs.

Sums first, then records only where the sums differ (PROTOCOL.md §13). It is done only where both
stand at the same place: everything sent, everything received. What this PC has not sent is never
touched, and a record the centre does not have is never deleted.

Where the centre lacks something, that is counted; handing it over is not done here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, select

from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.records import Kind
from desktop_app.protocol.messages import VerifyAnswer, VerifyRequest
from desktop_app.protocol.record_digests import bucket_of, hexed
from desktop_app.protocol.record_states import RecordState
from desktop_app.storage import change_log, kept_digests, records, verifications
from desktop_app.storage.kept_digests import Digested, Sum
from desktop_app.storage.row_states import RowState, blank_fields, read_row
from desktop_app.storage.store import Store
from desktop_app.storage.tables import table_of
from desktop_app.storage.verifications import KEPT, Verification
from desktop_app.sync import digests
from desktop_app.sync.client import CentreClient
from desktop_app.sync.lanes import OnStore, at_once
from desktop_app.sync.mending import mended

WEEK = timedelta(days=7)

_FEW = 200
"""A bucket with no more records than this is looked at record by record."""

_MOST_BUCKETS = 64
_LOOKED_THROUGH = 10_000
_IDS_AT_ONCE = 200
_MENDED_AT_ONCE = 10
_MOST_RECORDS = 2000
"""So many are mended in one round; the rest in the next."""


class _Later(Exception):  # noqa: N818 - no error: the two do not stand at the same place now
    """Something was saved, sent or received meanwhile; the next round compares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far reading everything anew is, of about so many records."""

    done: int
    total: int


def _nobody(progress: Progress) -> None:
    """Nobody watches."""


def verify(
    store: Store,
    client: CentreClient,
    streams: Iterable[str],
    *,
    now: datetime,
    on_store: OnStore = at_once,
    whole: bool = False,
    progress: Callable[[Progress], None] = _nobody,
) -> Verification | None:
    """Compare these streams, mend, and note what it came to; None if the two do not stand at the
    same place. `whole`: both sides read all their records anew, as they also do once a week.

    What was mended before the two stopped standing at the same place is noted and told all the
    same, as a comparison that was not whole."""
    result = Verification(at=now.replace(microsecond=0), whole=False, records=0)
    comparing = _Comparing(store, client, sorted(streams), now, on_store, progress, result)
    return comparing.through(whole=whole)


@dataclass(slots=True)
class _Comparing:
    store: Store
    client: CentreClient
    streams: Sequence[str]
    now: datetime
    on_store: OnStore
    progress: Callable[[Progress], None]
    result: Verification

    def through(self, *, whole: bool) -> Verification | None:
        is_due, is_first = self.on_store(self._due)
        whole = self._prepare(whole=whole or is_due) or is_first
        try:
            for stream in self.streams:
                self._stream(stream)
        except _Later:
            if not self.result.differed:
                return None
            whole = False
        self.result = replace(self.result, whole=whole)
        self.on_store(self._note)
        return self.result

    def _note(self) -> None:
        with self.store.apply() as transaction:
            verifications.note(transaction, self.result)

    def _due(self) -> tuple[bool, bool]:
        """Whether all records have to be read anew, and whether nothing was ever compared: then the
        week begins, for every record has just been received or is read anyway."""
        with self.store.read() as connection:
            whole = verifications.last(connection, whole=True)
            is_first = verifications.last(connection) is None
        if whole is None:
            return not is_first, is_first
        return not timedelta(0) <= self.now - whole.at < WEEK, False

    # --- Both sides up to date -------------------------------------------------------------------

    def _prepare(self, *, whole: bool) -> bool:
        """Whether this PC has read everything anew."""
        anew = whole or not self.on_store(self._are_filled)
        if anew:
            total = self.on_store(self._count)

            def told(done: int) -> None:
                self.progress(Progress(done=done, total=max(total, done)))

            digests.take_anew(self.store, on_store=self.on_store, told=told)
            digests.mark_filled(self.store, self.streams, on_store=self.on_store)
        if whole:
            self._let_centre_read_anew()
        return anew

    def _are_filled(self) -> bool:
        """A stream of which nothing was read has nothing to fill."""
        with self.store.read() as connection:
            read = change_log.exchange_state(connection).cursors.keys()
            return verifications.filled(connection) >= read & set(self.streams)

    def _count(self) -> int:
        with self.store.read() as connection:
            return sum(
                one.records
                for stream in self.streams
                for one in kept_digests.by_kind(connection, KEPT, stream).values()
            )

    def _let_centre_read_anew(self) -> None:
        for stream in self.streams:
            after = ""
            while True:
                answer = self.client.verify(
                    VerifyRequest(stream=stream, head=0, level="anew", after=after)
                )
                after = answer.after
                if not after:
                    break

    # --- One stream ------------------------------------------------------------------------------

    def _stream(self, stream: str) -> None:
        head, mine = self.on_store(lambda: self._standing(stream))
        records = self.result.records + sum(one.records for one in mine.values())
        self.result = replace(self.result, records=records)
        sums = {kind: hexed(one.total) for kind, one in mine.items()}
        differing = self._ask(VerifyRequest(stream=stream, head=head, sums=sums))
        for name in sorted(differing):
            kind = BY_NAME.get(name)  # a kind of a newer program has no records here
            if kind is not None:
                ids = self._differing(kind, stream, head)[:_MOST_RECORDS]
                self._mend_all(kind, stream, head, ids)

    def _standing(self, stream: str) -> tuple[int, dict[str, Sum]]:
        """Cursor and sums of one moment in which nothing is unsent."""
        with self.store.read() as connection:
            if not verifications.all_is_sent(connection):
                raise _Later
            cursors = change_log.exchange_state(connection).cursors
            return cursors.get(stream, 0), kept_digests.by_kind(connection, KEPT, stream)

    def _ask(self, question: VerifyRequest) -> dict[str, str]:
        answer = self.client.verify(question)
        if answer.head != question.head:
            raise _Later
        return answer.sums

    # --- Which records differ --------------------------------------------------------------------

    def _differing(self, kind: Kind, stream: str, head: int) -> list[str]:
        question = VerifyRequest(stream=stream, head=head, level="buckets", kind=kind.name)
        theirs = self._ask(question)
        mine = self.on_store(lambda: self._buckets(stream, kind))
        buckets = [
            bucket
            for bucket in range(256)
            if _hexed(mine.get(bucket)) != theirs.get(f"{bucket:02x}")
        ][:_MOST_BUCKETS]
        small = [b for b in buckets if mine.get(b, Sum()).records <= _FEW]
        prefixes = [f"{bucket:02x}" for bucket in small]
        large = sorted(set(buckets) - set(small))
        if large:
            prefixes += self._sub_buckets(kind, stream, head, large)
        ids: list[str] = []
        for first in range(0, len(prefixes), _MOST_BUCKETS):
            ids += self._records(kind, stream, head, prefixes[first : first + _MOST_BUCKETS])
        return ids

    def _buckets(self, stream: str, kind: Kind) -> dict[int, Sum]:
        with self.store.read() as connection:
            return kept_digests.by_bucket(connection, KEPT, stream, kind.name)

    def _sub_buckets(self, kind: Kind, stream: str, head: int, buckets: Sequence[int]) -> list[str]:
        found: list[str] = []
        for bucket in buckets:
            theirs = self._ask(
                VerifyRequest(
                    stream=stream,
                    head=head,
                    level="buckets",
                    kind=kind.name,
                    prefixes=[f"{bucket:02x}"],
                )
            )
            mine = kept_digests.by_sub_bucket(self._within(stream, kind, [f"{bucket:02x}"]))
            found += [
                f"{sub:04x}"
                for sub in range(bucket << 8, (bucket + 1) << 8)
                if _hexed(mine.get(sub)) != theirs.get(f"{sub:04x}")
            ]
        return found

    def _within(self, stream: str, kind: Kind, prefixes: Sequence[str]) -> list[Digested]:
        """The digests are looked through a stretch at a time, so that the window need not wait."""
        found: list[Digested] = []
        after: str | None = ""
        while after is not None:
            some, after = self.on_store(partial(self._some_within, stream, kind, prefixes, after))
            found += some
        return found

    def _some_within(
        self, stream: str, kind: Kind, prefixes: Sequence[str], after: str
    ) -> tuple[list[Digested], str | None]:
        with self.store.read() as connection:
            upto = kept_digests.stretch_end(
                connection, KEPT, stream, kind.name, after=after, size=_LOOKED_THROUGH
            )
            found = kept_digests.within(
                connection, KEPT, stream, kind.name, prefixes, after=after, upto=upto
            )
        return found, upto or None

    def _records(self, kind: Kind, stream: str, head: int, prefixes: Sequence[str]) -> list[str]:
        theirs = self._ask(
            VerifyRequest(
                stream=stream,
                head=head,
                level="records",
                kind=kind.name,
                prefixes=list(prefixes),
            )
        )
        mine = {one.record: hexed(one.digest or 0) for one in self._within(stream, kind, prefixes)}
        return sorted(one for one in {*mine, *theirs} if mine.get(one) != theirs.get(one))

    # --- Mending ---------------------------------------------------------------------------------

    def _mend_all(self, kind: Kind, stream: str, head: int, ids: Sequence[str]) -> None:
        for first in range(0, len(ids), _IDS_AT_ONCE):
            some = list(ids[first : first + _IDS_AT_ONCE])
            answer = self.client.verify(
                VerifyRequest(stream=stream, head=head, level="states", kind=kind.name, ids=some)
            )
            for at in range(0, len(some), _MENDED_AT_ONCE):
                part = some[at : at + _MENDED_AT_ONCE]
                self.result = self.on_store(partial(self._mend, kind, stream, part, answer))

    def _mend(
        self, kind: Kind, stream: str, ids: Sequence[str], answer: VerifyAnswer
    ) -> Verification:
        """The result with these in it, once they are stored."""
        result = self.result
        theirs = {state.id: state for state in answer.states}
        with self.store.apply() as transaction:
            own = verifications.not_the_centres(transaction)
            for record in ids:
                if (kind.name, record) in own:
                    continue
                if record in answer.elsewhere:
                    _forget(transaction, stream, kind, record)
                    continue
                state = theirs.get(record)
                lacking = state is None or _mend_one(transaction, stream, kind, state)
                result = replace(
                    result,
                    differed=result.differed + 1,
                    mended=result.mended + (not lacking),
                    lacking=result.lacking + lacking,
                )
        return result


def _mend_one(transaction: Connection, stream: str, kind: Kind, state: RecordState) -> bool:
    """Whether the centre lacks something of it."""
    done = mended(kind, _read(transaction, kind, state.id), state, blank_fields(kind.name))
    records.overwrite_foreign(transaction, kind, state.id, done.fields, done.stamps, stream)
    digests.take(transaction, stream, kind, [state.id])
    return done.lacking


def _read(connection: Connection, kind: Kind, record: str) -> RowState | None:
    table = table_of(kind)
    row = connection.execute(select(table).where(table.c.id == record)).mappings().first()
    return read_row(kind, row) if row else None


def _forget(transaction: Connection, stream: str, kind: Kind, record: str) -> None:
    """The record is another stream's now: here it stays, but is not compared any more."""
    gone = [Digested(bucket_of(record), record, None)]
    kept_digests.put(transaction, KEPT, stream=stream, kind=kind.name, digested=gone)


def _hexed(one: Sum | None) -> str | None:
    return hexed(one.total) if one and one.records else None
