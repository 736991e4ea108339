"""The foot of a form: what is still to do at the left, the buttons at the right."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QWidget

from ui.cards import Glyph, row, show_or_hide, words
from ui.theme import measures, scaled

ICONS = {"prob": "problem", "warn": "warning", "ok": "ok", "info": "info", "draft": "draft"}
EDGE = 16
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
        self._buttons = row(1, *buttons)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setSpacing(4)
        self._layout.addLayout(sentence, 1)
        self._layout.addLayout(self._buttons)
        self.say("", "")
        self._stack(False)

    def say(self, tone: str, sentence: str) -> None:
        """Show what is still to do; the arguments are those of `RecordForm.summary`."""
        self._words.setText(sentence)
        show_or_hide(self._glyph, bool(sentence))
        if sentence:
            self._glyph.show_icon(ICONS[tone], tone)

    def text(self) -> str:
        """The sentence shown."""
        return self._words.text()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        beside = event.size().width() - self._buttons.sizeHint().width() - 2 * EDGE
        self._stack(beside < scaled(NARROWEST_SENTENCE))
        super().resizeEvent(event)

    def _stack(self, narrow: bool) -> None:
        """The sentence above the buttons, or beside them."""
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._layout.setDirection(way)
        self._layout.setContentsMargins(EDGE, 6 if narrow else 0, EDGE, 10 if narrow else 0)
        sizes = measures()
        self.setFixedHeight(sizes.foot + (sizes.small_button if narrow else 0))
