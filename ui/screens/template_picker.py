"""Putting a note template into a text by a key: the line in which one is chosen, and the key.

Which templates there are is the office's; managing them is `typing_settings`'.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.note_templates import NoteTemplate
from desktop_app.office.note_templates import note_templates
from ui.forms.code_editor import CodeEditor
from ui.forms.editors import LEAVING_FOR_A_WHILE, NotesEditor, TextEditor
from ui.theme import scaled
from ui.workplace import Workplace

KEY = "Ctrl+J"
TEMPLATES_HINT = "Ctrl+J: chèn mẫu câu"
WIDTH = 360
"""Pixels at 10 pt."""
SHOWN = 60
"""Letters of a template beside its name."""
NONE_YET = "Chưa có mẫu câu nào. Thêm ở Thiết lập, trang Nhập liệu."


class TemplatePicker(CodeEditor):
    """Lies over the note it is for, with the templates under it: a digit, or letters without
    accents, choose one; Esc and leaving choose none. `picked(text)`."""

    picked = Signal(str)

    def __init__(self, note: QWidget, templates: Sequence[NoteTemplate]) -> None:
        numbered = {str(place): each for place, each in enumerate(templates, start=1)}
        super().__init__(
            [
                Choice(number, each.name, (" ".join(each.text.split())[:SHOWN],))
                for number, each in numbered.items()
            ]
        )
        self._templates = numbered
        self._note = note
        self.setParent(note.window())
        self.setAccessibleName("Chọn mẫu câu")
        self.setPlaceholderText("mẫu câu: số hoặc chữ không dấu")
        self.resize(min(scaled(WIDTH), note.width()), self.sizeHint().height())
        self.move(note.mapTo(note.window(), QPoint(0, 0)))
        self.show()
        self.raise_()
        self.open_all()

    def take(self, choice: Choice) -> None:
        """Choose, as the user does."""
        self.picked.emit(self._templates[choice.code].text)
        self.leave()

    def leave(self) -> None:
        """Go back to the note."""
        self.hide()
        self.deleteLater()
        self._note.setFocus(Qt.FocusReason.PopupFocusReason)

    def tidy(self) -> None:
        """Nothing is taken by leaving."""

    def event(self, event: QEvent) -> bool:
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if escape and event.type() == QEvent.Type.KeyPress:
            self.leave()
            return True
        return super().event(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: ARG002, N802 - Qt's method
        """Tab takes what is marked and stays in the note."""
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's method
        super().focusOutEvent(event)
        if event.reason() not in LEAVING_FOR_A_WHILE and not self.isHidden():
            self.hide()
            self.deleteLater()


class TemplateKey(QObject):
    """Ctrl+J in a text of a screen offers the templates of the office."""

    def __init__(self, place: Workplace, screen: QWidget) -> None:
        super().__init__(screen)
        self._place = place
        self._screen = screen
        QShortcut(QKeySequence(KEY), screen).activated.connect(self._read)

    def _read(self) -> None:
        note = self._screen.focusWidget()
        if isinstance(note, NotesEditor | TextEditor) and not note.isReadOnly():
            desk = self._place.desk
            self._place.read(lambda: note_templates(desk), partial(self._offer, note), owner=self)

    def _offer(self, note: NotesEditor | TextEditor, templates: list[NoteTemplate]) -> None:
        if not templates:
            self._place.said.emit(NONE_YET)
        elif note.hasFocus():
            TemplatePicker(note, templates).picked.connect(note.put_in)
