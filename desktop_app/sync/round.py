"""One round of the exchange: hello → push until nothing waits → pull to the head → verify. A PC
that was restored from a backup asks for its new number in between; a new one first receives large
streams as a whole (`snapshot.py`); a centre that was restored is given back what it lacks before
they compare.

Talking and writing alternate: what talks runs where the round was started, each short piece of
work with the database goes through `on_store` (`lanes.py`). A line that is down, a refusal, a full
disk are results, not exceptions. Nothing counts as sent before the centre has said so.

How a PC and a centre come to agree again after one of them was put back stands in `rejoining.py`
and `offering.py`.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from desktop_app.domain.faults import (
    DiskFailed,
    DiskFull,
    Fault,
    FileLocked,
    NotEnrolled,
    NotTheCentre,
    Refused,
    Unreachable,
)
from desktop_app.protocol.messages import HelloAnswer, Push, PushAnswer, StreamPage
from desktop_app.storage import change_log, device_keys, eviction, log_keeping, standing
from desktop_app.storage.change_log import ExchangeState
from desktop_app.storage.store import Store
from desktop_app.storage.verifications import Verification
from desktop_app.sync import rejoining, verifying
from desktop_app.sync.apply import FIRST, apply_some, named
from desktop_app.sync.client import CentreClient
from desktop_app.sync.enrolment import open_client
from desktop_app.sync.lanes import OnStore, at_once
from desktop_app.sync.offering import offer_all
from desktop_app.sync.outgoing import OutOfStep, Position, next_batch
from desktop_app.sync.pace import Pace
from desktop_app.sync.snapshot import Arrived, take_snapshots
from desktop_app.sync.taking_up import take_up

_THINGS_TO_MEND = 5
"""So often hello is asked before a round gives up: each time one thing is found and mended."""


class CentreRestored(OutOfStep):
    """The centre was restored while this round went on."""

    sentence = (
        "Trung tâm vừa được khôi phục trong khi đang trao đổi. Chưa mất gì; máy sẽ tự trao đổi lại "
        "từ chỗ Trung tâm đang có."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Changes sent, and others' received, so far in this round; of a new PC also how many
    `records` of the `expected` ones are here (0 of 0 when nothing is received as a whole)."""

    sent: int
    received: int
    records: int = 0
    expected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundResult:
    """How a round went. `held` of the changes sent wait in the centre's quarantine. `received` and
    `kinds` tell of what others wrote (a PC's own changes come back too), whatever the fault;
    `fault` is None when the round went to its end. `notice` is what else there is to tell;
    `verified` is what comparing came to, None where it could not be done this time."""

    sent: int = 0
    received: int = 0
    held: int = 0
    kinds: frozenset[str] = frozenset()
    fault: Fault | None = None
    notice: str = ""
    verified: Verification | None = None

    @property
    def fault_sentence(self) -> str:
        """What the counsellor reads, empty when the round went to its end."""
        return str(self.fault or "")

    @property
    def retry_after_s(self) -> float | None:
        """The wait the centre asked for."""
        return self.fault.retry_after_s if isinstance(self.fault, Unreachable) else None


def _nobody(progress: Progress) -> None:
    """Nobody watches."""


