"""Recording a follow-up (theo dõi tình trạng việc làm): a call that is due, or at any time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.dates import show_date
from desktop_app.domain.follow_ups import (
    TELEPHONE,
    FollowUpContact,
    check_contact,
    said_by_status,
)
from desktop_app.domain.phones import show_phone
from desktop_app.domain.problems import Problem
from desktop_app.domain.referrals import Referral
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.drafts import Draft
from desktop_app.office.follow_ups import due_follow_ups, new_contact, record_contact
from desktop_app.office.referrals import referral
from desktop_app.office.staff import counsellors
from desktop_app.office.timeline import TimelineEntry
from desktop_app.office.workers import WorkerCard, worker_card
from ui.cards import KeyButton, Strip
from ui.forms.code_editor import CodeEditor, YesNoEditor
from ui.forms.date_editors import MomentEditor
from ui.forms.editors import MoneyEditor, TextEditor
from ui.forms.field import Field
from ui.forms.record_form import RecordForm
from ui.forms.tile_editor import TileEditor
from ui.screens.form_screen import FormScreen
from ui.screens.story_panel import StoryPanel, Told
from ui.screens.visit_form import about_worker
from ui.workplace import Workplace


@dataclass(frozen=True)
class FoundContact:
    """What the form shows: the contact to be filled in, whose, and after which letter."""

    card: WorkerCard
    contact: FollowUpContact
    letter: Referral | None
    milestone: str
    counsellors: list[Choice]
    status: str


class ContactForm(FormScreen[FollowUpContact, FoundContact, Changed]):
    """One contact. Ctrl+Enter saves it and opens the next call that is due."""

    name = "contact_form"
    rail = "follow_ups"
    passing = frozenset({"status"})
    draft_word = "Theo dõi"

    def __init__(self, place: Workplace) -> None:
        desk = place.desk
        self._found: FoundContact | None = None
        self._status = ""
        self.status = TileEditor(desk.catalogues.choices("follow_up_status", desk.today()))
        self.counsellor = CodeEditor([])
        self.next_button = KeyButton("Cất và gọi tiếp", "Ctrl+Enter")
        self.phone = Strip("", "info", icon="follow_up")
        self.story = StoryPanel(
            "Quá trình", icon="clock", note="mới nhất trước", empty="Chưa có gì được ghi."
        )
        super().__init__(
            place,
            RecordForm[FollowUpContact](
                _parts(desk, self.status, self.counsellor), partial(_check, desk)
            ),
            before=(self.next_button,),
        )
        self.title.setText("Theo dõi việc làm")
        self.next_button.clicked.connect(self.save_and_call_next)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.save_and_call_next)
        self._build(above=self.phone, aside=self.story)

    def _reading(self, what: Mapping[str, str]) -> Callable[[], FoundContact]:
        """A contact for the call `task_id`, perhaps with its `status` chosen already, or one with
        the worker `worker_id`."""
        desk = self.place.desk
        task_id, worker_id = what.get("task_id", ""), what.get("worker_id", "")
        status = what.get("status", "")
        return lambda: _find(desk, task_id=task_id, worker_id=worker_id, status=status)

    def _found_with(self, found: FoundContact, record: FollowUpContact) -> FoundContact:
        return replace(found, contact=record)

    def _show(self, found: FoundContact) -> None:
        worker = found.card.worker
        self._found = found
        self._person = worker.id
        self._status = ""
        self.next_button.setVisible(bool(found.contact.task_id))
        self.counsellor.set_choices(found.counsellors)
        self.form.show_record(found.contact)
        self.who.setText(worker.full_name)
        self.about.setText(about_worker(self.place.desk, worker))
        self.chip.show_status(found.milestone, "info", icon="clock")
        self._show_phone(found)
        self.story.show_told([_told(entry) for entry in found.card.timeline])

    def _show_phone(self, found: FoundContact) -> None:
        worker, letter = found.card.worker, found.letter
        where = f"Giới thiệu đến {letter.employer}, {letter.position}." if letter else ""
        other = f"Liên lạc khác: {worker.other_contact}." if worker.other_contact else ""
        phone = show_phone(worker.phone) or "Chưa có số điện thoại"
        said = " ".join(part for part in (where, other) if part)
        self.phone.show_message(said, "info", icon="follow_up", title=phone)

    def _on_found(self, read: tuple[FoundContact, Draft | None]) -> None:
        super()._on_found(read)
        if status := read[0].status:
            self.form.fill(status=status)
            self.form.focus_field("employer")

    # --- typing ---

    def _on_typed(self) -> None:
        status = self.status.value()
        if status != self._status:
            self._status = status
            self._follow_status(status)
        super()._on_typed()

    def _follow_status(self, status: str) -> None:
        """Fill in what a status says by itself."""
        letter = self._found.letter if self._found is not None else None
        self.form.fill(**said_by_status(status, letter))

    # --- saving ---

    def save_and_call_next(self) -> None:
        """Save, then open the next call that is due."""
        self._submit(self._saved_call_next)

    def _verb(self, record: FollowUpContact) -> Callable[[], Changed]:
        desk = self.place.desk
        return lambda: record_contact(desk, contact=record)

    def _saved(self, saved: Changed) -> None:
        if self._after_saving(saved):
            self.place.go("follow_ups")
        else:
            self.place.go("workers", worker_id=self._person)

    def _saved_call_next(self, saved: Changed) -> None:
        here = self.form.record().task_id
        self._after_saving(saved)
        desk = self.place.desk
        self.place.read(lambda: _next_call(desk, here), self._call, owner=self)

    def _after_saving(self, saved: Changed) -> bool:
        """Tell what was saved; whether it was a call that was due."""
        self._settle()
        self.place.announce(saved)
        self.place.said.emit(f"Đã cất kết quả theo dõi {self.who.text()}.")
        return bool(self.form.record().task_id)

    def _call(self, task_id: str) -> None:
        if task_id:
            self.place.go("contact_form", task_id=task_id)
        else:
            self.place.go("follow_ups")


def _parts(desk: Desk, status: TileEditor, counsellor: CodeEditor) -> list[Field]:
    today, lists = desk.today(), desk.catalogues

    def code(list_name: str) -> CodeEditor:
        return CodeEditor(lists.choices(list_name, today))

    return [
        Field("status", "Tình trạng việc làm", status, required=True, span=3),
        Field("employer", "Nơi làm việc", TextEditor()),
        Field("placement_destination", "Nơi đến làm", code("placement_destination")),
        Field("found_through", "Có việc nhờ", code("found_through")),
        Field("wage", "Lương (đồng/tháng)", MoneyEditor()),
        Field("contract_kind", "Loại hợp đồng", code("contract_type_vacancy")),
        Field("still_employed", "Còn đi làm", YesNoEditor()),
        Field("at", "Ngày, giờ", MomentEditor(desk.now), required=True),
        Field("channel", "Cách liên hệ", code("follow_up_channel"), required=True),
        Field("counsellor_id", "Cán bộ", counsellor),
        Field("note", "Ghi chú", TextEditor(), span=3),
    ]


def _find(desk: Desk, *, task_id: str, worker_id: str, status: str) -> FoundContact:
    contact = new_contact(desk, task_id=task_id, worker_id=worker_id)
    if task_id:
        contact = replace(contact, channel=TELEPHONE)
    milestones = {row.task_id: row.milestone for row in due_follow_ups(desk)} if task_id else {}
    letter = contact.referral_id
    return FoundContact(
        card=worker_card(desk, worker_id=contact.worker_id),
        contact=contact,
        letter=referral(desk, referral_id=letter) if letter else None,
        milestone=milestones.get(task_id, ""),
        counsellors=counsellors(desk),
        status=status,
    )


def _next_call(desk: Desk, here: str) -> str:
    """The first call that is due, other than the one just made; "" for none."""
    return next((row.task_id for row in due_follow_ups(desk) if row.task_id != here), "")


def _check(desk: Desk, contact: FollowUpContact) -> list[Problem]:
    return check_contact(contact, today=desk.today())


def _told(entry: TimelineEntry) -> Told:
    return Told(title=entry.title, day=show_date(entry.day), staff=entry.staff, text=entry.detail)
