"""Thiết lập › Nhập liệu: how somebody types on this PC, and the note templates of the office.

Everybody may change both: the first is their own, the second is everybody's handwork.
"""

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.faults import Superseded
from desktop_app.domain.names import vi_key
from desktop_app.domain.note_templates import NoteTemplate, check_note_template
from desktop_app.domain.problems import errors
from desktop_app.office.desk import Changed, Desk, Invalid
from desktop_app.office.note_templates import (
    hide_note_template,
    new_note_template,
    note_templates,
    save_note_template,
    show_note_template,
)
from desktop_app.office.typing_habits import advances, set_advances
from ui.cards import Card, KeyButton, column, row, words
from ui.dialogs import ask
from ui.faults import messages, sentence
from ui.forms.editors import NotesEditor, TextEditor
from ui.forms.field import Field
from ui.forms.record_form import RecordForm
from ui.screens.screen import Screen
from ui.screens.settings_tabs import settings_head
from ui.screens.user_forms import SmallForm
from ui.tables.column import Column, Empty
from ui.tables.record_table import RecordTable
from ui.theme import scaled
from ui.workplace import Workplace

PANEL = 420
"""Pixels at 10 pt."""
ADVANCES = "Gõ đủ số hoặc chọn xong thì tự sang ô sau"
ABOUT_ADVANCES = (
    "Số định danh 12 số, số CMND 9 số, di động 10 số, ngày 8 số, ô chọn theo số. Chỉ cho người "
    "dùng này trên máy này."
)
NOTHING_OPEN = "Bấm Ins để viết một mẫu câu mới, hoặc chọn một mẫu rồi bấm Enter để sửa."
ABOUT_TEMPLATES = "Khi ghi chép, bấm Ctrl+J để chèn. Dùng chung cho cả văn phòng."


@dataclass(frozen=True)
class Found:
    """What the screen reads."""

    templates: list[NoteTemplate]
    advances: bool


class TemplateForm(SmallForm):
    """Asks for a template."""

    def __init__(self) -> None:
        self.form = RecordForm[NoteTemplate](
            [
                Field("name", "Tên mẫu", TextEditor(), required=True, hint="ngắn, để chọn nhanh"),
                Field("text", "Nội dung", NotesEditor(8), required=True),
            ],
            check_note_template,
            columns=1,
        )
        super().__init__(self.form)
        self.form.leads_to(self.save_button)