def _nobody_compares(progress: verifying.Progress) -> None:
    """Nobody watches."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


def run_round(
    store: Store,
    *,
    on_store: OnStore = at_once,
    progress: Callable[[Progress], None] = _nobody,
    now: Callable[[], datetime] = _utc_now,
    whole: bool = False,
    comparing: Callable[[verifying.Progress], None] = _nobody_compares,
) -> RoundResult:
    """A whole round with the centre this PC is enrolled at, noted as ended at `now`. `progress` is
    called where the round was started, and so is `comparing` while all records are read anew:
    `whole` asks for that."""
    try:
        with open_client(store, on_store=on_store) as client:
            talked = _Talk(store, client, on_store, progress, now, whole, comparing)
            result = talked.to_its_end()
    except NotEnrolled as fault:
        return RoundResult(fault=fault)
    except Fault as fault:
        result = RoundResult(fault=fault)

    def note() -> None:
        with store.apply() as transaction:
            change_log.note_round(
                transaction,
                at=now(),
                sent=result.sent,
                received=result.received,
                held=result.held,
                fault=result.fault_sentence,
                notice=result.notice,
            )

    result = replace(result, fault=_in_words_of_a_round(result.fault))
    try:
        on_store(note)
    except Fault as fault:
        return replace(result, fault=result.fault or _in_words_of_a_round(fault))
    return result


def _in_words_of_a_round(fault: Fault | None) -> Fault | None:
    """No form waits for a round and nobody has to save again: what is left goes on by itself."""
    if fault is None or type(fault) not in _OF_THIS_PC:
        return fault
    return type(fault)(_OF_THIS_PC[type(fault)])


_OF_THIS_PC: dict[type[Fault], str] = {
    DiskFull: (
        "Ổ đĩa của máy này đã đầy nên việc trao đổi phải dừng. Chưa mất gì; hãy xóa bớt tệp khác, "
        "máy sẽ tự trao đổi tiếp."
    ),
    DiskFailed: (
        "Ổ đĩa của máy này báo lỗi nên việc trao đổi phải dừng. Chưa mất gì; hãy kiểm tra ổ đĩa, "
        "máy sẽ tự trao đổi tiếp."
    ),
    FileLocked: (
        "Tệp dữ liệu đang bị chương trình khác giữ (thường là phần mềm diệt vi-rút) nên việc trao "
        "đổi phải dừng. Chưa mất gì; máy sẽ tự thử lại."
    ),
}


def talk(
    store: Store,
    client: CentreClient,
    *,
    on_store: OnStore = at_once,
    progress: Callable[[Progress], None] = _nobody,
) -> RoundResult:
    """The round itself, over a line that is there already."""
    return _Talk(store, client, on_store, progress).to_its_end()


@dataclass(slots=True)
class _Talk:
    """A round under way. `result` grows with it."""

    store: Store
    client: CentreClient
    on_store: OnStore
    progress: Callable[[Progress], None]
    now: Callable[[], datetime] = _utc_now
    whole: bool = False
    comparing: Callable[[verifying.Progress], None] = _nobody_compares
    result: RoundResult = field(default_factory=RoundResult)
    device: str = ""
    arrived: Arrived = field(default_factory=Arrived)
    _life_ended: bool = False
    _asked_epoch: int = 0
    _applied_first: int = FIRST
    _pace: Pace = field(default_factory=Pace)

    def to_its_end(self) -> RoundResult:
        """The result, whatever ends it."""
        try:
            self.through()
        except Fault as fault:
            return replace(self.result, fault=fault)
        return self.result

    def through(self) -> None:
        """Raises the fault that ends the round. What the centre refuses to take does not keep
        others' changes from arriving."""
        kinds = take_up(self.store, on_store=self.on_store)
        self.result = replace(self.result, kinds=kinds)
        hello = self._hello()
        refused = self._send(hello)
        if any(isinstance(fault, Refused) and fault.reason == "chain" for fault in refused):
            hello = self._break_off(hello)
            refused = self._send(hello)
        self._read(hello)
        self._remove_handed_over()
        if refused:
            raise refused[0]
        self._keep_log(hello)
        self._verify(hello)

    def _send(self, hello: HelloAnswer) -> list[Fault]:
        """What the centre would not take, or gave no number for."""
        refused: list[Fault] = []
        for part in (self._take_number, partial(self._push_all, _position(hello))):
            try:
                part()
            except (Refused, OutOfStep) as fault:
                refused.append(fault)
        return refused

    def _read(self, hello: HelloAnswer) -> None:
        """A log that is not the one read so far, although hello looked well, is read again."""
        take_snapshots(
            self.store,
            self.client,
            hello.heads,
            on_store=self.on_store,
            arrived=self._note_arrived,
        )
        try:
            self._refill_and_pull(hello)
        except (Refused, CentreRestored) as fault:
            if isinstance(fault, Refused) and fault.reason != "restored":
                raise
            if isinstance(fault, CentreRestored) and self._life_ended:
                raise
            self.on_store(partial(rejoining.read_all_again, self.store, hello))
            self._refill_and_pull(hello)

    def _refill_and_pull(self, hello: HelloAnswer) -> None:
        """In this order: what is read hides what it was written beside, which nobody else may
        have."""
        if self._state().refilling:
            self._refill(hello)
        self._pull_all(hello)

    def _state(self) -> ExchangeState:
        def read() -> ExchangeState:
            with self.store.read() as connection:
                return change_log.exchange_state(connection)

        return self.on_store(read)

    # --- Hello -----------------------------------------------------------------------------------

    def _hello(self) -> HelloAnswer:
        """Where the centre stands, after what has to be mended is. An epoch that it says is closed
        makes one begin after it, once: a centre that goes on counting is none."""
        has_begun = False
        for _ in range(_THINGS_TO_MEND):
            state = self._state()
            asked_ms = _now_ms()
            hello = self.client.hello(epoch=state.epoch)
            offset_ms = hello.time_ms - (asked_ms + _now_ms()) // 2
            if has_begun and hello.epoch > state.epoch:
                raise NotTheCentre
            has_begun = hello.epoch > state.epoch
            mended = rejoining.rejoin(self.store, self.client, state, hello, on_store=self.on_store)
            if mended is None:
                self._asked_epoch = state.epoch
                self._note_hello(hello, offset_ms)
                return hello
            self._tell(mended.notice)
        raise OutOfStep

    def _note_hello(self, hello: HelloAnswer, offset_ms: int) -> None:
        def note() -> None:
            with self.store.apply() as transaction:
                change_log.set_clock_offset(transaction, offset_ms)
                change_log.set_server_epoch(transaction, hello.server_epoch)
                device_keys.set_box_key(transaction, hello.box_key)

        self.on_store(note)

    def _break_off(self, hello: HelloAnswer) -> HelloAnswer:
        """What we sent under our numbers is not what the centre has under them."""
        self.on_store(partial(rejoining.break_off, self.store, above=hello.epoch))
        self._tell(rejoining.PUT_BACK)
        return self._hello()

    def _tell(self, notice: str) -> None:
        if notice:
            self.result = replace(self.result, notice=notice)

    # --- The number of a restored PC -------------------------------------------------------------

    def _take_number(self) -> None:
        def is_due() -> bool:
            with self.store.read() as connection:
                return device_keys.number_is_due(connection)

        if not self.on_store(is_due):
            return
        pc = self.client.number(epoch=self._state().epoch).pc

        def note() -> None:
            with self.store.apply() as transaction:
                device_keys.set_pc_number(transaction, pc)

        self.on_store(note)

    # --- Push ------------------------------------------------------------------------------------

    def _push_all(self, centre: Position) -> None:
        while batch := next_batch(self.store, centre, size=self._pace.size, on_store=self.on_store):
            started = time.monotonic()
            try:
                answer = self.client.push(batch)
            except (Unreachable, Refused) as fault:
                pace = Pace(len(batch.changes))
                if not _is_too_much(fault) or pace.is_smallest or _is_one_transaction(batch):
                    raise
                self._pace = pace.after_timeout()
                self.on_store(self._forget_sealed)
                centre = _position(self._hello())  # it may have taken all of it after all
                continue
            self._pace = self._pace.after(time.monotonic() - started)
            centre = Position(answer.acked_dseq, answer.chain)
            self._note_answer(batch, answer)

    def _forget_sealed(self) -> None:
        with self.store.apply() as transaction:
            change_log.forget_sealed(transaction)

    def _note_answer(self, batch: Push, answer: PushAnswer) -> None:
        """An answer that speaks of another position than the end of the batch acknowledges nothing:
        a request given up for lost has arrived meanwhile, and the next batch asks about that."""
        last = batch.changes[-1].dseq
        if answer.acked_dseq < last:
            raise NotTheCentre
        if answer.acked_dseq > last:
            return

        def note() -> None:
            with self.store.apply() as transaction:
                change_log.mark_acked(transaction, dseq=last, chain=answer.chain)
                change_log.note_held(
                    transaction, [(held.dseq, held.reason) for held in answer.held]
                )

        self.on_store(note)
        self._count(sent=len(batch.changes), held=len(answer.held))

    # --- The first exchange of a new PC ----------------------------------------------------------

    def _note_arrived(self, arrived: Arrived) -> None:
        self.arrived = arrived
        self._count(received=arrived.new, kinds=arrived.kinds)

    # --- Pull ------------------------------------------------------------------------------------

    def _pull_all(self, hello: HelloAnswer) -> None:
        """Until every stream is read to its head, or nothing more comes."""
        state = self._state()
        self.device, known, seen = state.device, state.cursors, dict(state.seen)
        cursors = {stream: known.get(stream, 0) for stream in hello.heads}
        came = True
        while came:
            started = time.monotonic()
            try:
                answer = self.client.pull(cursors, limit=self._pace.size, seen=seen)
            except Unreachable as fault:
                if not fault.timed_out or self._pace.is_smallest:
                    raise
                self._pace = self._pace.after_timeout()
                continue
            self._pace = self._pace.after(time.monotonic() - started)
            if answer.server_epoch != hello.server_epoch:
                self._life_ended = True
                raise CentreRestored
            came = False
            for stream, page in answer.streams.items():
                self._apply_page(stream, page, after=cursors.get(stream, 0))
                if page.changes:
                    cursors[stream] = page.changes[-1].seq
                    seen[stream] = named(page.changes[-1].change)
                    came = came or cursors[stream] < page.head

    def _apply_page(self, stream: str, page: StreamPage, *, after: int) -> None:
        if [one.seq for one in page.changes] != [*range(after + 1, after + 1 + len(page.changes))]:
            raise CentreRestored
        rest = page.changes
        while rest:
            work = partial(
                apply_some, self.store, stream=stream, changes=rest, first=self._applied_first
            )
            done = self.on_store(work)
            self._applied_first = max(FIRST, done * 3 // 4)
            others = [one.change for one in rest[:done] if one.change.device != self.device]
            kinds = frozenset(change.kind for change in others)
            more = _GOES_WITH_A_PERSON if "handover" in kinds else frozenset[str]()
            self._count(received=len(others), kinds=kinds | more)
            rest = rest[done:]

    # --- A centre that was restored ---------------------------------------------------------------

    def _refill(self, hello: HelloAnswer) -> None:
        """Give it what it lacks of what came from others."""
        taken: list[int] = []
        offer_all(
            self.store, self.client, hello.heads, on_store=self.on_store, offered=taken.append
        )

        def note() -> int:
            with self.store.apply() as transaction:
                return standing.refilled(transaction)

        self._tell(rejoining.refilled_sentence(self.on_store(note) + sum(taken)))

    # --- The log ---------------------------------------------------------------------------------

    def _keep_log(self, hello: HelloAnswer) -> None:
        """Note what is safe at the centre, and let go some of what need not be kept any longer."""

        def keep() -> None:
            with self.store.apply() as transaction:
                log_keeping.mark_safe(transaction, epoch=self._asked_epoch, dseq=hello.safe_dseq)
                log_keeping.let_go(transaction, now_ms=hello.time_ms)

        self.on_store(keep)

    # --- Verify ----------------------------------------------------------------------------------

    def _verify(self, hello: HelloAnswer) -> None:
        """What goes wrong here spoils nothing: the round has done its work."""
        with suppress(Fault):
            verified = verifying.verify(
                self.store,
                self.client,
                hello.heads,
                now=self.now(),
                on_store=self.on_store,
                whole=self.whole,
                progress=self.comparing,
            )
            self.result = replace(self.result, verified=verified)

    # --- People handed over ----------------------------------------------------------------------

    def _remove_handed_over(self) -> None:
        """Those there was unsent work about when they were due."""

        def remove() -> bool:
            with self.store.apply() as transaction:
                return eviction.remove_due(transaction)

        if self.on_store(remove):
            self._count(kinds=_GOES_WITH_A_PERSON)

    def _count(
        self,
        *,
        sent: int = 0,
        received: int = 0,
        held: int = 0,
        kinds: frozenset[str] = frozenset(),
    ) -> None:
        self.result = replace(
            self.result,
            sent=self.result.sent + sent,
            received=self.result.received + received,
            held=self.result.held + held,
            kinds=self.result.kinds | kinds,
        )
        self.progress(
            Progress(
                sent=self.result.sent,
                received=self.result.received,
                records=self.arrived.records,
                expected=self.arrived.expected,
            )
        )


_GOES_WITH_A_PERSON = frozenset(
    {"worker", "visit", "referral", "referral_event", "follow_up_task", "follow_up_contact"}
)
"""What is not shown here any more when a person has been handed over."""


def _position(hello: HelloAnswer) -> Position:
    return Position(hello.next_dseq - 1, hello.chain)


def _is_too_much(fault: Unreachable | Refused) -> bool:
    """Whether less at a time may go through."""
    return fault.timed_out if isinstance(fault, Unreachable) else fault.reason == "too_large"


def _is_one_transaction(batch: Push) -> bool:
    return len({change.tx for change in batch.changes}) == 1


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
