"""Hôm nay: what was done today, which forms were left half-way, whom to call, which letters run out
without a result."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.dates import local_date, show_clock, show_date, show_time, weekday
from desktop_app.domain.money import show_number
from desktop_app.office.conflicts import CardRow, open_cards
from desktop_app.office.drafts import Discarded, DraftRow, discard_draft, drafts, save_draft
from desktop_app.office.follow_ups import DueRow
from desktop_app.office.referrals import ReferralRow
from desktop_app.office.today import TodayCounts, TodayPage, today_page
from ui.cards import Card, Figure, KeyButton, line, row, words
from ui.screens.conflict_list import cards_table, show_cards
from ui.screens.person_matters import (
    HINT,
    TITLE,
    Matter,
    matters_table,
    open_matters,
    show_matters,
)
from ui.screens.screen import Screen
from ui.tables.column import Column, Empty, Mark
from ui.tables.record_table import RecordTable
from ui.theme import measures
from ui.workplace import Workplace

SOON_DAYS = 4
"""A letter with this many days left or fewer is marked."""
HEADS, LEAST_SHARE, MOST_SHARE = 2, 5, 10
"""Rows: a list takes its part of the height by its length, its two heads counted, within limits."""
MOST_DRAFTS = 3
"""Rows of drafts seen at once."""


class TodayScreen(Screen):
    """The first screen of the day. Enter in a list opens the form that settles the row."""

    name = "today"
    rail = "today"
    shows = frozenset(
        {
            "worker",
            "visit",
            "referral",
            "referral_event",
            "follow_up_task",
            "follow_up_contact",
            "draft",
            "conflict",
            "person_link",
            "handover",
        }
    )

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.day = words("", "sub")
        self.figures = Figures()
        self.drafts = _drafts_table(place)
        self.drafts_card = Card("Bản nháp chưa cất", icon="draft")
        self.drop_button = KeyButton("Bỏ", "Delete", role="small", bind=False)
        self.cards = cards_table()
        self.cards_card = Card("Cần quyết định", icon="twins")
        self.matters = matters_table()
        self.matters_card = Card(TITLE, icon="twins")
        self.calls = _calls_table()
        self.letters = _letters_table()
        self.calls_card = Card("Cuộc gọi đến hạn", icon="follow_up")
        self.letters_card = Card("Phiếu sắp hết hạn, chưa có kết quả", icon="referral")
        self.all_calls = KeyButton("Tất cả", role="small")
        self.all_letters = KeyButton("Tất cả", role="small")
        self.new_button = KeyButton("Người mới", "F2", icon="plus", bind=False)
        self.reload_button = KeyButton("Nạp", "F5", icon="sync", bind=False)
        self._last: RecordTable[DueRow] | RecordTable[ReferralRow] = self.calls
        self._build()
        self._connect()

    def _build(self) -> None:
        title = row(words("Hôm nay", "h1"), self.day, 1, self.new_button, self.reload_button)
        title.setSpacing(10)
        head = QWidget()
        head.setLayout(title)
        head.setFixedHeight(measures().title_row - 4)
        for card, table, hint, button in (
            (self.drafts_card, self.drafts, "Enter mở tiếp", self.drop_button),
            (self.calls_card, self.calls, "Enter ghi kết quả", self.all_calls),
            (self.letters_card, self.letters, "Enter ghi kết quả", self.all_letters),
        ):
            card.head.addWidget(words(hint, "small"))
            card.head.addWidget(button)
            card.body.addWidget(table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 4, 16, 14)
        layout.setSpacing(12)
        layout.addWidget(head)
        layout.addWidget(self.figures)
        layout.addWidget(self.drafts_card)
        self.drafts_card.hide()
        self.cards_card.head.addWidget(words("Enter so sánh, chọn bản đúng", "small"))
        self.cards_card.body.addWidget(self.cards)
        layout.addWidget(self.cards_card)
        self.cards_card.hide()
        self.matters_card.head.addWidget(words(HINT, "small"))
        self.matters_card.body.addWidget(self.matters)
        layout.addWidget(self.matters_card)
        self.matters_card.hide()
        layout.addWidget(self.calls_card, LEAST_SHARE)
        layout.addWidget(self.letters_card, LEAST_SHARE)
        self._layout = layout

    def _connect(self) -> None:
        self.new_button.clicked.connect(self._new_worker)
        self.reload_button.clicked.connect(self.refresh)
        self.all_calls.clicked.connect(self._show_calls)
        self.all_letters.clicked.connect(self._show_letters)
        self.drafts.activated_record.connect(self._go_on)
        self.drop_button.clicked.connect(self._drop)
        drop = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.drafts)
        drop.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        drop.activated.connect(self._drop)
        self.cards.activated_record.connect(self._decide)
        self.matters.activated_record.connect(self._open_matter)
        self.calls.activated_record.connect(self._call)
        self.letters.activated_record.connect(self._settle)
        self.calls.chosen.connect(self._note_call)
        self.letters.chosen.connect(self._note_letter)

    # --- reading ---

    def refresh(self) -> None:
        """Read the day's page again."""
        desk = self.place.desk
        self.place.read(lambda: today_page(desk), self._shown, owner=self)
        self.place.read(lambda: drafts(desk), self._show_drafts, owner=self)
        self.place.read(lambda: open_cards(desk), self._show_cards, owner=self)
        self.place.read(lambda: open_matters(desk), self._show_matters, owner=self)

    def _show_drafts(self, rows: list[DraftRow]) -> None:
        """The card is there only while something was left half-way."""
        had_focus = self.drafts.hasFocus()
        self.drafts.show_rows(rows)
        self.drafts_card.badge.show_count(len(rows))
        self.drafts_card.setVisible(bool(rows))
        height = measures().table_row * (min(len(rows), MOST_DRAFTS) + 1)
        self.drafts_card.setFixedHeight(measures().card_head + height + 6)
        if had_focus and not rows:
            self._last.setFocus()
        elif rows and self.drafts.chosen_record() is None:
            self.drafts.choose_first()

    def _show_cards(self, rows: list[CardRow]) -> None:
        """The card is there only while something waits for a decision."""
        had_focus = self.cards.hasFocus()
        show_cards(self.cards_card, self.cards, rows)
        if had_focus and not rows:
            self._last.setFocus()

    def _show_matters(self, rows: list[Matter]) -> None:
        had_focus = self.matters.hasFocus()
        show_matters(self.matters_card, self.matters, rows)
        if had_focus and not rows:
            self._last.setFocus()

    def _shown(self, page: TodayPage) -> None:
        today = self.place.desk.today()
        self.day.setText(f"{weekday(today)}, {show_date(today)}")
        self.figures.show_counts(page.counts)
        self.calls_card.badge.show_count(len(page.due))
        self.letters_card.badge.show_count(len(page.expiring))
        self.calls.show_rows(page.due)
        self.letters.show_rows(page.expiring)
        for card, rows in ((self.calls_card, page.due), (self.letters_card, page.expiring)):
            share = max(LEAST_SHARE, min(MOST_SHARE, len(rows) + HEADS))
            self._layout.setStretchFactor(card, share)

    def enter(self) -> None:
        """Come to the list worked in last."""
        super().enter()
        self._last.setFocus()

    # --- going on ---

    def worker_id(self) -> str:
        """The person of the chosen row, in the list worked in last."""
        chosen = self._last.chosen_record()
        return chosen.worker_id if chosen is not None else ""

    def _note_call(self, chosen: DueRow | None) -> None:
        if chosen is not None:
            self._last = self.calls

    def _note_letter(self, chosen: ReferralRow | None) -> None:
        if chosen is not None:
            self._last = self.letters

    def _go_on(self, draft: DraftRow) -> None:
        self.place.go(draft.screen, **draft.opened, draft=draft.record_id)

    def _drop(self) -> None:
        """Throw the chosen draft away; that can be taken back."""
        desk, chosen = self.place.desk, self.drafts.chosen_record()
        if chosen is not None:
            self.place.write(
                lambda: discard_draft(desk, screen=chosen.screen, record_id=chosen.record_id),
                self._dropped,
                owner=self,
            )

    def _dropped(self, discarded: Discarded) -> None:
        desk, draft = self.place.desk, discarded.draft
        self.place.announce(discarded.changed)
        if draft is not None:
            self.place.draft_dropped.emit(draft.screen, draft.record.id)
            self.place.undoable(
                f"Đã bỏ bản nháp «{draft.title}».", lambda: save_draft(desk, draft=draft)
            )

    def _open_matter(self, matter: Matter) -> None:
        self.place.go("person_question", **matter.opens)

    def _decide(self, card: CardRow) -> None:
        self.place.go("decision", card_id=card.id)

    def _call(self, due: DueRow) -> None:
        self.place.go("contact_form", task_id=due.task_id)

    def _settle(self, letter: ReferralRow) -> None:
        self.place.go("outcome_form", referral_id=letter.id)

    def _new_worker(self) -> None:
        self.place.go("worker_form")

    def _show_calls(self) -> None:
        self.place.go("follow_ups")

    def _show_letters(self) -> None:
        self.place.go("referrals")


