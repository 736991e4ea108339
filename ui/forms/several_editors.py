"""Editors of several codes: chips in a line for long lists, tiles with digits for short ones.

Both keep codes they do not know, in their place.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from desktop_app.domain.catalogues import Choice
from ui.cards import IconButton, keycap_size, paint_keycap, words
from ui.forms.code_editor import CodeEditor
from ui.forms.field import Unreadable
from ui.forms.flow import FlowLayout
from ui.theme import colour, measures, paint_icon, scaled, set_role, sized_font

GAP = 16
"""Pixels between columns, as between the columns of a form."""


class MultiCodeEditor(QFrame):
    """Several codes as chips. Typing finds one, Enter adds it, Backspace takes the last away."""

    changed = Signal()

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._choices = tuple(choices)
        self._names = {choice.code: choice.name for choice in choices}
        self._codes: tuple[str, ...] = ()
        self._given: Any = ()
        self._line = _PickLine(choices)
        self._line.picked.connect(self._add)
        self._line.changed.connect(self.changed)
        self._line.backspaced.connect(self._drop_last)
        self._line.focused.connect(self._show_focus)
        self._chips: list[_CodeChip] = []
        self._flow = FlowLayout()
        self._flow.setContentsMargins(3, 3, 3, 3)
        self._flow.addWidget(self._line)
        self.setLayout(self._flow)
        self.setProperty("role", "field")
        self.setFocusProxy(self._line)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def value(self) -> Any:
        """The codes in the order in which they were added, or `Unreadable`."""
        if self._line.text().strip():
            return Unreadable("Chưa chọn: bấm Enter để thêm mục đang gõ")
        return self._given if self._codes == tuple(self._given) else self._codes

    def set_value(self, value: Any) -> None:
        """Show codes as the untouched ones."""
        self._given = value
        self._line.clear()
        self._show_codes(tuple(value))

    def words_of(self, value: Any) -> str:
        """The names of the codes."""
        codes: Sequence[str] = value
        return ", ".join(self._names.get(code, code) for code in codes)

    def text(self) -> str:
        """What is typed and not added yet."""
        return self._line.text()

    def setText(self, text: str) -> None:  # noqa: N802 - as a line's
        """Type again what was not added yet."""
        self._line.setText(text)

    def setPlaceholderText(self, text: str) -> None:  # noqa: N802 - Qt's method
        """The pale words shown while nothing is chosen."""
        self._line.empty_hint = text
        self._show_codes(self._codes)

    def _add(self, code: str) -> None:
        if code not in self._codes:
            self._show_codes((*self._codes, code))
        self.changed.emit()

    def _drop_last(self) -> None:
        if self._codes:
            self._drop(self._codes[-1])

    def _drop(self, code: str) -> None:
        self._show_codes(tuple(kept for kept in self._codes if kept != code))
        self.changed.emit()
        self._line.setFocus()

    def _show_codes(self, codes: tuple[str, ...]) -> None:
        self._codes = codes
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [_CodeChip(code, self._names.get(code, code)) for code in codes]
        for place, chip in enumerate(self._chips):
            chip.dropped.connect(self._drop)
            self._flow.insert(place, chip)
        self._line.setPlaceholderText("" if codes else self._line.empty_hint)
        self._line.set_choices([each for each in self._choices if each.code not in codes])
        self.updateGeometry()

    def _show_focus(self, focused: bool) -> None:
        set_role(self, focused=focused)


class _PickLine(CodeEditor):
    """The line inside a `MultiCodeEditor`: what it takes leaves it at once."""

    picked = Signal(str)
    backspaced = Signal()
    focused = Signal(bool)

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__(choices)
        self.empty_hint = self.placeholderText()
        self.removeAction(self._arrow)
        self.setProperty("role", "bare")
        self.setMinimumWidth(scaled(72))

    def set_choices(self, choices: Sequence[Choice]) -> None:
        hint = self.placeholderText()
        super().set_choices(choices)
        self.setPlaceholderText(hint)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        return QSize(self.minimumWidth(), super().sizeHint().height())

    def take(self, choice: Choice) -> None:
        self.close_popup()
        self.clear()
        self.picked.emit(choice.code)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.backspaced.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            super().keyPressEvent(event)
            event.accept()  # stay for the next one; Enter in the empty line goes on
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's method
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's method
        super().focusOutEvent(event)
        self.focused.emit(False)


class _CodeChip(QFrame):
    """One chosen code with a cross to drop it."""

    dropped = Signal(str)

    def __init__(self, code: str, name: str) -> None:
        super().__init__()
        self._code = code
        self.setProperty("role", "chip")
        self.setProperty("chip", "mute")
        cross = IconButton("close", f"Bỏ {name}")
        cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        cross.setIconSize(QSize(scaled(12), scaled(12)))
        cross.clicked.connect(self._on_cross)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 2, 0)
        layout.setSpacing(2)
        layout.addWidget(words(name))
        layout.addWidget(cross)
        self.setFixedHeight(measures().field - 8)

    def _on_cross(self) -> None:
        self.dropped.emit(self._code)


class TilesEditor(QWidget):
    """Several codes of a short list, each a tile with its digit.

    One stop of the Tab key: a digit switches its tile, ← and → walk, Space switches. The tiles
    stand in as many columns as the longest name allows.
    """

    changed = Signal()

    def __init__(self, choices: Sequence[Choice], *, columns: int = 3) -> None:
        super().__init__()
        self._choices = tuple(choices)
        self._given: Any = ()
        self._unknown: tuple[str, ...] = ()
        self._current = 0
        self._most_columns = columns
        self._columns = 0
        self._tiles: list[_Tile] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(8)
        self._grid.setHorizontalSpacing(GAP)
        self._make_tiles()
        self._arrange(columns)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other choices; the value stays as it is."""
        if tuple(choices) == self._choices:
            return
        value = self.value()
        for tile in self._tiles:
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self._choices = tuple(choices)
        self._current, self._columns = 0, 0
        self._make_tiles()
        self._arrange(self._fitting_columns(self.width()))
        self.set_value(value)

    def _make_tiles(self) -> None:
        self._tiles = [
            _Tile(choice.name, place) for place, choice in enumerate(self._choices, start=1)
        ]
        for tile in self._tiles:
            tile.clicked.connect(self._on_clicked)
            tile.setProperty("state", self.property("state"))

    def event(self, event: QEvent) -> bool:
        """Each tile has the edge of the whole."""
        if event.type() == QEvent.Type.DynamicPropertyChange:
            for tile in self._tiles:
                set_role(tile, state=self.property("state"))
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        self._arrange(self._fitting_columns(event.size().width()))
        super().resizeEvent(event)

    def _fitting_columns(self, width: int) -> int:
        widest = max((tile.needed_width() for tile in self._tiles), default=1)
        return max(1, min(self._most_columns, (width + GAP) // (widest + GAP)))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        while self._grid.count():
            self._grid.takeAt(0)
        for place, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, place // columns, place % columns)
        for column in range(self._most_columns):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def value(self) -> Any:
        """The codes that are on, in the order of the list."""
        codes = self._codes_on()
        return self._given if set(codes) == set(self._given) else codes

    def set_value(self, value: Any) -> None:
        """Show codes as the untouched ones."""
        known = {choice.code for choice in self._choices}
        self._given = value
        self._unknown = tuple(code for code in value if code not in known)
        for choice, tile in zip(self._choices, self._tiles, strict=True):
            tile.setChecked(choice.code in value)

    def words_of(self, value: Any) -> str:
        """The names of the codes."""
        codes: Sequence[str] = value
        names = {choice.code: choice.name for choice in self._choices}
        return ", ".join(names.get(code, code) for code in codes)

    def _codes_on(self) -> tuple[str, ...]:
        pairs = zip(self._choices, self._tiles, strict=True)
        return (*(choice.code for choice, tile in pairs if tile.isChecked()), *self._unknown)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        key = event.key()
        digit = event.text()
        if digit.isdecimal() and 1 <= int(digit) <= len(self._tiles):
            self._walk_to(int(digit) - 1)
            self._switch()
        elif key == Qt.Key.Key_Space:
            self._switch()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if key == Qt.Key.Key_Right else -1
            self._walk_to(max(0, min(len(self._tiles) - 1, self._current + step)))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's method
        super().focusInEvent(event)
        self._walk_to(self._current)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's method
        super().focusOutEvent(event)
        set_role(self._tiles[self._current], current=False)

    def _walk_to(self, place: int) -> None:
        set_role(self._tiles[self._current], current=False)
        self._current = place
        set_role(self._tiles[place], current=self.hasFocus())

    def _switch(self) -> None:
        tile = self._tiles[self._current]
        tile.setChecked(not tile.isChecked())
        self.changed.emit()

    def _on_clicked(self) -> None:
        tile = self.sender()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if isinstance(tile, _Tile):
            self._walk_to(self._tiles.index(tile))
        self.changed.emit()


class _Tile(QPushButton):
    """A choice with its digit; on, it is tinted, bold and ticked."""

    def __init__(self, name: str, digit: int) -> None:
        super().__init__(name)
        self._digit = str(digit)
        self.setCheckable(True)
        self.setProperty("role", "tile")
        self.setProperty("current", False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(f"{digit} {name}")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def needed_width(self) -> int:
        """Pixels for digit, name and tick."""
        name = QFontMetrics(sized_font(measures().text_pt, bold=True)).horizontalAdvance(
            self.text()
        )
        return name + keycap_size(self._digit).width() + measures().icon + 4 * 8 + 2

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's method
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""  # type: ignore[attr-defined]  # missing in PySide6's stubs
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        on = self.isChecked()
        cap = keycap_size(self._digit)
        area = self.rect().adjusted(8, 0, -8, 0)
        keycap = area.adjusted(0, (area.height() - cap.height()) // 2, 0, 0)
        keycap.setSize(cap)
        paint_keycap(painter, keycap, self._digit)
        area.setLeft(keycap.right() + 8)
        painter.setFont(sized_font(measures().text_pt, bold=on))
        painter.setPen(colour("text" if self.isEnabled() else "text3"))
        drawn = painter.drawText(
            area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text()
        )
        if on:
            side = measures().icon
            corner = drawn.topRight()
            corner.setX(drawn.right() + 8)
            corner.setY((self.height() - side) // 2)
            paint_icon(painter, corner, "check", "accent", side)
