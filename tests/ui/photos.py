"""Photos of made-up cards: real QR codes on paper of some size, turned and blurred."""

from typing import cast

import zxingcpp
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter


def a_card_code(text: str, *, pixels: int = 4) -> QImage:
    """The code alone, so many pixels a module."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=pixels)
    height, width = code.shape
    image = QImage(
        bytes(memoryview(cast("bytes", code))),
        width,
        height,
        width,
        QImage.Format.Format_Grayscale8,
    )
    return image.copy()


def a_photo(
    *codes: QImage, width: int = 1200, height: int = 900, turned: float = 0, blurred: int = 1
) -> QImage:
    """Codes side by side on grey, turned by degrees; `blurred` so many times smaller and back."""
    photo = QImage(width, height, QImage.Format.Format_RGB32)
    photo.fill(Qt.GlobalColor.lightGray)
    painter = QPainter(photo)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.translate(width / 2, height / 2)
    painter.rotate(turned)
    left = -sum(code.width() for code in codes) / 2
    for code in codes:
        painter.drawImage(QRectF(left, -code.height() / 2, code.width(), code.height()), code)
        left += code.width()
    painter.end()
    small = photo.scaled(
        width // blurred,
        height // blurred,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    return small.scaled(
        width,
        height,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
