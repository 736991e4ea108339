"""The panel beside a form that tells what was before: earlier visits, calls, outcomes.

It shows what it is told; reading and wording are the screen's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from ui.cards import Badge, Chip, Glyph, column, line, row, words
from ui.forms.scroll import FormScroll
from ui.theme import measures, scaled

WIDTH = 344
"""Pixels at 10 pt; it grows with the letters."""
LONGEST = 220
"""Letters of one text; the rest is told by an ellipsis."""
MOST = 12
"""Entries shown; who wants more opens the record."""


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
        self.badge = Badge()
        head = row(
            Glyph(icon, "accent", 18), words(title, "h2"), self.badge, 1, words(note, "small")
        )
        head.setContentsMargins(14, 0, 14, 0)
        top = QWidget()
        top.setFixedHeight(measures().title_row)
        top.setLayout(head)
        self._entries = [_Entry(first=not place) for place in range(MOST)]
        self._none = words(empty, "small", wrap=True)
        self._older = words("", "small", wrap=True)
        for part in (*self._entries, self._none, self._older):
            part.hide()  # nothing is known yet
        told = column(*self._entries, self._none, self._older, 1, gap=0)
        told.setContentsMargins(14, 8, 14, 8)
        inner = QWidget()
        inner.setLayout(told)
        self.setLayout(column(top, line(), FormScroll(inner), gap=0))

    def show_told(self, entries: Sequence[Told]) -> None:
        """Show these instead of what was shown: the newest, and how many older ones there are."""
        self.badge.show_count(len(entries))
        for entry, told in zip_longest(self._entries, entries[:MOST]):
            entry.tell(told)
        older = len(entries) - MOST
        self._older.setText(f"Còn {older} mục cũ hơn, xem ở hồ sơ.")
        self._older.setVisible(older > 0)
        self._none.setVisible(not entries)

    def texts(self) -> list[str]:
        """All words shown, from top to bottom."""
        return [label.text() for label in self.findChildren(QLabel) if label.isVisibleTo(self)]


class _Entry(QWidget):
    """One thing told. It is filled anew for each person: making it takes longer than a key may."""

    def __init__(self, *, first: bool) -> None:
        super().__init__()
        self._title = words("", "b", wrap=True)
        self._day = words("", "small")
        self._about = words("", "small", wrap=True)
        self._text = words("", wrap=True)
        self._status = Chip()
        head = row(self._title, self._day)
        head.setStretch(0, 1)
        head.setAlignment(self._day, Qt.AlignmentFlag.AlignTop)
        parts = column(head, self._about, self._text, self._status, gap=2)
        parts.setContentsMargins(0, 7, 0, 9)
        self.setLayout(parts if first else column(line(), parts, gap=0))

    def tell(self, told: Told | None) -> None:
        """Show it, or nothing."""
        self.setVisible(told is not None)
        if told is None:
            return
        self._title.setText(told.title)
        self._day.setText(told.day)
        _show_words(self._about, " · ".join(part for part in (told.about, told.staff) if part))
        said = " ".join(told.text.split())
        _show_words(self._text, said if len(said) <= LONGEST else f"{said[:LONGEST].rstrip()}…")
        self._status.show_status(told.status, "mute", icon=told.icon)


def _show_words(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
