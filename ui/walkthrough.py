"""`--walkthrough DIR`: a counsellor's day driven through the real windows, with pictures.

What is done on that day stands in `walked_day.py`; here are the centre, the hands and the eyes.
It starts a centre of its own as a child process, works with the line down, lets the line return,
and leaves in DIR numbered screenshots, the letter as PDF and a text of what the centre then holds.
The README's pictures come from it, and it is a test: a step that does not get where it should
raises `Lost`.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget

from desktop_app.office.desk import Desk
from desktop_app.office.referrals import case, referral_letter
from desktop_app.paths import resources
from ui.app import Program, make_application
from ui.main_window import MainWindow
from ui.paper import write_pdf

WIDTH, HEIGHT = 1366, 768
PATIENCE_S = 60.0
Keys = str | Qt.Key


class Lost(RuntimeError):  # noqa: N818 - a walker is lost, the code is not in error
    """The walk did not get where it should; the text says where it stood."""


def walk_through(folder: Path) -> int:
    """Walk the whole day; 0 when every step got where it should."""
    from ui.walked_day import a_day

    folder.mkdir(parents=True, exist_ok=True)
    app = make_application(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory(prefix="so-viec-lam-") as scratch:
        place = Path(scratch)
        place.chmod(0o711)  # PostgreSQL runs as an account of its own and must get through
        centre = Centre(place / "centre")
        centre.set_up()
        walk = Walk(folder, Program(place / "pc"))
        try:
            a_day(walk, centre, sample_cards())
        except Lost as lost:
            walk.look("lac")
            sys.stderr.write(f"Lạc đường: {lost}{os.linesep}")
            return 1
        (folder / "trung-tam.txt").write_text(centre.inventory(), encoding="utf-8")
    say(f"Đã đi hết một ngày làm việc: {walk.pictures} ảnh trong {folder}")
    return 0


# --- The centre, as a child process --------------------------------------------------------------


class Centre:
    """`vieclam-central` with a database of its own, on a free port of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self.enrolment = folder.parent / "bac-son-1.ghidanh"

    def set_up(self) -> None:
        """Keys, database, the office and an enrolment file for its first PC."""
        self._command("init")
        self._command("add-office", "BS", "Văn phòng Bắc Sơn")
        address = f"https://localhost:{self._port}"
        self._command("enrol", "--office", "BS", "--address", address, "--out", str(self.enrolment))

    @contextmanager
    def running(self) -> Iterator[None]:
        """The service, until the block ends."""
        ready = self._folder.parent / "port"
        command = self._words("run", "--port", str(self._port), "--port-file", str(ready))
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as service:  # noqa: S603 - ours
            try:
                _wait_for(ready.exists, "the centre to be ready")
                yield
            finally:
                service.terminate()

    def inventory(self) -> str:
        """What the centre's database holds, as text."""
        return self._command("show")

    def _command(self, *words: str) -> str:
        done = subprocess.run(  # noqa: S603 - our own program
            self._words(*words), capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode:
            raise Lost(f"vieclam-central {words[0]}: {done.stderr}")
        return done.stdout

    def _words(self, command: str, *words: str) -> list[str]:
        program = [sys.executable, "-m", "desktop_app.central", command]
        return [*program, "--data-dir", str(self._folder), *words]


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


# --- The hands -----------------------------------------------------------------------------------


class Walk(QObject):
    """Types and looks as a person does: keys to the widget that has the focus, then a picture."""

    def __init__(self, folder: Path, program: Program) -> None:
        super().__init__()
        self.program = program
        self.pictures = 0
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

    def look(self, name: str, window: QWidget | None = None) -> None:
        """Take a numbered picture of a window as it is now."""
        window = window or self.main
        QApplication.processEvents()
        self.pictures += 1
        file = self._folder / f"{self.pictures:02}-{name}.png"
        if not window.grab().save(str(file)):
            raise Lost(f"no picture {file}")

    def answer_next(self, name: str, answer: str) -> None:
        """Take a picture of the next question and press the button with this word."""

        def act() -> None:
            question = QApplication.activeModalWidget()
            if not isinstance(question, QDialog):
                QTimer.singleShot(20, self, act)
                return
            self.look(name, question)
            buttons = {button.text(): button for button in question.findChildren(QPushButton)}
            if answer in buttons:
                buttons[answer].click()
            else:
                self._lost = f"no answer «{answer}» among {sorted(buttons)}"
                question.reject()

        QTimer.singleShot(0, self, act)

    def keep_letter(self, desk: Desk, referral_id: str) -> None:
        """Leave the PDF of a letter, named by its number."""
        letter = case(desk, referral_id=referral_id).referral
        write_pdf(referral_letter(desk, referral=letter).pdf, self._folder / f"{letter.number}.pdf")

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
        if window is not None and not window.isActiveWindow():
            window.activateWindow()
            _wait_for(window.isActiveWindow, "the window to be the active one")
        widget = QApplication.focusWidget()
        if widget is None:
            raise Lost("nothing has the focus")
        return widget


def _strike(widget: QWidget, key: Keys) -> None:
    """One key. Vietnamese letters come as UniKey sends them: text without a key code."""
    if isinstance(key, Qt.Key):
        QTest.keyClick(widget, key)
        return
    code = ord(key.upper()) if key.isascii() else 0
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, key)
        QApplication.sendEvent(widget, event)


def _wait_for(happened: Callable[[], bool], what: str) -> None:
    """Let events run until something has happened."""
    end = time.monotonic() + PATIENCE_S
    while not happened():
        if time.monotonic() > end:
            raise Lost(f"waited in vain for {what}")
        loop = QEventLoop()
        QTimer.singleShot(20, loop.quit)
        loop.exec()


def sample_cards() -> list[str]:
    """The made-up cards of resources/samples."""
    text = (resources() / "samples" / "cards.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def say(sentence: str) -> None:
    """A line for whoever started the walk."""
    sys.stdout.write(sentence + os.linesep)
