"""Hôm nay: what was done today, which forms were left half-way, whom to call, which letters run out
without a result, who is to come."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop_app.domain.dates import show_date, weekday
from desktop_app.domain.periods import Period
from desktop_app.office.conflicts import CardRow, open_cards
from desktop_app.office.drafts import Discarded, DraftRow, discard_draft, drafts, save_draft
from desktop_app.office.follow_ups import DueRow
from desktop_app.office.referrals import ReferralRow
from desktop_app.office.today import TodayPage, today_page
from desktop_app.office.visits import AppointmentRow
from ui.cards import Card, KeyButton, column, words
from ui.forms.scroll import FormScroll
from ui.screens.conflict_list import cards_table, show_cards
from ui.screens.figure_people import Asked
from ui.screens.head import Head
from ui.screens.person_matters import (
    TITLE,
    Matter,
    matters_table,
    open_matters,
    show_matters,
)
from ui.screens.screen import Screen
from ui.screens.settled_by_digit import CallDigits, LetterDigits
from ui.screens.today_figures import Counted, Figures
from ui.screens.today_lists import (
    appointments_table,
    calls_table,
    drafts_table,
    letters_table,
)
from ui.screens.two_columns import TwoColumns
from ui.tables.record_table import RecordTable
from ui.theme import list_height
from ui.workplace import Workplace

HEADS, LEAST_SHARE, MOST_SHARE = 2, 5, 10
"""Rows: a list takes its part of the height by its length, its two heads counted, within limits."""
MOST_ROWS = 3
"""Rows seen at once of a short list: drafts, appointments."""
LEAST_ROWS = 2
"""Rows of calls and of letters that are seen even where the window is low."""
BESIDE_FROM = 1100
"""Pixels at 10 pt from which drafts and decisions stand beside the day's lists."""


