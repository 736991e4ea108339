"""What holds for every test of a window: the real look, no Qt warning, only `ask` asks."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QWidget,
)
from pytestqt.logging import Record

from ui.dialogs.ask import Question
from ui.theme import LIGHT, apply_theme

ASK = Path("ui/dialogs/ask.py")
OFFSCREEN_CHATTER = ("This plugin does not support",)
"""What the offscreen platform says of windows it cannot hand to a real screen."""


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication) -> None:
    """Every window wears the light preset, fonts and sheet included."""
    apply_theme(qapp, LIGHT)


@pytest.fixture(autouse=True)
def _no_qt_warning(qtlog: QObject) -> Iterator[None]:
    """A Qt warning fails the test."""
    yield
    records: list[Record] = qtlog.records  # type: ignore[attr-defined]  # pytest-qt's log has no public type
    said = [record.message for record in records if record.type_name != "QtDebugMsg"]
    assert [text for text in said if not text.startswith(OFFSCREEN_CHATTER)] == []


@pytest.fixture(autouse=True)
def _only_ask_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialog's `exec` outside ui/dialogs/ask.py, or a ready-made question of Qt, fails."""
    really_exec = QDialog.exec

    def guarded(dialog: QDialog) -> int:
        caller = Path(sys._getframe(1).f_code.co_filename)
        assert caller.as_posix().endswith(ASK.as_posix()), f"{caller} calls exec()"
        return really_exec(dialog)

    def forbidden(*_: object) -> None:
        raise AssertionError("a ready-made dialog of Qt asks outside ask.py")

    monkeypatch.setattr(QDialog, "exec", guarded)
    for name in ("question", "information", "warning", "critical"):
        monkeypatch.setattr(QMessageBox, name, forbidden)
    for name in ("getOpenFileName", "getSaveFileName", "getExistingDirectory"):
        monkeypatch.setattr(QFileDialog, name, forbidden)


@pytest.fixture
def answering(qapp: QApplication) -> Iterator[Callable[[bool], None]]:
    """`answering(True)` presses the yes of the next question, `answering(False)` its no."""
    waiting: list[bool] = []
    look = QTimer()
    look.setInterval(5)

    def press() -> None:
        question = qapp.activeModalWidget()
        if waiting and isinstance(question, Question):
            (question.yes if waiting.pop(0) else question.no).click()

    look.timeout.connect(press)
    look.start()
    yield waiting.append
    look.stop()
    assert waiting == [], "a question was expected and never asked"


@pytest.fixture
def cut_off() -> Callable[[QWidget], list[str]]:
    """`cut_off(window)`: the words on labels and buttons that have less room than they need."""

    def find(window: QWidget) -> list[str]:
        parts = [*window.findChildren(QLabel), *window.findChildren(QPushButton)]
        return [part.text() for part in parts if part.isVisible() and _is_cut(part)]

    return find


def _is_cut(part: QLabel | QPushButton) -> bool:
    if isinstance(part, QLabel) and part.wordWrap():
        return part.height() < part.heightForWidth(part.width())
    return part.width() < part.sizeHint().width() or part.height() < part.minimumSizeHint().height()
