"""The only place that asks a question and waits for the answer: no other module calls `exec`.

Buttons carry Vietnamese verbs, never Qt's own words. Ask where a line under a field or a strip in
the window will not do.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QVBoxLayout, QWidget

from ui.cards import Glyph, KeyButton, column, row, words
from ui.theme import scaled

if TYPE_CHECKING:  # the sign-in window is painted before the code lists are imported
    from desktop_app.domain.catalogues import Choice

WIDTH = 420


class Question(QDialog):
    """A title, a sentence and one or two buttons. Esc and the cross mean no."""

    def __init__(
        self, parent: QWidget | None, title: str, sentence: str, *, yes: str, no: str, icon: str
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setFixedWidth(scaled(WIDTH))
        self.yes = KeyButton(yes, role="primary")
        self.yes.setObjectName("yes")
        self.yes.setDefault(True)
        self.yes.clicked.connect(self.accept)
        self.no = KeyButton(no)
        self.no.setObjectName("no")
        self.no.clicked.connect(self.reject)
        self.no.setVisible(bool(no))
        said = words(sentence, wrap=True)
        said.setMinimumWidth(scaled(WIDTH) - scaled(24) - 64)
        text = column(words(title, "h2", wrap=True), said, gap=8)
        top = row(gap=14)
        top.addWidget(Glyph(icon, "accent", 24), 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(text, 1)
        top.setContentsMargins(20, 20, 20, 20)
        foot = QFrame()
        foot.setObjectName("foot")
        buttons = row(1, self.no, self.yes) if no else row(1, self.yes)
        buttons.setContentsMargins(16, 10, 16, 10)
        foot.setLayout(buttons)
        self.setLayout(column(top, foot, gap=0))
        self.yes.setFocus()


def ask(parent: QWidget | None, title: str, sentence: str, *, yes: str, no: str) -> bool:
    """Ask; True for `yes`. Both are the words on the buttons, verbs rather than Có and Không."""
    question = Question(parent, title, sentence, yes=yes, no=no, icon="info")
    try:
        return question.exec() == QDialog.DialogCode.Accepted
    finally:
        question.deleteLater()


class Choosing(Question):
    """A question with several answers, each with its digit; `yes` is the first of them."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        sentence: str,
        *,
        choices: Sequence[Choice],
        no: str,
    ) -> None:
        super().__init__(parent, title, sentence, yes=choices[0].name, no=no, icon="info")
        self.code = ""
        self.yes.hide()
        answers = column(gap=8)
        answers.setContentsMargins(58, 0, 20, 20)
        for digit, choice in enumerate(choices, start=1):
            button = KeyButton(choice.name, str(digit))
            button.setProperty("code", choice.code)
            button.clicked.connect(self._choose)
            answers.addWidget(button)
            if digit == 1:
                self.yes = button
        whole = self.layout()
        if isinstance(whole, QVBoxLayout):
            whole.insertLayout(1, answers)
        self.yes.setFocus()

    def _choose(self) -> None:
        self.code = str(self.sender().property("code"))
        self.accept()


def choose(
    parent: QWidget | None, title: str, sentence: str, *, choices: Sequence[Choice], no: str
) -> str:
    """Ask with several answers; the code of the one chosen, "" for `no`."""
    question = Choosing(parent, title, sentence, choices=choices, no=no)
    try:
        question.exec()
        return question.code
    finally:
        question.deleteLater()


def tell(parent: QWidget | None, title: str, sentence: str, *, button: str = "Đã hiểu") -> None:
    """Say something that must be read before going on."""
    question = Question(parent, title, sentence, yes=button, no="", icon="warning")
    try:
        question.exec()
    finally:
        question.deleteLater()


def ask_open_file(parent: QWidget | None, title: str, kind: str) -> Path | None:
    """Ask which file to open; `kind` as «Tệp ghi danh (*.enrol)»."""
    name, _ = QFileDialog.getOpenFileName(parent, title, str(Path.home()), kind)
    return Path(name) if name else None


def ask_folder(parent: QWidget | None, title: str) -> Path | None:
    """Ask for a folder that is there."""
    name = QFileDialog.getExistingDirectory(parent, title, str(Path.home()))
    return Path(name) if name else None
