"""The bar below every screen: what the centre has received, the last word said, the lock."""

from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from desktop_app.domain.dates import local_date, show_clock, show_time
from desktop_app.domain.money import show_number
from desktop_app.office.exchange import ExchangeStatus
from ui.cards import line, words
from ui.theme import icon_pixmap, measures, set_role

SAID_FOR_MS = 10_000


class StatusBar(QFrame):
    """Counts what the centre acknowledged; a line that is down is calm grey, never red."""

    details_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setFixedHeight(measures().status_bar)
        self._picture = QLabel()
        self._sent = QPushButton()
        self._sent.setFlat(True)
        self._sent.setProperty("role", "status")
        self._sent.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._sent.clicked.connect(self.details_wanted)
        self._word = words("")
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.timeout.connect(self._word.clear)
        lock = QLabel()
        lock.setPixmap(icon_pixmap("lock", "text2", 14, lock.devicePixelRatioF()))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(8)
        layout.addWidget(self._picture)
        layout.addWidget(self._sent)
        layout.addWidget(line(upright=True))
        layout.addWidget(self._word)
        layout.addStretch(1)
        layout.addWidget(words("Lưu trên máy này, mã hóa"))
        layout.addWidget(lock)

    def show_exchange(self, status: ExchangeStatus, *, talking: bool, today: date) -> None:
        """The state of the exchange with the centre, in one line."""
        icon_name, tint = _exchange_icon(status)
        ratio = self._picture.devicePixelRatioF()
        self._picture.setPixmap(icon_pixmap(icon_name, tint, 14, ratio))
        self._sent.setText(exchange_line(status, talking=talking, today=today))
        self._sent.setAccessibleName(self._sent.text())

    def say(self, sentence: str) -> None:
        """One line of news, gone after a while."""
        self._word.setText(sentence)
        set_role(self._word, tone="ok")
        self._silence.start(SAID_FOR_MS)


def exchange_line(status: ExchangeStatus, *, talking: bool, today: date) -> str:
    """«Đã gửi Trung tâm: 1.284/1.287 · lần cuối 08:12»; of another day with its date."""
    if not status.enrolled and not status.fault_sentence:
        return f"Chưa ghi danh với Trung tâm · {show_number(status.waiting)} thay đổi chờ gửi"
    counts = f"{show_number(status.acked)}/{show_number(status.written)}"
    parts = [f"Đã gửi Trung tâm: {counts}"]
    if talking:
        parts.append("đang trao đổi…")
    elif status.fault_sentence:
        parts.append("chưa liên lạc được, tự thử lại")
    if status.last_round_at is not None:
        at = status.last_round_at
        parts.append(f"lần cuối {show_clock(at) if local_date(at) == today else show_time(at)}")
    if status.held:
        parts.append(f"{show_number(status.held)} bị giữ lại")
    return " · ".join(parts)


def _exchange_icon(status: ExchangeStatus) -> tuple[str, str]:
    if status.held:
        return "stuck", "prob"
    if not status.enrolled or status.fault_sentence:
        return "offline", "text2"
    return ("ok", "ok") if not status.waiting else ("sync", "text2")
