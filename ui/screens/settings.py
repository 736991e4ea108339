"""Thiết lập › Văn phòng: what the letterhead says, and how this PC reaches the centre."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.domain.faults import Superseded
from desktop_app.domain.offices import Office, check_letterhead
from desktop_app.domain.problems import Problem, errors
from desktop_app.domain.records import Record
from desktop_app.office.desk import Changed, Desk, Invalid
from desktop_app.office.drafts import DRAFTS, Draft, save_draft, saved_from_draft, take_draft
from desktop_app.office.exchange import ExchangeStatus
from desktop_app.office.office_settings import (
    ExchangeSettings,
    exchange_settings,
    letterhead,
    save_exchange_settings,
    save_letterhead,
    use_enrolment,
)
from desktop_app.office.permissions import may_lead
from ui.cards import Card, KeyButton, row, words
from ui.dialogs import ask
from ui.dialogs.enrolment_file import choose_enrolment, read_file
from ui.exchange import Exchange
from ui.faults import messages, sentence
from ui.forms.autosave import Autosave
from ui.forms.editors import NumberEditor, TextEditor
from ui.forms.field import Field
from ui.forms.record_form import RecordForm
from ui.screens.draft_line import DraftLine
from ui.screens.moved_record import MovedRecord
from ui.screens.scanner_panel import ScannerPanel
from ui.screens.screen import Screen
from ui.screens.settings_tabs import HeadsOnly, settings_head
from ui.workplace import Workplace


@dataclass(frozen=True, kw_only=True)
class Line(Record):
    """How this PC reaches the centre, as the form edits it."""

    address: str = ""
    period_minutes: int | None = None


@dataclass(frozen=True)
class Found:
    """What the screen reads. Only whoever leads may change it."""

    office: Office
    draft: Draft | None
    line: Line
    enrolled: bool
    may: bool


class SettingsScreen(Screen):
    """Two cards: the letterhead on every paper, and the line to the centre.

    What is typed is never replaced by what others changed meanwhile: «Hoãn» drops it first. The
    letterhead is kept as a draft while it is typed, and compared when it has moved; the line is
    this PC's own and no record.
    """

    name = "settings"
    rail = "settings"
    shows = frozenset({"office", "exchange"})

    def __init__(self, place: Workplace, exchange: Exchange) -> None:
        super().__init__(place)
        self._exchange = exchange
        self._settings = place.newest(self._shown, owner=self)
        self._found: Found | None = None
        self._saving = False
        self.letterhead = self._letterhead_form()
        self.line = self._line_form()
        self.scanner = ScannerPanel(place)
        self.comparison = MovedRecord(place, self.letterhead)
        self._resumes = True
        self.autosave = Autosave(
            place, self.letterhead, screen=self.name, title=self._draft_title, owner=self
        )
        self.draft_line = DraftLine(place, self.autosave, screen=self)
        self.enrolled = words("", "sub", wrap=True)
        self.cancel_button = KeyButton("Hoãn", "Esc")
        self.cancel_button.clicked.connect(self._cancel)
        self.save_button = KeyButton("Cất", "F10", icon="save", role="primary")
        self.save_button.clicked.connect(self._save)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self._save)
        self.enrol_button = KeyButton("Chọn tệp ghi danh…", icon="file")
        self.enrol_button.clicked.connect(self._choose_enrolment)
        self.letterhead.leads_to(self.line.cells()[0].field.editor)
        self.line.leads_to(self.save_button)
        self._allow(False)
        self._build()
        exchange.moved.connect(self._moved)
        self.draft_line.pressed.connect(self._discard)
        place.draft_dropped.connect(self._on_dropped)
        self.comparison.shown.connect(self._make_room)
        self.comparison.agreed.connect(self._save_agreed)

    def _letterhead_form(self) -> RecordForm[Office]:
        return RecordForm[Office](
            [
                Field("parent_body", "Cơ quan chủ quản", TextEditor(), required=True),
                Field("centre_name", "Tên Trung tâm", TextEditor(), required=True, span=2),
                Field("name", "Tên văn phòng", TextEditor(), required=True),
                Field("address", "Địa chỉ", TextEditor(), span=2),
                Field("telephone", "Điện thoại", TextEditor()),
                Field("place_name", "Địa danh trước ngày tháng", TextEditor(), required=True),
                Field("signer", "Người ký", TextEditor()),
            ],
            check_letterhead,
        )

    def _line_form(self) -> RecordForm[Line]:
        return RecordForm[Line](
            [
                Field("address", "Địa chỉ máy chủ Trung tâm", TextEditor(), span=2),
                Field("period_minutes", "Tự trao đổi sau mỗi (phút)", NumberEditor()),
            ],
            _check_line,
        )

    def _build(self) -> None:
        body = QVBoxLayout()
        body.setContentsMargins(16, 6, 16, 16)
        body.setSpacing(12)
        body.addWidget(self.draft_line)
        body.addWidget(_card("Đầu giấy của văn phòng", "place", self.letterhead))
        enrol = row(self.enrol_button, self.enrolled, gap=12)
        body.addWidget(_card("Liên lạc với Trung tâm", "sync", self.line, enrol))
        body.addWidget(self.scanner)
        body.addStretch(1)
        inner = QWidget()
        inner.setLayout(body)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(settings_head(self.place, self.name, self.cancel_button, self.save_button))
        self.body = HeadsOnly(scroll)
        whole.addWidget(self.body, 1)
        whole.addWidget(self.comparison, 1)

    # --- reading ---

    def open(self, **what: object) -> None:
        """`draft`: go on from the draft, also from one that was thrown away and put back."""
        if "draft" in what:
            self._resumes = self._stale = True

    def refresh(self) -> None:
        """Read the settings; a card in which something is typed stays as it is."""
        desk = self.place.desk
        self._settings.want(lambda: _find(desk))
        self.scanner.refresh()

    def _shown(self, found: Found) -> None:
        first = self._found is None
        self._found = found
        if not self.letterhead.dirty:
            self._show_letterhead(found.office, found.draft if self._resumes else None)
            self._resumes = False
        if not self.line.dirty:
            self.line.show_record(found.line)
        self._say_enrolled(found.enrolled)
        self._allow(found.may)
        self.body.allow(found.may)
        for button in (self.save_button, self.cancel_button):
            button.setVisible(found.may and not self.comparison.is_open)
        if first:
            self._take_focus()

    def _allow(self, ready: bool) -> None:
        """Nothing can be typed or saved before it is known what there is, and who asks."""
        for part in (self.letterhead, self.line, self.save_button, self.cancel_button):
            part.setEnabled(ready)

    def enter(self) -> None:
        """Come to the first field, unless one of them has the focus."""
        super().enter()
        self.draft_line.tell()
        self._take_focus()

    def _take_focus(self) -> None:
        if self.comparison.is_open:
            self.comparison.setFocus()
            return
        focused = self.focusWidget()
        forms = self.letterhead, self.line
        here = focused is not None and any(form.isAncestorOf(focused) for form in forms)
        may = self._found is not None and self._found.may
        if may and self.isVisible() and not here:
            self.letterhead.focus_first()

    def _moved(self, status: ExchangeStatus, talking: bool) -> None:
        if not talking:
            self._say_enrolled(status.enrolled)

    def _say_enrolled(self, enrolled: bool) -> None:
        if enrolled:
            said = "Máy này đã ghi danh với Trung tâm."
        elif self._found is not None and self._found.line.address:
            said = "Đã có tệp ghi danh; Trung tâm sẽ nhận máy này khi có mạng."
        else:
            said = "Máy này chưa ghi danh: xin Trung tâm một tệp ghi danh (.ghidanh)."
        self.enrolled.setText(said)

    def unsaved(self) -> bool:
        return self.letterhead.dirty or self.line.dirty

    def at_risk(self) -> bool:
        return self.line.dirty or (self.letterhead.dirty and self.autosave.broken)

    # --- the draft of the letterhead ---

    def _show_letterhead(self, office: Office, draft: Draft | None = None) -> None:
        """Show it as it is, or go on from its draft."""
        self.autosave.now()
        if draft is None:
            self._begin(office)
            self.draft_line.clear()
        else:
            self._begin(cast("Office", draft.base), kept_at=draft.at)
            self.letterhead.resume(cast("Office", draft.record), draft.texts)
            self.draft_line.show_resumed(draft)

    def _begin(self, office: Office, *, kept_at: datetime | None = None) -> None:
        self.letterhead.show_record(office)
        self.autosave.begin({}, kept_at=kept_at)
        self.draft_line.tell()

    def _draft_title(self) -> str:
        return f"Đầu giấy: {self.letterhead.shown.name}"

    def keep(self) -> None:
        self.autosave.now()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's method
        self.keep()
        super().hideEvent(event)
        self.draft_line.tell()

    def _discard(self) -> None:
        """Throw the draft away; that can be taken back."""
        desk, draft = self.place.desk, self.autosave.draft_as_typed()
        self._drop_letterhead()
        self.place.undoable(
            f"Đã bỏ bản nháp «{draft.title}».", lambda: save_draft(desk, draft=draft)
        )

    def _on_dropped(self, screen: str, record_id: str) -> None:
        """The draft was thrown away on another screen: what is typed is forgotten here, too."""
        if self._found is not None and (screen, record_id) == (self.name, self._found.office.id):
            self._drop_letterhead()

    def _drop_letterhead(self) -> None:
        if self._found is not None:
            self.autosave.forget()
            self.comparison.put_away()
            self._show_letterhead(self._found.office)

    # --- saving ---

    def _save(self) -> None:
        if self.comparison.is_open:
            self.comparison.decide()
            return
        if self._saving or self._found is None:
            return
        if errors(self.letterhead.validate()) or errors(self.line.validate()):
            return
        desk, name = self.place.desk, self.name
        office, line = self.letterhead.record(), self.line.record()

        def verb() -> Changed:
            save_exchange_settings(
                desk,
                settings=ExchangeSettings(
                    address=line.address, period_minutes=line.period_minutes or 0
                ),
            )
            return save_letterhead(desk, office=office)

        self._saving = True
        self.autosave.stop()
        self.place.write(
            lambda: saved_from_draft(desk, screen=name, record_id=office.id, verb=verb),
            self._saved,
            self._refused,
            owner=self,
        )

    def _saved(self, changed: Changed) -> None:
        self._saving = False
        self.autosave.over()
        self._show_letterhead(self.letterhead.record())
        self.line.show_record(self.line.record())
        self.place.announce(changed)
        self.place.announce(DRAFTS)
        self.place.said.emit("Đã cất thiết lập.")
        self._exchange.reschedule()
        self.refresh()

    def _cancel(self) -> None:
        """Drop what was typed and read again."""
        if self.unsaved() and not ask.ask(
            self,
            "Thiết lập chưa cất",
            "Nội dung vừa gõ chưa cất. Bỏ nội dung đó?",
            yes="Bỏ nội dung",
            no="Ở lại",
        ):
            return
        if self._found is not None:
            self._drop_letterhead()
            self.line.show_record(self._found.line)
            self.refresh()

    def _refused(self, error: Exception) -> None:
        self._saving = False
        self.autosave.go_on()
        if isinstance(error, Superseded):
            self.comparison.look()
            return
        if not isinstance(error, Invalid):
            self.place.troubled.emit(sentence(error))
            return
        elsewhere = self.letterhead.place(self.line.place(error.problems))
        if elsewhere:
            self.place.troubled.emit(messages(elsewhere))

    # --- a letterhead that has moved ---

    def _make_room(self, wanted: bool) -> None:
        """Hide the cards for the two versions, or show them again."""
        for part in (self.body, self.save_button, self.cancel_button):
            part.setVisible(not wanted)

    def _save_agreed(self, theirs: Office, wanted: Office) -> None:
        """Put what was decided over the letterhead as it is stored, and save that."""
        self.letterhead.show_record(theirs)
        self.letterhead.resume(wanted, {})
        self._save()

    # --- enrolment ---

    def _choose_enrolment(self) -> None:
        chosen = choose_enrolment(self)
        if chosen is not None:
            self.enrol(chosen)

    def enrol(self, file: Path) -> None:
        """Take the centre's enrolment file and talk to the centre at once."""
        desk = self.place.desk
        self.place.write(
            lambda: use_enrolment(desk, content=read_file(file)),
            self._enrolled,
            self._not_enrolled,
            owner=self,
        )

    def _enrolled(self, changed: Changed) -> None:
        self.place.announce(changed)
        self.place.said.emit("Đã nhận tệp ghi danh, đang liên lạc với Trung tâm.")
        self._exchange.now()

    def _not_enrolled(self, error: Exception) -> None:
        self.place.troubled.emit(sentence(error))


def _find(desk: Desk) -> Found:
    line = exchange_settings(desk)
    return Found(
        office=letterhead(desk),
        draft=take_draft(desk, screen=SettingsScreen.name, record_id=desk.office.id),
        line=Line(id="line", address=line.address, period_minutes=line.period_minutes),
        enrolled=line.enrolled,
        may=may_lead(desk),
    )


def _check_line(line: Line) -> list[Problem]:
    if line.period_minutes is None or not 1 <= line.period_minutes <= 24 * 60:
        return [Problem("period_minutes", "Số phút từ 1 đến 1.440")]
    return []


def _card(title: str, icon: str, form: QWidget, more: QLayout | None = None) -> Card:
    card = Card(title, icon=icon)
    inner = QVBoxLayout()
    inner.setContentsMargins(14, 10, 14, 12)
    inner.addWidget(form)
    if more is not None:
        inner.addLayout(more)
    card.body.addLayout(inner)
    return card
