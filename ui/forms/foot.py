"""The foot of a form: what is still to do at the left, the buttons at the right."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QWidget

from ui.cards import Glyph, row, show_or_hide, words
from ui.theme import measures, scaled

ICONS = {"prob": "problem", "warn": "warning", "ok": "ok", "info": "info", "draft": "draft"}
EDGE, GAP = 16, 8
NARROWEST_SENTENCE = 220
"""Pixels at 10 pt: with less room beside the buttons the sentence stands above them."""


class FormFoot(QFrame):
    """`say` shows a sentence with its icon; the buttons stand in the order given."""

    def __init__(self, *buttons: QWidget) -> None:
        super().__init__()
        self.setObjectName("foot")
        self._glyph = Glyph("info", "info")
        self._words = words("", wrap=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        sentence = row(self._glyph, self._words)
        sentence.setStretch(1, 1)
        self._buttons = row(*buttons)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setSpacing(GAP // 2)
        self._layout.addLayout(sentence, 1)
        self._layout.addLayout(self._buttons)
        self._layout.setAlignment(self._buttons, Qt.AlignmentFlag.AlignRight)
        self.say("", "")

    def say(self, tone: str, sentence: str) -> None:
        """Show what is still to do; the arguments are those of `RecordForm.summary`."""
        self._words.setText(sentence)
        show_or_hide(self._glyph, bool(sentence))
        if sentence:
            self._glyph.show_icon(ICONS[tone], tone)
        self._look()

    def text(self) -> str:
        """The sentence shown."""
        return self._words.text()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        self._look()
        super().resizeEvent(event)

    def _look(self) -> None:
        """The sentence above the buttons, or beside them, and as high as it needs."""
        whole = self.width() - 2 * EDGE
        beside = whole - self._buttons.sizeHint().width()
        narrow = beside < scaled(NARROWEST_SENTENCE)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._layout.setDirection(way)
        self._layout.setContentsMargins(EDGE, 6 if narrow else 0, EDGE, 10 if narrow else 0)
        sizes = measures()
        beside_glyph = (whole if narrow else beside - GAP) - sizes.icon - GAP
        words = self._words.heightForWidth(max(1, beside_glyph)) if self._words.text() else 0
        least = max(sizes.small_button, words)
        self.setFixedHeight(sizes.foot + least if narrow else max(sizes.foot, words + 8))
