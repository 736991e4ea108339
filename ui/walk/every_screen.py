"""Every screen as it is before there is anything to show, and with something wrong: what a day's
work passes too quickly to be looked at. What the day itself shows is not repeated here."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt

from desktop_app.domain.periods import Period
from desktop_app.office.employers import find_employers
from ui.dialogs.first_run import FirstRunWindow
from ui.dialogs.restore import RestoreWindow
from ui.dialogs.sign_in import SignInWindow
from ui.screens.everything import Screens
from ui.screens.figure_people import Asked
from ui.screens.form_screen import FormScreen
from ui.walk.hands import STATES, Lost, Walk

F10 = Qt.Key.Key_F10
HEALTH_INSURANCE = "GD4202000195678|4e6f6e672056616e|05/03/1990|1|||01/01/2026|"
"""Somebody's other card, held under the scanner by mistake."""
DOORS = (FirstRunWindow, SignInWindow, RestoreWindow)
"""The windows before the main one."""


def empty(walk: Walk) -> None:
    """Each screen that needs no record, on the first morning."""
    opened_with = {"figure_people": {"asked": _nobody(walk)}}
    for name in _lists(walk):
        walk.go(name, **opened_with.get(name, {}))
        walk.look(_picture("trong", name), state="empty")


def with_a_fault(walk: Walk) -> None:
    """The same screens, full by now, with what went wrong said above them."""
    for name in _lists(walk):
        walk.go(name)
        walk.scan(HEALTH_INSURANCE)
        if walk.main.strip.isHidden():
            raise Lost(f"nothing is said of the wrong card on {name}")
        walk.look(_picture("loi", name), state="problems")


def forms_of_a_person(walk: Walk, worker_id: str) -> None:
    """Each form there is about somebody for whom nothing has been done yet."""
    firm = find_employers(walk.main.place.desk, text="", offset=0, limit=1).rows[0]
    person = {"worker_id": worker_id}
    _unfilled(
        walk,
        {
            "worker_form": {},
            "employer_form": {},
            "vacancy_form": {"employer_id": firm.id},
            "visit_form": person,
            "contact_form": person,
            "referral_form": person,
        },
    )
    walk.go("workers", worker_id=worker_id)


def form_of_a_letter(walk: Walk, referral_id: str, worker_id: str) -> None:
    """The form of what came of a letter."""
    _unfilled(walk, {"outcome_form": {"referral_id": referral_id}})
    walk.go("workers", worker_id=worker_id)


def all_seen_whole(walk: Walk) -> None:
    """Raises Lost when a screen or a door has no picture in one of its states, or when one has
    made the window larger than the screens of the offices."""
    if walk.grown:
        raise Lost(f"the window has grown on {', '.join(walk.grown)}")
    names = [*_screens(walk).names(), *(door.__name__ for door in DOORS)]
    if missing := left_out(names, [(screen, state) for _, screen, state in walk.shown]):
        raise Lost(f"no picture of {', '.join(missing)}")


def left_out(names: Sequence[str], seen: Sequence[tuple[str, str]]) -> list[str]:
    """Which of these was not seen in which state."""
    return [f"{name} ({state})" for name in names for state in STATES if (name, state) not in seen]


def _unfilled(walk: Walk, forms: Mapping[str, Mapping[str, str]]) -> None:
    """Forms as they open, and with «Cất» pressed at once: everything is missing."""
    for name, what in forms.items():
        walk.go(name, **what)
        walk.look(_picture("trong", name), state="empty")
        walk.type(F10)
        walk.expect(name)
        walk.look(_picture("thieu", name), state="problems")
        form = walk.main.current()
        if not isinstance(form, FormScreen):
            raise Lost(f"{name} is no form")
        walk.press(form.cancel_button)


def _lists(walk: Walk) -> list[str]:
    """The screens that are no form."""
    screens = _screens(walk)
    return [name for name in screens.names() if not isinstance(screens[name], FormScreen)]


def _screens(walk: Walk) -> Screens:
    screens = walk.main.screens
    if not isinstance(screens, Screens):
        raise Lost("the window does not know its screens")
    return screens


def _nobody(walk: Walk) -> Asked:
    """The number of the people placed on a day on which nobody was."""
    today = walk.main.place.desk.today()
    return Asked(
        period=Period(today, today),
        split="none",
        row="placed",
        column="",
        unit="người",
        title="Nhận được việc làm",
    )


def _picture(state: str, screen: str) -> str:
    return f"{state}-{screen.replace('_', '-')}"
