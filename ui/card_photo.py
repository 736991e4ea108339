"""The code of a card in a photo: from a file, from the clipboard, or dragged here.

A photo is only looked at: nothing of it is kept. What the code says is read elsewhere.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage, QImageReader

from desktop_app.domain.id_cards import NotACard, read_card

Photo = QImage | Path
KINDS = "Ảnh (*.jpg *.jpeg *.png *.bmp *.webp *.gif)"
"""What is offered when a file is chosen."""
SIDE = 1600
"""Pixels: the longer side of a photo in which a code that was not found is sought again: a blurred
code is found in the small, and a tiny one in the large."""
NOT_A_PHOTO = "Không mở được tệp này như một tấm ảnh; hãy chọn ảnh chụp mặt thẻ có mã QR"
NO_CODE = (
    "Không thấy mã QR nào đọc được trong ảnh; hãy chụp lại gần hơn, thẳng và đủ sáng, hoặc nhập tay"
)


def has_photo(data: QMimeData) -> bool:
    """Whether a picture or a file was dragged here or lies on the clipboard."""
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())


def photo_in(data: QMimeData) -> Photo:
    """The picture of `data`, or the first of its files."""
    if data.hasImage():
        image = data.imageData()
        return image if isinstance(image, QImage) else QImage()
    return Path(next(url for url in data.urls() if url.isLocalFile()).toLocalFile())


def card_text(photo: Photo) -> str:
    """The text of the card's code; of another code where there is none of a card, so that it can be
    said what it is. Raises NotACard. Takes up to seconds: for a lane."""
    image = _load(photo)
    if image.isNull():
        raise NotACard(NOT_A_PHOTO)
    for view in (image, _at_other_size(image)):
        texts = _codes(view)
        if texts:
            return next(filter(_is_card, texts), texts[0])
    raise NotACard(NO_CODE)


def _load(photo: Photo) -> QImage:
    if isinstance(photo, QImage):
        return photo
    reader = QImageReader(str(photo))
    reader.setAutoTransform(True)  # a telephone notes how it was held
    return reader.read()


def _codes(image: QImage) -> Sequence[str]:
    import zxingcpp  # heavy, and seldom needed

    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return [code.text for code in zxingcpp.read_barcodes(grey)]


def _at_other_size(image: QImage) -> QImage:
    return image.scaled(
        SIDE,
        SIDE,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def _is_card(text: str) -> bool:
    try:
        read_card(text)
    except NotACard:
        return False
    return True
