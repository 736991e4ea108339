"""What becomes of a card's text, wherever it came from: a known person opens, an unknown one is
registered, and what cannot be shown yet waits where it is seen.

How a scanner is told from hands, how a port is read and a photo looked at have files of their own.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from desktop_app.domain.id_cards import NotACard
from desktop_app.office.desk import Changed
from desktop_app.office.office_settings import scanner_port
from desktop_app.office.workers import CardReading, read_card_text
from ui.card_photo import Photo, card_text
from ui.faults import sentence
from ui.main_window import MainWindow
from ui.scanner_port import ScannerPort
from ui.scanning import Scanning
from ui.screens.worker_form import WorkerForm


@dataclass(frozen=True)
class _Waiting:
    """The card of somebody unknown, whom the counsellor has not come to yet."""

    text: str
    number: str
    name: str


class CardIntake(QObject):
    """Takes the cards scanned in one main window, one after another.

    A card of a known person opens the person; what is typed elsewhere stays as its draft. One of an
    unknown person opens the registration, unless somebody else is being registered there: then it
    waits, and the window says so, until the counsellor takes it. While a question stands before the
    window, all cards wait.
    """

    def __init__(self, main: MainWindow) -> None:
        super().__init__(main)
        self._main = main
        self._place = main.place
        self._texts: deque[str] = deque()
        self._text = ""
        self._waiting: deque[_Waiting] = deque()
        scanning = Scanning(self)
        scanning.scanned.connect(self.take)
        scanning.unblocked.connect(self._unblocked)
        self._port = ScannerPort(self._place.lanes.readers, self)
        self._port.scanned.connect(self.take)
        self._port.moved.connect(self._place.said)
        self._place.changed.connect(self._on_changed)
        self._read_port()
        main.closed.connect(self._port.close)
        main.photo_dropped.connect(self.take_photo)
        main.cards.pressed.connect(self.take_next)
        QShortcut(QKeySequence("F12"), main).activated.connect(self.take_next)
        self._place.next_wanted.connect(self.take_next)

    def take_over(self, before: CardIntake) -> None:
        """Go on in this window where another one stops: its cards wait here now."""
        texts, waiting = before.leave()
        self._texts.extend(texts)
        self._waiting.extend(waiting)
        self._say_waiting()
        self._go_on()

    def leave(self) -> tuple[list[str], list[_Waiting]]:
        """Take no more cards; those that came and have not been seen to."""
        self._port.close()
        texts, waiting = [*filter(None, [self._text]), *self._texts], [*self._waiting]
        self._text = ""
        self._texts.clear()
        self._waiting.clear()
        return texts, waiting

    @property
    def is_idle(self) -> bool:
        """Whether each code that came has been seen to."""
        return not self._text and not self._texts

    def take(self, text: str) -> None:
        """The text of a code has come."""
        self._texts.append(text)
        self._go_on()

    def take_photo(self, photo: Photo) -> None:
        """A photo that should show a card has come."""
        self._place.lanes.readers.run(
            lambda: card_text(photo), self.take, self._photo_refused, owner=self
        )

    def take_next(self) -> None:
        """Register the first of those who wait."""
        if self._waiting:
            card = self._waiting.popleft()
            self._say_waiting()
            self._main.show_screen(WorkerForm.name, card=card.text)

    # --- the port of the scanner ---

    def _on_changed(self, changed: Changed) -> None:
        if "scanner" in changed.kinds:
            self._read_port()

    def _read_port(self) -> None:
        desk = self._place.desk
        self._place.read(lambda: scanner_port(desk), self._port.listen_to, owner=self)

    # --- one after another ---

    def _unblocked(self) -> None:
        QTimer.singleShot(0, self, self._go_on)  # when the question is gone

    def _go_on(self) -> None:
        if self._text or not self._texts or QApplication.activeModalWidget() is not None:
            return
        desk, text = self._place.desk, self._texts.popleft()
        self._text = text
        self._place.lanes.readers.run(
            lambda: read_card_text(desk, text=text), self._read, self._refused, owner=self
        )

    def _read(self, reading: CardReading) -> None:
        text, self._text = self._text, ""
        if not text:
            return  # it waits in another window now
        if QApplication.activeModalWidget() is not None:
            self._texts.appendleft(text)
            return
        self._meet(text, reading)
        self._go_on()

    def _refused(self, error: Exception) -> None:
        self._text = ""
        self._photo_refused(error)
        self._go_on()

    def _photo_refused(self, error: Exception) -> None:
        """Say why it is none, where it is seen on every screen."""
        why = f"{error}." if isinstance(error, NotACard) else sentence(error)
        self._place.troubled.emit(why)

    # --- who it is ---

    def _meet(self, text: str, reading: CardReading) -> None:
        here = self._main.current()
        form = here if isinstance(here, WorkerForm) else None
        if form is not None and form.may_be(reading.draft):
            form.take_card(reading)
        elif reading.known is not None:
            known = reading.known
            self._place.said.emit(": ".join(filter(None, (known.full_name, reading.story))))
            self._main.show_screen("workers", worker_id=known.id)
        elif form is not None and form.holds_somebody:
            self._wait(_Waiting(text, reading.draft.personal_number, reading.draft.full_name))
        else:
            self._main.show_screen(WorkerForm.name, card=text)

    def _wait(self, card: _Waiting) -> None:
        """Let it wait; one that was scanned twice waits once."""
        if all(each.number != card.number for each in self._waiting):
            self._waiting.append(card)
            self._say_waiting()

    def _say_waiting(self) -> None:
        if not self._waiting:
            self._main.cards.show_message("", "info")
            return
        first = self._waiting[0]
        self._main.cards.show_message(
            f"Tiếp theo: {first.name or first.number}.",
            "info",
            icon="id_card",
            title=f"Còn {len(self._waiting)} thẻ vừa quét",
            button="Lấy thẻ tiếp",
            key="F12",
        )
