"""Sends a letter that has its number to the printer or into a file, from whatever screen, and notes
in the audit that it has gone out."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_app.domain.referrals import REFERRAL, Referral
from desktop_app.office.referrals import referral_letter
from ui.paper import Paper, PrintJob, SaveJob
from ui.workplace import Workplace


class LetterOut(QObject):
    """What becomes of the paper is said in the status bar, or above the screen when it failed."""

    def __init__(self, place: Workplace, screen: QWidget) -> None:
        super().__init__(screen)
        self._place = place
        self._screen = screen

    def print_letter(self, letter: Referral) -> None:
        """Make the paper of a letter just issued and offer the printers."""
        desk = self._place.desk
        self._place.read(
            lambda: letter_paper(letter, referral_letter(desk, referral=letter).pdf),
            self.print_paper,
            owner=self,
        )

    def print_paper(self, paper: Paper) -> None:
        """Offer the printers."""
        job = PrintJob(self._screen.window(), paper, self._place.lanes.readers)
        job.printed.connect(self._printed)
        job.failed.connect(self._trouble)
        job.start()

    def save_paper(self, paper: Paper) -> None:
        """Ask where to put its PDF, named by the letter's number."""
        job = SaveJob(self._screen.window(), paper, self._place.lanes.readers)
        job.saved.connect(self._saved)
        job.failed.connect(self._trouble)
        job.start()

    def _printed(self, name: str) -> None:
        job = self.sender()
        if isinstance(job, PrintJob):
            self._place.audit.printed(REFERRAL.name, job.paper.record_id, name)
        self._place.said.emit(f"Phiếu {name} đã gửi tới máy in.")

    def _saved(self, file: str) -> None:
        job = self.sender()
        if isinstance(job, SaveJob):
            self._place.audit.saved(REFERRAL.name, job.paper.record_id, job.paper.name)
        self._place.said.emit(f"Đã lưu {file}.")

    def _trouble(self, sentence: str) -> None:
        self._place.troubled.emit(sentence)


def letter_paper(letter: Referral, pdf: bytes) -> Paper:
    """The paper of a letter."""
    return Paper(letter.number, pdf, record_id=letter.id)
