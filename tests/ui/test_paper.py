"""Papers on the screen, on a printer and in a file: real PDFs, drawn from memory."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PIL.Image import Resampling
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.faults import DiskFull
from desktop_app.letters.letterhead import Letterhead
from desktop_app.letters.referral_slip import ReferralSlip, render_referral_slip
from ui.background import Lanes
from ui.paper import (
    MARGIN,
    NO_PRINTER,
    NotWritten,
    Paper,
    PaperPane,
    PaperView,
    PrintJob,
    SaveJob,
    draw_on_printer,
    page_pictures,
    write_pdf,
)

NUMBER = "BS1-2026-00042"
PAGE = (842, 595)
"""An A4 on its side, in points."""


def a_slip(employer: str = "Công ty TNHH May Thất Khê") -> bytes:
    """The letter as it is printed."""
    slip = ReferralSlip(
        number=NUMBER,
        letterhead=Letterhead(
            parent_body="Sở Nội vụ tỉnh Lạng Sơn",
            centre_name="Trung tâm Dịch vụ Việc làm tỉnh Lạng Sơn",
            office_name="Văn phòng Bắc Sơn",
            address="",
            telephone="",
            place_name="Bắc Sơn",
            signer="",
        ),
        issued_on=date(2026, 11, 23),
        employer=employer,
        worker_name="Triệu Thị Mùi",
        birth_date="09/09/1995",
        personal_number="020195007890",
        personal_number_issued_on=date(2024, 11, 12),
        phone="0378 111 204",
        email="",
        residence="Thôn Hữu Vĩnh, xã Bắc Sơn, tỉnh Lạng Sơn",
        present_address="",
        general_education="Tốt nghiệp THCS",
        technical_level="Sơ cấp",
        experience="6 tháng may công nghiệp",
        position="Thợ may công nghiệp",
        valid_until=date(2026, 12, 7),
        counsellor="Lý Thị Hoa",
    )
    return render_referral_slip(slip).pdf


@pytest.fixture
def lanes(qapp: QObject) -> Iterator[Lanes]:  # noqa: ARG001 - needs Qt
    """The program's threads; a bug in one of them fails the test."""
    bugs: list[Exception] = []
    lanes = Lanes(bugs.append)
    yield lanes
    lanes.drain()
    lanes.close()
    assert bugs == []


@pytest.fixture
def view(lanes: Lanes, on_screen: Callable[[QWidget], None]) -> PaperView:
    """An empty view of 800 × 600."""
    view = PaperView(lanes.readers)
    view.resize(800, 600)
    on_screen(view)
    return view


@pytest.fixture
def window(on_screen: Callable[[QWidget], None]) -> QWidget:
    """The window dialogs belong to."""
    window = QWidget()
    on_screen(window)
    return window


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder Qt and Python take for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def seen(pdf: bytes) -> bytes:
    """The first page in shades of grey, small enough to forgive edges."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=4, grayscale=True).to_pil()
    return picture.resize((210, 149), Resampling.BOX).tobytes()


def difference(one: bytes, other: bytes) -> float:
    """The mean difference of two pictures of the same size, of 255."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


# --- on the screen -------------------------------------------------------------------------------


def test_a_page_fits_whole_into_the_room(qapp: QObject):  # noqa: ARG001 - needs Qt
    [picture] = page_pictures(a_slip(), room=QSize(800, 600), zoom=0, ratio=1)
    assert picture.width() == 800 - 2 * MARGIN
    [sharper] = page_pictures(a_slip(), room=QSize(800, 600), zoom=0, ratio=2)
    assert sharper.width() == 2 * picture.width()
    assert sharper.deviceIndependentSize().width() == picture.width()


def test_what_is_no_pdf_is_refused(qapp: QObject):  # noqa: ARG001 - needs Qt
    with pytest.raises(ValueError, match="not a PDF"):
        page_pictures(b"nothing of the kind", room=QSize(800, 600), zoom=0, ratio=1)


def test_the_newest_paper_is_the_one_shown(view: PaperView, lanes: Lanes):
    first, second, third = (a_slip(f"Công ty số {number}") for number in (1, 2, 3))
    drawn: list[bytes] = []
    view.drawn.connect(lambda: drawn.append(view.pdf))
    for pdf in (first, second, third):
        view.show_pdf(pdf)
    lanes.drain()
    assert drawn == [third]
    whole = page_pictures(third, room=view.maximumViewportSize(), zoom=0, ratio=1)
    assert view.pictures() == whole


def test_larger_smaller_and_whole_again(view: PaperView, lanes: Lanes):
    view.show_pdf(a_slip())
    lanes.drain()
    whole = view.pictures()[0].width()
    view.nearer()
    lanes.drain()
    assert view.pictures()[0].width() == pytest.approx(1.25 * whole, abs=1)
    view.farther()
    view.farther()
    lanes.drain()
    assert view.pictures()[0].width() == pytest.approx(whole / 1.25, abs=1)
    view.fit()
    lanes.drain()
    assert view.pictures()[0].width() == whole