class Figures(Card):
    """The day's counts in one line. Visits (lượt) and people (người) are told apart."""

    def __init__(self) -> None:
        super().__init__()
        self.visits = Figure("lượt tư vấn")
        self.registered = Figure("người mới đăng ký")
        self.referrals = Figure("phiếu giới thiệu")
        self.placed = Figure("nhận được việc làm")
        self.calls = Figure("cuộc gọi đã ghi / đến hạn")
        layout = QHBoxLayout()
        layout.setContentsMargins(16, 5, 16, 7)
        layout.setSpacing(20)
        layout.addWidget(self.visits, 1)
        for figure in (self.registered, self.referrals, self.placed, self.calls):
            layout.addWidget(line(upright=True))
            layout.addWidget(figure, 1)
        self.body.addLayout(layout)

    def show_counts(self, counts: TodayCounts) -> None:
        """Show the counts of a day."""
        people = f"{show_number(counts.people)} người" if counts.visits else ""
        self.visits.show_number(show_number(counts.visits), beside=people)
        self.registered.show_number(show_number(counts.registered))
        self.referrals.show_number(show_number(counts.referrals))
        self.placed.show_number(show_number(counts.placed))
        self.calls.show_number(f"{show_number(counts.calls_done)}/{show_number(counts.calls_due)}")