class TypingSettingsScreen(Screen):
    """The habit above, below it the templates at the left and the one being written at the right.

    A form stays open through a refresh: what was typed is never replaced.
    """

    name = "typing_settings"
    rail = "settings"
    shows = frozenset({"note_template", "typing_habits"})

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._wanted_id = ""
        self._saving = False
        self._page = place.newest(self._shown, owner=self)
        self.advances = QCheckBox(ADVANCES)
        self.advances.setAccessibleName(ADVANCES)
        self.advances.clicked.connect(self._switch)
        self.table = self._table()
        self.table.activated_record.connect(self._edit)
        self.add_button = KeyButton("Thêm mẫu câu", "Ins", icon="plus", role="primary")
        self.add_button.clicked.connect(self._add)
        self.edit_button = KeyButton("Sửa", "Enter", icon="draft", bind=False)
        self.edit_button.clicked.connect(self._edit_chosen)
        self.hide_button = KeyButton("Xóa", "Delete", icon="close", bind=False)
        self.hide_button.clicked.connect(self._hide)
        delete = QShortcut(QKeySequence("Delete"), self.table)
        delete.activated.connect(self._hide)
        self.editing = TemplateForm()
        self.editing.wanted.connect(self._save)
        self.editing.given_up.connect(self._give_up)
        self.panel = QStackedWidget()
        for page in (_nothing_open(), self.editing):
            self.panel.addWidget(page)
        self._build()

    def _table(self) -> RecordTable[NoteTemplate]:
        return RecordTable[NoteTemplate](
            [
                Column("Tên mẫu", lambda each: each.name, 160, bold=True, sort_key=_by_name),
                Column("Nội dung", lambda each: " ".join(each.text.split())),
            ],
            identity=lambda each: each.id,
            empty=Empty("Chưa có mẫu câu nào.", "Thêm mẫu câu", "Ins"),
            name="Mẫu câu",
        )

    def _build(self) -> None:
        habit = Card("Khi gõ", icon="keyboard")
        inner = QVBoxLayout()
        inner.setContentsMargins(14, 10, 14, 12)
        inner.addWidget(self.advances)
        inner.addWidget(words(ABOUT_ADVANCES, "small", wrap=True))
        habit.body.addLayout(inner)
        card = Card("Mẫu câu", icon="file")
        card.body.addWidget(self.table, 1)
        about = words(ABOUT_TEMPLATES, "small", wrap=True)
        tools = row(about, self.edit_button, self.hide_button)
        tools.setStretch(0, 1)
        tools.setContentsMargins(14, 8, 12, 8)
        card.body.addLayout(tools)
        self.side = Card()
        self.side.body.addWidget(self.panel)
        lower = row(gap=12)
        lower.addWidget(card, 1)
        lower.addWidget(self.side)
        body = QFrame()
        parts = QVBoxLayout(body)
        parts.setContentsMargins(16, 6, 16, 14)
        parts.setSpacing(12)
        parts.addWidget(habit)
        parts.addLayout(lower, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(settings_head(self.place, self.name, self.add_button))
        whole.addWidget(body, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        """The form never takes more room than the list."""
        super().resizeEvent(event)
        self.side.setFixedWidth(min(scaled(PANEL), event.size().width() * 2 // 5))

    # --- reading ---

    def refresh(self) -> None:
        """Read again; the chosen template stays chosen."""
        desk = self.place.desk
        self._page.want(lambda: _find(desk))

    def _shown(self, found: Found) -> None:
        self.advances.setChecked(found.advances)
        self.table.show_rows(found.templates)
        wanted, self._wanted_id = self._wanted_id, ""
        if not (wanted and self.table.choose(wanted)):
            self.table.choose_first()
        for button in (self.edit_button, self.hide_button):
            button.setEnabled(bool(found.templates))

    def enter(self) -> None:
        """Come to the list, unless a form is open."""
        super().enter()
        if not self._is_editing():
            self.table.setFocus()

    # --- the habit ---

    def _switch(self, wanted: bool) -> None:
        desk = self.place.desk
        self.place.write(lambda: set_advances(desk, wanted=wanted), self.place.announce, owner=self)

    # --- the templates ---

    def _is_editing(self) -> bool:
        return self.panel.currentWidget() is self.editing

    def unsaved(self) -> bool:
        return self._is_editing() and self.editing.form.dirty

    def drop(self) -> None:
        self._close_form()

    def _add(self) -> None:
        self._open_form(new_note_template(), "Thêm mẫu câu")

    def _edit_chosen(self) -> None:
        chosen = self.table.chosen_record()
        if chosen is not None:
            self._edit(chosen)

    def _edit(self, template: NoteTemplate) -> None:
        self._open_form(template, "Sửa mẫu câu")

    def _open_form(self, template: NoteTemplate, title: str) -> None:
        if not self._may_leave_form():
            return
        self.editing.title.setText(title)
        self.editing.strip.show_message("", "prob")
        self.editing.form.show_record(template)
        self.panel.setCurrentWidget(self.editing)
        self.editing.form.focus_first()

    def _close_form(self) -> None:
        self.panel.setCurrentIndex(0)
        self.table.setFocus()

    def _give_up(self) -> None:
        if self._may_leave_form():
            self._close_form()

    def _may_leave_form(self) -> bool:
        return not self.unsaved() or ask.ask(
            self,
            "Mẫu câu chưa cất",
            "Nội dung vừa gõ chưa cất. Bỏ nội dung đó?",
            yes="Bỏ nội dung",
            no="Ở lại",
        )

    def _save(self) -> None:
        form = self.editing.form
        if self._saving or not self._is_editing() or errors(form.validate()):
            return
        desk, template = self.place.desk, form.record()
        self._saving = True
        self.place.write(
            lambda: save_note_template(desk, template=template),
            self._saved,
            self._refused,
            owner=self,
        )

    def _saved(self, changed: Changed) -> None:
        self._saving = False
        self._wanted_id = changed.record_id
        name = self.editing.form.record().name
        self._close_form()
        self.place.said.emit(f"Đã cất mẫu câu {name}.")
        self.place.announce(changed)

    def _refused(self, error: Exception) -> None:
        self._saving = False
        if isinstance(error, Invalid):
            self.editing.strip.show_message(
                messages(self.editing.form.place(error.problems)), "prob"
            )
        elif isinstance(error, Superseded):
            self.editing.strip.show_message(MOVED, "prob")
        else:
            self.editing.strip.show_message(sentence(error), "prob")

    def _hide(self) -> None:
        chosen = self.table.chosen_record()
        if chosen is None:
            return
        desk, template_id, name = self.place.desk, chosen.id, chosen.name

        def hidden(changed: Changed) -> None:
            self.place.announce(changed)
            self.place.undoable(
                f"Đã xóa mẫu câu {name}.",
                lambda: show_note_template(desk, template_id=template_id),
            )

        self.place.write(
            lambda: hide_note_template(desk, template_id=template_id), hidden, owner=self
        )


MOVED = (
    "Mẫu câu này vừa được sửa ở máy khác nên chưa cất. Chép lại nội dung cần giữ, bấm Hoãn rồi mở "
    "lại để sửa."
)


def _nothing_open() -> QWidget:
    """Beside the list while nothing is being written."""
    page = QWidget()
    said = column(words(NOTHING_OPEN, "sub", wrap=True), 1)
    said.setContentsMargins(14, 12, 14, 12)
    page.setLayout(said)
    return page


def _find(desk: Desk) -> Found:
    return Found(templates=note_templates(desk), advances=advances(desk))


def _by_name(template: NoteTemplate) -> object:
    return vi_key(template.name)
