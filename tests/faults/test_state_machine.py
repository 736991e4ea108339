"""Any history of three offices: saved, deleted, exchanged, cut, killed, restored, under clocks that
stand wrong. In the end everybody has the same, nothing acknowledged is gone, and what nobody had
seen is not gone either (the invariants of the exchange, against the reference model).
"""

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from desktop_app.central import tables
from desktop_app.central.database import COMMON
from desktop_app.domain.conflicts import CONFLICT
from desktop_app.domain.ids import new_id
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.records import Kind
from desktop_app.domain.workers import Worker
from desktop_app.storage import clock
from desktop_app.storage.new_epoch import begin_new_epoch
from desktop_app.storage.tables import table_of
from tests.builders import a_visit
from tests.central_builder import APostgres
from tests.faults.conftest import NIGHT, amount
from tests.faults.model import Model, Write
from tests.faults.world import OFFICES, PCS_EACH, VALUE, Seat, World, a_world, values_in
from tests.sync.pcs import State, states_at

FIELDS = ("phone", "note", "experience")
"""Each is the only field of its group."""
MOST_ROUNDS = 5
YEAR_MS = 365 * 86_400_000


class Offices(RuleBasedStateMachine):
    """Every value written is another, so a value tells which write it is."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.world.begin()
        self.model = Model()
        self.workers: list[str] = []
        self.visits: dict[str, str] = {}
        self.names: list[str] = []

    @initialize(each=st.tuples(*[st.integers(1, PCS_EACH)] * len(OFFICES)))
    def offices_open(self, each: tuple[int, ...]) -> None:
        """So many PCs in each office; one person is known to all of the first."""
        self.names = [
            f"{office}{number + 1}"
            for office, count in zip(OFFICES, each, strict=True)
            for number in range(count)
        ]
        self.register(0)
        for name in self.names[: each[0]]:
            self._exchange(self.world.seat(name))

    pcs = st.integers(0, len(OFFICES) * PCS_EACH - 1)
    some = st.integers(0, 5)

    # --- work ---

    @rule(pc=pcs)
    def register(self, pc: int) -> None:
        """A new person."""
        seat = self._seat(pc)
        worker = Worker(id=new_id(), phone=self._value(), note=self._value())
        self.workers.append(worker.id)
        seat.pc.add(worker)
        for group in ("phone", "note"):
            self._saved(seat, worker.id, group, getattr(worker, group), frozenset())

    @rule(pc=pcs, which=some, group=st.sampled_from(FIELDS))
    def edit(self, pc: int, which: int, group: str) -> None:
        """A field of a person this PC knows."""
        seat = self._seat(pc)
        worker = self._known(seat, which)
        if worker is None:
            return
        shown, value = getattr(worker, group), self._value()
        seat.pc.save(replace(worker, **{group: value}))
        self._saved(seat, worker.id, group, value, frozenset({shown} - {""}))

    @rule(pc=pcs, which=some)
    def hide(self, pc: int, which: int) -> None:
        """A person is deleted, by somebody who sees what this PC shows."""
        seat = self._seat(pc)
        worker = self._known(seat, which)
        if worker is None:
            return
        seat.pc.save(replace(worker, hidden=True))
        seen = {getattr(worker, group) for group in FIELDS} - {""}
        self.model.hide(worker.id, seen)

    @rule(pc=pcs, which=some)
    def counsel(self, pc: int, which: int) -> None:
        """An event, which nobody ever changes."""
        seat = self._seat(pc)
        worker = self._known(seat, which)
        if worker is None:
            return
        visit = a_visit(worker_id=worker.id, content=self._value())
        self.visits[visit.id] = visit.content
        seat.pc.add(visit)
        self._saved(seat, visit.id, "visit", visit.content, frozenset())

    # --- the line ---

    @rule(pc=pcs)
    def exchange(self, pc: int) -> None:
        """A round to its end."""
        seat = self._seat(pc)
        result = self._exchange(seat)
        assert result is None, repr(result)

    @rule(pc=pcs, after=st.integers(0, 9000))
    def exchange_cut(self, pc: int, after: int) -> None:
        """A round over a line that breaks after so many bytes of answers."""
        seat = self._seat(pc)
        self.world.line.answers_left = after
        self._exchange(seat, over_line=True)
        self.world.line.answers_left = None

    # --- disasters ---

    @rule(pc=pcs)
    def lose_power(self, pc: int) -> None:
        """A PC goes off at once and on again."""
        self._seat(pc).lose_power()

    @rule(pc=pcs, years=st.sampled_from((-30, -1, 1, 30)))
    def set_clock_wrong(self, pc: int, years: int) -> None:
        """Until the PC hears the centre again."""
        with self._seat(pc).pc.store.apply() as transaction:
            clock.set_offset(transaction, years * YEAR_MS)

    @rule(pc=pcs)
    def back_up(self, pc: int) -> None:
        """The file as it is."""
        seat = self._seat(pc)
        seat.image = seat.take_image()

    @rule(pc=pcs)
    def restore(self, pc: int) -> None:
        """The file of the last backup, by the program."""
        seat = self._seat(pc)
        if seat.image is not None:
            seat.put_image(seat.image)
            begin_new_epoch(seat.pc.store)
            self.model.put_back(seat.name, seat.unsent())

    # --- what must hold ---

    def teardown(self) -> None:
        """Every PC exchanges until nothing moves; then all that must hold is looked at."""
        if self.names:
            self._grow_quiet()
            self._compare()

    def _grow_quiet(self) -> None:
        heads: list[dict[str, int]] = []
        for _ in range(MOST_ROUNDS):
            for seat in self.world.seats.values():
                result = self._exchange(seat)
                assert result is None, repr(result)
            heads.append(
                {row["name"]: row["head"] for row in self.world.centre.rows(tables.stream)}
            )
            if len(heads) > 1 and heads[-1] == heads[-2]:
                return
        raise AssertionError("it does not grow quiet")

    def _compare(self) -> None:
        centre = self.world.centre
        at_centre = {kind.name: states_at(centre, kind.record) for kind in KINDS}
        for kind in KINDS:
            states = at_centre[kind.name]
            for seat in self.world.seats.values():
                theirs = self._visible(kind, seat.office) if states else set[str]()
                visible = {one: state for one, state in states.items() if one in theirs}
                assert seat.pc.states(kind.record) == visible, (seat.name, kind.name)
        arrived = self._arrived()
        assert self.model.must_be_there() - arrived == set()
        assert centre.rows(tables.quarantine) == []
        self._compare_versions(at_centre["worker"], at_centre["visit"], arrived)

    def _compare_versions(
        self, workers: dict[str, State], visits: dict[str, State], arrived: set[str]
    ) -> None:
        for (record, group), heads in self.model.heads(arrived).items():
            fields, _ = workers.get(record) or visits[record]
            shown = fields["content" if group == "visit" else group]
            assert shown in heads
            assert heads - {shown} == self._on_cards(record, group)
        for record, (fields, _) in workers.items():
            if fields["hidden"] and not self._on_cards(record, "hidden"):
                assert self.model.somebody_hid_knowing_all(record, arrived)

    def _visible(self, kind: Kind, office: str) -> set[str]:
        """The records an office may see."""
        rows = self.world.centre.rows(table_of(kind))
        if office == "LS":
            return {row["id"] for row in rows}
        carried = {
            row["record"]
            for row in self.world.centre.rows(tables.also_in)
            if row["kind"] == kind.name and row["stream"] == office and row["carried"]
        }
        own = {row["id"] for row in rows if row["stream"] in (office, COMMON)}
        return own | carried

    def _arrived(self) -> set[str]:
        """The values the centre's log has."""
        centre = self.world.centre
        data = {(row["stream"], row["seq"]): row["data"] for row in centre.rows(tables.payload)}
        return {
            value
            for row in centre.rows(tables.change)
            for value in values_in(
                row["kind"], msgspec.json.decode(data[row["stream"], row["seq"]])
            )
        }

    def _on_cards(self, record: str, group: str) -> set[str]:
        """The versions the open card of a place holds beside the one shown."""
        cards = [
            card
            for card in self.world.centre.rows(table_of(CONFLICT))
            if (card["about_record"], card["about_group"]) == (record, group) and card["is_open"]
        ]
        assert len(cards) <= 1
        return {
            msgspec.json.decode(version)["values"][group]
            for card in cards
            for version in msgspec.json.decode(card["versions"])
        }

    # --- small pieces ---

    def _seat(self, number: int) -> Seat:
        return self.world.seat(self.names[number % len(self.names)])

    def _known(self, seat: Seat, which: int) -> Worker | None:
        known = [
            one
            for one in self.workers
            if (worker := seat.pc.get(Worker, one)) and not worker.hidden
        ]
        return seat.pc.one(Worker, known[which % len(known)]) if known else None

    def _value(self) -> str:
        return VALUE + new_id()

    def _saved(self, seat: Seat, record: str, group: str, value: str, saw: frozenset[str]) -> None:
        self.model.save(Write(pc=seat.name, place=(record, group), value=value, saw=saw))

    def _exchange(self, seat: Seat, *, over_line: bool = False) -> BaseException | None:
        fault = seat.exchange(over_line=over_line).fault
        self.model.exchanged(seat.name, seat.unsent())
        return fault


def test_any_history_ends_with_everybody_agreeing_and_nothing_lost(
    postgres: APostgres, tmp_path: Path
) -> None:
    with a_world(postgres, tmp_path) as world:
        Offices.world = world
        run_state_machine_as_test(
            Offices,
            settings=settings(
                max_examples=amount(100, 20_000),
                stateful_step_count=amount(50, 100),
                deadline=None,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
                derandomize=not NIGHT,
            ),
        )