def _drafts_table(place: Workplace) -> RecordTable[DraftRow]:
    def when(draft: DraftRow) -> str:
        today = local_date(draft.at) == place.desk.today()
        return f"Hôm nay {show_clock(draft.at)}" if today else show_time(draft.at)

    return RecordTable[DraftRow](
        [
            Column("Biểu mẫu", _draft_title, bold=True, mark=_draft_mark),
            Column("Giữ lúc", when, width=190),
        ],
        identity=_draft_id,
        empty=Empty("Không có bản nháp nào."),
        name="Bản nháp chưa cất",
    )


def _calls_table() -> RecordTable[DueRow]:
    return RecordTable[DueRow](
        [
            Column("Họ và tên", _due_name, bold=True, beside=_due_year, beside_heading="Năm sinh"),
            Column("Điện thoại", _due_phone, width=130),
            Column("Nơi làm · việc", _due_job),
            Column("Mốc", _due_milestone, width=140),
            Column("Hạn", _due_words, width=150, mark=_due_mark),
        ],
        identity=_task_id,
        empty=Empty("Hôm nay không có cuộc gọi nào đến hạn.", "Tìm người để tư vấn", key="Ctrl+K"),
        name="Cuộc gọi đến hạn",
    )


def _letters_table() -> RecordTable[ReferralRow]:
    return RecordTable[ReferralRow](
        [
            Column("Số phiếu", _letter_number, width=140, bold=True),
            Column(
                "Người lao động", _letter_worker, beside=_letter_year, beside_heading="Năm sinh"
            ),
            Column("Doanh nghiệp · vị trí", _letter_job),
            Column("Hết ngày", _letter_until, width=140),
            Column("Còn lại", _letter_left, width=150, mark=_letter_mark),
        ],
        identity=_letter_id,
        empty=Empty(
            "Không có phiếu nào sắp hết hạn mà chưa có kết quả.",
            "Lập phiếu cho người đang mở",
            key="F7",
        ),
        name="Phiếu sắp hết hạn, chưa có kết quả",
    )


# --- the columns ---------------------------------------------------------------------------------


def _draft_id(draft: DraftRow) -> str:
    return f"{draft.screen} {draft.record_id}"


def _draft_title(draft: DraftRow) -> str:
    return draft.title


def _draft_mark(draft: DraftRow) -> Mark:  # noqa: ARG001 - all of them are drafts
    return Mark("draft", "draft")


def _task_id(due: DueRow) -> str:
    return due.task_id


def _due_name(due: DueRow) -> str:
    return due.full_name


def _due_year(due: DueRow) -> str:
    return str(due.birth_year or "")


def _due_phone(due: DueRow) -> str:
    return due.phone or "chưa có số"


def _due_job(due: DueRow) -> str:
    return _joined(due.employer, due.position)


def _due_milestone(due: DueRow) -> str:
    return due.milestone


def _due_words(due: DueRow) -> str:
    if due.days_left < 0:
        return f"Quá {-due.days_left} ngày"
    return {0: "Hôm nay", 1: "Ngày mai"}.get(due.days_left, show_date(due.due_on))


def _due_mark(due: DueRow) -> Mark:
    if due.days_left < 0:
        return Mark("warning", "warn")
    return Mark("clock", "" if due.days_left else "info")


def _letter_id(letter: ReferralRow) -> str:
    return letter.id


def _letter_number(letter: ReferralRow) -> str:
    return letter.number


def _letter_worker(letter: ReferralRow) -> str:
    return letter.worker_name


def _letter_year(letter: ReferralRow) -> str:
    return str(letter.birth_year or "")


def _letter_job(letter: ReferralRow) -> str:
    return _joined(letter.employer, letter.position)


def _letter_until(letter: ReferralRow) -> str:
    return show_date(letter.valid_until)


def _letter_left(letter: ReferralRow) -> str:
    if letter.days_left < 0:
        return f"Quá {-letter.days_left} ngày"
    return f"Còn {letter.days_left} ngày" if letter.days_left else "Hết hôm nay"


def _letter_mark(letter: ReferralRow) -> Mark:
    if letter.days_left <= 1:
        return Mark("problem", "prob")
    return Mark("warning", "warn") if letter.days_left <= SOON_DAYS else Mark("clock")


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
