"""Sends a letter that has its number to the printer or into a file, from whatever screen."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_app.domain.referrals import Referral
from desktop_app.office.referrals import referral_letter
from ui.paper import Paper, PrintJob, SaveJob
from ui.workplace import Workplace

if TYPE_CHECKING:
    from desktop_app.letters.typesetting import RenderedPaper


class LetterOut(QObject):
    """The paper is made anew from the records each time: nothing of it is kept anywhere."""

    def __init__(self, place: Workplace, screen: QWidget) -> None:
        super().__init__(screen)
        self._place = place
        self._screen = screen

    def print_letter(self, letter: Referral) -> None:
        """Offer the printers for this letter."""
        self._make(letter, to_file=False)

    def save_letter(self, letter: Referral) -> None:
        """Ask where to put its PDF, named by its number."""
        self._make(letter, to_file=True)

    def _make(self, letter: Referral, *, to_file: bool) -> None:
        desk = self._place.desk
        send = self._save if to_file else self._print
        self._place.read(
            lambda: referral_letter(desk, referral=letter),
            partial(send, letter.number),
            owner=self,
        )

    def _print(self, number: str, letter: "RenderedPaper") -> None:
        readers = self._place.lanes.readers
        job = PrintJob(self._screen.window(), Paper(number, letter.pdf), readers)
        job.printed.connect(partial(self._say, f"Phiếu {number} đã gửi tới máy in."))
        job.failed.connect(self._trouble)
        job.start()

    def _save(self, number: str, letter: "RenderedPaper") -> None:
        readers = self._place.lanes.readers
        job = SaveJob(self._screen.window(), Paper(number, letter.pdf), readers)
        job.saved.connect(self._saved)
        job.failed.connect(self._trouble)
        job.start()

    def _saved(self, file: str) -> None:
        self._say(f"Đã lưu {file}.")

    def _say(self, sentence: str) -> None:
        self._place.said.emit(sentence)

    def _trouble(self, sentence: str) -> None:
        self._place.troubled.emit(sentence)
