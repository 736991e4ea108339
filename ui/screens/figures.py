"""Báo cáo: the numbers of a day, a month or any days, divided as one likes; Enter on a number opens
the people behind it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.periods import Period
from desktop_app.office.figures import SPLITS, FigureTable, figures
from ui.background import Newest
from ui.cards import Card, KeyButton, Keycap, words
from ui.faults import sentence
from ui.forms.code_editor import CodeEditor
from ui.forms.field import Unreadable
from ui.screens.figure_model import Place
from ui.screens.figure_people import Asked
from ui.screens.figure_table import FigureView
from ui.screens.head import Head
from ui.screens.period_bar import PeriodBar, days_of, name_of
from ui.screens.screen import Screen
from ui.theme import scaled
from ui.workplace import Workplace

SPLIT_WIDTH = 272
"""Pixels at 10 pt."""
WHOLE = "none"


class FiguresScreen(Screen):
    """F8, then 1 for today's numbers: what period and what parts were chosen last stay so.

    The numbers shown before stay until the new ones are there.
    """

    name = "figures"
    rail = "figures"
    shows = frozenset(BY_NAME)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.about = words("", "sub")
        self.bar = PeriodBar(place.desk.today)
        self.split = CodeEditor([Choice(key, name) for key, name in SPLITS.items()])
        self.copy_button = KeyButton("Chép sang Excel", "Ctrl+C", icon="file", bind=False)
        self.reload_button = KeyButton("Nạp", "F5", icon="sync", bind=False)
        self.table = FigureView("Số liệu")
        self._split = WHOLE
        self._days = ""
        self._page: Newest[FigureTable] = Newest(
            place.lanes.readers, self._shown, self._not_shown, owner=self
        )
        self._build()
        self._connect()

    def _build(self) -> None:
        self.split.set_value(WHOLE)
        self.split.setFixedWidth(scaled(SPLIT_WIDTH))
        self.split.setAccessibleName("Tách theo")
        split = (words("Tách theo", "label"), Keycap("T"), self.split)
        head = Head(
            (words("Báo cáo", "h1"), self.about), (*split, self.reload_button, self.copy_button)
        )
        card = Card()
        card.body.addWidget(self.table, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 2, 16, 14)
        layout.setSpacing(6)
        layout.addWidget(head)
        layout.addWidget(self.bar)
        layout.addSpacing(4)
        layout.addWidget(card, 1)

    def _connect(self) -> None:
        self.bar.bind_keys(self)
        self.bar.changed.connect(self._on_period)
        self.bar.done.connect(self._to_table)
        self.split.changed.connect(self._on_split)
        self.split.filled.connect(self._to_table)
        self.copy_button.clicked.connect(self.table.copy)
        self.reload_button.clicked.connect(self.refresh)
        self.table.opened.connect(self._open_people)
        self.table.copied.connect(self._on_copied)

    # --- reading ---

    def refresh(self) -> None:
        """Count again."""
        desk, period, split = self.place.desk, self.bar.period, self._split
        self.table.wait()
        self._page.want(lambda: figures(desk, period=period, split=split))

    def _shown(self, table: FigureTable) -> None:
        self.about.setText(name_of(table.period))
        self._days = days_of(table.period)
        office = self.place.desk.office.name
        self.table.show_table(table, title=f"Số liệu {self._days} · {office}")

    def _not_shown(self, error: Exception) -> None:
        self.table.stop_waiting()
        self.place.troubled.emit(sentence(error))

    def enter(self) -> None:
        """Come to the numbers: the digits of the periods work there."""
        super().enter()
        self.table.setFocus()

    # --- choosing ---

    def _on_period(self, period: Period) -> None:  # noqa: ARG002 - the bar holds it
        self.refresh()

    def _on_split(self) -> None:
        split = self.split.value()
        if isinstance(split, Unreadable) or (split or WHOLE) == self._split:
            return
        self._split = split or WHOLE
        self.refresh()

    def _to_table(self) -> None:
        self.table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        """Digits choose the period, T goes to the parts; Enter and Esc come back from a field."""
        key = event.text().lower()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self._to_table()
        elif key == "t":
            self.split.setFocus()
            self.split.selectAll()
        elif not self.bar.choose_by_digit(key):
            super().keyPressEvent(event)

    # --- going on ---

    def _open_people(self, at: Place) -> None:
        table = self.table.table()
        if table is None:
            return
        if not self.table.figure_at(at):
            self.place.said.emit("Không có ai trong số này.")
            return
        titles = [*self.table.titles_of(at), self._days]
        asked = Asked(
            period=table.period,
            split=table.split,
            row=at.row,
            column=at.column,
            unit=self.table.unit_at(at),
            title=" · ".join(titles),
        )
        self.place.go("figure_people", asked=asked)

    def tell_copied(self, what: str, rows: int, *, of: int) -> None:
        """The days go with it."""
        super().tell_copied(f"{what} {self._days}", rows, of=of)
