"""The numbers of a period, and who stands behind each of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text

from desktop_app.domain.periods import Period
from desktop_app.domain.records import Record
from desktop_app.office.desk import Desk
from desktop_app.office.figures import (
    SPLITS,
    BehindRow,
    FigureTable,
    figures,
    people_behind,
)
from desktop_app.office.today import today_page
from desktop_app.office.visits import withdraw_visit
from desktop_app.office.workers import hide_worker
from desktop_app.storage import records
from desktop_app.storage.tables import RECORD_TABLES, same_person
from tests.builders import the_catalogues
from tests.office import ten_months
from tests.office.conftest import Clock, Counter
from tests.office.small_offices import PERIOD, STREAMS, Recount, SmallOffice, small_offices


def keep(desk: Desk, stream: str, new: Iterable[Record]) -> None:
    """Records of an office, as the exchange brings them."""
    with desk.store.apply() as transaction:
        records.add_many(transaction, new, stream=stream)


def link(desk: Desk, links: dict[str, str]) -> None:
    """These records are one person."""
    with desk.store.apply() as transaction:
        for worker, person in links.items():
            transaction.execute(insert(same_person).values(worker_id=worker, person_id=person))


def totals(desk: Desk, period: Period) -> dict[str, int]:
    """The figures that are not nought."""
    table = figures(desk, period=period, split="none")
    return {row.key: row.total for row in table.rows if row.total}


# --- Any office ----------------------------------------------------------------------------------


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(office=small_offices(), split=st.sampled_from(list(SPLITS)))
def test_every_figure_is_its_recount_and_opens_as_many(
    desk: Desk, office: SmallOffice, split: str
) -> None:
    _keep_only(desk, office)
    recount = Recount(office, the_catalogues())
    expected = recount.lines()

    table = figures(desk, period=PERIOD, split=split)

    assert {row.key: row.total for row in table.rows if row.total} == {
        key: len(cases) for key, cases in expected.items()
    }
    for row in table.rows:
        cases = expected.get(row.key, [])
        assert _opened(desk, table, row.key, "") == sorted(
            (case.record, case.day) for case in cases
        )
        assert sum(row.parts) == (row.total if table.columns else 0)
        for column, number in zip(table.columns, row.parts, strict=True):
            of_part = [case for case in cases if recount.part(case, split) == column.key]
            assert number == len(of_part)
            if number:
                opened = _opened(desk, table, row.key, column.key)
                assert opened == sorted((case.record, case.day) for case in of_part)


def _keep_only(desk: Desk, office: SmallOffice) -> None:
    with desk.store.apply() as transaction:
        for table in (*RECORD_TABLES, "same_person"):
            transaction.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - our own names
    for stream in STREAMS:
        keep(desk, stream, [record for of, record in office.records if of == stream])
    link(desk, dict(office.same_person))


def _opened(desk: Desk, table: FigureTable, row: str, column: str) -> list[tuple[str, date]]:
    rows = people_behind(desk, period=table.period, row=row, split=table.split, column=column)
    days = [each.on for each in rows]
    assert days == sorted(days)
    return sorted((each.record_id, each.on) for each in rows)


# --- Ten months of 2019 --------------------------------------------------------------------------


def test_ten_months_of_2019_give_exactly_what_the_centre_published(desk: Desk):
    told = ten_months.ten_months()
    for office, happened in told.records.items():
        keep(desk, office, happened)
    link(desk, dict(told.same_person))

    found = totals(desk, ten_months.PERIOD)
    published = {"visits": 9_900, "placed": 1_000, "placed.to:5": 500}
    assert {key: found[key] for key in published} == published
    assert sum(found[key] for key in found if key.startswith("visits.channel:")) == 9_900
    assert sum(found[key] for key in found if key.startswith("placed.to:")) == 1_000
    assert (len(_days(desk, "visits.channel:3")), len(_days(desk, "visits.channel:4"))) == (42, 33)
    assert {day.strftime("%A") for day in _days(desk, "visits.channel:3")} == {"Thursday"}
    for split in SPLITS:
        _opens_as_many(desk, split, ("placed", "placed.to:5"))
    _opens_as_many(desk, "office", ("visits", "people"))


def _days(desk: Desk, row: str) -> set[date]:
    rows = people_behind(desk, period=ten_months.PERIOD, row=row, split="none")
    return {each.on for each in rows}


def _opens_as_many(desk: Desk, split: str, keys: tuple[str, ...]) -> None:
    table = figures(desk, period=ten_months.PERIOD, split=split)
    for row in (row for row in table.rows if row.key in keys):
        assert len(_opened(desk, table, row.key, "")) == row.total
        opened = [len(_opened(desk, table, row.key, column.key)) for column in table.columns]
        assert tuple(opened) == row.parts
        assert sum(opened) == (row.total if table.columns else 0)


def test_ten_months_are_told_the_same_each_time():
    assert ten_months.ten_months() == ten_months.ten_months()


# --- One office ----------------------------------------------------------------------------------


def test_a_day_at_the_counter_has_the_figures_the_first_screen_shows(
    counter: Counter, clock: Clock
):
    desk, today = counter.desk, counter.desk.today()
    binh, mui = counter.registered(counter.binh()), counter.registered()
    counter.visited(binh)
    wrong = counter.visited(binh, topics=("cs",))
    counter.visited(binh, topics=("bhtn",), corrects=wrong.id)
    withdrawn = counter.visited(mui)
    withdraw_visit(desk, visit_id=withdrawn.id)
    counter.visited(mui, channel="2")
    counter.visited_by(counter.an_employer())
    counter.outcome(counter.issued(binh), "started_work")
    counter.outcome(counter.issued(mui), "void", note="In nhầm")
    counter.issued(mui)
    clock.move(days=1)
    counter.visited(mui)

    found = totals(desk, Period(today, today))

    assert found == {
        "visits": 3,
        "visits.topic:vl": 2,
        "visits.topic:bhtn": 1,
        "visits.channel:1": 2,
        "visits.channel:2": 1,
        "people": 2,
        "people.topic:vl": 2,
        "people.topic:bhtn": 1,
        "people.channel:1": 1,
        "people.channel:2": 1,
        "employer_visits": 1,
        "registered": 2,
        "letters": 2,
        "referred": 2,
        "outcome:started_work": 1,
        "placed": 1,
        "placed.to:": 1,
    }
    clock.move(days=-1)
    shown = today_page(desk).counts
    assert (shown.visits, shown.people, shown.registered, shown.referrals, shown.placed) == (
        found["visits"],
        found["people"],
        found["registered"],
        found["letters"],
        found["outcome:started_work"],
    )


def test_what_a_row_behind_a_figure_tells(counter: Counter):
    desk, today = counter.desk, counter.desk.today()
    binh = counter.registered(counter.binh())
    visit = counter.visited(binh, topics=("vl", "bhtn"), channel="3")
    letter = counter.issued(binh)
    firm = counter.an_employer(name="HTX Hồi Bắc Sơn", commune="new:06325")
    asked = counter.visited_by(firm, topics=("td",))

    def opened(row: str) -> list[BehindRow]:
        return people_behind(desk, period=Period(today, today), row=row, split="none")

    about_binh = BehindRow(
        record_id=visit.id,
        worker_id=binh.id,
        employer_id="",
        full_name="Nông Văn Bình",
        birth_year=1990,
        commune="Xã Bắc Sơn",
        office="Văn phòng Bắc Sơn",
        on=today,
        what="Việc làm · Bảo hiểm thất nghiệp · Phiên giao dịch cố định",
    )
    assert opened("visits") == [about_binh]
    assert opened("letters") == [
        replace(about_binh, record_id=letter.id, what="BS1-2026-00001 · HTX Hồi Bắc Sơn")
    ]
    assert opened("registered") == [replace(about_binh, record_id=binh.id, what="")]
    assert opened("employer_visits") == [
        BehindRow(
            record_id=asked.id,
            worker_id="",
            employer_id=firm.id,
            full_name="HTX Hồi Bắc Sơn",
            birth_year=None,
            commune="Xã Bắc Sơn",
            office="Văn phòng Bắc Sơn",
            on=today,
            what="Tuyển dụng lao động · Tại văn phòng",
        )
    ]


def test_those_behind_a_figure_stand_by_day_and_then_by_given_name(counter: Counter, clock: Clock):
    first = counter.desk.today()
    binh, mui = counter.registered(counter.binh()), counter.registered()
    counter.visited(mui)
    clock.move(days=1)
    counter.visited(mui)
    counter.visited(binh)
    period = Period(first, counter.desk.today())
    rows = people_behind(counter.desk, period=period, row="visits", split="none")
    assert [(row.on, row.full_name) for row in rows] == [
        (period.first, "Triệu Thị Mùi"),
        (period.last, "Nông Văn Bình"),
        (period.last, "Triệu Thị Mùi"),
    ]


def test_linked_people_count_once_as_the_record_that_stands_for_them(counter: Counter):
    desk, today = counter.desk, counter.desk.today()
    known = counter.registered(counter.binh(sex="1"))
    twin = counter.registered(counter.binh(sex="2", personal_number="020090001235"))
    counter.visited(known)
    counter.visited(twin)
    link(desk, {twin.id: known.id})
    table = figures(desk, period=Period(today, today), split="sex")
    assert [column.title for column in table.columns] == ["Nam", "Nữ"]
    rows = {row.key: row.parts for row in table.rows}
    assert (rows["visits"], rows["people"], rows["registered"]) == ((2, 0), (1, 0), (1, 0))


def test_who_was_placed_twice_counts_once_where_the_last_job_is(counter: Counter, clock: Clock):
    desk, first = counter.desk, counter.desk.today()
    binh = counter.registered(counter.binh())
    counter.outcome(counter.issued(binh), "started_work", destination="5")
    clock.move(days=1)
    counter.outcome(counter.issued(binh), "started_work", destination="2")
    found = totals(desk, Period(first, desk.today()))
    placed = {key: n for key, n in found.items() if key.startswith("placed")}
    assert (found["outcome:started_work"], placed) == (2, {"placed": 1, "placed.to:2": 1})


def test_hiding_a_worker_takes_back_the_registration_and_not_the_work(counter: Counter):
    desk, today = counter.desk, counter.desk.today()
    mui = counter.registered()
    counter.visited(mui)
    hide_worker(desk, worker_id=mui.id)
    found = totals(desk, Period(today, today))
    assert (found["visits"], found["people"], found.get("registered", 0)) == (1, 1, 0)


def test_a_column_stands_for_each_part_and_one_for_what_was_not_recorded(counter: Counter):
    desk, today = counter.desk, counter.desk.today()
    period = Period(today, today)

    def titles(split: str) -> list[str]:
        table = figures(desk, period=period, split=split)
        return [column.title for column in table.columns]

    assert (titles("none"), titles("office")) == ([], [])
    assert titles("sex") == ["Nam", "Nữ"]
    assert titles("minority") == ["Dân tộc thiểu số", "Kinh, khác"]
    counter.registered(counter.binh(area=""))
    assert titles("office") == ["Văn phòng Bắc Sơn"]
    assert titles("area") == ["Thành thị", "Nông thôn", "Chưa ghi"]
