"""The hands and eyes of the walk: keys to the widget that has the focus, then a picture."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from PySide6.QtCore import QEvent, QEventLoop, QKeyCombination, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget

from desktop_app.office.desk import Desk
from desktop_app.office.referrals import case, referral_letter
from ui.app import Program
from ui.card_intake import CardIntake
from ui.dialogs.sign_in import SignInWindow
from ui.forms.record_form import RecordForm
from ui.main_window import MainWindow
from ui.paper import write_pdf
from ui.screens.screen import Screen

PATIENCE_S = 60.0
WIDTH, HEIGHT = 1366, 768
"""Pixels: the screens of the offices."""
Keys = str | Qt.Key | QKeyCombination
State = Literal["empty", "filled", "problems"]
STATES: tuple[State, ...] = get_args(State)
"""How a screen is seen: before there is anything in it, at work, and with what is wrong said."""
S = TypeVar("S", bound=Screen)


class Lost(RuntimeError):  # noqa: N818 - a walker is lost, the code is not in error
    """The walk did not get where it should; the text says where it stood."""


class Walk(QObject):
    """Types and looks as a person does: keys to the widget that has the focus, then a picture."""

    def __init__(self, folder: Path, program: Program) -> None:
        super().__init__()
        self.program = program
        self.pictures = 0
        self.shown: list[tuple[str, str, State]] = []
        """Each picture's name, the screen or window on it, and how it is seen."""
        self.grown: list[str] = []
        """The pictures on which the main window has become larger than the screens."""
        self._folder = folder
        self._lost = ""

    @property
    def main(self) -> MainWindow:
        """The main window, which must be open."""
        if self.program.main is None:
            raise Lost("nobody is signed in")
        return self.program.main

    def type(self, *parts: Keys) -> None:
        """Type text and press keys, each where the focus is."""
        for part in parts:
            for key in part if isinstance(part, str) else (part,):
                _strike(self._focused(), key)
            self.settle()

    def scan(self, card: str) -> None:
        """A code as a scanner types it: so fast that the window comes to nothing between keys."""
        self._focused()
        for at, letter in enumerate(f"{card}\r", start=1):
            code = Qt.Key.Key_Return if letter == "\r" else Qt.Key(_code(letter))
            event = QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier, letter)
            event.setTimestamp(at)
            QGuiApplication.sendEvent(QGuiApplication.focusWindow(), event)
        intake = self.main.findChild(CardIntake)
        if not isinstance(intake, CardIntake):
            raise Lost("nobody takes cards")
        wait_for(lambda: intake.is_idle, "the card to be seen to")
        self.settle()

    def fill(self, form: RecordForm[Any], typed: Mapping[str, Sequence[Keys]]) -> None:
        """Type into each field of this name, in turn."""
        for name, keys in typed.items():
            form.focus_field(name)
            self.type(*keys)

    def press(self, button: QPushButton) -> None:
        """Press a button."""
        if not button.isEnabled():
            raise Lost(f"«{button.text()}» cannot be pressed")
        button.click()
        self.settle()

    def go(self, screen: str, **what: object) -> None:
        """Show a screen."""
        self.main.show_screen(screen, **what)
        self.settle()
        self.expect(screen)

    def expect(self, screen: str) -> None:
        """Be on this screen."""
        self.settle()
        here = self.main.current()
        if here.name != screen:
            said = getattr(here, "foot", None)
            raise Lost(f"on {here.name}, not on {screen}: {said.text() if said else ''}")

    def look(self, name: str, window: QWidget | None = None, *, state: State = "filled") -> None:
        """Take a numbered picture of a window as it is now, by default of the one that is open."""
        window = window or self.program.main or self.program.door
        if QApplication.activeModalWidget() is None:
            _make_active(window)
        exchange = self.program.exchange
        if exchange is not None:
            wait_for(lambda: not exchange.is_counting, "what waits to be counted")
            self.program.lanes.drain()
        QApplication.processEvents()
        self.pictures += 1
        file = self._folder / f"{self.pictures:03}-{name}.png"
        if window is None or not window.grab().save(str(file)):
            raise Lost(f"no picture {file}")
        seen = window.current().name if isinstance(window, MainWindow) else type(window).__name__
        self.shown.append((file.name, seen, state))
        if isinstance(window, MainWindow) and (window.width(), window.height()) != (WIDTH, HEIGHT):
            self.grown.append(file.name)
            window.resize(WIDTH, HEIGHT)

    def answer_next(self, name: str, answer: str) -> None:
        """Take a picture of the next question and press the button with this word."""

        def act() -> None:
            question = QApplication.activeModalWidget()
            if not isinstance(question, QDialog):
                QTimer.singleShot(20, self, act)
                return
            self.look(name, question)
            self._answer(question, answer)

        QTimer.singleShot(0, self, act)

    def answer_if_asked(self, answer: str) -> None:
        """Press the button with this word, should a question come with the next step."""

        def act() -> None:
            question = QApplication.activeModalWidget()
            if isinstance(question, QDialog):
                self._answer(question, answer)
            elif self.program.main is not None:
                QTimer.singleShot(20, self, act)

        QTimer.singleShot(0, self, act)

    def _answer(self, question: QDialog, answer: str) -> None:
        buttons = {button.text(): button for button in question.findChildren(QPushButton)}
        if answer in buttons:
            buttons[answer].click()
        else:
            self._lost = f"no answer «{answer}» among {sorted(buttons)}"
            question.reject()

    def keep_letter(self, desk: Desk, referral_id: str) -> None:
        """Leave the PDF of a letter, named by its number."""
        letter = case(desk, referral_id=referral_id).referral
        write_pdf(referral_letter(desk, referral=letter).pdf, self._folder / f"{letter.number}.pdf")

    def door(self) -> SignInWindow:
        """The sign-in window, at which the program must stand."""
        door = self.program.door
        if not isinstance(door, SignInWindow):
            raise Lost("the program is not at its door")
        return door

    def come_in(self, *passwords: str) -> None:
        """Type passwords at the door, the last of which is the right one."""
        self.door().password.setFocus()
        for password in passwords:
            self.type(password, Qt.Key.Key_Return)
        self.expect("today")

    def sign_out(self) -> None:
        """Leave by the door."""
        self.main.sign_out_wanted.emit()
        self.settle()
        self.door()

    def exchange(self) -> None:
        """A round with the centre, to its end."""
        exchange = self.program.exchange
        if exchange is None:
            raise Lost("nobody is signed in")
        exchange.now()
        self.settle()

    def settle(self) -> None:
        """Let everything under way come to its end."""
        QApplication.processEvents()
        self.program.lanes.drain()
        QApplication.processEvents()
        if self._lost:
            raise Lost(self._lost)

    def _focused(self) -> QWidget:
        window = QApplication.activeModalWidget() or self.program.main or self.program.door
        _make_active(window)
        widget = QApplication.focusWidget()
        if widget is None:
            raise Lost("nothing has the focus")
        return widget


