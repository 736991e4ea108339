"""What holds for every form of the program: one test over all of them, and that none is missing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from desktop_app.domain.note_templates import NoteTemplate
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.referrals import Referral
from desktop_app.domain.workers import Worker
from desktop_app.office.drafts import drafts
from tests.builders import (
    a_contact,
    a_full_employer,
    a_full_vacancy,
    a_full_worker,
    a_referral,
    a_refusal,
    a_visit,
    an_office,
)
from tests.office.conftest import Counter
from ui.background import Lanes
from ui.care import Care
from ui.dialogs.first_run import Answers, FirstRunWindow
from ui.exchange import Exchange
from ui.forms.record_form import RecordForm
from ui.screens.display_settings import DisplaySettingsScreen, Look
from ui.screens.everything import Screens
from ui.screens.form_screen import FormScreen
from ui.screens.settings import Line, SettingsScreen
from ui.screens.typing_settings import TypingSettingsScreen
from ui.screens.user_forms import KnownUser, NewPassword, NewUser
from ui.screens.users import UsersScreen
from ui.workplace import Workplace


@dataclass(frozen=True)
class AllForms:
    """Every screen at a desk where one worker has one letter."""

    screens: Screens
    first_run: FirstRunWindow
    mui: Worker
    letter: Referral
    shown: Callable[..., None]
    on_screen: Callable[[QWidget], None]

    def form(self, name: str) -> RecordForm[Any]:
        """A form by its name, opened the way it is used."""
        if name == "first_run":
            self.on_screen(self.first_run)
            return self.first_run.form
        screen = self.screens[name.partition(".")[0]]
        opened: dict[str, dict[str, str]] = {
            "outcome_form": {"referral_id": self.letter.id},
            "worker_form": {},
            "employer_form": {},
            "vacancy_form": {},
            "settings": {},
            "users": {},
            "typing_settings": {},
            "display_settings": {},
        }
        self.shown(screen, **opened.get(screen.name, {"worker_id": self.mui.id}))
        if isinstance(screen, SettingsScreen):
            return screen.letterhead if name == "settings.letterhead" else screen.line
        if isinstance(screen, TypingSettingsScreen):
            screen.add_button.click()
            return screen.editing.form
        if isinstance(screen, DisplaySettingsScreen):
            return screen.form
        if isinstance(screen, UsersScreen):
            pages = {"adding": screen.adding, "editing": screen.editing, "giving": screen.giving}
            page = pages[name.partition(".")[2]]
            screen.panel.setCurrentWidget(page)
            return page.form
        assert isinstance(screen, FormScreen)
        return screen.form


@pytest.fixture
def all_forms(
    place: Workplace,
    counter: Counter,
    lanes: Lanes,
    shown: Callable[..., None],
    on_screen: Callable[[QWidget], None],
    tmp_path: Path,
) -> AllForms:
    """All of them, none shown yet."""
    mui = counter.registered()
    return AllForms(
        screens=Screens(place, Exchange(place), Care(place)),
        first_run=FirstRunWindow(tmp_path / "new", lanes),
        mui=mui,
        letter=counter.issued(mui),
        shown=shown,
        on_screen=on_screen,
    )


AWKWARD: dict[str, Callable[[], Any]] = {
    "worker_form": lambda: a_full_worker(
        full_name="  lý  THỊ hòa ",
        birth_date=PartialDate(1951, 7),
        sex="9",
        ethnicity="77",
        personal_number="12 ký tự?",
        phone="hỏi chị Hoa",
        residence_commune="old:06187",
        technical_level="9z",
        priority_groups=("la", "dtts"),
        wanted_occupations=("75", "0x"),
        desired_wage=-1,
        consent_method="mới",
        note="một\r\n\n hai\n",
    ),
    "employer_form": lambda: a_full_employer(
        name="  công  TY ",
        tax_code="01 0010 91 07 ?",
        kind="99",
        size="x",
        sector="2018:Z",
        commune="old:06187",
        phone="hỏi chị Hoa",
        registered_on=None,
        note="một\r\n\n hai\n",
    ),
    "vacancy_form": lambda: a_full_vacancy(
        employer_id="gone",
        title=" thợ  MAY",
        places=-1,
        destination="1",
        occupation="0x",
        work_commune="old:06187",
        wage_from=-5,
        soft_skills=("gt", "điều chưa biết"),
        open_until=None,
        cond_hand="77",
    ),
    "visit_form": lambda: a_visit(
        counsellor_id="gone",
        channel="77",
        topics=("vl", "điều chưa biết"),
        content="dòng một\n\n  dòng hai  ",
        next_step="99",
        minutes=0,
    ),
    "referral_form": lambda: a_referral(
        counsellor_id="gone", employer=" Công ty  A ", valid_until=None, experience="một\nhai"
    ),
    "outcome_form": lambda: a_refusal(move="điều chưa biết", reason="77", justified="9"),
    "contact_form": lambda: a_contact(
        status="77", channel="88", still_employed=None, contract_kind="9", wage=-5, note=" hai  từ "
    ),
    "settings.letterhead": lambda: an_office(name=" VĂN  PHÒNG ", telephone="hỏi chị Hoa"),
    "settings.line": lambda: Line(id="line", address="http://ai-do", period_minutes=-1),
    "display_settings": lambda: Look(id="", preset="large-type", zoom="150"),
    "typing_settings": lambda: NoteTemplate(
        id="t1", name=" Hỏi  bảng lương ", text="một\r\n hai\n"
    ),
    "users.adding": lambda: NewUser(
        id="new",
        full_name=" lý  THỊ hoa",
        role="giám đốc",
        password="  hai  dấu cách ",
        repeated="khác",
        own_password="mu\u0300a",
    ),
    "users.editing": lambda: KnownUser(id="known", full_name=" lý  THỊ hoa", role="giám đốc"),
    "users.giving": lambda: NewPassword(id="known", password=" ", repeated="  ", own_password="ạ"),
    "first_run": lambda: Answers(id="first-run", office_code="XX", pc=99, full_name=" lý  hoa"),
}
"""Records that nobody should have made, but that a form may be given to show."""


@pytest.mark.parametrize("name", AWKWARD)
def test_the_form_keeps_the_rules_of_all_forms(
    all_forms: AllForms, check_form: Callable[[RecordForm[Any], Any], None], name: str
):
    form, awkward = all_forms.form(name), AWKWARD[name]()
    check_form(form, awkward)
    blank = type(awkward)(id=awkward.id)
    form.show_record(blank)
    assert (form.record(), form.dirty) == (blank, False)  # an empty date stays none
    for cell in form.cells():
        assert cell.field.editor.accessibleName().startswith(cell.field.label)


def test_no_form_is_missing(all_forms: AllForms):
    screens = [all_forms.screens[name] for name in all_forms.screens.names()]
    windows = [*screens, all_forms.first_run]
    there = [form for window in windows for form in window.findChildren(RecordForm)]
    checked = [all_forms.form(name) for name in AWKWARD]
    assert {id(form) for form in there} == {id(form) for form in checked}


@pytest.mark.parametrize("name", [name for name in AWKWARD if name.endswith("_form")])
def test_what_is_typed_in_any_form_is_kept_and_comes_back(
    all_forms: AllForms, place: Workplace, lanes: Lanes, name: str
):
    form, screen = all_forms.form(name), all_forms.screens[name]
    before = form.shown
    assert isinstance(screen, FormScreen)
    assert drafts(place.desk) == []
    awkward, on_form = AWKWARD[name](), {cell.field.name for cell in form.cells()}
    typed = replace(before, **{each: getattr(awkward, each) for each in on_form})
    form.resume(typed, {})
    screen.keep()
    lanes.drain()
    (kept,) = drafts(place.desk)
    assert (kept.screen, kept.record_id) == (name, before.id)
    assert ": " in kept.title
    again = Screens(place, Exchange(place), Care(place))[name]
    assert isinstance(again, FormScreen)
    all_forms.shown(again, **kept.opened, draft=kept.record_id)
    assert (again.form.record(), again.form.shown) == (typed, before)
    assert (again.unsaved(), again.draft_line.isVisible()) == (True, True)
    again.draft_line.pressed.emit()
    lanes.drain()
    assert (drafts(place.desk), again.unsaved()) == ([], False)
