"""The day's counts in one line, each a button that opens the people behind it."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from desktop_app.domain.money import show_number
from desktop_app.office.today import TodayCounts
from ui.cards import Card, Figure, line, row


@dataclass(frozen=True, slots=True)
class Counted:
    """What a figure counts: its row among the numbers of the day, and that row's words and unit."""

    row: str
    title: str
    unit: str


VISITS = Counted("visits", "Lượt tư vấn", "lượt")
REGISTERED = Counted("registered", "Người đăng ký mới", "người")
LETTERS = Counted("letters", "Phiếu giới thiệu đã cấp", "phiếu")
PLACED = Counted("placed", "Người nhận được việc làm", "người")


class FigureButton(QPushButton):
    """A figure that can be opened, by Enter too."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self._caption = caption
        self._figure = Figure(caption)
        self.setProperty("role", "figure")
        self.setAutoDefault(True)  # Enter presses it
        layout = row(self._figure)
        layout.setContentsMargins(10, 2, 10, 2)
        self.setLayout(layout)

    def show_number(self, number: str, *, beside: str = "") -> None:
        """Show another figure, and say it as one sentence to those who listen."""
        self._figure.show_number(number, beside=beside)
        said = f"{number} {self._caption}"
        self.setAccessibleName(f"{said}, {beside}" if beside else said)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        return self.sizeHint()


class Figures(Card):
    """Visits (lượt) and people (người) are told apart. `opened(Counted)` when one of them is
    pressed, `calls_opened` for the calls."""

    opened = Signal(object)
    calls_opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.visits = FigureButton("lượt tư vấn")
        self.registered = FigureButton("người mới đăng ký")
        self.referrals = FigureButton("phiếu giới thiệu")
        self.placed = FigureButton("nhận được việc làm")
        self.calls = FigureButton("cuộc gọi đã ghi / đến hạn")
        self._counted = {
            self.visits: VISITS,
            self.registered: REGISTERED,
            self.referrals: LETTERS,
            self.placed: PLACED,
        }
        self.calls.clicked.connect(self.calls_opened)
        layout = QHBoxLayout()
        layout.setContentsMargins(6, 3, 6, 3)
        layout.setSpacing(4)
        layout.addWidget(self.visits, 1)
        for figure in (self.registered, self.referrals, self.placed, self.calls):
            layout.addWidget(line(upright=True))
            layout.addWidget(figure, 1)
        for figure in self._counted:
            figure.clicked.connect(self._open)
        self.body.addLayout(layout)

    def show_counts(self, counts: TodayCounts) -> None:
        """Show the counts of a day."""
        people = f"{show_number(counts.people)} người" if counts.visits else ""
        self.visits.show_number(show_number(counts.visits), beside=people)
        self.registered.show_number(show_number(counts.registered))
        self.referrals.show_number(show_number(counts.referrals))
        self.placed.show_number(show_number(counts.placed))
        self.calls.show_number(f"{show_number(counts.calls_done)}/{show_number(counts.calls_due)}")

    def buttons(self) -> tuple[FigureButton, ...]:
        """All of them, from left to right."""
        return (*self._counted, self.calls)

    def _open(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, FigureButton):
            self.opened.emit(self._counted[pressed])
