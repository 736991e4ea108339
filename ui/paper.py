"""A paper on the screen and on its way out: the view of its pages, the printer, the PDF file.

Papers name people, so they stay in memory: pages are drawn from the bytes onto the screen or the
printer, and no file is written but the PDF the user asks for. What stands on a paper is decided by
`letters`; here it is only shown.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EDQUOT, ENOSPC
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QObject,
    QPointF,
    QRectF,
    QSize,
    QSizeF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QImage,
    QKeySequence,
    QPageLayout,
    QPageSize,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QWheelEvent,
)
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QScrollArea, QWidget

from desktop_app.domain.faults import DiskFull, Fault
from ui.background import Lane, Newest
from ui.cards import KeyButton, Strip, column, row, words
from ui.faults import sentence
from ui.theme import colour, scaled

POINTS_PER_INCH = 72
MARGIN = 16
"""Pixels around the pages on the screen."""
SHEET_FROM, FORM_FROM = 560, 380
"""Pixels: a narrower pane leaves the layout and the legal name of the paper unsaid."""
ZOOM_STEP = 1.25
SMALLEST, LARGEST = 0.25, 4.0
"""Zooms, as pixels for a point."""
PRINTED_DPI = 600
"""What a laser printer resolves; an A4 takes 140 MB for a moment."""
NO_PRINTER = (
    "Máy tính này chưa cài máy in nên chưa in được. Hãy cài máy in trong Windows rồi in lại, "
    "hoặc lưu thành tệp PDF."
)


@dataclass(frozen=True)
class Paper:
    """A finished paper. `name` stands in its file's name and in the printer's queue: the number of
    the letter, never a person. `record_id`: the record it is about, for the audit."""

    name: str
    pdf: bytes
    record_id: str = ""


class NotPrinted(Fault):
    """The printer did not take the paper."""

    sentence = "Máy in không nhận lệnh in. Hãy kiểm tra máy in có bật và có giấy rồi in lại."


class NotWritten(Fault):
    """The PDF could not be written where the user wanted it."""

    sentence = (
        "Không ghi được tệp PDF vào thư mục này (không có quyền ghi hoặc tệp đang mở ở chương "
        "trình khác). Hãy chọn thư mục khác rồi lưu lại."
    )


# --- Drawing -------------------------------------------------------------------------------------


@contextmanager
def opened(pdf: bytes) -> Iterator[QPdfDocument]:
    """The document in `pdf`, to be used in the thread that opened it."""
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    try:
        if document.status() != QPdfDocument.Status.Ready:
            raise ValueError("not a PDF")
        yield document
    finally:
        document.close()
        buffer.close()


def page_pictures(pdf: bytes, *, room: QSize, zoom: float, ratio: float) -> list[QImage]:
    """The pages as they stand on the screen: `zoom` pixels for a point, or for 0 as large as fits
    whole into `room` (logical pixels). `ratio` is the device's pixels for one logical pixel."""
    with opened(pdf) as document:
        pictures: list[QImage] = []
        for page in range(document.pageCount()):
            scale = zoom or _fitting(document.pagePointSize(page), room)
            picture = _drawn(document, page, scale * ratio)
            picture.setDevicePixelRatio(ratio)
            pictures.append(picture)
        return pictures


def draw_on_printer(pdf: bytes, printer: QPrinter) -> None:
    """Draw all pages in shades of grey, each on a sheet of its own size, from memory."""
    with opened(pdf) as document:
        printer.setPageLayout(_page_layout(document.pagePointSize(0)))
        painter = QPainter()
        if not painter.begin(printer):
            raise NotPrinted
        try:
            for page in range(document.pageCount()):
                if page:
                    printer.setPageLayout(_page_layout(document.pagePointSize(page)))
                    printer.newPage()
                _draw_page(document, page, painter, printer)
        finally:
            painter.end()


def _draw_page(document: QPdfDocument, page: int, painter: QPainter, printer: QPrinter) -> None:
    dpi = min(PRINTED_DPI, printer.resolution())
    picture = _drawn(document, page, dpi / POINTS_PER_INCH)
    picture = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    on_paper = QSizeF(picture.size()) * (printer.resolution() / dpi)
    painter.drawImage(QRectF(QPointF(0, 0), on_paper), picture)


def _drawn(document: QPdfDocument, page: int, scale: float) -> QImage:
    """A page on white, `scale` dots for a point."""
    form = QImage.Format.Format_RGB32  # the only opaque one that is really drawn into
    points = document.pagePointSize(page)
    dots = QSize(round(points.width() * scale), round(points.height() * scale))
    return document.render(page, dots, QPdfDocumentRenderOptions(), form, Qt.GlobalColor.white)


def _page_layout(points: QSizeF) -> QPageLayout:
    upright = points.height() >= points.width()
    size = points if upright else points.transposed()
    layout = QPageLayout(
        QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch),
        QPageLayout.Orientation.Portrait if upright else QPageLayout.Orientation.Landscape,
        QMarginsF(),
    )
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def _fitting(points: QSizeF, room: QSize) -> float:
    across = (room.width() - 2 * MARGIN) / points.width()
    down = (room.height() - 2 * MARGIN) / points.height()
    return max(SMALLEST, min(across, down))


