"""The bar that chooses the days a report counts: usual periods by digit, any others by dates."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.domain.dates import show_date, weekday
from desktop_app.domain.periods import PRESET_NAMES, Period, Preset, period_around, preset_of, step
from ui.cards import IconButton, KeyButton, row, words
from ui.forms.date_editors import DateEditor
from ui.forms.field import Unreadable
from ui.forms.flow import FlowLayout
from ui.theme import measures, scaled, set_role, sized_font

DATE_WIDTH, PROBLEM_WIDTH = 100, 204
"""Pixels at 10 pt."""
PROBLEM_LINES = 2
QUARTERS = ("I", "II", "III", "IV")


class PeriodBar(QWidget):
    """`changed(Period)` when other days are chosen; `done` on Enter after the last date or Esc.

    A usual period is the one today lies in: the day's numbers are one key away wherever one was
    before. Dates that cannot be read change nothing and say so.
    """

    changed = Signal(object)
    done = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self.period = period_around(today(), "month")
        self.presets: dict[Preset, KeyButton] = {
            preset: _preset_button(preset) for preset in PRESET_NAMES
        }
        self.first = DateEditor(today)
        self.last = DateEditor(today)
        self.before_button = IconButton("left", "Kỳ trước (Ctrl+PageUp)")
        self.after_button = IconButton("right", "Kỳ sau (Ctrl+PageDown)")
        self.problem = words("", "small", tone="prob", wrap=True)
        self._build()
        self._connect()
        self._show()

    def _build(self) -> None:
        flow = FlowLayout(gap=6)
        flow.setContentsMargins(0, 0, 0, 0)
        for button in self.presets.values():
            flow.addWidget(button)
        self.first.setAccessibleName("Từ ngày")
        self.last.setAccessibleName("Đến ngày")
        for editor in (self.first, self.last):
            editor.setFixedWidth(scaled(DATE_WIDTH))
        days = QWidget()
        layout = row(
            self.before_button,
            words("Từ", "label"),
            self.first,
            words("đến", "label"),
            self.last,
            self.after_button,
            gap=6,
        )
        layout.setContentsMargins(10, 0, 0, 0)
        days.setLayout(layout)
        days.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.problem.setFixedWidth(scaled(PROBLEM_WIDTH))
        small = QFontMetrics(sized_font(measures().small_pt)).lineSpacing()
        days.setMinimumHeight(PROBLEM_LINES * small + 2)  # what is said later moves nothing
        flow.addWidget(days)
        flow.addWidget(self.problem)
        self.setLayout(flow)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _connect(self) -> None:
        for button in self.presets.values():
            button.clicked.connect(self._on_preset)
        self.before_button.clicked.connect(self.go_back)
        self.after_button.clicked.connect(self.go_on)
        for editor in (self.first, self.last):
            editor.editingFinished.connect(self._take_dates)
        self.first.returnPressed.connect(self._to_last)
        self.last.returnPressed.connect(self._on_enter)

    def bind_keys(self, screen: QWidget) -> None:
        """Ctrl+PageUp and Ctrl+PageDown anywhere on a screen."""
        for key, slot in (("Ctrl+PgUp", self.go_back), ("Ctrl+PgDown", self.go_on)):
            shortcut = QShortcut(QKeySequence(key), screen)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # --- choosing ---

    def choose(self, preset: Preset) -> None:
        """The usual period around today."""
        self._take(period_around(self._today(), preset))

    def choose_by_digit(self, digit: str) -> bool:
        """1 for a day to 7 for a year; False for another key."""
        by_digit: dict[str, Preset] = dict(zip("1234567", PRESET_NAMES, strict=True))
        if digit not in by_digit:
            return False
        self.choose(by_digit[digit])
        return True

    def go_back(self) -> None:
        """One period back. Days that are no usual period stay."""
        self._go_beside(-1)

    def go_on(self) -> None:
        """One period on."""
        self._go_beside(1)

    def _go_beside(self, by: int) -> None:
        preset = preset_of(self.period)
        if preset is not None:
            self._take(step(self.period, preset, by))

    def _take(self, period: Period) -> None:
        moved = period != self.period
        self.period = period
        self._show()
        if moved:
            self.changed.emit(period)

    def _show(self) -> None:
        chosen = preset_of(self.period)
        for preset, button in self.presets.items():
            button.setChecked(preset == chosen)
        for button in (self.before_button, self.after_button):
            button.setEnabled(chosen is not None)
        self.first.set_value(self.period.first)
        self.last.set_value(self.period.last)
        self._say("")

    # --- what the user does ---

    def _on_preset(self) -> None:
        button = self.sender()
        for preset, its_button in self.presets.items():
            if its_button is button:
                self.choose(preset)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        """Enter stays here, where the dates have heard it; Esc lets go of what was typed."""
        if event.key() == Qt.Key.Key_Escape:
            self._show()
            self.done.emit()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _to_last(self) -> None:
        self.last.setFocus()
        self.last.selectAll()

    def _on_enter(self) -> None:
        self._take_dates()
        if not self.problem.text():
            self.done.emit()

    def _take_dates(self) -> None:
        wrong = {editor: said for editor in (self.first, self.last) if (said := _wrong(editor))}
        first, last = self.first.value(), self.last.value()
        if wrong:
            self._say(next(iter(wrong.values())), *wrong)
        elif first > last:
            self._say("Ngày đầu phải trước ngày cuối", self.last)
        elif Period(first, last) == self.period:
            self._say("")
        else:
            self._take(Period(first, last))

    def _say(self, sentence: str, *wrong: DateEditor) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        for editor in (self.first, self.last):
            set_role(editor, state="prob" if editor in wrong else "")


def _wrong(editor: DateEditor) -> str:
    value = editor.value()
    if isinstance(value, Unreadable):
        return value.message
    return "Cần cả hai ngày" if value is None else ""


def _preset_button(preset: Preset) -> KeyButton:
    digit = str(list(PRESET_NAMES).index(preset) + 1)
    button = KeyButton(PRESET_NAMES[preset], digit, role="small", bind=False)
    button.setCheckable(True)
    return button


def days_of(period: Period) -> str:
    """«01/11–30/11/2026», the year once where it is the same; one day as itself."""
    first, last = period.first, period.last
    if first == last:
        return show_date(first)
    shown = show_date(first)
    return f"{shown[:5] if first.year == last.year else shown}–{show_date(last)}"


def name_of(period: Period) -> str:
    """«Tháng 11/2026», «Quý IV/2026»; days that are no calendar period by their dates."""
    first = period.first
    match preset_of(period):
        case "day":
            return f"{weekday(first)}, {show_date(first)}"
        case "week":
            return f"Tuần {days_of(period)}"
        case "month":
            return f"Tháng {first.month:02}/{first.year}"
        case "quarter":
            return f"Quý {QUARTERS[first.month // 3]}/{first.year}"
        case "half_year":
            return f"6 tháng {'đầu' if first.month == 1 else 'cuối'} năm {first.year}"
        case "year":
            return f"Năm {first.year}"
        case _:
            return days_of(period)
