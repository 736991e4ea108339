"""What holds for every test of a window: the real look, no Qt warning, only `ask` asks."""

import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.logging import Record
from pytestqt.qtbot import QtBot

from desktop_app.domain.problems import errors
from desktop_app.office.demo import PASSWORD, make_demo
from desktop_app.office.door import known_users
from desktop_app.office.sign_in import open_desk, sign_in
from tests.office.conftest import *  # noqa: F403 - its fixtures make the office and the counter
from tests.office.conftest import Clock, Kept
from tests.ui.counsellor import Counsellor
from tests.ui.seeing import words_cut_off
from ui.app import Program
from ui.dialogs.ask import Question
from ui.forms.record_form import RecordForm
from ui.theme import LIGHT, apply_theme

HOOKS = ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook"))
"""Python's last resorts for errors."""
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
def on_screen(qtbot: QtBot) -> Callable[[QWidget], None]:
    """`on_screen(widget)` shows it as the active window, as a person would have it."""

    kept: list[QWidget] = []

    def show(widget: QWidget) -> None:
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)

    return show


@pytest.fixture
def type_text(qapp: QApplication) -> Callable[[str], None]:
    """`type_text("Mùi")` types into the focused widget, letter by letter. (QTest's own keys know
    ASCII only; Vietnamese letters arrive as UniKey sends them: text without a key code.)"""

    def typed(text: str) -> None:
        for letter in text:
            widget = qapp.focusWidget()
            assert widget is not None, "nothing has the focus"
            code = ord(letter.upper()) if letter.isascii() else 0
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                qapp.sendEvent(
                    widget, QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, letter)
                )

    return typed


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
def check_form(qtbot: QtBot) -> Callable[[RecordForm[Any], Any], None]:
    """`check_form(form, awkward_record)`: what must hold for the form of every screen.

    Its names are the record's; an awkward record comes back unchanged; a required field left empty
    gives an error on that field; Tab meets the fields in their order; all have accessible names.
    """

    def check(form: RecordForm[Any], awkward: Any) -> None:
        names = [cell.field.name for cell in form.cells()]
        assert set(names) <= {each.name for each in fields(awkward)}
        form.show_record(awkward)
        assert form.record() == awkward
        assert not form.dirty
        for cell in form.cells():
            assert cell.field.editor.accessibleName()
            assert cell.field.label
        form.show_record(type(awkward)(id=awkward.id))
        wrong = {problem.field for problem in errors(form.validate())}
        required = {cell.field.name for cell in form.cells() if cell.field.required}
        assert required <= wrong
        _check_tab_order(qtbot, form)

    return check


def _check_tab_order(qtbot: QtBot, form: RecordForm[Any]) -> None:
    """Walk by Enter through the fields that take the focus, in the order of their list."""
    form.show_more(True)
    form.focus_first()
    reachable = [
        cell.field.editor
        for cell in form.cells()
        if cell.field.editor.focusPolicy() & Qt.FocusPolicy.TabFocus
        and cell.field.editor.isEnabled()
    ]
    for editor in reachable:
        focused = form.focusWidget()
        assert focused is not None
        assert focused is editor or editor.isAncestorOf(focused)
        key = Qt.Key.Key_Tab if isinstance(editor, QPlainTextEdit) else Qt.Key.Key_Return
        qtbot.keyClick(focused, key)


@pytest.fixture
def cut_off() -> Callable[[QWidget], list[str]]:
    """`cut_off(window)`: the words that have less room than they need."""
    return words_cut_off


@pytest.fixture
def program(
    qapp: QApplication, office_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    """The program on the folder of an office, not started."""
    for module, hook in HOOKS:  # the program puts its own there
        monkeypatch.setattr(module, hook, getattr(module, hook))
    program = Program(office_folder)
    yield program
    program.close()
    for window in (program.door, program.main):
        if window is not None:
            window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def counsellor(
    program: Program,
    kept: Kept,
    clock: Clock,
    qapp: QApplication,
    qtbot: QtBot,
    type_text: Callable[[str], None],
) -> Counsellor:
    """A counsellor signed in, at the first screen of the day."""
    desk = open_desk(program.folder, key=kept.key, user_id=kept.user_id, now=clock)
    program.enter(desk)
    counsellor = Counsellor(program, qapp, qtbot, type_text)
    counsellor.come_in()
    return counsellor


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demonstration's office."""
    folder = tmp_path_factory.mktemp("demo")
    make_demo(folder, people=60, now=Clock())
    return folder


@pytest.fixture
def busy(
    made_up: Path,
    program: Program,
    clock: Clock,
    qapp: QApplication,
    qtbot: QtBot,
    type_text: Callable[[str], None],
) -> Counsellor:
    """A counsellor with made-up people, visits, letters and calls."""
    shutil.copytree(made_up, program.folder, dirs_exist_ok=True)
    user = known_users(program.folder)[0]
    desk = sign_in(program.folder, user_id=user.user_id, password=PASSWORD, now=clock)
    program.enter(desk)
    counsellor = Counsellor(program, qapp, qtbot, type_text)
    counsellor.come_in()
    return counsellor