# --- On the screen -------------------------------------------------------------------------------


class PaperView(QScrollArea):
    """The pages below each other; whole in the view at first, larger and smaller with Ctrl + and −.

    `drawn` when pages stand on the screen as they were last asked for.
    """

    drawn = Signal()

    def __init__(self, readers: Lane) -> None:
        super().__init__()
        self._pdf = b""
        self._zoom = 0.0
        self._pages = _Pages()
        self._pages.setAccessibleName("Bản xem trước")
        self.setWidget(self._pages)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self._pages.setAutoFillBackground(False)
        self._pictures: Newest[list[QImage]] = Newest(readers, self._show, owner=self)
        for key, slot in (
            ("Ctrl++", self.nearer),
            ("Ctrl+=", self.nearer),
            ("Ctrl+-", self.farther),
        ):
            QShortcut(QKeySequence(key), self, slot)

    def show_pdf(self, pdf: bytes) -> None:
        """Show a document; the old one stays until the new one is drawn."""
        self._pdf = pdf
        self._draw()

    @property
    def pdf(self) -> bytes:
        """The document shown, or on its way to the screen; empty before the first."""
        return self._pdf

    def pictures(self) -> list[QImage]:
        """The pages as they stand on the screen."""
        return self._pages.pictures

    def clear(self) -> None:
        """Show no paper."""
        self._pdf = b""
        self._pictures.forget()
        self._pages.show_pictures([])

    def fit(self) -> None:
        """Show the whole page."""
        self._zoom = 0.0
        self._draw()

    def nearer(self) -> None:
        """Show it larger."""
        self._zoom_to(self._scale() * ZOOM_STEP)

    def farther(self) -> None:
        """Show it smaller."""
        self._zoom_to(self._scale() / ZOOM_STEP)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        super().resizeEvent(event)
        if not self._zoom:
            self._draw()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's method
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        elif event.angleDelta().y() > 0:
            self.nearer()
        else:
            self.farther()

    def _zoom_to(self, zoom: float) -> None:
        self._zoom = max(SMALLEST, min(LARGEST, zoom))
        self._draw()

    def _scale(self) -> float:
        """Pixels for a point as shown now."""
        if self._zoom or not self._pages.pictures:
            return self._zoom or 1.0
        points = 842 if self._pages.pictures[0].width() > self._pages.pictures[0].height() else 595
        return self._pages.pictures[0].deviceIndependentSize().width() / points

    def _draw(self) -> None:
        if not self._pdf:
            return
        pdf, zoom, ratio = self._pdf, self._zoom, self.devicePixelRatioF()
        room = self.maximumViewportSize()
        self._pictures.want(lambda: page_pictures(pdf, room=room, zoom=zoom, ratio=ratio))

    def _show(self, pictures: list[QImage]) -> None:
        self._pages.show_pictures(pictures)
        self.drawn.emit()


class _Pages(QWidget):
    """The drawn pages with a hairline around each."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[QImage] = []

    def show_pictures(self, pictures: list[QImage]) -> None:
        self.pictures = pictures
        sizes = [picture.deviceIndependentSize() for picture in pictures]
        width = max((size.width() for size in sizes), default=0)
        height = sum(size.height() + MARGIN for size in sizes)
        self.setMinimumSize(round(width) + 2 * MARGIN, round(height) + MARGIN if sizes else 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's method
        painter = QPainter(self)
        top = float(MARGIN)
        if len(self.pictures) == 1:
            top = max(top, (self.height() - self.pictures[0].deviceIndependentSize().height()) / 2)
        for picture in self.pictures:
            size = picture.deviceIndependentSize()
            sheet = QRectF(round((self.width() - size.width()) / 2), round(top), 0, 0)
            sheet.setSize(size)
            painter.drawImage(sheet.topLeft(), picture)
            painter.setPen(colour("line"))
            painter.drawRect(sheet.adjusted(-1, -1, 0, 0))
            top += size.height() + MARGIN


class PaperPane(QFrame):
    """The preview at the side of a form: a head, what the paper's maker wants to be known, the
    pages, and the buttons that send it out."""

    def __init__(self, readers: Lane, *, form: str, sheet: str) -> None:
        """`form` is the paper's legal name, `sheet` says how it is laid out."""
        super().__init__()
        self.setProperty("role", "sunken")
        self.view = PaperView(readers)
        self.notice = Strip("", "warn")
        self.fit_button = KeyButton("Vừa khung", role="small")
        self.fit_button.setToolTip("Xem cả trang · Ctrl + và Ctrl − để phóng to, thu nhỏ")
        self.fit_button.clicked.connect(self._fit)
        self._sheet, self._form = words(sheet, "sub"), words(form, "small")
        head = row(words("Xem trước", "b"), self._sheet, 1, self._form, self.fit_button)
        head.setContentsMargins(16, 8, 16, 0)
        notices = row(self.notice)
        notices.setContentsMargins(16, 6, 16, 0)
        notices.setStretch(0, 1)
        layout = column(head, notices, gap=0)
        layout.addWidget(self.view, 1)
        self.setLayout(layout)

    def show_paper(self, pdf: bytes, notices: Sequence[str]) -> None:
        """Show a paper and what should be known of it before it is printed."""
        self.notice.show_message(" ".join(notices), "warn")
        self.view.show_pdf(pdf)

    def clear(self) -> None:
        """Show no paper."""
        self.notice.show_message("", "warn")
        self.view.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        super().resizeEvent(event)
        self._sheet.setVisible(event.size().width() >= scaled(SHEET_FROM))
        self._form.setVisible(event.size().width() >= scaled(FORM_FROM))

    def _fit(self) -> None:
        self.view.fit()


