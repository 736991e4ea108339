"""Two versions of one record side by side, to choose from group by group with the keys.

It shows what it is told and says what was chosen; reading, merging and saving are others'.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from desktop_app.domain.dates import local_date, show_clock, show_time
from desktop_app.domain.records import Record
from desktop_app.office.comparing import Comparison, MovedGroup, Side
from ui.cards import Glyph, KeyButton, column, line, row, words
from ui.forms.foot import FormFoot
from ui.forms.record_form import RecordForm
from ui.forms.scroll import FormScroll
from ui.theme import measures, set_role

EMPTY = "bỏ trống"
HEADS = ("Ô", "Trước đây", "Bản của bạn", "Ở nơi khác")
KEYS: dict[Qt.Key, Side] = {Qt.Key.Key_1: "mine", Qt.Key.Key_2: "theirs"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One line to decide. `beside` says who changed it elsewhere and when."""

    key: str
    label: str
    before: str
    mine: str
    theirs: str
    beside: str = ""


def differences(
    comparison: Comparison, form: RecordForm[Any], *, today: date
) -> tuple[list[Difference], list[str]]:
    """The lines to decide, in the words of a form, and what was taken over from elsewhere."""
    shown = {cell.field.name for cell in form.cells()}
    lines = [
        Difference(
            key=group.name,
            label="\n".join(_labels(group, form, shown)),
            before=_words(comparison.base, group, form, shown),
            mine=_words(comparison.mine, group, form, shown),
            theirs=_words(comparison.theirs, group, form, shown),
            beside=beside(group.who, group.at, today),
        )
        for group in comparison.conflicts
    ]
    taken_over = [
        f"{', '.join(_labels(group, form, shown))}: "
        f"{_words(comparison.theirs, group, form, shown).replace(chr(10), ', ')}"
        for group in comparison.taken_over
        if shown.intersection(group.fields)
    ]
    return lines, taken_over


def _labels(group: MovedGroup, form: RecordForm[Any], shown: set[str]) -> list[str]:
    return [form.label(name) for name in group.fields if name in shown]


def _words(record: Record, group: MovedGroup, form: RecordForm[Any], shown: set[str]) -> str:
    """The values of a group, below each other where there are several."""
    names = [name for name in group.fields if name in shown]
    return "\n".join(form.words_of(name, getattr(record, name)) or EMPTY for name in names)


def beside(who: str, at: datetime | None, today: date) -> str:
    """Who wrote a version and when, as far as that is known."""
    if at is None:
        return who
    same_day = local_date(at) == today
    when = f"hôm nay {show_clock(at)}" if same_day else show_time(at)
    return f"{who}, {when}" if who else when


