"""Recording a counselling (lượt tư vấn): what was asked, said and agreed, beside the last times."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.dates import local_date, show_date, weekday
from desktop_app.domain.phones import show_phone
from desktop_app.domain.problems import Problem
from desktop_app.domain.visits import Visit, check_visit
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.staff import counsellors, staff_names
from desktop_app.office.visits import new_visit, record_visit, visits_of
from desktop_app.office.workers import worker
from ui.cards import KeyButton
from ui.forms.code_editor import CodeEditor
from ui.forms.date_editors import DateEditor, MomentEditor
from ui.forms.editors import NotesEditor, NumberEditor
from ui.forms.field import Field
from ui.forms.record_form import RecordForm
from ui.forms.several_editors import TilesEditor
from ui.screens.form_screen import FormScreen
from ui.screens.story_panel import StoryPanel, Told
from ui.workplace import Workplace

REFERRAL_STEP = "1"
"""The code of `visit_next_step` for a referral."""
SHORT_NAMES = {"cs": "Chính sách, pháp luật"}
"""Topics whose names would not fit on a tile or in a list."""
STEP_ICONS = {"1": "referral", "2": "clock", "3": "file", "4": "info"}


@dataclass(frozen=True)
class FoundVisit:
    """What the form shows: the visit to be filled in, and whose."""

    worker: Worker
    visit: Visit
    earlier: list[Visit]
    counsellors: list[Choice]
    staff: dict[str, str]


class VisitForm(FormScreen[Visit, FoundVisit, Changed]):
    """A new visit of one worker. F7 saves it and goes on to the referral letter."""

    name = "visit_form"
    rail = "visits"

    def __init__(self, place: Workplace) -> None:
        desk = place.desk
        self.counsellor = CodeEditor([])
        self.refer_button = KeyButton("Cất và giới thiệu", "F7", icon="referral", bind=False)
        self.last_times = StoryPanel(
            "Các lần gần nhất",
            icon="clock",
            note="mới nhất trước",
            empty="Đây là lần tư vấn đầu tiên.",
        )
        super().__init__(
            place,
            RecordForm[Visit](_parts(desk, self.counsellor), partial(_check, desk)),
            before=(self.refer_button,),
        )
        self.refer_button.clicked.connect(self.save_and_refer)
        self._build(aside=self.last_times)

    def open(self, **what: object) -> None:
        """A blank visit of `worker_id`; without one the form stays as it is."""
        if what:
            desk, worker_id = self.place.desk, str(what["worker_id"])
            self._begin(lambda: _find(desk, worker_id))

    def _show(self, found: FoundVisit) -> None:
        self._person = found.worker.id
        self.counsellor.set_choices(found.counsellors)
        self.form.show_record(found.visit)
        self.title.setText(f"Lượt tư vấn thứ {len(found.earlier) + 1}")
        self.who.setText(found.worker.full_name)
        self.about.setText(about_worker(self.place.desk, found.worker))
        self.last_times.show_told(_told(self.place.desk, found))

    def _on_typed(self) -> None:
        super()._on_typed()
        day = self.form.read().values.get("next_step_on")
        self.form.note("next_step_on", _day_words(day, self.place.desk.today()))

    # --- saving ---

    def save_and_refer(self) -> None:
        """Save, then write the letter this visit led to."""
        if self._ready and not self.form.read().values.get("next_step"):
            self.form.fill(next_step=REFERRAL_STEP)
        self._submit(self._saved_go_refer)

    def _verb(self, record: Visit) -> Callable[[], Changed]:
        desk = self.place.desk
        return lambda: record_visit(desk, visit=record)

    def _saved(self, saved: Changed) -> None:
        self._after_saving(saved)
        self.place.go("workers", worker_id=self._person)

    def _saved_go_refer(self, saved: Changed) -> None:
        self._after_saving(saved)
        self.place.go("referral_form", worker_id=self._person)

    def _after_saving(self, saved: Changed) -> None:
        self._settle()
        self.place.announce(saved)
        self.place.said.emit(f"Đã cất lượt tư vấn của {self.who.text()}.")

    # --- F7, which elsewhere opens the letter without saving anything ---

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_F7
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        if event.key() == Qt.Key.Key_F7:
            self.save_and_refer()
        else:
            super().keyPressEvent(event)


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
        about=", ".join(short_topics(desk, visit.topics)),
        text=visit.content or visit.advice,
        status=f"{step}{on}",
        icon=STEP_ICONS.get(visit.next_step, "flag"),
    )


def short_topics(desk: Desk, topics: Sequence[str]) -> list[str]:
    """The names of topics, short enough for a list."""
    lists = desk.catalogues
    return [SHORT_NAMES.get(code, lists.name("counsel_topic_worker", code)) for code in topics]


def about_worker(desk: Desk, worker: Worker) -> str:
    """«Nữ · 09/09/1995 · 0378 111 204»: who this is, for the head of a form."""
    about = (
        desk.catalogues.name("sex", worker.sex),
        show_date(worker.birth_date),
        show_phone(worker.phone),
    )
    return " · ".join(part for part in about if part)


def _parts(desk: Desk, counsellor: CodeEditor) -> list[Field]:
    today = desk.today()
    lists = desk.catalogues
    topics = [
        replace(choice, name=SHORT_NAMES.get(choice.code, choice.name))
        for choice in lists.choices("counsel_topic_worker", today)
    ]
    return [
        Field("at", "Ngày, giờ", MomentEditor(desk.now), required=True),
        Field(
            "channel",
            "Hình thức",
            CodeEditor(lists.choices("visit_channel", today)),
            required=True,
        ),
        Field("counsellor_id", "Cán bộ tư vấn", counsellor),
        Field("topics", "Nội dung tư vấn", TilesEditor(topics), required=True, span=3),
        Field("content", "Ghi chép buổi tư vấn", NotesEditor(3), span=3),
        Field("advice", "Đã tư vấn, hướng dẫn", NotesEditor(2), span=3),
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
    return FoundVisit(
        worker=worker(desk, worker_id=worker_id),
        visit=new_visit(desk, worker_id=worker_id),
        earlier=visits_of(desk, worker_id=worker_id),
        counsellors=counsellors(desk),
        staff=staff_names(desk),
    )


def _check(desk: Desk, visit: Visit) -> list[Problem]:
    return check_visit(visit, today=desk.today())


def _day_words(day: date | None, today: date) -> str:
    if day is None or day < today:
        return ""
    days = (day - today).days
    when = {0: "hôm nay", 1: "ngày mai"}.get(days, f"còn {days} ngày")
    return f"{weekday(day)}, {when}"
