"""Recording a counselling (lượt tư vấn) of a worker or an employer, or correcting one: what was
asked, said and agreed, beside the last times."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.dates import local_date, show_date, show_time, weekday
from desktop_app.domain.employers import Employer
from desktop_app.domain.phones import show_phone
from desktop_app.domain.problems import Problem
from desktop_app.domain.visits import Visit, check_visit, topics_of
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.employers import employer
from desktop_app.office.staff import counsellors, staff_names
from desktop_app.office.visits import (
    new_correction,
    new_visit,
    record_visit,
    take_back_correction,
    visits_of,
    withdraw_visit,
)
from desktop_app.office.workers import worker
from ui.cards import KeyButton
from ui.forms.code_editor import CodeEditor
from ui.forms.date_editors import DateEditor, MomentEditor
from ui.forms.editors import NotesEditor, NumberEditor
from ui.forms.field import Field
from ui.forms.record_form import RecordForm
from ui.forms.several_editors import TilesEditor
from ui.screens.form_screen import FormScreen
from ui.screens.own_keys import OwnKeysScreen
from ui.screens.story_panel import StoryPanel, Told
from ui.screens.template_picker import TEMPLATES_HINT
from ui.workplace import Workplace

REFERRAL_STEP = "1"
"""The code of `visit_next_step` for a referral."""
COPIED = ("channel", "topics", "content", "advice", "minutes")
"""What «Chép lượt trước» fills: never when it was, who counselled, or what came of it."""
SHORT_NAMES = {"cs": "Chính sách, pháp luật"}
"""Topics whose names would not fit on a tile or in a list."""
WEEKEND = (5, 6)
"""Days of the week on which the office is closed, as `date.weekday` counts them."""
STEP_ICONS = {"1": "referral", "2": "clock", "3": "file", "4": "info"}


@dataclass(frozen=True)
class FoundVisit:
    """What the form shows: the visit to be filled in, whose, and the earlier ones, newest first."""

    client: Worker | Employer
    visit: Visit
    earlier: list[Visit]
    counsellors: list[Choice]
    staff: dict[str, str]


class VisitForm(FormScreen[Visit, FoundVisit, Changed], OwnKeysScreen):
    """A new visit of one worker or one employer, or the correction of one that was recorded.
    Ctrl+D fills what is still empty as it was the last time. F7 saves a worker's visit and goes on
    to the referral letter."""

    name = "visit_form"
    rail = "visits"
    draft_word = "Tư vấn"

    def __init__(self, place: Workplace) -> None:
        desk = place.desk
        self._employer_id = ""
        self._corrects = ""
        self.counsellor = CodeEditor([])
        self.topics = TilesEditor(_topic_choices(desk, Visit(id="")))
        self.refer_button = KeyButton("Cất và giới thiệu", "F7", icon="referral", bind=False)
        self.copy_button = KeyButton("Chép lượt trước", "Ctrl+D", role="flat", bind=False)
        self._last: Visit | None = None
        self.last_times = StoryPanel(
            "Các lần gần nhất",
            icon="clock",
            note="mới nhất trước",
            empty="Đây là lần tư vấn đầu tiên.",
        )
        super().__init__(
            place,
            RecordForm[Visit](_parts(desk, self.counsellor, self.topics), partial(_check, desk)),
            first=(self.copy_button,),
            before=(self.refer_button,),
        )
        self.copy_button.clicked.connect(self.copy_last)
        QShortcut(QKeySequence("Ctrl+D"), self).activated.connect(self.copy_last)
        self.refer_button.clicked.connect(self.save_and_refer)
        self._build(aside=self.last_times)

    def _reading(self, what: Mapping[str, str]) -> Callable[[], FoundVisit]:
        """A blank visit of `worker_id` or `employer_id`; `visit_id`: its correction."""
        desk = self.place.desk
        if visit_id := what.get("visit_id", ""):
            return lambda: _find_old(desk, visit_id)
        if employer_id := what.get("employer_id", ""):
            return lambda: _find_employer(desk, employer_id)
        worker_id = what["worker_id"]
        return lambda: _find(desk, worker_id)

    def _found_with(self, found: FoundVisit, record: Visit) -> FoundVisit:
        return replace(found, visit=record)

    def _show(self, found: FoundVisit) -> None:
        desk, client = self.place.desk, found.client
        of_worker = isinstance(client, Worker)
        self._person = client.id if of_worker else ""
        self._employer_id = "" if of_worker else client.id
        self._corrects = found.visit.corrects
        self._last = found.earlier[0] if found.earlier and not self._corrects else None
        self.copy_button.setVisible(self._last is not None)
        self.counsellor.set_choices(found.counsellors)
        self.topics.set_choices(_topic_choices(desk, found.visit))
        self.form.show_record(found.visit)
        self.refer_button.setVisible(of_worker)
        self.who.setText(client.full_name if of_worker else client.name)
        self.about.setText(about_worker(desk, client) if of_worker else about_employer(client))
        self._show_title(found)
        self.last_times.show_told(_told(desk, found))

    def _show_title(self, found: FoundVisit) -> None:
        if self._corrects:
            self.title.setText("Sửa lượt tư vấn")
        elif self._employer_id:
            self.title.setText("Tư vấn người sử dụng lao động")
        else:
            self.title.setText(f"Lượt tư vấn thứ {len(found.earlier) + 1}")
        recorded = show_time(found.visit.at) if self._corrects and found.visit.at else ""
        self.chip.show_status(f"Ghi {recorded}" if recorded else "", "draft")

    def _on_typed(self) -> None:
        super()._on_typed()
        day = self.form.read().values.get("next_step_on")
        self.form.note("next_step_on", *_day_note(day, self.place.desk.today()))

    def copy_last(self) -> None:
        """Fill what is still empty as it was at the last visit."""
        if not self._ready or self._last is None:
            return
        typed = self.form.record()
        empty = [name for name in COPIED if not getattr(typed, name)]
        given = {name: getattr(self._last, name) for name in empty}
        self.form.fill(**{name: value for name, value in given.items() if value})

    # --- saving ---

    def save_and_refer(self) -> None:
        """Save, then write the letter this visit led to."""
        if self._ready and not self.form.read().values.get("next_step"):
            self.form.fill(next_step=REFERRAL_STEP)
        self._submit(self._saved_go_refer)

    def _submit(self, done: Callable[[Changed], None]) -> None:
        if self._ready and self._corrects and not self.form.dirty:
            self.place.said.emit("Không có gì thay đổi.")
            self._cancel()  # a correction that puts nothing right is none
        else:
            super()._submit(done)

    def _verb(self, record: Visit) -> Callable[[], Changed]:
        desk = self.place.desk
        return lambda: record_visit(desk, visit=record)

    def _saved(self, saved: Changed) -> None:
        self._after_saving(saved)
        if self._corrects:
            self.place.go("visits")
        elif self._employer_id:
            self.place.go("employers", employer_id=self._employer_id)
        else:
            self.place.go("workers", worker_id=self._person)

    def _saved_go_refer(self, saved: Changed) -> None:
        self._after_saving(saved)
        self.place.go("referral_form", worker_id=self._person)

    def _after_saving(self, saved: Changed) -> None:
        desk, visit_id = self.place.desk, saved.record_id
        take_back = take_back_correction if self._corrects else withdraw_visit
        self._settle()
        self.place.announce(saved)
        self.place.undoable(
            f"Đã cất lượt tư vấn của {self.who.text()}.",
            lambda: take_back(desk, visit_id=visit_id),
        )

    def own_keys(self) -> Mapping[int, Callable[[], None]]:
        """F7, which elsewhere opens the letter without saving anything."""
        return {Qt.Key.Key_F7: self.save_and_refer} if self._person else {}


def _told(desk: Desk, found: FoundVisit) -> list[Told]:
    """The earlier visits, newest first."""
    count = len(found.earlier)
    return [
        _told_visit(desk, visit, count - place, found.staff)
        for place, visit in enumerate(found.earlier)
    ]


def _told_visit(desk: Desk, visit: Visit, number: int, staff: dict[str, str]) -> Told:
    lists = desk.catalogues
    step = lists.name("visit_next_step", visit.next_step)
    on = f" {show_date(visit.next_step_on)}" if visit.next_step_on else ""
    return Told(
        title=f"Lần {number}",
        day=show_date(local_date(visit.at)) if visit.at else "",
        staff=staff.get(visit.counsellor_id, ""),
        about=", ".join(short_topics(desk, visit)),
        text=visit.content or visit.advice,
        status=f"{step}{on}",
        icon=STEP_ICONS.get(visit.next_step, "flag"),
    )


def short_topics(desk: Desk, visit: Visit) -> list[str]:
    """The names of its topics, short enough for a list."""
    names = {choice.code: choice.name for choice in _topic_choices(desk, visit)}
    return [names.get(code, code) for code in visit.topics]


def _topic_choices(desk: Desk, visit: Visit) -> list[Choice]:
    found = desk.catalogues.choices(topics_of(visit), desk.today())
    return [replace(each, name=SHORT_NAMES.get(each.code, each.name)) for each in found]


def about_worker(desk: Desk, worker: Worker) -> str:
    """«Nữ · 09/09/1995 · 0378 111 204»: who this is, for the head of a form."""
    about = (
        desk.catalogues.name("sex", worker.sex),
        show_date(worker.birth_date),
        show_phone(worker.phone),
    )
    return " · ".join(part for part in about if part)


def about_employer(employer: Employer) -> str:
    """«MST 4900123456 · 0205 3 883 120»: which one this is, for the head of a form."""
    code = f"MST {employer.tax_code}" if employer.tax_code else ""
    return " · ".join(part for part in (code, show_phone(employer.phone)) if part)


def _parts(desk: Desk, counsellor: CodeEditor, topics: TilesEditor) -> list[Field]:
    today = desk.today()
    lists = desk.catalogues
    return [
        Field("at", "Ngày, giờ", MomentEditor(desk.now), required=True),
        Field(
            "channel",
            "Hình thức",
            CodeEditor(lists.choices("visit_channel", today)),
            required=True,
        ),
        Field("counsellor_id", "Cán bộ tư vấn", counsellor),
        Field("topics", "Nội dung tư vấn", topics, required=True, span=3),
        Field("content", "Ghi chép buổi tư vấn", NotesEditor(3), span=3, hint=TEMPLATES_HINT),
        Field("advice", "Đã tư vấn, hướng dẫn", NotesEditor(2), span=3, hint=TEMPLATES_HINT),
        Field(
            "next_step",
            "Kết quả buổi tư vấn",
            CodeEditor(lists.choices("visit_next_step", today)),
            required=True,
            hint="1 giới thiệu · 2 hẹn lại · 3 học nghề",
        ),
        Field("next_step_on", "Hẹn ngày", DateEditor(desk.today), hint="+7, hoặc 30/11"),
        Field("minutes", "Thời gian tư vấn (phút)", NumberEditor()),
    ]


def _find(desk: Desk, worker_id: str) -> FoundVisit:
    return _found(desk, new_visit(desk, worker_id=worker_id))


def _find_employer(desk: Desk, employer_id: str) -> FoundVisit:
    return _found(desk, new_visit(desk, employer_id=employer_id))


def _find_old(desk: Desk, visit_id: str) -> FoundVisit:
    return _found(desk, new_correction(desk, visit_id=visit_id))


def _found(desk: Desk, visit: Visit) -> FoundVisit:
    """The visit with whose it is; the one it corrects is not among the earlier ones."""
    if visit.employer_id:
        client: Worker | Employer = employer(desk, employer_id=visit.employer_id)
        earlier = visits_of(desk, employer_id=visit.employer_id)
    else:
        client = worker(desk, worker_id=visit.worker_id)
        earlier = visits_of(desk, worker_id=visit.worker_id)
    return FoundVisit(
        client=client,
        visit=visit,
        earlier=[each for each in earlier if each.id != visit.corrects],
        counsellors=counsellors(desk),
        staff=staff_names(desk),
    )


def _check(desk: Desk, visit: Visit) -> list[Problem]:
    return check_visit(visit, today=desk.today())


def _day_note(day: date | None, today: date) -> tuple[str, str]:
    """What is said of a day, and its tone."""
    if day is None or day < today:
        return "", "ok"
    days = (day - today).days
    when = {0: "hôm nay", 1: "ngày mai"}.get(days, f"còn {days} ngày")
    said = f"{weekday(day)}, {when}"
    return (f"{said}, ngày nghỉ", "warn") if day.weekday() in WEEKEND else (said, "ok")
