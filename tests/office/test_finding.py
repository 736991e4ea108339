"""Tests of desktop_app/office/finding.py on a real database."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.office import finding
from desktop_app.office.desk import Desk
from desktop_app.office.employers import register_employer
from desktop_app.office.finding import Findings, Hit, find_anything
from desktop_app.office.vacancies import register_vacancy
from desktop_app.office.workers import find_workers, register_worker
from tests.builders import a_vacancy, a_worker, an_employer
from tests.office.conftest import Counter

NOTHING = Findings(workers=[], people=0, employers=[], vacancies=[], letters=[])


def names(found: Findings) -> tuple[list[str], list[str], list[str], list[str]]:
    """What each group shows."""
    return (
        [worker.full_name for worker in found.workers],
        [hit.name for hit in found.employers],
        [hit.name for hit in found.vacancies],
        [letter.number for letter in found.letters],
    )


@pytest.fixture
def office(counter: Counter) -> Desk:
    """One person with a letter, one firm, one vacancy."""
    desk = counter.desk
    worker = a_worker(full_name="Triệu Thị May", personal_number="020195007890")
    register_worker(desk, worker=worker)
    counter.issued(worker)
    firm = an_employer()
    register_employer(desk, employer=firm)
    register_vacancy(desk, vacancy=a_vacancy(employer_id=firm.id))
    return desk


def test_everything_that_fits_is_found_in_its_group(office: Desk):
    firm, job = "Công ty TNHH May Thất Khê", "Thợ may công nghiệp"
    found = find_anything(office, text="may", limit=5)
    assert names(found) == (["Triệu Thị May"], [firm], [job], [])
    assert found.people == 1
    assert found.workers == find_workers(office, text="may", offset=0, limit=5).rows
    assert found.employers == [Hit(found.employers[0].id, firm, ("Thất Khê", "MST 0100109106"))]
    assert found.vacancies == [Hit(found.vacancies[0].id, job, (firm, "Thất Khê"))]
    assert names(find_anything(office, text="1/BS", limit=5)) == ([], [], [], ["BS1-2026-00001"])
    assert names(find_anything(office, text="may 7890", limit=5))[0] == ["Triệu Thị May"]


def test_no_more_are_counted_than_anybody_reads(office: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(finding, "COUNTED", 2)
    for n in range(4):
        worker = replace(a_worker(full_name=f"Lý Hoa {n}", personal_number=""), phone="")
        register_worker(office, worker=worker)
    found = find_anything(office, text="ly hoa", limit=1)
    assert (len(found.workers), found.people) == (1, 3)


@pytest.mark.parametrize("text", ["", " ", "\0", "\"*'()-^:", "😀", "\u200f\u202e", "…"])
def test_a_text_without_a_word_finds_nothing(office: Desk, text: str):
    assert find_anything(office, text=text, limit=5) == NOTHING


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        "ý " * 5_000,
        "9" * 10_000,
        "0 " * 5_000,
        "\U00020000" * 10_000,
        'may\0 OR NEAR(a b, 2) NOT ^"x" : {words} + -',
        "ma\udc80y %_\\",
        "\u202emay😀\u200f\ttable\nrows",
    ],
)
def test_whatever_is_typed_is_only_text(office: Desk, text: str):
    found = find_anything(office, text=text, limit=5)
    assert found.people == find_workers(office, text=text, offset=0, limit=5).total


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(text=st.text(max_size=30))
def test_no_text_breaks_the_search(office: Desk, text: str):
    assert find_anything(office, text=text, limit=1).people in (0, 1)
