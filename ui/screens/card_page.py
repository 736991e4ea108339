"""How the card of an employer or a vacancy is laid out: head, buttons, facts, and lists of what
belongs to it. What stands there is the card's own.
"""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from ui.cards import Card, Chip, Glyph, KeyButton, Keycap, Strip, row, words
from ui.forms.flow import FlowLayout
from ui.forms.scroll import FormScroll
from ui.screens.worker_card import Facts
from ui.tables.record_table import RecordTable
from ui.theme import list_height

R = TypeVar("R")
MOST_ROWS = 6
"""Rows of such a list before it scrolls."""


class ListCard(Card, Generic[R]):
    """A short list with its title and count; it hides while there is nothing in it."""

    def __init__(self, title: str, icon: str, table: RecordTable[R]) -> None:
        super().__init__(title, icon=icon)
        self.table = table
        self.body.addWidget(table)

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show these, as high as they are."""
        self.badge.show_count(len(rows))
        self.table.show_rows(rows)
        self.table.setFixedHeight(list_height(min(len(rows), MOST_ROWS)))
        self.setVisible(bool(rows))


class CardPage(QWidget):
    """Shows one record, or what to do while none is chosen."""

    def __init__(
        self,
        *,
        buttons: Sequence[KeyButton],
        lists: Sequence[QWidget],
        icon: str,
        empty: str,
        step: str,
        key: str,
    ) -> None:
        """`empty` is said while nothing is chosen, with the next `step` and its `key`."""
        super().__init__()
        self.name = words("", "h1", wrap=True)
        self.state = Chip()
        self.about = words("", "sub", wrap=True)
        self.strip = Strip()
        self.facts = Facts()
        self._pages = QStackedLayout(self)
        self._pages.addWidget(_nothing(icon, empty, step, key))
        self._pages.addWidget(FormScroll(self._content(buttons, lists)))

    def _content(self, buttons: Sequence[KeyButton], lists: Sequence[QWidget]) -> QWidget:
        head = row(self.name, self.state, gap=10)
        head.setStretch(0, 1)
        flow = FlowLayout(gap=10)
        for button in buttons:
            flow.addWidget(button)
        facts = Card()
        facts.body.addWidget(self.facts)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(16, 10, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.about)
        layout.addLayout(flow)
        layout.addWidget(self.strip)
        layout.addWidget(facts)
        for part in lists:
            layout.addWidget(part)
        layout.addStretch(1)
        return content

    def show_nothing(self) -> None:
        """Say what to do to see something."""
        self._pages.setCurrentIndex(0)

    def show_content(self) -> None:
        """Show what was filled in."""
        self._pages.setCurrentIndex(1)


def _nothing(icon: str, empty: str, step: str, key: str) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    middle = Qt.AlignmentFlag.AlignHCenter
    layout.addStretch(2)
    layout.addWidget(Glyph(icon, "text3", 40), 0, middle)
    layout.addSpacing(8)
    layout.addWidget(words(empty, "sub"), 0, middle)
    layout.addSpacing(6)
    layout.addLayout(row(1, words(step, "link"), Keycap(key), 1))
    layout.addStretch(3)
    return page