class ComparisonPanel(QFrame):
    """1 takes mine, 2 theirs, and both go on to the next line; ↑ and ↓ walk. Nothing is chosen
    beforehand. Enter and F10 say `decided` once every line is, else they mark those that are not
    and go to the first; Esc says `left`."""

    decided = Signal(dict)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "reading")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("So sánh hai bản của hồ sơ")
        self.lines: list[Line] = []
        self._current = 0
        self._body = QVBoxLayout()
        self._body.setContentsMargins(16, 10, 16, 8)
        self._body.setSpacing(8)
        inner = QWidget()
        inner.setLayout(self._body)
        self.back_button = KeyButton("Về biểu mẫu", "Esc")
        self.save_button = KeyButton("Cất lựa chọn", "F10", icon="save", role="primary")
        self.back_button.clicked.connect(self.left)
        self.save_button.clicked.connect(self.decide)
        self.foot = FormFoot(self.back_button, self.save_button)
        parts = column(self._head(), line(), FormScroll(inner), self.foot, gap=0)
        parts.setStretch(2, 1)
        self.setLayout(parts)

    def _head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(measures().card_head)
        layout = row(
            Glyph("twins", "accent", 18),
            words("Hồ sơ này đã được sửa ở nơi khác sau khi bạn mở", "h2"),
            1,
            words("1 của bạn · 2 ở nơi khác · ↑↓ chọn dòng", "small"),
        )
        layout.setContentsMargins(16, 0, 16, 0)
        head.setLayout(layout)
        return head

    def show_differences(self, lines: Sequence[Difference], taken_over: Sequence[str]) -> None:
        """Show these, none of them decided yet."""
        while (item := self._body.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        for at, head in enumerate(HEADS):
            grid.addWidget(head_cell(head), 0, at)
        self.lines = [Line(difference) for difference in lines]
        for at, each in enumerate(self.lines, start=1):
            each.put(grid, 2 * at)
            for cell in (each.mine, each.theirs):
                cell.pressed.connect(self._on_pressed)
        for at, weight in enumerate((4, 5, 6, 6)):
            grid.setColumnStretch(at, weight)
        self._body.addWidget(table)
        if taken_over:
            said = "Đã nhận từ nơi khác vì bạn không sửa ở đây: " + "; ".join(taken_over)
            self._body.addWidget(words(said, "small", wrap=True))
        self._body.addStretch(1)
        self._walk_to(0)
        self._say()

    def sides(self) -> dict[str, Side]:
        """What was chosen so far."""
        return {each.key: each.side for each in self.lines if each.side is not None}

    def decide(self) -> None:
        """Say what was chosen, if everything is; else go to the first line that is not."""
        missing = [at for at, each in enumerate(self.lines) if each.side is None]
        if not missing:
            self.decided.emit(self.sides())
            return
        for at in missing:
            self.lines[at].mark_missing(True)
        self._walk_to(missing[0])
        self.setFocus()
        said = f"Chưa cất: còn {len(missing)} dòng chưa chọn, đã đánh dấu."
        self.foot.say("prob", said)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        key = Qt.Key(event.key())
        if key in KEYS and self.lines:
            self._choose(KEYS[key])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._walk_to(self._current + (1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            ~Qt.KeyboardModifier.KeypadModifier
        ):
            self.decide()
        else:
            super().keyPressEvent(event)

    def _choose(self, side: Side) -> None:
        self.lines[self._current].choose(side)
        self._walk_to(self._current + 1)
        self._say()

    def _walk_to(self, place: int) -> None:
        self._current = max(0, min(len(self.lines) - 1, place))
        for at, each in enumerate(self.lines):
            each.mark(at == self._current)

    def _on_pressed(self) -> None:
        cell = self.sender()
        for at, each in enumerate(self.lines):
            if cell in (each.mine, each.theirs):
                self._walk_to(at)
                each.choose("mine" if cell is each.mine else "theirs")
        self._say()

    def _say(self) -> None:
        waiting = len(self.lines) - len(self.sides())
        if waiting:
            self.foot.say("info", f"Còn {waiting} dòng chưa chọn. Cả hai bản đều được giữ.")
        else:
            self.foot.say("ok", "Đã chọn hết, có thể cất.")


class Line:
    """The cells of one line of the table."""

    def __init__(self, difference: Difference) -> None:
        self.key = difference.key
        self.side: Side | None = None
        self.label = plain_cell(difference.label, "label")
        self.before = plain_cell(difference.before)
        self.mine = ChoiceCell(difference.mine, f"1 Bản của bạn: {difference.mine}")
        self.theirs = ChoiceCell(
            difference.theirs, f"2 Ở nơi khác: {difference.theirs}", beside=difference.beside
        )

    def put(self, grid: QGridLayout, top: int) -> None:
        for at, widget in enumerate((self.label, self.before, self.mine, self.theirs)):
            grid.addWidget(widget, top, at)
        grid.addWidget(line(), top + 1, 0, 1, len(HEADS))

    def choose(self, side: Side) -> None:
        self.side = side
        self.mark_missing(False)
        self.mine.show_chosen(side == "mine")
        self.theirs.show_chosen(side == "theirs")

    def mark_missing(self, missing: bool) -> None:
        for cell in (self.mine, self.theirs):
            cell.mark_missing(missing)

    def mark(self, current: bool) -> None:
        for cell in (self.label, self.before, self.mine, self.theirs):
            mark_cell(cell, current=current)


class ChoiceCell(QFrame):
    """One version of one line, with its ring, and its digit where it has one of its own."""

    pressed = Signal()

    def __init__(self, text: str, name: str, *, beside: str = "", digit: int = 0) -> None:
        super().__init__()
        self.setProperty("role", "choice")
        self.setAccessibleName(name.replace("\n", ", "))
        self._ring = QRadioButton()
        self._ring.setAutoExclusive(False)
        self._ring.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._ring.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._ring.setAccessibleName(self.accessibleName())
        parts = [words(text, wrap=True), *([words(beside, "small", wrap=True)] if beside else [])]
        told = column(1, *parts, 1, gap=0)
        layout = row(*([words(str(digit), "b")] if 0 < digit < 10 else []), self._ring, gap=8)
        layout.addLayout(told, 1)
        layout.setContentsMargins(9, 7, 12, 7)
        self.setLayout(layout)

    def show_chosen(self, chosen: bool) -> None:
        """Fill the ring, or empty it."""
        self._ring.setChecked(chosen)
        set_role(self, chosen=chosen)

    def mark_missing(self, missing: bool) -> None:
        """Show whether something was saved without a choice here."""
        set_role(self, missing=missing)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's method
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()


def head_cell(text: str) -> QFrame:
    """A cell of the head of such a table."""
    cell = QFrame()
    cell.setProperty("role", "sunken")
    layout = row(words(text, "b"))
    layout.setContentsMargins(12, 4, 12, 4)
    cell.setLayout(layout)
    return cell


def mark_cell(cell: QFrame, *, current: bool) -> None:
    """Fill a cell of the line one is at, or empty it."""
    for part in (cell, *cell.findChildren(QLabel), *cell.findChildren(QRadioButton)):
        set_role(part, current=current)


def plain_cell(text: str, role: str = "") -> QFrame:
    """A cell nobody chooses; the first of its line is the label."""
    cell = QFrame()
    cell.setProperty("role", "difference")
    cell.setProperty("first", role == "label")
    layout = column(words(text, role, wrap=True), gap=0)
    layout.setContentsMargins(9, 7, 12, 7)
    cell.setLayout(layout)
    return cell
