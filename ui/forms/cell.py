"""What stands on the grid of a form: a field with its label and the line for messages, a heading.

Where on the grid, and what a message says, is `record_form`'s.
"""

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from desktop_app.domain.problems import Problem, Severity
from ui.cards import Glyph, row, words
from ui.forms.editors import LineEditor, NotesEditor
from ui.forms.field import Editor, Field, Section
from ui.forms.several_editors import MultiCodeEditor
from ui.theme import measures, set_role, sized_font


class Heading:
    """A section's title on the grid."""

    def __init__(self, section: Section) -> None:
        self.more = section.more
        self.words = words(section.title, "section")
        self.words.setContentsMargins(0, 2, 0, 3)

    def set_visible(self, wanted: bool) -> None:
        self.words.setVisible(wanted)


class Cell:
    """One field on the grid: label, editor, message."""

    def __init__(self, field: Field, *, more: bool) -> None:
        self.field = field
        self.more = more
        self.edit = cast("Editor", field.editor)
        self.note: tuple[str, str] = ("", "")
        self.required = field.required
        self._star = words("", "label", tone="prob")
        self._message = FieldMessage()
        self._label = self._make_label()
        self._dress(field.editor)
        self.require(field.required)

    def _make_label(self) -> QWidget:
        field = self.field
        ticked = isinstance(field.editor, QCheckBox)
        if isinstance(field.editor, QCheckBox):
            field.editor.setText(field.label)
        label = QLabel("" if ticked else field.label.replace("&", "&&"))
        label.setProperty("role", "label")
        label.setBuddy(field.editor)
        layout = row(label, self._star, 1, gap=4)
        layout.setContentsMargins(0, 0, 0, 2)
        line = QWidget()
        line.setLayout(layout)
        line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return line

    def _dress(self, editor: QWidget) -> None:
        if self.field.hint and isinstance(editor, QLineEdit | QPlainTextEdit | MultiCodeEditor):
            editor.setPlaceholderText(self.field.hint)

    def require(self, wanted: bool) -> None:
        """Say whether the form wants it filled in."""
        editor = self.field.editor
        self.required = wanted
        self._star.setText("*" if wanted and not isinstance(editor, QCheckBox) else "")
        name = f"{self.field.label}, bắt buộc" if wanted else self.field.label
        editor.setAccessibleName(name)
        proxy = editor.focusProxy()
        if proxy is not None:
            proxy.setAccessibleName(name)

    def put(self, grid: QGridLayout, top: int, left: int, span: int) -> None:
        grid.addWidget(self._label, top, left, 1, span)
        grid.addWidget(self.field.editor, top + 1, left, 1, span, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._message, top + 2, left, 1, span)

    def set_visible(self, wanted: bool) -> None:
        for widget in self.widgets():
            widget.setVisible(wanted)

    def widgets(self) -> tuple[QWidget, QWidget, QWidget]:
        return self._label, self.field.editor, self._message

    def show_problem(self, problem: Problem | None) -> None:
        """Show a problem, or the note where there is none, with the editor's own remark."""
        if problem is None:
            state, (said, tone) = "", self.note
        else:
            state = tone = "prob" if problem.severity is Severity.ERROR else "warn"
            said = problem.message
        editor = self.field.editor
        remark = editor.remark() if isinstance(editor, LineEditor | NotesEditor) else ""
        both = " · ".join(part for part in (said, remark) if part)
        self._message.show_message(both, tone if said else "info")
        if (self.field.editor.property("state") or "") != state:
            set_role(self.field.editor, state=state)
        self.field.editor.setAccessibleDescription(self._message.text())


class FieldMessage(QWidget):
    """The line under a field. Its room is kept while it is empty, so that nothing jumps."""

    def __init__(self) -> None:
        super().__init__()
        sizes = measures()
        self._glyph = Glyph("ok", "ok", 14)
        self._glyph.setFixedHeight(QFontMetrics(sized_font(sizes.small_pt)).height())
        self._words = words("", "small", wrap=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)  # beside a field with a longer message
        layout = row(self._glyph, self._words, gap=4)
        layout.setAlignment(self._glyph, Qt.AlignmentFlag.AlignTop)
        layout.setContentsMargins(1, 2, 0, 2)
        self.setLayout(layout)
        self.setMinimumHeight(sizes.message + 4)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._glyph.hide()

    def text(self) -> str:
        """The words shown."""
        return self._words.text()

    def show_message(self, text: str, tone: str) -> None:
        """Show words in a tone (ok info warn prob); no words leave the line empty."""
        if text == self._words.text() and tone == self._words.property("tone"):
            return
        self._words.setText(text)
        set_role(self._words, tone=tone)
        self._glyph.setVisible(bool(text))
        if text:
            names = {"warn": "warning", "prob": "problem"}
            self._glyph.show_icon(names.get(tone, tone), tone)
