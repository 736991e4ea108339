"""A letter on its way out leaves a line in the audit, once it is really out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.referrals import Referral
from desktop_app.office.audit import audit_page
from desktop_app.office.desk import Desk
from desktop_app.office.referrals import referral_letter
from tests.office.conftest import Counter
from tests.ui.screens.conftest import Trail
from ui.background import Lane, Lanes
from ui.paper import Paper, PrintJob
from ui.screens import letter_out
from ui.screens.letter_out import LetterOut, letter_paper
from ui.workplace import Workplace

HER = "Triệu Thị Mùi, sinh 1995"


@pytest.fixture
def letter(counter: Counter) -> Referral:
    """A letter of Triệu Thị Mùi."""
    return counter.issued(counter.registered())


@pytest.fixture
def window(on_screen: Callable[[QWidget], None]) -> QWidget:
    """Some screen."""
    window = QWidget()
    on_screen(window)
    return window


@pytest.fixture
def out(place: Workplace, window: QWidget) -> LetterOut:
    """What that screen sends letters out with."""
    return LetterOut(place, window)


def paper_of(letter: Referral, desk: Desk) -> Paper:
    return letter_paper(letter, referral_letter(desk, referral=letter).pdf)


def noted(desk: Desk) -> list[tuple[str, str, str]]:
    rows = audit_page(desk, offset=0, limit=50).rows[::-1]
    return [(row.act, row.subject, row.detail) for row in rows if row.act != "sign_in"]


def test_a_printed_letter(
    out: LetterOut,
    letter: Referral,
    desk: Desk,
    window: QWidget,
    lanes: Lanes,
    trail: Trail,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    class IntoFile(PrintJob):
        """The same, on a printer that every PC has."""

        def __init__(self, parent: QWidget, paper: Paper, lane: Lane) -> None:
            printer = QPrinter(QPrinter.PrinterMode.HighResolution)
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(str(tmp_path / "printed.pdf"))
            super().__init__(parent, paper, lane, printer=printer)

    monkeypatch.setattr(letter_out, "PrintJob", IntoFile)
    out.print_letter(letter)
    lanes.drain()
    dialog = window.findChild(QPrintDialog)
    assert (dialog is not None, noted(desk)) == (True, [])
    if dialog is not None:
        dialog.done(QPrintDialog.DialogCode.Accepted)
    lanes.drain()
    assert trail.said == [f"Phiếu {letter.number} đã gửi tới máy in."]
    assert noted(desk) == [("print", HER, letter.number)]


def test_a_saved_letter(
    out: LetterOut,
    letter: Referral,
    desk: Desk,
    window: QWidget,
    lanes: Lanes,
    trail: Trail,
    tmp_path: Path,
    qtbot: QtBot,
):
    out.save_paper(paper_of(letter, desk))
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("phieu.pdf")
    qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)
    lanes.drain()
    assert trail.said == ["Đã lưu phieu.pdf."]
    assert noted(desk) == [("save_pdf", HER, letter.number)]


def test_who_thinks_better_of_it_leaves_no_line(
    out: LetterOut, letter: Referral, desk: Desk, window: QWidget, lanes: Lanes
):
    out.save_paper(paper_of(letter, desk))
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    dialog.reject()
    lanes.drain()
    assert noted(desk) == []
