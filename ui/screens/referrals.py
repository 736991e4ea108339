"""Giới thiệu: the letters, those whose result is still to come or all of them."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QCheckBox

from desktop_app.domain.dates import show_date
from desktop_app.domain.money import show_number
from desktop_app.domain.names import name_key
from desktop_app.domain.referrals import STATE_NAMES, State
from desktop_app.office.referrals import (
    ReferralPage,
    ReferralRow,
    open_referrals,
    recent_referrals,
)
from ui.cards import KeyButton, words
from ui.screens.list_page import lay_out_list
from ui.screens.screen import Screen
from ui.tables.column import Column, Empty, Mark
from ui.tables.record_model import Deliver
from ui.tables.record_table import RecordTable
from ui.workplace import Workplace

SOON_DAYS = 4
"""A letter with this many days left or fewer is marked."""
STATE_MARKS: dict[State, Mark] = {
    "attended": Mark("info", "info"),
    "passed": Mark("ok", "info"),
    "started_work": Mark("ok", "ok"),
    "refused_by_worker": Mark("problem", "warn"),
    "refused_by_employer": Mark("problem", ""),
    "void": Mark("stuck", ""),
}


class ReferralsScreen(Screen):
    """Enter opens the outcome of the chosen letter, where it can be printed again too."""

    name = "referrals"
    rail = "referrals"
    shows = frozenset({"referral", "referral_event", "worker"})

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.about = words("", "sub")
        self.only_open = QCheckBox("Chỉ phiếu chưa có kết quả")
        self.only_open.setChecked(True)
        self.only_open.clicked.connect(self._switch)
        self.add_button = KeyButton("Thêm", "F7", icon="plus", bind=False)
        self.add_button.clicked.connect(self._add)
        self.table = _table()
        self.table.activated_record.connect(self._open_outcome)
        self.table.filled.connect(self._on_filled)
        self.table.view_with(self._choices, self._choose)
        lay_out_list(
            self,
            "Giới thiệu",
            self.about,
            tools=(self.only_open, self.add_button),
            table=self.table,
        )

    # --- reading ---

    def refresh(self) -> None:
        """Read the list again; the chosen letter stays chosen."""
        if self.only_open.isChecked():
            desk = self.place.desk
            self.place.read(lambda: open_referrals(desk), self._show_open, owner=self)
        else:
            self.table.show_pages(self._request)

    def _show_open(self, letters: list[ReferralRow]) -> None:
        if not self.only_open.isChecked():
            return  # all of them were asked for meanwhile
        self.table.show_rows(letters)

    def _request(self, offset: int, limit: int, deliver: Deliver[ReferralRow]) -> None:
        desk = self.place.desk
        self.place.read(
            lambda: recent_referrals(desk, offset=offset, limit=limit),
            partial(self._deliver, deliver),
            owner=self,
        )

    def _deliver(self, deliver: Deliver[ReferralRow], page: ReferralPage) -> None:
        deliver(page.total, page.rows)

    def _on_filled(self) -> None:
        only_open = self.only_open.isChecked()
        order = self.table.order_words("" if only_open else "mới nhất trước")
        which = " chưa có kết quả" if only_open else ""
        count = f"{show_number(self.table.whole_count())} phiếu{which}"
        self.about.setText(f"{count} · {order}" if order else count)
        if self.table.chosen_record() is None:
            self.table.choose_first()

    def _choices(self) -> Mapping[str, str]:
        return {"only_open": "1" if self.only_open.isChecked() else ""}

    def _choose(self, choices: Mapping[str, str]) -> None:
        self.only_open.setChecked(bool(choices.get("only_open")))
        self.refresh()

    def _switch(self) -> None:
        self.refresh()
        self.table.setFocus()

    def enter(self) -> None:
        """Come to the list."""
        super().enter()
        self.table.setFocus()

    # --- going on ---

    def worker_id(self) -> str:
        """The person of the chosen letter."""
        chosen = self.table.chosen_record()
        return chosen.worker_id if chosen is not None else ""

    def _open_outcome(self, letter: ReferralRow) -> None:
        self.place.go("outcome_form", referral_id=letter.id)

    def _add(self) -> None:
        if worker_id := self.worker_id():
            self.place.go("referral_form", worker_id=worker_id)
        else:
            self.place.go("workers")
            self.place.said.emit("Hãy tìm người lao động, rồi bấm F7.")


def state_words(letter: ReferralRow) -> str:
    """«Còn 3 ngày, chưa có kết quả» while a result is to come, else what came."""
    if letter.state != "issued":
        return STATE_NAMES[letter.state]
    if letter.days_left < 0:
        return f"Quá hạn {-letter.days_left} ngày"
    return f"Còn {letter.days_left} ngày" if letter.days_left else "Hết hạn hôm nay"


def state_mark(letter: ReferralRow) -> Mark:
    """The icon and tone that go with them."""
    if letter.state != "issued":
        return STATE_MARKS[letter.state]
    if letter.days_left <= 1:
        return Mark("problem", "prob")
    return Mark("warning", "warn") if letter.days_left <= SOON_DAYS else Mark("clock")


def _table() -> RecordTable[ReferralRow]:
    return RecordTable[ReferralRow](
        [
            Column("Số phiếu", _number, width=132, bold=True, sort_key=_number),
            Column("Ngày cấp", _issued_on, width=96, gives_way=1, sort_key=_by_issue),
            Column(
                "Người lao động",
                _worker,
                width=196,
                beside=_year,
                beside_heading="Năm sinh",
                sort_key=_by_name,
            ),
            Column("Đơn vị · vị trí", _job),
            Column("Hết ngày", _until, width=96, gives_way=2, sort_key=_by_expiry),
            Column("Kết quả", state_words, width=184, mark=state_mark),
        ],
        identity=_letter_id,
        empty=Empty("Không có phiếu nào chưa có kết quả.", "Lập phiếu cho người đang mở", key="F7"),
        name="Phiếu giới thiệu việc làm",
    )


# --- the columns ---------------------------------------------------------------------------------


def _letter_id(letter: ReferralRow) -> str:
    return letter.id


def _number(letter: ReferralRow) -> str:
    return letter.number


def _issued_on(letter: ReferralRow) -> str:
    return show_date(letter.issued_on)


def _by_issue(letter: ReferralRow) -> object:
    return letter.issued_on


def _worker(letter: ReferralRow) -> str:
    return letter.worker_name


def _by_name(letter: ReferralRow) -> object:
    return name_key(letter.worker_name)


def _year(letter: ReferralRow) -> str:
    return str(letter.birth_year or "")


def _job(letter: ReferralRow) -> str:
    return f"{letter.employer} · {letter.position}"


def _until(letter: ReferralRow) -> str:
    return show_date(letter.valid_until)


def _by_expiry(letter: ReferralRow) -> object:
    return letter.valid_until
