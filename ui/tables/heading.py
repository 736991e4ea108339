"""The head of a list: the headings, and under them the filter row, a small field for each."""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHeaderView, QLineEdit, QWidget

from desktop_app.domain.names import nfc
from ui.theme import measures

EDGE = 3
"""Pixels around a field of the filter row."""


class Heading(QHeaderView):
    """`filtered`: something else is typed in the filter row. `going_down`: Enter or ↓ there.
    `given_up`: Esc there. `rearranged`: columns may have been dragged."""

    filtered = Signal()
    going_down = Signal()
    given_up = Signal()
    rearranged = Signal()

    def __init__(self, headings: Sequence[str]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._fields = [FilterField(heading, self) for heading in headings]
        self._fields[0].setPlaceholderText("không cần dấu")
        self._offered: Collection[int] = range(len(headings))
        self._open = False
        self.setFixedHeight(measures().table_row)
        self.setHighlightSections(False)
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setMinimumSectionSize(24)
        self.sectionResized.connect(self._place_fields)
        self.sectionMoved.connect(self._on_moved)
        for field in self._fields:
            field.textChanged.connect(self.filtered)
            field.going_down.connect(self.going_down)
            field.given_up.connect(self.given_up)

    # --- the filter row ---

    def filters(self) -> Mapping[int, str]:
        """What is typed, by column."""
        typed = {place: nfc(field.text()) for place, field in enumerate(self._fields)}
        return {place: text for place, text in typed.items() if text}

    def set_filters(self, filters: Mapping[int, str]) -> None:
        """Replace what is typed; the row is seen while there is something."""
        self._write(filters)
        self.filtered.emit()
        if filters:
            self.open_filters(True)

    def _write(self, filters: Mapping[int, str]) -> None:
        for place, field in enumerate(self._fields):
            text = filters.get(place, "")
            if nfc(field.text()) != text:
                field.blockSignals(True)
                field.setText(text)
                field.blockSignals(False)

    def offer(self, columns: Collection[int]) -> None:
        """Only these columns can be filtered, just now: what is typed for others is let go of."""
        self._offered = columns
        self._write({at: text for at, text in self.filters().items() if at in columns})
        self._place_fields()

    def filters_open(self) -> bool:
        """Whether the filter row is seen."""
        return self._open

    def open_filters(self, wanted: bool) -> None:
        """Show or hide the filter row; nothing is typed in a hidden one."""
        self._open = wanted
        self.setFixedHeight(measures().table_row + (self._row_height() if wanted else 0))
        self.updateGeometries()
        self.geometriesChanged.emit()  # the rows begin under it
        if not wanted and self.filters():
            self.set_filters({})

    def has_filter_focus(self) -> bool:
        """Whether one is typing in the filter row."""
        return any(field.hasFocus() for field in self._fields)

    def focus_filter(self) -> None:
        """Begin typing: in the first field that has something, else the first of all."""
        seen = [field for field in self._in_order() if not field.isHidden()]
        if seen:
            next((field for field in seen if field.text()), seen[0]).setFocus()

    def _in_order(self) -> list["FilterField"]:
        return [self._fields[self.logicalIndex(at)] for at in range(self.count())]

    def _row_height(self) -> int:
        return measures().small_button + 2 * EDGE

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's method
        """The filter row lies in a margin under the headings."""
        self.setViewportMargins(0, 0, 0, self._row_height() if self._open else 0)
        super().updateGeometries()
        self._place_fields()

    def _place_fields(self) -> None:
        top = measures().table_row + EDGE
        for at in range(self.count()):
            place = self.logicalIndex(at)
            field = self._fields[place]
            field.setVisible(
                self._open and place in self._offered and not self.isSectionHidden(place)
            )
            left = self.sectionViewportPosition(place)
            width = self.sectionSize(place) - 2 * EDGE
            field.setGeometry(left + EDGE, top, width, measures().small_button)

    def _on_moved(self) -> None:
        """Tab goes from left to right."""
        self._place_fields()
        fields = self._in_order()
        for before, after in pairwise(fields):
            QWidget.setTabOrder(before, after)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's method
        super().mouseReleaseEvent(event)
        self.rearranged.emit()


class FilterField(QLineEdit):
    """One field of the filter row: its keys are its own before they are the screen's."""

    going_down = Signal()
    given_up = Signal()

    def __init__(self, heading: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "filter")
        self.setAccessibleName(f"Lọc theo {heading}")
        self.setToolTip(f"Lọc theo {heading}: một phần của từ, không cần dấu")
        self.setPlaceholderText("tất cả")
        self._keys = {
            Qt.Key.Key_Return: self.going_down,
            Qt.Key.Key_Enter: self.going_down,
            Qt.Key.Key_Down: self.going_down,
            Qt.Key.Key_Escape: self.given_up,
        }
        self.hide()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._is_own(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        if self._is_own(event):
            self._keys[Qt.Key(event.key())].emit()
        else:
            super().keyPressEvent(event)

    def _is_own(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return plain and event.key() in self._keys