def test_the_page_follows_the_window(view: PaperView, lanes: Lanes):
    view.show_pdf(a_slip())
    lanes.drain()
    view.resize(500, 600)
    lanes.drain()
    assert view.pictures()[0].width() == 500 - 2 * MARGIN


def test_the_pane_tells_what_should_be_known(
    lanes: Lanes, on_screen: Callable[[QWidget], None], cut_off: Callable[[QWidget], list[str]]
):
    pane = PaperPane(lanes.readers, form="Mẫu số 01 NĐ 374/2025", sheet="A4 ngang")
    pane.resize(640, 480)
    on_screen(pane)
    assert not pane.notice.isVisible()
    pane.show_paper(a_slip(), ["Phiếu in chỉ ghi được phần đầu."])
    lanes.drain()
    assert pane.notice.text() == "Phiếu in chỉ ghi được phần đầu."
    assert cut_off(pane) == []
    pane.clear()
    assert (pane.view.pictures(), pane.notice.isVisible()) == ([], False)


def test_showing_a_paper_writes_no_file(view: PaperView, lanes: Lanes, temporary: Path):
    view.show_pdf(a_slip())
    lanes.drain()
    assert view.pictures() != []
    assert list(temporary.iterdir()) == []


# --- on a printer --------------------------------------------------------------------------------


def a_printer(file: Path) -> QPrinter:
    """A printer that prints into a PDF."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(200)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    return printer


@pytest.mark.usefixtures("qapp")
def test_what_is_printed_is_what_was_shown(tmp_path: Path, temporary: Path):
    file = tmp_path / "printed.pdf"
    draw_on_printer(a_slip(), a_printer(file))
    printed = pypdfium2.PdfDocument(file)
    assert len(printed) == 1
    assert tuple(round(side) for side in printed[0].get_size()) == PAGE
    assert difference(seen(a_slip()), seen(file.read_bytes())) < 2
    assert list(temporary.iterdir()) == []


@pytest.mark.usefixtures("qapp")
def test_no_letter_of_the_paper_reaches_the_printer_as_text(tmp_path: Path):
    file = tmp_path / "printed.pdf"
    draw_on_printer(a_slip(), a_printer(file))
    assert pypdfium2.PdfDocument(file)[0].get_textpage().get_text_bounded() == ""


def test_a_paper_goes_through_the_print_dialog(
    window: QWidget, lanes: Lanes, tmp_path: Path, qtbot: QtBot
):
    file = tmp_path / "printed.pdf"
    job = PrintJob(window, Paper(NUMBER, a_slip()), lanes.readers, printer=a_printer(file))
    job.start()
    dialog = window.findChild(QPrintDialog)
    assert dialog is not None
    assert (dialog.isVisible(), dialog.windowTitle()) == (True, f"In {NUMBER}")
    with qtbot.waitSignal(job.printed) as told:
        dialog.done(QPrintDialog.DialogCode.Accepted)
    assert told.args == [NUMBER]
    assert difference(seen(a_slip()), seen(file.read_bytes())) < 2


def test_thinking_better_of_printing(window: QWidget, lanes: Lanes, tmp_path: Path, qtbot: QtBot):
    file = tmp_path / "printed.pdf"
    job = PrintJob(window, Paper(NUMBER, a_slip()), lanes.readers, printer=a_printer(file))
    job.start()
    dialog = window.findChild(QPrintDialog)
    assert dialog is not None
    with qtbot.waitSignal(job.destroyed):
        dialog.reject()
    assert not file.exists()


@pytest.mark.skipif(bool(QPrinterInfo.availablePrinterNames()), reason="this PC has a printer")
def test_without_a_printer_a_sentence_says_what_to_do(window: QWidget, lanes: Lanes):
    job = PrintJob(window, Paper(NUMBER, a_slip()), lanes.readers)
    said: list[str] = []
    job.failed.connect(said.append)
    job.start()
    assert said == [NO_PRINTER]


# --- into a file ---------------------------------------------------------------------------------


def test_saving_writes_exactly_these_bytes_under_the_number(
    window: QWidget, lanes: Lanes, tmp_path: Path, temporary: Path, qtbot: QtBot
):
    pdf = a_slip()
    job = SaveJob(window, Paper(NUMBER, pdf), lanes.readers)
    job.start()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert [Path(name).name for name in dialog.selectedFiles()] == [f"{NUMBER}.pdf"]
    folder = tmp_path / "saved"
    folder.mkdir()
    dialog.setDirectory(str(folder))
    dialog.selectFile(f"{NUMBER}.pdf")
    with qtbot.waitSignal(job.saved) as told:
        qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)
    assert told.args == [f"{NUMBER}.pdf"]
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {f"{NUMBER}.pdf": pdf}
    assert list(temporary.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(NotWritten) as told:
        write_pdf(a_slip(), tmp_path / "nowhere" / f"{NUMBER}.pdf")
    assert str(told.value) == NotWritten.sentence


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk always full")
def test_a_full_disk_is_said_and_leaves_no_torn_file(tmp_path: Path):
    file = tmp_path / f"{NUMBER}.pdf"
    file.symlink_to("/dev/full")
    with pytest.raises(DiskFull):
        write_pdf(a_slip(), file)
    assert list(tmp_path.iterdir()) == []
