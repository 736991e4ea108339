"""The panel beside a form that tells what was before: earlier visits, calls, outcomes.

It shows what it is told; reading and wording are the screen's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from ui.cards import Badge, Chip, Glyph, column, line, row, words
from ui.forms.scroll import FormScroll
from ui.theme import measures, scaled

WIDTH = 344
"""Pixels at 10 pt; it grows with the letters."""
LONGEST = 220
"""Letters of one text; the rest is told by an ellipsis."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """One thing that happened. `status` is its last line, with an icon before it."""

    title: str
    day: str
    staff: str = ""
    about: str = ""
    text: str = ""
    status: str = ""
    icon: str = "flag"


class StoryPanel(QFrame):
    """Entries below each other, newest first as they come."""

    def __init__(self, title: str, *, icon: str, note: str, empty: str) -> None:
        """`note` stands at the right of the title, `empty` where there is nothing to tell."""
        super().__init__()
        self.setProperty("role", "side")
        self.setFixedWidth(scaled(WIDTH))
        self._empty = empty
        self.badge = Badge()
        head = row(
            Glyph(icon, "accent", 18), words(title, "h2"), self.badge, 1, words(note, "small")
        )
        head.setContentsMargins(14, 0, 14, 0)
        top = QWidget()
        top.setFixedHeight(measures().title_row)
        top.setLayout(head)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(14, 8, 14, 8)
        self._list.setSpacing(0)
        inner = QWidget()
        inner.setLayout(self._list)
        self.setLayout(column(top, line(), FormScroll(inner), gap=0))

    def show_told(self, entries: Sequence[Told]) -> None:
        """Show these instead of what was shown."""
        self.badge.show_count(len(entries))
        clear(self._list)
        for place, entry in enumerate(entries):
            if place:
                self._list.addWidget(line())
            self._list.addWidget(_entry(entry))
        if not entries:
            self._list.addWidget(words(self._empty, "small", wrap=True))
        self._list.addStretch(1)

    def texts(self) -> list[str]:
        """All words shown, from top to bottom."""
        return [label.text() for label in self.findChildren(QLabel) if label.isVisibleTo(self)]


def clear(layout: QVBoxLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        part = item.widget()
        if part is not None:
            part.hide()
            part.deleteLater()


def _entry(entry: Told) -> QWidget:
    day = words(entry.day, "small")
    head = row(words(entry.title, "b", wrap=True), day)
    head.setStretch(0, 1)
    head.setAlignment(day, Qt.AlignmentFlag.AlignTop)
    parts = column(head, gap=2)
    parts.setContentsMargins(0, 7, 0, 9)
    about = " · ".join(part for part in (entry.about, entry.staff) if part)
    if about:
        parts.addWidget(words(about, "small", wrap=True))
    said = " ".join(entry.text.split())
    if said:
        shown = said if len(said) <= LONGEST else f"{said[:LONGEST].rstrip()}…"
        parts.addWidget(words(shown, wrap=True))
    if entry.status:
        parts.addSpacing(2)
        parts.addWidget(Chip(entry.status, "mute", icon=entry.icon))
    whole = QWidget()
    whole.setLayout(parts)
    return whole
