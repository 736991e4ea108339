"""The form: shows a record, reads it back whole, and places problems under the fields.

One grid for all fields, labels above, a line for messages always reserved. What is right or wrong
is decided by the check it is given; saving and asking are the screen's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from desktop_app.domain.problems import Problem, errors
from desktop_app.domain.records import Record
from ui.forms.cell import Cell, Heading
from ui.forms.editors import LineEditor
from ui.forms.field import Field, Section, Unreadable
from ui.forms.several_editors import MultiCodeEditor
from ui.forms.tile_editor import TileEditor
from ui.theme import measures, scaled

R = TypeVar("R", bound=Record)
COLUMN_GAP = 16
FOOT_LETTERS = 88
"""As many letters of names as the foot shows in its two lines, beside four buttons."""
_NO_VALUES = ("", None, ())
"""And what is not ticked. A nought is a value: it equals False, but somebody typed it."""


@dataclass(frozen=True)
class Reading:
    """What stands in the editors: the readable values, and a Problem for each unreadable one."""

    values: Mapping[str, Any]
    problems: list[Problem]


class RecordForm(QWidget, Generic[R]):
    """A form over one kind of record.

    Enter and ↓ go to the next field, Shift+Enter and ↑ back; nothing here submits. With `advances`
    a full field leads to the next one by itself. A field is checked when it is left, and its
    message stays until the check is content. Problems a verb reports (`place`) stay until their
    field is changed.
    """

    changed = Signal()
    left = Signal()
    problems_changed = Signal()

    def __init__(
        self,
        parts: Sequence[Field | Section],
        check: Callable[[R], list[Problem]],
        *,
        columns: int | None = None,
        narrowest: int | None = None,
    ) -> None:
        """At most `columns` columns; fewer where one would be under `narrowest` pixels at 10 pt."""
        super().__init__()
        sizes = measures()
        self._check = check
        self._most_columns = min(columns or sizes.form_columns, sizes.form_columns)
        self._narrowest = scaled(narrowest) if narrowest else sizes.form_column
        self._shown: R | None = None
        self._carried: dict[str, Any] = {}
        self._left: set[str] = set()
        self._reported: list[Problem] = []
        self._problems: list[Problem] = []
        self._columns = 0
        self._more = False
        self._in_more = False
        self._after: QWidget | None = None
        self.advances = True
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(COLUMN_GAP)
        self._grid.setVerticalSpacing(0)
        self._parts = [self._make(part) for part in parts]
        self._cells = {part.field.name: part for part in self._parts if isinstance(part, Cell)}
        self._arrange(self._most_columns)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    # --- the record ---

    def show_record(self, record: R) -> None:
        """Show a record; nothing counts as touched and no message is shown."""
        self._shown = record
        self._carried = {}
        self._left.clear()
        self._reported = []
        self._problems = []
        for name, cell in self._cells.items():
            cell.edit.set_value(getattr(record, name))
            cell.note = ("", "")
        self._show_messages()

    def fill(self, **values: Any) -> None:
        """Put values into editors as if they had been typed (a scanned card). One that no editor
        shows, as the id of what was chosen, goes with the record unseen."""
        for name, value in values.items():
            if name not in self._cells:
                self._carried[name] = value
                continue
            self._cells[name].edit.set_value(value)
            self._left.add(name)
        self._recheck()
        self.changed.emit()

    def read(self) -> Reading:
        """What stands in the editors now."""
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, cell in self._cells.items():
            value = cell.edit.value()
            if isinstance(value, Unreadable):
                problems.append(Problem(name, value.message))
            else:
                values[name] = value
        return Reading(values, problems)

    def record(self) -> R:
        """The record shown with what was typed; an unreadable field keeps its old value."""
        return replace(self._base(), **self._carried, **self.read().values)

    @property
    def shown(self) -> R:
        """The record shown, without what was typed."""
        return self._base()

    def unread(self) -> dict[str, str]:
        """What stands in the fields that cannot be read."""
        unreadable = {problem.field for problem in self.read().problems}
        cells = [(name, self._cells[name].field.editor) for name in unreadable]
        return {
            name: editor.text()
            for name, editor in cells
            if isinstance(editor, LineEditor | MultiCodeEditor)
        }

    def resume(self, typed: R, unread: Mapping[str, str]) -> None:
        """Put back what was typed over the record shown, also what could not be read."""
        for _ in range(2):  # what a field says of others gives way to what was typed in those
            now = self.record()
            values = {field.name: getattr(typed, field.name) for field in fields(typed)}
            self.fill(
                **{
                    name: value
                    for name, value in values.items()
                    if name not in {"id", "stamps"} and value != getattr(now, name)
                }
            )
        for name, text in unread.items():
            editor = self._cells[name].field.editor if name in self._cells else None
            if isinstance(editor, LineEditor | MultiCodeEditor):
                editor.setText(text)
                self._left.add(name)
        self._recheck()
        self.changed.emit()

    @property
    def dirty(self) -> bool:
        """Whether anything differs from the record shown."""
        if self._shown is None:
            return False
        reading = self.read()
        values = {**self._carried, **reading.values}
        return bool(reading.problems) or any(
            value != getattr(self._shown, name) for name, value in values.items()
        )

    def _base(self) -> R:
        if self._shown is None:
            raise RuntimeError("the form shows no record yet")
        return self._shown

    # --- problems ---

    def validate(self) -> list[Problem]:
        """Check everything, show what is found and put the focus on the first error."""
        self._left.update(self._cells)
        self._recheck()
        self._focus_first(errors(self._problems))
        return self._problems

    def place(self, problems: Sequence[Problem]) -> list[Problem]:
        """Show problems a verb has reported; the answer: those whose field is not on this form."""
        self._reported = [problem for problem in problems if problem.field in self._cells]
        self._left.update(problem.field for problem in self._reported)
        self._recheck()
        self._focus_first(errors(self._reported))
        return [problem for problem in problems if problem.field not in self._cells]

    def problems(self) -> list[Problem]:
        """The problems shown under the fields now."""
        return [problem for problem in self._problems if problem.field in self._left]

    def require(self, name: str, wanted: bool = True) -> None:
        """Mark a field as one that must be filled in, or may stay empty, as what was typed in
        others has it. What is missing is the check's to say."""
        if self._cells[name].required != wanted:
            self._cells[name].require(wanted)
            self.problems_changed.emit()

    def note(self, name: str, text: str, tone: str = "ok") -> None:
        """Show a remark under a field for as long as it has no problem."""
        self._cells[name].note = (text, tone)
        self._show_messages()

    def summary(self) -> tuple[str, str]:
        """Tone and sentence for the foot of the form: what to correct and what is missing."""
        wrong = list(dict.fromkeys(p.field for p in errors(self.problems())))
        values = self.read().values
        empty = [name for name, value in values.items() if value is False or value in _NO_VALUES]
        missing = [self.label(n) for n in empty if self._cells[n].required]
        fix = [self.label(name) for name in wrong if name not in empty]
        room = FOOT_LETTERS // 3 if fix and missing else FOOT_LETTERS
        said: list[str] = []
        if fix:
            said.append(f"còn {len(fix)} chỗ phải sửa: {_named(fix, room)}")
        if missing:
            said.append(f"chưa có: {_named(missing, room)}")
        sentence = " · ".join(said)
        tone = "prob" if fix else "info" if missing else "ok"
        return tone, sentence[:1].upper() + sentence[1:]

    def cells(self) -> list[Cell]:
        """The fields in their order."""
        return list(self._cells.values())

    def label(self, name: str) -> str:
        """The words over a field."""
        return self._cells[name].field.label

    def words_of(self, name: str, value: Any) -> str:
        """A value of a field in words."""
        return self._cells[name].edit.words_of(value)

    def _recheck(self) -> None:
        reading = self.read()
        unreadable = {problem.field for problem in reading.problems}
        checked = self._check(replace(self._base(), **self._carried, **reading.values))
        self._problems = [
            *self._reported,
            *reading.problems,
            *(p for p in checked if p.field not in unreadable and p not in self._reported),
        ]
        self._show_messages()

    def _show_messages(self) -> None:
        shown = self.problems()
        for name, cell in self._cells.items():
            mine = [problem for problem in shown if problem.field == name]
            worst = next(iter(errors(mine) or mine), None)
            cell.show_problem(worst)
        self.problems_changed.emit()

    def _focus_first(self, problems: Sequence[Problem]) -> None:
        wrong = {problem.field for problem in problems}
        first = next((name for name in self._cells if name in wrong), None)
        if first is not None:
            self.focus_field(first)

    # --- the focus ---

    def focus_field(self, name: str) -> None:
        """Put the focus on a field, unfolding the details where it lies there."""
        if self._cells[name].more and not self._more:
            self.show_more(True)
        self._cells[name].field.editor.setFocus(Qt.FocusReason.TabFocusReason)

    def focus_first(self) -> None:
        """Put the focus on the first field that takes it."""
        for cell in self._reachable()[:1]:
            cell.field.editor.setFocus(Qt.FocusReason.TabFocusReason)

    def focused_name(self) -> str:
        """The field that has the focus, "" for none."""
        cell = self._cell_of(self.focusWidget())
        return cell.field.name if cell is not None else ""

    def leads_to(self, widget: QWidget) -> None:
        """Where Enter goes after the last field: the button that saves."""
        self._after = widget

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if plain and (event.key() == Qt.Key.Key_Up or (enter and shift)):
            self._walk(-1)
        elif plain and (event.key() == Qt.Key.Key_Down or enter):
            self._walk(1)
        else:
            super().keyPressEvent(event)

    def _walk(self, step: int) -> None:
        cells = self._reachable()
        here = self._cell_of(self.focusWidget())
        place = cells.index(here) + step if here in cells else 0
        if 0 <= place < len(cells):
            cells[place].field.editor.setFocus(Qt.FocusReason.TabFocusReason)
        elif place >= len(cells) and self._after is not None:
            self._after.setFocus(Qt.FocusReason.TabFocusReason)

    def _reachable(self) -> list[Cell]:
        return [
            cell
            for cell in self._cells.values()
            if (not cell.more or self._more)
            and cell.field.editor.isEnabled()
            and cell.field.editor.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]

    def _cell_of(self, widget: QWidget | None) -> Cell | None:
        if widget is None or not self.isAncestorOf(widget):
            return None
        for cell in self._cells.values():
            if cell.field.editor is widget or cell.field.editor.isAncestorOf(widget):
                return cell
        return None

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        left = self._cell_of(old)
        if left is None or new is None or left is self._cell_of(new) or self._shown is None:
            return  # not ours, or the window only lost the focus for a while
        self._left.add(left.field.name)
        self._recheck()
        self.left.emit()

    def _on_filled(self) -> None:
        if self.advances:
            self._walk(1)

    def _on_changed(self) -> None:
        cell = self._cell_of(self.focusWidget())
        if cell is not None:
            name = cell.field.name
            self._reported = [problem for problem in self._reported if problem.field != name]
            if any(problem.field == name for problem in self.problems()):
                self._recheck()  # what was complained of may be right now
        self.changed.emit()

    # --- the grid ---

    def show_more(self, wanted: bool) -> None:
        """Unfold or fold the sections marked `more`."""
        self._more = wanted
        self._arrange(self._columns)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        return QSize(self._narrowest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        room = (event.size().width() + COLUMN_GAP) // (self._narrowest + COLUMN_GAP)
        columns = max(1, min(self._most_columns, room))
        if columns != self._columns:
            self._arrange(columns)
        super().resizeEvent(event)

    def _make(self, part: Field | Section) -> Cell | Heading:
        if isinstance(part, Section):
            self._in_more = part.more
            heading = Heading(part)
            heading.words.setParent(self)
            return heading
        cell = Cell(part, more=self._in_more)
        for widget in cell.widgets():
            widget.setParent(self)
        cell.edit.changed.connect(self._on_changed)
        if isinstance(part.editor, LineEditor | TileEditor):
            part.editor.filled.connect(self._on_filled)
        return cell

    def _arrange(self, columns: int) -> None:
        """Lay everything out anew: sections across, fields from left to right by their spans."""
        while self._grid.count():
            self._grid.takeAt(0)
        self._columns = columns
        top, left = 0, 0
        for part in self._parts:
            folded = part.more and not self._more
            part.set_visible(not folded)
            if folded:
                continue
            if isinstance(part, Heading):
                top, left = top + (3 if left else 0), 0
                self._grid.addWidget(part.words, top, 0, 1, columns)
                top += 1
                continue
            span = min(part.field.span, columns)
            if left + span > columns:
                top, left = top + 3, 0
            part.put(self._grid, top, left, span)
            left += span
        for column in range(self._most_columns):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for line in range(self._grid.rowCount()):
            self._grid.setRowStretch(line, 0)
        self._grid.setRowStretch(top + 3, 1)
        self._chain_tabs()

    def _chain_tabs(self) -> None:
        editors = [cell.field.editor for cell in self._cells.values()]
        for before, after in pairwise(editors):
            QWidget.setTabOrder(before, after)


def _named(labels: list[str], room: int) -> str:
    """The names that find room, and how many more there are."""
    for count in range(len(labels), 1, -1):
        named = ", ".join(labels[:count])
        if len(named) <= room:
            break
    else:
        count, named = 1, labels[0]
    rest = len(labels) - count
    return f"{named} và {rest} ô khác" if rest else named