def _make_active(window: QWidget | None) -> None:
    """No window has the focus by itself after a question was answered, where there is no screen."""
    if window is not None and not window.isActiveWindow():
        window.activateWindow()
        wait_for(window.isActiveWindow, "the window to be the active one")


def _strike(widget: QWidget, key: Keys) -> None:
    """One key. Vietnamese letters come as UniKey sends them: text without a key code."""
    if isinstance(key, Qt.Key):
        QTest.keyClick(widget, key)
        return
    if isinstance(key, QKeyCombination):
        QTest.keyClick(widget, key.key(), key.keyboardModifiers())
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, _code(key), Qt.KeyboardModifier.NoModifier, key)
        QApplication.sendEvent(widget, event)


def _code(letter: str) -> int:
    return ord(letter.upper()) if letter.isascii() else 0


def wait_for(happened: Callable[[], bool], what: str) -> None:
    """Let events run until something has happened."""
    end = time.monotonic() + PATIENCE_S
    while not happened():
        if time.monotonic() > end:
            raise Lost(f"waited in vain for {what}")
        loop = QEventLoop()
        QTimer.singleShot(20, loop.quit)
        loop.exec()


def screen_of(walk: Walk, kind: type[S]) -> S:
    """A screen of the main window."""
    screen = walk.main.screens[kind.name]
    if not isinstance(screen, kind):
        raise Lost(f"{kind.name} is another screen")
    return screen