# --- On its way out ------------------------------------------------------------------------------


class PrintJob(QObject):
    """One `paper` on its way to a printer.

    `printed(name)` when the printer has it, `failed(sentence)` when it could not be; neither when
    the user thinks better of it.
    """

    printed = Signal(str)
    failed = Signal(str)

    def __init__(
        self, parent: QWidget, paper: Paper, lane: Lane, *, printer: QPrinter | None = None
    ) -> None:
        """`printer`: the one offered first, by default the one the system chose."""
        super().__init__(parent)
        self._parent = parent
        self._can_print = printer is not None or bool(QPrinterInfo.availablePrinterNames())
        self.paper = paper
        self._lane = lane
        self._printer = printer or QPrinter(QPrinter.PrinterMode.HighResolution)
        self._dialog: QPrintDialog | None = None

    def start(self) -> None:
        """Offer the printers; the program goes on meanwhile."""
        if not self._can_print:
            self.failed.emit(NO_PRINTER)
            self._end()
            return
        self._printer.setDocName(self.paper.name)
        with opened(self.paper.pdf) as document:
            self._printer.setPageLayout(_page_layout(document.pagePointSize(0)))
        self._dialog = self._make_dialog()
        QDialog.open(self._dialog)  # the stub of QPrintDialog knows only open(receiver, member)

    def _make_dialog(self) -> QPrintDialog:
        dialog = QPrintDialog(self._printer, self._parent)
        dialog.setWindowTitle(f"In {self.paper.name}")
        for useless in (
            QAbstractPrintDialog.PrintDialogOption.PrintToFile,
            QAbstractPrintDialog.PrintDialogOption.PrintPageRange,
            QAbstractPrintDialog.PrintDialogOption.PrintCollateCopies,
        ):
            dialog.setOption(useless, False)
        dialog.accepted.connect(self._draw)
        dialog.rejected.connect(self._end)
        return dialog

    def _draw(self) -> None:
        pdf, printer = self.paper.pdf, self._printer
        self._lane.run(
            lambda: draw_on_printer(pdf, printer), self._on_printed, self._on_failed, owner=self
        )

    def _on_printed(self, _: None) -> None:
        self.printed.emit(self.paper.name)
        self._end()

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(sentence(error))
        self._end()

    def _end(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self.deleteLater()


class SaveJob(QObject):
    """One `paper` on its way into a file. `saved(file name)`, or `failed(sentence)`."""

    saved = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QWidget, paper: Paper, lane: Lane) -> None:
        super().__init__(parent)
        self.paper = paper
        self._lane = lane
        self._dialog = QFileDialog(parent, "Lưu PDF", str(Path.home()), "Tệp PDF (*.pdf)")
        self._dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._dialog.setDefaultSuffix("pdf")
        for part, word in (
            (QFileDialog.DialogLabel.LookIn, "Trong thư mục"),
            (QFileDialog.DialogLabel.FileName, "Tên tệp"),
            (QFileDialog.DialogLabel.FileType, "Loại tệp"),
            (QFileDialog.DialogLabel.Accept, "Lưu"),
            (QFileDialog.DialogLabel.Reject, "Hoãn"),
        ):
            self._dialog.setLabelText(part, word)
        self._dialog.selectFile(f"{paper.name}.pdf")
        self._dialog.fileSelected.connect(self._write)
        self._dialog.rejected.connect(self._end)

    def start(self) -> None:
        """Ask for the place; the program goes on meanwhile."""
        self._dialog.open()

    def _write(self, name: str) -> None:
        paper, file = self.paper, Path(name)
        self._lane.run(
            lambda: write_pdf(paper.pdf, file), self._on_saved, self._on_failed, owner=self
        )

    def _on_saved(self, file: Path) -> None:
        self.saved.emit(file.name)
        self._end()

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(sentence(error))
        self._end()

    def _end(self) -> None:
        self._dialog.deleteLater()
        self.deleteLater()


def write_pdf(pdf: bytes, file: Path) -> Path:
    """Write exactly these bytes. Raises DiskFull and NotWritten; a torn file is not left behind."""
    try:
        file.write_bytes(pdf)
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT):
            file.unlink(missing_ok=True)
            raise DiskFull from error
        raise NotWritten from error
    return file
