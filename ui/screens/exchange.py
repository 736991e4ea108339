"""Đồng bộ: what the centre has, what still waits here and why, and how the last rounds went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.dates import local_date, show_clock, show_time
from desktop_app.domain.money import show_number
from desktop_app.office.conflicts import CardRow, open_cards
from desktop_app.office.desk import Desk
from desktop_app.office.exchange import (
    ExchangeStatus,
    RoundRow,
    VerificationRow,
    WaitingRow,
    exchange_status,
    recent_rounds,
    verifications_made,
    waiting_changes,
)
from ui.cards import Card, Figure, KeyButton, Strip, column, row, words
from ui.exchange import Exchange
from ui.forms.scroll import FormScroll
from ui.screens.conflict_list import cards_table, show_cards
from ui.screens.head import Head
from ui.screens.person_matters import (
    HINT,
    TITLE,
    Matter,
    matters_table,
    open_matters,
    show_matters,
)
from ui.screens.screen import Screen
from ui.screens.stick_panel import StickPanel
from ui.tables.column import Column, Empty, Mark
from ui.tables.record_table import RecordTable
from ui.theme import colour, measures, scaled
from ui.workplace import Workplace

LIMIT = 200
CLOCKS_AGREE = timedelta(minutes=5)
"""The centre takes no stamp that is further ahead."""
LEAST_ROWS = 5
"""Rows of a list, its head among them, before the page scrolls instead."""
NARROWEST = 1060
"""Pixels at 10 pt that two lists beside each other need."""


@dataclass(frozen=True)
class Page:
    """What the screen reads."""

    status: ExchangeStatus
    waiting: list[WaitingRow]
    rounds: list[RoundRow]
    cards: list[CardRow]
    matters: list[Matter]
    verifications: list[VerificationRow]


class ExchangeScreen(Screen):
    """Counts what the centre acknowledged; never calls sent what it has not.

    It reads again whenever the exchange has moved: after every change here and every round.
    """

    name = "exchange"
    rail = "exchange"
    shows = frozenset({"conflict", "person_link", "handover"})

    def __init__(self, place: Workplace, exchange: Exchange) -> None:
        super().__init__(place)
        self._exchange = exchange
        self._page = place.newest(self._shown, owner=self)
        self._pressed: KeyButton | None = None
        self.now_button = KeyButton("Đồng bộ ngay", icon="sync", role="primary")
        self.now_button.clicked.connect(exchange.now)
        self.compare_button = KeyButton("Đối chiếu toàn bộ", icon="check")
        self.compare_button.clicked.connect(exchange.compare_all)
        self.stick = StickPanel(place, exchange, within=self)
        self.write_button = KeyButton("Ghi ra USB", icon="usb")
        self.write_button.clicked.connect(self.stick.write)
        self.read_button = KeyButton("Đọc từ USB", icon="usb")
        self.read_button.clicked.connect(self.stick.read)
        self.stick.work.moved.connect(self._show_stick_work)
        self.headline = words("", "h2")
        self.details = words("", "small")
        self.compared = words("", "small")
        self.acked = Figure("Trung tâm đã nhận", icon="ok", tone="ok")
        self.pending = Figure("đang chờ gửi", icon="clock", tone="warn")
        self.held = Figure("bị giữ lại", icon="stuck", tone="prob")
        self.safe = Figure("an toàn", icon="backup", tone="ok")
        self.bar = Shares()
        self.where = words("", "sub")
        self.trouble = Strip()
        self.notice = Strip()
        self.clock = Strip()
        self.kept = Strip()
        self.waiting = _waiting_table()
        self.waiting.chosen.connect(self._say_why)
        self.why = Strip()
        self.rounds = _rounds_table()
        self.cards = cards_table()
        self.cards_card = Card("Cần quyết định", icon="twins")
        self.matters = matters_table()
        self.matters_card = Card(TITLE, icon="twins")
        self.matters.activated_record.connect(self._open_matter)
        self.cards.activated_record.connect(self._open_card)
        self.waiting_card = Card("Chưa được Trung tâm nhận", icon="sync", count=0)
        self._build()
        self._show_talking(exchange.talking)
        exchange.moved.connect(self._moved)
        exchange.compared.connect(self._show_comparing)

    def _build(self) -> None:
        by_stick = (self.write_button, self.read_button)
        over_the_line = (self.compare_button, self.now_button)
        title = Head((words("Đồng bộ", "h1"), self.where), (*by_stick, *over_the_line), edge=16)
        state = Card()
        self.state = row(column(self.headline, self.details, self.compared, gap=2), 1)
        self.state.addLayout(row(self.safe, self.acked, self.pending, self.held, 1, gap=32))
        inner = column(self.state, self.bar, gap=10)
        inner.setContentsMargins(16, 12, 16, 14)
        state.body.addLayout(inner)
        self.waiting_card.body.addWidget(self.waiting)
        self.waiting_card.body.addWidget(self.why)
        rounds = Card("Các lượt gần nhất", icon="clock")
        rounds.body.addWidget(self.rounds)
        for card in (self.waiting_card, rounds):
            card.setMinimumHeight(measures().card_head + LEAST_ROWS * measures().table_row)
        self.tables = row(gap=12)
        self.tables.addWidget(self.waiting_card, 3)
        self.tables.addWidget(rounds, 2)
        self.cards_card.head.addWidget(words("Enter so sánh, chọn bản đúng", "small"))
        self.cards_card.body.addWidget(self.cards)
        self.cards_card.hide()
        self.matters_card.head.addWidget(words(HINT, "small"))
        self.matters_card.body.addWidget(self.matters)
        self.matters_card.hide()
        strips = (self.trouble, self.clock, self.notice)
        body = column(
            *strips, self.stick, state, self.kept, self.cards_card, self.matters_card, gap=12
        )
        body.addLayout(self.tables, 1)
        body.setContentsMargins(16, 0, 16, 16)
        content = QWidget()
        content.setLayout(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(title)
        whole.addWidget(FormScroll(content), 1)
        self._order_focus()

    def _order_focus(self) -> None:
        """As the buttons stand."""
        buttons = (self.write_button, self.read_button, self.compare_button, self.now_button)
        for one, following in pairwise(buttons):
            self.setTabOrder(one, following)

    def enter(self) -> None:
        """Come to what is done here most, not to the first button there is."""
        super().enter()
        focused = self.window().focusWidget()
        if focused in (None, self.write_button) or not self.isAncestorOf(focused):
            (self.now_button if self.now_button.isEnabled() else self.waiting).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        """Where two things beside each other would have to cut words they stand one above the
        other."""
        narrow = event.size().width() < scaled(NARROWEST)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self.tables.setDirection(way)
        self.state.setDirection(way)
        super().resizeEvent(event)

    def refresh(self) -> None:
        desk = self.place.desk
        self._page.want(lambda: _find(desk))

    def _shown(self, page: Page) -> None:
        status, office = self._exchange.completed(page.status), self.place.desk.office
        pc = "Chờ số máy mới" if status.pc is None else f"Máy {office.code}{status.pc}"
        self.where.setText(f"{pc} · {office.name}")
        self.headline.setText(
            f"Trung tâm đã nhận {show_number(status.acked)} trên "
            f"{show_number(status.written)} thay đổi"
        )
        self.details.setText(_details(status))
        self.compared.setText(verified_words(page.verifications, self.place.desk.today()))
        self.safe.show_count(status.safe)
        self.acked.show_count(status.acked)
        self.pending.show_count(status.waiting)
        self.held.show_count(status.held)
        applied = status.acked - status.held
        self.bar.show_shares(applied=applied, waiting=status.waiting, held=status.held)
        self.notice.show_message(status.notice, "ok", icon="ok")
        self.trouble.show_message(status.fault_sentence, "mute", icon="offline")
        self.clock.show_message(clock_words(status, self.place.desk.now()), "warn", icon="clock")
        kept, tone = kept_words(status), "warn" if status.damaged else "info"
        self.kept.show_message(kept, tone, title="Giữ riêng tại máy này:" if kept else "")
        self.waiting_card.badge.show_count(status.waiting + status.held)
        self.waiting.show_rows(page.waiting)
        self.rounds.show_rows(page.rounds)
        show_cards(self.cards_card, self.cards, page.cards)
        show_matters(self.matters_card, self.matters, page.matters)

    def _open_matter(self, matter: Matter) -> None:
        self.place.go("person_question", **matter.opens)

    def _open_card(self, card: CardRow) -> None:
        self.place.go("decision", card_id=card.id)

    def _moved(self, status: ExchangeStatus, talking: bool) -> None:
        self._show_talking(talking)
        if talking:
            if status.receiving:
                self.details.setText(status.receiving)
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def _show_talking(self, talking: bool) -> None:
        """The focus waits in the list while the buttons cannot be pressed."""
        if talking and self._pressed is None:
            pressed = (one for one in (self.now_button, self.compare_button) if one.hasFocus())
            self._pressed = next(pressed, None)
            if self._pressed is not None:
                self.waiting.setFocus()
        self.now_button.setEnabled(not talking)
        self.now_button.setText("Đang trao đổi…" if talking else "Đồng bộ ngay")
        self.compare_button.setEnabled(not talking)
        self.compare_button.setText("Đối chiếu toàn bộ")
        if not talking and self._pressed is not None:
            if self.waiting.hasFocus():
                self._pressed.setFocus()
            self._pressed = None

    def _show_comparing(self, done: int, total: int) -> None:
        share = 100 * done // total if total else 100
        self.compare_button.setText(f"Đang đối chiếu… {share}%")

    def _show_stick_work(self, said: str) -> None:
        for button in (self.write_button, self.read_button):
            button.setEnabled(not said)

    def _say_why(self, chosen: WaitingRow | None) -> None:
        """Why the centre has set the chosen change aside."""
        self.why.show_message(chosen.reason if chosen else "", "prob", icon="stuck")


class Shares(QWidget):
    """A bar of three shares: received and in the centre's book, waiting here, held there."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(8)
        self._shares: tuple[tuple[int, str], ...] = ()

    def show_shares(self, *, applied: int, waiting: int, held: int) -> None:
        """Show new figures; none of them counts what another one counts."""
        self._shares = ((applied, "accent"), (waiting, "warn"), (held, "prob"))
        self.setAccessibleName(f"{applied} đã vào sổ, {waiting} chờ gửi, {held} bị giữ lại")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's method
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour("line"))
        total = sum(share for share, _ in self._shares)
        if not total:
            painter.setBrush(colour("sunken"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            return
        left = 0.0
        for share, token in self._shares:
            width = self.width() * share / total
            if share:
                painter.fillRect(QRectF(left, 0, max(width - 2, 2), 8), colour(token))
            left += width


def _find(desk: Desk) -> Page:
    return Page(
        status=exchange_status(desk),
        waiting=waiting_changes(desk, limit=LIMIT),
        rounds=recent_rounds(desk),
        cards=open_cards(desk),
        matters=open_matters(desk),
        verifications=verifications_made(desk),
    )


def _details(status: ExchangeStatus) -> str:
    parts = [
        f"{show_number(status.safe)} thay đổi đã an toàn: có trong bản sao lưu của Trung tâm"
    ] * bool(status.safe)
    if status.enrolling:
        parts.append("Đã có tệp ghi danh: Trung tâm nhận máy này ở lượt trao đổi đầu tiên")
    elif not status.enrolled and not status.fault_sentence:
        parts.append("Máy này chưa ghi danh: chọn tệp ghi danh trong Thiết lập")
    if status.last_round_at is not None:
        parts.append(f"Lần cuối {show_time(status.last_round_at)}")
    if status.next_try_at is not None and (
        status.enrolled or status.enrolling or status.fault_sentence
    ):
        parts.append(f"Tự trao đổi lúc {show_clock(status.next_try_at)}")
    return " · ".join(parts)


def clock_words(status: ExchangeStatus, now: datetime) -> str:
    """What to do about a clock that is not the centre's; nothing while they agree."""
    if abs(status.clock_off) <= CLOCKS_AGREE:
        return ""
    return (
        f"Đồng hồ máy này lệch với Trung tâm: máy này {show_time(now)}, Trung tâm "
        f"{show_time(_at_centre(status, now))}. Hãy chỉnh lại ngày giờ của máy; nếu máy đúng thì "
        "báo Trung tâm. Thứ tự các thay đổi vẫn đúng, không mất gì."
    )


def _at_centre(status: ExchangeStatus, now: datetime) -> datetime:
    try:
        return now + status.clock_off
    except OverflowError:  # beyond all calendars
        return datetime.max.replace(tzinfo=UTC) if status.clock_off > timedelta(0) else now


def kept_words(status: ExchangeStatus) -> str:
    """What was received and is not used: for want of a newer program, or damaged."""
    parts: list[str] = []
    if status.newer:
        parts.append(
            f"{show_number(status.newer)} thay đổi nhận về là của chương trình mới hơn: máy sẽ tự "
            "dùng sau khi cập nhật chương trình."
        )
    if status.damaged:
        parts.append(
            f"{show_number(status.damaged)} thay đổi nhận về bị hỏng nên chưa ghép vào hồ sơ: bản "
            "nhận được vẫn giữ nguyên, hãy báo Trung tâm."
        )
    return " ".join(parts)


def verified_words(made: Sequence[VerificationRow], today: date) -> str:
    """What comparing has last come to, and what was found wrong before that."""
    if not made:
        return ""
    wrong_before = [one for one in made[1:] if one.differed]
    return " · ".join(_one_verified(one, today) for one in (made[0], *wrong_before[:1]))


def _one_verified(one: VerificationRow, today: date) -> str:
    when = show_clock(one.at) if local_date(one.at) == today else show_time(one.at)
    if not one.differed:
        return f"{when} – đã đối chiếu với Trung tâm: {show_number(one.records)} hồ sơ khớp"
    parts: list[str] = []
    if one.mended:
        parts.append(f"{show_number(one.mended)} hồ sơ lệch đã lấy lại từ Trung tâm")
    if one.lacking:
        parts.append(f"{show_number(one.lacking)} hồ sơ máy có, Trung tâm thiếu")
    return f"{when} – đã đối chiếu với Trung tâm: {', '.join(parts)}"


def _waiting_table() -> RecordTable[WaitingRow]:
    return RecordTable(
        [
            Column("Hồ sơ", lambda r: r.title, width=204, bold=True),
            Column("Việc", lambda r: r.what),
            Column("Lúc", lambda r: show_time(r.at), width=124),
            Column("Trạng thái", _state_words, width=108, mark=_state_mark),
        ],
        identity=lambda r: (r.title, r.what, r.at),
        empty=Empty("Trung tâm đã nhận đủ mọi thay đổi của máy này."),
        name="Thay đổi chờ gửi",
    )


def _rounds_table() -> RecordTable[RoundRow]:
    return RecordTable(
        [
            Column("Lượt trao đổi", lambda r: show_time(r.at), width=130),
            Column("Gửi", lambda r: show_number(r.sent), width=56, align_right=True),
            Column("Nhận về", lambda r: show_number(r.received), width=72, align_right=True),
            Column("Kết quả", _round_words, mark=_round_mark),
        ],
        identity=lambda r: r.at,
        empty=Empty("Chưa trao đổi lần nào."),
        name="Các lượt trao đổi",
    )


def _state_words(waiting: WaitingRow) -> str:
    return "Bị giữ lại" if waiting.state == "held" else "Chờ gửi"


def _state_mark(waiting: WaitingRow) -> Mark:
    return Mark("stuck", "prob") if waiting.state == "held" else Mark("clock", "warn")


def _round_words(done: RoundRow) -> str:
    if done.fault_sentence:
        return "Trung tâm từ chối" if done.by_stick else "Chưa liên lạc được"
    way = "Qua USB, " if done.by_stick else ""
    said = f"giữ lại {done.held}" if done.held else "đủ"
    return f"{way}{said}" if way else said.capitalize()


def _round_mark(done: RoundRow) -> Mark:
    if done.fault_sentence:
        return Mark("offline", "text2")
    if done.by_stick and not done.held:
        return Mark("usb", "ok")
    return Mark("stuck", "prob") if done.held else Mark("ok", "ok")
