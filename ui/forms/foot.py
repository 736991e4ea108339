"""The foot of a form: what is still to do at the left, the buttons at the right."""

from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui.cards import Glyph, row, show_or_hide, words
from ui.theme import measures

ICONS = {"prob": "problem", "warn": "warning", "ok": "ok", "info": "info", "draft": "draft"}


class FormFoot(QFrame):
    """`say` shows a sentence with its icon; the buttons stand in the order given."""

    def __init__(self, *buttons: QWidget) -> None:
        super().__init__()
        self.setObjectName("foot")
        self.setFixedHeight(measures().foot)
        self._glyph = Glyph("info", "info")
        self._words = words("", wrap=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = row(self._glyph, self._words, *buttons)
        layout.setStretch(1, 1)
        layout.setContentsMargins(16, 0, 16, 0)
        self.setLayout(layout)
        self.say("", "")

    def say(self, tone: str, sentence: str) -> None:
        """Show what is still to do; the arguments are those of `RecordForm.summary`."""
        self._words.setText(sentence)
        show_or_hide(self._glyph, bool(sentence))
        if sentence:
            self._glyph.show_icon(ICONS[tone], tone)

    def text(self) -> str:
        """The sentence shown."""
        return self._words.text()