class TodayScreen(Screen):
    """The first screen of the day. Enter in a list opens the form that settles the row; a digit
    settles a call or a letter at once. Tab and Ctrl+Tab go from list to list."""

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
        self.side = QWidget()
        self.drafts = drafts_table(place)
        self.drafts_card = Card("Bản nháp chưa cất", icon="draft")
        self.drop_button = KeyButton("Bỏ", "Delete", role="small", bind=False)
        self.cards = cards_table()
        self.cards_card = Card("Cần quyết định", icon="twins")
        self.matters = matters_table()
        self.matters_card = Card(TITLE, icon="twins")
        self.calls = calls_table()
        self.letters = letters_table()
        self.appointments = appointments_table()
        self.calls_card = Card("Cuộc gọi đến hạn", icon="follow_up")
        self.letters_card = Card("Phiếu sắp hết hạn, chưa có kết quả", icon="referral")
        self.appointments_card = Card("Lịch hẹn", icon="clock")
        self.call_digits = CallDigits(place, self)
        self.letter_digits = LetterDigits(place, self)
        self.calls_foot = self.call_digits.line()
        self.letters_foot = self.letter_digits.line()
        self.all_calls = KeyButton("Tất cả", role="small")
        self.all_letters = KeyButton("Tất cả", role="small")
        self.new_button = KeyButton("Người mới", "F2", icon="plus", bind=False)
        self.reload_button = KeyButton("Nạp", "F5", icon="sync", bind=False)
        self._here: RecordTable[Any] = self.calls
        self._last: RecordTable[Any] = self.calls
        self._build()
        self._connect()

    def _build(self) -> None:
        head = Head(
            (words("Hôm nay", "h1"), self.day), (self.new_button, self.reload_button), edge=16
        )
        self._fill_cards()
        main = QWidget()
        self._layout = column(self.calls_card, self.letters_card, self.appointments_card, gap=12)
        main.setLayout(self._layout)
        self.side.setLayout(column(self.drafts_card, self.cards_card, self.matters_card, gap=12))
        for part in (self.side, *self._side_cards(), self.appointments_card):
            part.hide()
        content = TwoColumns(self.figures, main, self.side, beside_from=BESIDE_FROM)
        content.setContentsMargins(16, 0, 16, 14)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(head)
        layout.addWidget(FormScroll(content), 1)
        self._order()

    def _side_cards(self) -> tuple[Card, ...]:
        return self.drafts_card, self.cards_card, self.matters_card

    def _show_side(self) -> None:
        """Without anything in it the lists have the whole width."""
        self.side.setVisible(any(not card.isHidden() for card in self._side_cards()))

    def _fill_cards(self) -> None:
        for card, table, hint, tool in (
            (self.drafts_card, self.drafts, "Enter mở tiếp", self.drop_button),
            (self.cards_card, self.cards, "Enter so sánh, chọn bản đúng", None),
            (self.matters_card, self.matters, "", None),
            (self.calls_card, self.calls, "Enter mở biểu mẫu", self.all_calls),
            (self.letters_card, self.letters, "Enter mở biểu mẫu", self.all_letters),
            (self.appointments_card, self.appointments, "Enter ghi lượt tư vấn", None),
        ):
            card.head.addWidget(words(hint, "small"))
            if tool is not None:
                card.head.addWidget(tool)
            card.body.addLayout(column(table), 1)  # beside what wraps, its least height counts
        self.calls_card.body.addWidget(self.calls_foot)
        self.letters_card.body.addWidget(self.letters_foot)
        for table in (self.calls, self.letters):
            table.setMinimumHeight(list_height(LEAST_ROWS))

    def _lists(self) -> tuple[RecordTable[Any], ...]:
        """From top to bottom."""
        return (
            self.drafts,
            self.cards,
            self.matters,
            self.calls,
            self.letters,
            self.appointments,
        )

    def _order(self) -> None:
        """Tab goes from list to list, then to the buttons."""
        parts = (
            *self.figures.buttons(),
            *self._lists(),
            self.drop_button,
            self.all_calls,
            self.all_letters,
            self.new_button,
            self.reload_button,
        )
        for before, after in pairwise(parts):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.new_button.clicked.connect(self._new_worker)
        self.reload_button.clicked.connect(self.refresh)
        self.all_calls.clicked.connect(self._show_calls)
        self.all_letters.clicked.connect(self._show_letters)
        self.figures.opened.connect(self._open_people)
        self.figures.calls_opened.connect(self._show_calls)
        self.drafts.activated_record.connect(self._go_on)
        self.drop_button.clicked.connect(self._drop)
        drop = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.drafts)
        drop.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        drop.activated.connect(self._drop)
        for keys, slot in (("Ctrl+Tab", self._next_list), ("Ctrl+Shift+Tab", self._list_before)):
            step = QShortcut(QKeySequence(keys), self)
            step.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            step.activated.connect(slot)
        self.cards.activated_record.connect(self._decide)
        self.matters.activated_record.connect(self._open_matter)
        self.calls.activated_record.connect(self._call)
        self.letters.activated_record.connect(self._settle)
        self.appointments.activated_record.connect(self._receive)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    # --- reading ---

    def refresh(self) -> None:
        """Read the day's page again."""
        desk = self.place.desk
        self.place.read(lambda: today_page(desk), self._shown, owner=self)
        self.place.read(lambda: drafts(desk), self._show_drafts, owner=self)
        self.place.read(lambda: open_cards(desk), self._show_cards, owner=self)
        self.place.read(lambda: open_matters(desk), self._show_matters, owner=self)

    def _show_drafts(self, rows: list[DraftRow]) -> None:
        self._show_while_any(self.drafts_card, self.drafts, rows)
        self._show_side()

    def _show_while_any(
        self, card: Card, table: RecordTable[Any], rows: Sequence[DraftRow | AppointmentRow]
    ) -> None:
        """The card is there only while there is something in it."""
        had_focus = table.hasFocus()
        _show_rows(table, rows)
        card.badge.show_count(len(rows))
        card.setVisible(bool(rows))
        card.hold_rows(min(len(rows), MOST_ROWS))
        if had_focus and not rows:
            self._take_focus()

    def _show_cards(self, rows: list[CardRow]) -> None:
        """The card is there only while something waits for a decision."""
        had_focus = self.cards.hasFocus()
        show_cards(self.cards_card, self.cards, rows)
        self._show_side()
        if had_focus and not rows:
            self._take_focus()

    def _show_matters(self, rows: list[Matter]) -> None:
        had_focus = self.matters.hasFocus()
        show_matters(self.matters_card, self.matters, rows)
        self._show_side()
        if had_focus and not rows:
            self._take_focus()

    def _shown(self, page: TodayPage) -> None:
        today = self.place.desk.today()
        self.day.setText(f"{weekday(today)}, {show_date(today)}")
        self.figures.show_counts(page.counts)
        for card, table, rows in (
            (self.calls_card, self.calls, page.due),
            (self.letters_card, self.letters, page.expiring),
        ):
            _show_rows(table, rows)
            card.badge.show_count(len(rows))
            share = max(LEAST_SHARE, min(MOST_SHARE, len(rows) + HEADS))
            self._layout.setStretchFactor(card, share)
        self._show_here()
        self._show_while_any(self.appointments_card, self.appointments, page.appointments)

    def enter(self) -> None:
        """Come to the list worked in last."""
        super().enter()
        self._take_focus()

    def _take_focus(self) -> None:
        """To the list worked in last, or where it is not there any more to the calls."""
        (self._last if self._last.isVisibleTo(self) else self.calls).setFocus()

    # --- going from list to list ---

    def _next_list(self) -> None:
        self._step(1)

    def _list_before(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        there = [table for table in self._lists() if table.isVisible()]
        here = next((at for at, table in enumerate(there) if table.hasFocus()), None)
        to = there[(here + by) % len(there)] if here is not None else there[0]
        to.setFocus(Qt.FocusReason.TabFocusReason)

    def worker_id(self) -> str:
        """The person of the chosen row, in the list worked in last."""
        chosen = self._last.chosen_record()
        return chosen.worker_id if chosen is not None else ""

    def _on_focus(
        self,
        old: QWidget | None,  # noqa: ARG002 - the signal's argument
        new: QWidget | None,
    ) -> None:
        for table in (self.calls, self.letters, self.appointments):
            if new is table:
                self._last = table
        for table in self._lists():
            if new is table:
                self._here = table
                self._show_here()

    def _show_here(self) -> None:
        """What a key does is seen in one list only: there a row is the chosen one, and digits mean
        something."""
        for table in self._lists():
            table.show_choice(table is self._here)
        for table, foot in ((self.calls, self.calls_foot), (self.letters, self.letters_foot)):
            foot.setVisible(table is self._here and table.count() > 0)

    # --- settling by a digit ---

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        if not self._settled_by(event.text()):
            super().keyPressEvent(event)

    def _settled_by(self, digit: str) -> bool:
        call, letter = self.calls.chosen_record(), self.letters.chosen_record()
        if self.calls.hasFocus() and call is not None:
            return self.call_digits.take(digit, call)
        if self.letters.hasFocus() and letter is not None:
            return self.letter_digits.take(digit, letter)
        return False

    # --- going on ---

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

    def _receive(self, row: AppointmentRow) -> None:
        if row.worker_id:
            self.place.go("visit_form", worker_id=row.worker_id)
        else:
            self.place.go("visit_form", employer_id=row.employer_id)

    def _open_people(self, counted: Counted) -> None:
        today = self.place.desk.today()
        asked = Asked(
            period=Period(today, today),
            split="none",
            row=counted.row,
            column="",
            unit=counted.unit,
            title=f"{counted.title} · {show_date(today)}",
        )
        self.place.go("figure_people", asked=asked)

    def _new_worker(self) -> None:
        self.place.go("worker_form")

    def _show_calls(self) -> None:
        self.place.go("follow_ups")

    def _show_letters(self) -> None:
        self.place.go("referrals")


def _show_rows(table: RecordTable[Any], rows: Sequence[Any]) -> None:
    """Show these with one of them chosen: where the chosen one has gone, the one in its place."""
    place = table.currentIndex().row()
    table.show_rows(rows)
    if rows and table.chosen_record() is None:
        table.selectRow(max(0, min(place, len(rows) - 1)))
