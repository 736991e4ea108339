"""The bar below every screen: what the centre has received, the last backup, the draft kept last,
the last word said and how to take it back, the lock."""

from datetime import date, datetime

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from desktop_app.domain.dates import local_date, show_clock, show_time
from desktop_app.domain.faults import Unreachable
from desktop_app.domain.money import show_number
from desktop_app.office.exchange import ExchangeStatus
from ui.cards import TONE_ICONS, Glyph, KeyButton, line, words
from ui.theme import icon_pixmap, measures, scaled, set_role

SAID_FOR_MS = 10_000
ALL_WORDS_FROM = 1280
"""Pixels at 10 pt: on a narrower bar the lock says by itself what it means."""
LOCKED = "Lưu trên máy này, mã hóa"


class News(QLabel):
    """One line that gives way: where there is no room for all of it, its end is cut, and the whole
    is the tip."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's method
        end = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self.text(), end, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        self.style().drawItemText(
            QPainter(self),
            self.rect(),
            Qt.AlignmentFlag.AlignVCenter,
            self.palette(),
            self.isEnabled(),
            shown,
            self.foregroundRole(),
        )


class StatusBar(QFrame):
    """Counts what the centre acknowledged; a line that is down is calm grey, never red.

    A word that can be taken back has a button beside it, and both go together: what the button and
    Ctrl+Z take back is what stands there. Any other word belongs to the screen on which it was
    said, or to the one it came with.
    """

    details_wanted = Signal()
    backups_wanted = Signal()
    undo_wanted = Signal()
    undo_over = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setFixedHeight(measures().status_bar)
        self._picture = QLabel()
        self._sent = _status_button()
        self._sent.clicked.connect(self.details_wanted)
        self._disk = Glyph("backup", "text2", 14)
        self.backup = _status_button()
        self.backup.clicked.connect(self.backups_wanted)
        self._backup_line = line(upright=True)
        for part in (self._disk, self.backup, self._backup_line):
            part.hide()
        self.news = News()
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.timeout.connect(self._fall_silent)
        self._just_said = QTimer(self)  # runs until what is being done now is done
        self._just_said.setSingleShot(True)
        self.undo_button = KeyButton("Hoàn tác", "Ctrl+Z", icon="undo", bind=False)
        self.undo_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.undo_button.clicked.connect(self.undo_wanted)
        self.undo_button.hide()
        self._pencil = Glyph("draft", "draft", 14)
        self._pencil.hide()
        self.draft = words("")
        self.draft.setProperty("tone", "draft")
        self.lock_words = words(LOCKED)
        self.lock_words.setMinimumWidth(1)  # hidden on a narrow bar, which it must not widen
        lock = QLabel()
        lock.setToolTip(LOCKED)
        lock.setAccessibleName(LOCKED)
        lock.setPixmap(icon_pixmap("lock", "text2", scaled(14), lock.devicePixelRatioF()))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(8)
        layout.addWidget(self._picture)
        layout.addWidget(self._sent)
        layout.addWidget(line(upright=True))
        layout.addWidget(self._disk)
        layout.addWidget(self.backup)
        layout.addWidget(self._backup_line)
        layout.addWidget(self._pencil)
        layout.addWidget(self.draft)
        layout.addWidget(self.news)
        layout.addWidget(self.undo_button)
        layout.addStretch(1)
        layout.addWidget(self.lock_words)
        layout.addWidget(lock)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        self.lock_words.setVisible(event.size().width() >= scaled(ALL_WORDS_FROM))
        super().resizeEvent(event)

    def show_exchange(self, status: ExchangeStatus, *, talking: bool, today: date) -> None:
        """The state of the exchange with the centre, in one line."""
        icon_name, tint = _exchange_icon(status)
        ratio = self._picture.devicePixelRatioF()
        self._picture.setPixmap(icon_pixmap(icon_name, tint, scaled(14), ratio))
        self._sent.setText(exchange_line(status, talking=talking, today=today))
        self._sent.setAccessibleName(self._sent.text())

    def show_backup(self, said: str, tone: str) -> None:
        """«Sao lưu: 2 giờ trước»; with a tone when it is to be looked at, hidden without words."""
        set_role(self.backup, tone=tone)
        self._disk.show_icon(TONE_ICONS[tone] if tone else "backup", tone or "text2")
        self.backup.setText(said)
        self.backup.setAccessibleName(said)
        for part in (self._disk, self.backup, self._backup_line):
            part.setVisible(bool(said))

    def say(self, sentence: str) -> None:
        """One line of news, gone after a while."""
        self._speak(sentence, undo=False)

    def offer_undo(self, sentence: str) -> None:
        """One line of news that can be taken back as long as it is shown."""
        self._speak(sentence, undo=True)

    def leave_behind(self) -> None:
        """Another screen comes: what was said before is over. What is said while it comes is for
        whoever sees it, and what can be taken back stays for its time."""
        if not self._just_said.isActive() and not self.undo_button.isVisibleTo(self):
            self._fall_silent()

    def show_draft(self, kept_at: datetime | None) -> None:
        """«Bản nháp đã giữ 09:41»; nothing for None."""
        self._pencil.setVisible(kept_at is not None)
        self.draft.setText("" if kept_at is None else f"Bản nháp đã giữ {show_clock(kept_at)}")

    def _speak(self, sentence: str, *, undo: bool) -> None:
        self.news.setText(sentence)
        set_role(self.news, tone="ok")
        self._silence.start(SAID_FOR_MS)
        self._just_said.start(0)
        if self.undo_button.isVisibleTo(self) and not undo:
            self.undo_over.emit()
        self.undo_button.setVisible(undo)

    def _fall_silent(self) -> None:
        self._speak("", undo=False)


def _status_button() -> QPushButton:
    button = QPushButton()
    button.setFlat(True)
    button.setProperty("role", "status")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button


def exchange_line(status: ExchangeStatus, *, talking: bool, today: date) -> str:
    """«Đã gửi Trung tâm: 1.284/1.287 · lần cuối 08:12»; of another day with its date."""
    if status.receiving:
        return status.receiving
    if not status.enrolled and not status.fault_sentence:
        state = (
            "Chờ Trung tâm ghi danh máy này" if status.enrolling else "Chưa ghi danh với Trung tâm"
        )
        return f"{state} · {show_number(status.waiting)} thay đổi chờ gửi"
    counts = f"{show_number(status.acked)}/{show_number(status.written)}"
    parts = [f"Đã gửi Trung tâm: {counts}"]
    if talking:
        parts.append("đang trao đổi…")
    elif status.fault_sentence:
        line_is_down = status.fault_sentence == Unreachable.sentence
        why = "chưa liên lạc được" if line_is_down else "trao đổi chưa xong"
        parts.append(f"{why}, tự thử lại")
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
