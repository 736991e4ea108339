"""What keeps a form from being saved, each thing a button that leads to its field.

What is wrong is decided by the form's check; when the line is shown, by the screen.
"""

from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.domain.problems import errors
from ui.cards import Glyph, KeyButton, Keycap, words
from ui.forms.flow import FlowLayout
from ui.forms.record_form import RecordForm
from ui.theme import set_role

NEXT_KEY = "F9"
KEPT = "Đã giữ bản nháp, chưa cất. Còn:"
NOT_KEPT = "Chưa cất. Còn:"


class GapLine(QFrame):
    """Shown by a save with gaps, it follows what is filled in, and goes with the last gap. F9 leads
    from gap to gap."""

    def __init__(self, form: RecordForm[Any], *, screen: QWidget) -> None:
        super().__init__()
        self._form = form
        self._names: list[str] = []
        self._wanted = False
        self.buttons: list[KeyButton] = []
        self._said = words(KEPT, "b")
        self._flow = FlowLayout(gap=8)
        self._flow.setContentsMargins(11, 5, 6, 5)
        for part in (Glyph("draft", "draft"), self._said, Keycap(NEXT_KEY)):
            self._flow.addWidget(part)
        self.setLayout(self._flow)
        self.setProperty("role", "strip")
        set_role(self, chip="draft")
        form.problems_changed.connect(self._follow)
        QShortcut(QKeySequence(NEXT_KEY), screen).activated.connect(self.next_gap)
        self.hide()

    def show_gaps(self, *, kept: bool) -> None:
        """Name the fields that are still to be filled in or corrected; `kept` says that a draft
        of the form is."""
        self._wanted = True
        self._said.setText(KEPT if kept else NOT_KEPT)
        self._follow()

    def clear(self) -> None:
        """Name nothing until the next save."""
        self._wanted = False
        self._follow()

    def next_gap(self) -> None:
        """Lead to the gap after the field that has the focus, the first one after the last."""
        if not self._names:
            return
        order = [cell.field.name for cell in self._form.cells()]
        here = order.index(self._form.focused_name() or order[-1])
        after = [name for name in self._names if order.index(name) > here]
        self._form.focus_field((after or self._names)[0])

    def _follow(self) -> None:
        wrong = {problem.field for problem in errors(self._form.problems())}
        cells = self._form.cells() if self._wanted else []
        names = [cell.field.name for cell in cells if cell.field.name in wrong]
        if names == self._names:
            return
        self._names = names
        self._wanted = bool(names)
        self._show_buttons()
        self.setVisible(bool(names))

    def _show_buttons(self) -> None:
        for button in self.buttons:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [KeyButton(self._form.label(name), role="small") for name in self._names]
        for place, (button, name) in enumerate(zip(self.buttons, self._names, strict=True)):
            button.setProperty("field", name)
            button.clicked.connect(self._lead)
            self._flow.insert(2 + place, button)

    def _lead(self) -> None:
        self._form.focus_field(str(self.sender().property("field")))
