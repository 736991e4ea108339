"""The tour for whoever signs in for the first time: five cards over the main window."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.cards import Glyph, KeyButton, Keycap, column, keycap_size, row, words
from ui.help.overlay import Overlay
from ui.theme import measures, scaled

WIDTH = 520
"""Pixels at 10 pt."""
EDGE = 20
"""Pixels around what a card says."""
PICTURE, DRAWN = 116, 44
"""Pixels: the height of a picture, and the icons in it."""


@dataclass(frozen=True, slots=True)
class TourCard:
    """`picture`: icons with the key that stands below each, or none."""

    title: str
    text: str
    picture: tuple[tuple[str, str], ...]


CARDS = (
    TourCard(
        "Quét thẻ, hoặc bấm F2",
        "Người mới đến: quét mã QR trên thẻ căn cước, ở màn hình nào cũng được. Máy tự điền họ "
        "tên, ngày sinh, nơi ở; bạn xem lại rồi bấm F10 để cất. Không có thẻ thì bấm F2, gõ tay.",
        (("id_card", ""), ("scan", "F2"), ("save", "F10")),
    ),
    TourCard(
        "Tìm mọi thứ bằng Ctrl+K",
        "Ở màn hình nào cũng bấm Ctrl+K rồi gõ vài chữ: tên không cần dấu, số định danh, số điện "
        "thoại, năm sinh hoặc xã; cả doanh nghiệp, việc làm, số phiếu. Enter mở mục đầu tiên.",
        (("search", "Ctrl+K"), ("workers", "Enter")),
    ),
    TourCard(
        "Làm việc với người đang mở",
        "Khi đã mở một người, mỗi việc một phím: F4 ghi lượt tư vấn, F6 ghi kết quả theo dõi, F7 "
        "lập và in phiếu giới thiệu việc làm.",
        (("visit", "F4"), ("follow_up", "F6"), ("referral", "F7")),
    ),
    TourCard(
        "Hôm nay: việc đang chờ",
        "Mỗi sáng xem Hôm nay: ai đến hạn gọi, phiếu nào sắp hết hạn mà chưa có kết quả, bản nháp "
        "nào chưa cất. Chọn một dòng: phím số ghi kết quả, Enter mở biểu mẫu.",
        (("today", ""), ("follow_up", ""), ("draft", "Enter")),
    ),
    TourCard(
        "Mất mạng vẫn làm bình thường",
        "Mọi thứ được cất ngay trên máy này. Dòng chữ dưới cùng cho biết Trung tâm đã nhận bao "
        "nhiêu thay đổi; còn lại máy tự gửi khi có mạng. Cần chỉ dẫn, bấm F1 ở bất cứ đâu.",
        (("offline", ""), ("sync", ""), ("ok", "")),
    ),
)


class Tour(Overlay):
    """One card at a time: → and Enter go on, ← back, Esc skips the rest. `left` at the end."""

    own_keys = frozenset(
        {
            Qt.Key.Key_Escape,
            Qt.Key.Key_Left,
            Qt.Key.Key_Right,
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        }
    )

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setProperty("role", "tour")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._at = 0
        self._pictures = [_picture(card) for card in CARDS]
        self._step = words("", "section")
        self._title = words("", "h1", wrap=True)
        self._text = words("", wrap=True)
        self.skip_button = KeyButton("Bỏ qua", "Esc", role="flat", bind=False)
        self.back_button = KeyButton("Trước", "←", bind=False)
        self.next_button = KeyButton("Tiếp", "Enter", role="primary", bind=False)
        for button, slot in (
            (self.skip_button, self.put_away),
            (self.back_button, self.go_back),
            (self.next_button, self.go_on),
        ):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # their keys work wherever the focus is
            button.clicked.connect(slot)
        self._build()

    def _build(self) -> None:
        whole = column(*self._pictures, self._step, self._title, self._text, 1, gap=8)
        whole.addSpacing(8)
        whole.addLayout(row(self.skip_button, 1, self.back_button, self.next_button))
        whole.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        self.setLayout(whole)

    def begin(self) -> None:
        """Show the first card."""
        self._show(0)
        self.bring(self)

    def go_on(self) -> None:
        """The next card; after the last one the tour is over."""
        if self._at + 1 < len(CARDS):
            self._show(self._at + 1)
        else:
            self.put_away()

    def go_back(self) -> None:
        """The card before."""
        self._show(max(self._at - 1, 0))

    def leave(self) -> None:
        """Another screen is shown: whoever goes to work does not look."""
        if self.isVisible():
            self.put_away()

    def room(self, area: QRect) -> QRect:
        """In the middle; high enough for every card, so that the buttons stay where they are."""
        width = min(scaled(WIDTH), area.width())
        self._text.setMinimumHeight(self._most_words(width))
        height = min(self.heightForWidth(width), area.height())
        room = QRect(0, 0, width, height)
        room.moveCenter(area.center())
        return room

    def _most_words(self, width: int) -> int:
        """The height of the longest text."""
        room = QRect(0, 0, width - 2 * (EDGE + self.frameWidth()) - 2 * measures().ring, 10_000)
        metrics = self._text.fontMetrics()
        wrap = Qt.TextFlag.TextWordWrap
        return max(metrics.boundingRect(room, wrap, card.text).height() for card in CARDS)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        if event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
        elif event.key() == Qt.Key.Key_Left:
            self.go_back()
        else:
            super().keyPressEvent(event)

    def _show(self, at: int) -> None:
        self._at, card = at, CARDS[at]
        for place, picture in enumerate(self._pictures):
            picture.setVisible(place == at)
        self._step.setText(f"{at + 1}/{len(CARDS)}")
        self._title.setText(card.title)
        self._text.setText(card.text)
        self.back_button.setVisible(at > 0)
        last = at + 1 == len(CARDS)
        self.next_button.setText("Bắt đầu làm việc" if last else "Tiếp")
        self.next_button.setAccessibleName(self.next_button.text())
        self.next_button.updateGeometry()
        self.setAccessibleName(f"Giới thiệu {at + 1}/{len(CARDS)}: {card.title}. {card.text}")
        self.setAccessibleDescription("Enter tiếp, ← trước, Esc bỏ qua")


def _picture(card: TourCard) -> QFrame:
    """Icons side by side on a quiet ground, with their keys."""
    frame = QFrame()
    frame.setProperty("role", "sunken")
    frame.setFixedHeight(scaled(PICTURE))
    drawn = row(1, gap=36)
    for icon, key in card.picture:
        part = column(1, Glyph(icon, "accent", DRAWN), gap=8)
        part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        if key:
            part.addWidget(Keycap(key), 0, Qt.AlignmentFlag.AlignHCenter)
        else:
            part.addSpacing(keycap_size(key).height())
        part.addStretch(1)
        drawn.addLayout(part)
    drawn.addStretch(1)
    frame.setLayout(drawn)
    return frame
