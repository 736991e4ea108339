"""How a screen with one list is laid out: title, buttons, the list in a frame with its tools below,
a panel at the side.

Only the places of the parts; what they are is the screen's.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.cards import Card, line, row, words
from ui.screens.head import Head
from ui.tables.list_tools import ListTools
from ui.tables.record_table import RecordTable


def lay_out_list(
    screen: QWidget,
    title: str | QLabel,
    about: QLabel,
    *,
    tools: Sequence[QWidget],
    table: RecordTable[Any],
    below: QWidget | None = None,
    aside: QWidget | None = None,
) -> None:
    """Fill an empty screen. `about` says beside the title what is shown, in two lines where it
    wraps, `tools` stand at the right of it, `below` at the foot of the list."""
    shown = title if isinstance(title, QLabel) else words(title, "h1")
    head = Head((shown, about), tools)
    card = Card()
    put_list(table, into=card.body)
    if below is not None:
        card.body.addWidget(below)
    middle = row(gap=12)
    middle.addWidget(card, 1)
    if aside is not None:
        middle.addWidget(aside)
    layout = QVBoxLayout(screen)
    layout.setContentsMargins(16, 2, 16, 14)
    layout.setSpacing(6)
    layout.addWidget(head)
    layout.addLayout(middle, 1)


def put_list(table: RecordTable[Any], *, into: QVBoxLayout) -> None:
    """A list over its tools."""
    foot = row(1, ListTools(table))
    foot.setContentsMargins(12, 2, 8, 2)
    into.addWidget(table, 1)
    into.addWidget(line())
    into.addLayout(foot)
