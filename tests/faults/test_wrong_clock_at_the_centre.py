"""The centre's own clock is wrong for a while: edits made after seeing a value still replace it,
everywhere. (A PC's wrong clock: `tests/sync`.)"""

from dataclasses import replace

import pytest

from desktop_app.central import tables
from desktop_app.domain.workers import Worker
from tests.builders import a_worker
from tests.sync.pcs import TwoOffices, states_at

YEAR_MS = 365 * 86_400_000


def say(two_offices: TwoOffices, clock_ms: int) -> None:
    """Set the centre's clock; the PCs of the office hear of it."""
    two_offices.centre.clock_ms = clock_ms
    two_offices.exchange_all()


def everywhere(two_offices: TwoOffices) -> list[str]:
    """The telephone numbers shown, after checking that all have the same record."""
    first, second = two_offices.first.states(Worker), two_offices.second.states(Worker)
    assert first == second == states_at(two_offices.centre, Worker)
    return [str(fields["phone"]) for fields, _ in first.values()]


@pytest.mark.parametrize(
    ("at_first", "then"), [(2 * YEAR_MS, 0), (0, -YEAR_MS)], ids=["was ahead", "is behind"]
)
def test_later_edits_are_shown_although_the_centre_thinks_them_from_the_future(
    two_offices: TwoOffices, at_first: int, then: int
) -> None:
    first, second = two_offices.first, two_offices.second
    two_offices.exchange_all()
    say(two_offices, at_first)
    worker, other = a_worker(phone="0378111201"), a_worker(phone="0378111202")
    first.add(worker)
    two_offices.exchange_all()
    say(two_offices, then)
    for pc, number in ((second, "0378111203"), (second, "0378111204"), (first, "0378111205")):
        pc.save(replace(pc.one(Worker, worker.id), phone=number))
        two_offices.exchange_all()
        assert everywhere(two_offices) == [number]
    second.save(replace(second.one(Worker, worker.id), phone="0378111206"))
    second.save(replace(second.one(Worker, worker.id), phone="0378111207", note="ca tối"))
    second.add(other)
    two_offices.exchange_all()
    assert sorted(everywhere(two_offices)) == ["0378111202", "0378111207"]
    assert two_offices.centre.rows(tables.losing_value) == []


def test_two_who_did_not_see_each_other_agree_and_the_other_value_is_kept(
    two_offices: TwoOffices,
) -> None:
    first, second = two_offices.first, two_offices.second
    worker = a_worker(phone="0378111201")
    first.add(worker)
    two_offices.exchange_all()
    first.save(replace(first.one(Worker, worker.id), phone="0378111202"))
    first.well()
    two_offices.centre.clock_ms = -YEAR_MS
    second.save(replace(second.one(Worker, worker.id), phone="0378111203"))
    two_offices.exchange_all()
    assert everywhere(two_offices) == ["0378111203"]
    assert [row["lost"] for row in two_offices.centre.rows(tables.losing_value)] == [
        '{"phone":"0378111202"}'
    ]
