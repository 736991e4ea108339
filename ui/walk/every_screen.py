"""Every screen as it is before there is anything to show, and every form with all that can be
missing in it: what a day's work passes too quickly to be looked at."""

from collections.abc import Mapping

from PySide6.QtCore import Qt

from desktop_app.office.employers import find_employers
from desktop_app.office.referrals import open_referrals
from ui.walk.hands import Lost, Walk

F10, ESCAPE = Qt.Key.Key_F10, Qt.Key.Key_Escape
NEEDS_NOTHING = (
    "today",
    "workers",
    "worker_form",
    "visits",
    "referrals",
    "follow_ups",
    "vacancies",
    "employers",
    "employer_form",
    "figures",
    "exchange",
    "settings",
    "users",
    "audit",
    "backups",
)


def empty(walk: Walk) -> None:
    """On the first morning."""
    for name in NEEDS_NOTHING:
        walk.go(name)
        walk.look(f"trong-{name.replace('_', '-')}")


def with_problems(walk: Walk, worker_id: str) -> None:
    """«Cất» in each form while nothing has been filled in."""
    for name, what in _forms(walk, worker_id).items():
        walk.go(name, **what)
        walk.type(F10)
        walk.expect(name)
        walk.look(f"thieu-{name.replace('_', '-')}")
        walk.type(ESCAPE)


def _forms(walk: Walk, worker_id: str) -> Mapping[str, Mapping[str, str]]:
    desk = walk.main.place.desk
    letters = open_referrals(desk)
    firms = find_employers(desk, text="", offset=0, limit=1).rows
    if not (letters and firms):
        raise Lost("there is no letter and no firm to look at")
    person = {"worker_id": worker_id}
    return {
        "worker_form": {},
        "employer_form": {},
        "vacancy_form": {"employer_id": firms[0].id},
        "visit_form": person,
        "contact_form": person,
        "referral_form": person,
        "outcome_form": {"referral_id": letters[0].id},
    }
