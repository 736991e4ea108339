"""Thiết lập › Sao lưu: what backups there are, whether the newest opens, and the second folder."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.dates import show_ago, show_time
from desktop_app.domain.money import show_size
from desktop_app.office.backups import (
    ABSENT,
    WARN_AFTER,
    BackupRow,
    BackupState,
    backup_rows,
    backup_state,
    save_second_folder,
)
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.permissions import may_lead
from ui.cards import Card, Chip, Glyph, KeyButton, Strip, column, row, show_or_hide, words
from ui.care import Care, CareStatus
from ui.dialogs import ask
from ui.faults import sentence
from ui.forms.scroll import FormScroll
from ui.screens.screen import Screen
from ui.screens.settings_tabs import settings_head
from ui.tables.column import Column, Empty, Mark
from ui.tables.record_table import RecordTable
from ui.theme import measures, scaled
from ui.workplace import Workplace

WORK = {
    "check": "Đang kiểm tra tệp dữ liệu…",
    "backup": "Đang sao lưu…",
    "copy": "Đang chép sang thư mục thứ hai…",
    "proof": "Đang mở thử bản sao lưu…",
}
HOW_TO_RESTORE = (
    "Khôi phục: đăng xuất, rồi chọn «Khôi phục từ bản sao lưu…» ở cửa sổ đăng nhập. Cần mã khôi "
    "phục hoặc mật khẩu của một người dùng."
)
KEPT = (
    "Tự sao lưu mỗi ngày, đã mã hóa; giữ 7 ngày, 4 tuần và 12 tháng gần nhất. "
    "Bản mới nhất được mở thử mỗi ngày."
)
BESIDE_FROM = 900
"""Pixels at 10 pt: a narrower screen has no room for the cards beside the list."""
LEAST_ROWS = 5
"""Rows of the list, its head among them, before the page scrolls instead."""
NO_SECOND = "Chưa chọn. Nên chọn USB hoặc ổ đĩa khác: máy hỏng thì bản sao lưu vẫn còn."


@dataclass(frozen=True)
class Page:
    """What the screen reads."""

    state: BackupState
    rows: list[BackupRow]
    may: bool


class BackupsScreen(Screen):
    """Everybody may look and back up at once; the second folder is the head's to choose."""

    name = "backups"
    rail = "settings"
    shows = frozenset({"backup"})

    def __init__(self, place: Workplace, care: Care) -> None:
        super().__init__(place)
        self._care = care
        self._page = place.newest(self._shown, owner=self)
        self.now_button = KeyButton("Sao lưu ngay", "F10", icon="backup", role="primary")
        self.now_button.clicked.connect(care.back_up_now)
        self.damage = Strip()
        self.trouble = Strip()
        self.headline = words("", "h2")
        self.age = words("", "small")
        self.proof = Chip()
        self.work = words("", "small")
        self.table = _table()
        self.second = words("", wrap=True)
        self.second_state = Chip()
        self.second_journal = Chip()
        self.choose_button = KeyButton("Chọn thư mục…", icon="usb")
        self.choose_button.clicked.connect(self._choose)
        self.none_button = KeyButton("Thôi dùng")
        self.none_button.clicked.connect(self._use_none)
        self.only_heads = words("Việc chọn thư mục dành cho trưởng văn phòng.", "small", wrap=True)
        self._build()
        self._show_care(care.status())
        care.moved.connect(self._show_care)

    def _build(self) -> None:
        state = Card()
        inner = column(
            row(Glyph("backup", "accent", 20), self.headline, self.age, 1, self.work),
            row(self.proof, 1),
            words(KEPT, "small", wrap=True),
            gap=6,
        )
        inner.setContentsMargins(16, 12, 16, 12)
        state.body.addLayout(inner)
        there = Card("Các bản sao lưu của máy này", icon="file", count=0)
        there.body.addWidget(self.table)
        self.there = there
        there.setMinimumHeight(measures().card_head + LEAST_ROWS * measures().table_row)
        self.tables = row(gap=12)
        self.tables.addWidget(there, 5)
        self.tables.addLayout(column(self._second_card(), self._restore_card(), 1, gap=12), 3)
        content = QWidget()
        body = QVBoxLayout(content)
        body.setContentsMargins(16, 4, 16, 16)
        body.setSpacing(12)
        for part in (self.damage, self.trouble, state):
            body.addWidget(part)
        body.addLayout(self.tables, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(settings_head(self.place, self.name, self.now_button))
        whole.addWidget(FormScroll(content), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        """On a narrow screen the cards stand below the list."""
        narrow = event.size().width() < scaled(BESIDE_FROM)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self.tables.setDirection(way)
        super().resizeEvent(event)

    def _second_card(self) -> Card:
        card = Card("Thư mục thứ hai", icon="usb")
        inner = column(
            self.second,
            row(self.second_state, 1),
            row(self.second_journal, 1),
            row(self.choose_button, self.none_button, 1),
            self.only_heads,
            gap=8,
        )
        inner.setContentsMargins(14, 10, 14, 12)
        card.body.addLayout(inner)
        return card

    def _restore_card(self) -> Card:
        card = Card("Khi cần khôi phục", icon="undo")
        inner = column(words(HOW_TO_RESTORE, wrap=True), gap=8)
        inner.setContentsMargins(14, 10, 14, 12)
        card.body.addLayout(inner)
        return card

    # --- reading ---

    def refresh(self) -> None:
        desk = self.place.desk
        self._page.want(lambda: _find(desk))

    def enter(self) -> None:
        super().enter()
        self.now_button.setFocus()

    def _shown(self, page: Page) -> None:
        self.there.badge.show_count(len(page.rows))
        self.table.show_rows(page.rows)
        self._show_second(page.state)
        self._show_newest(page.state)
        for button in (self.choose_button, self.none_button):
            button.setEnabled(page.may)
        show_or_hide(self.only_heads, not page.may)

    def _show_newest(self, state: BackupState) -> None:
        now, newest, tested = self.place.desk.now(), state.newest, state.tested
        if newest is None:
            self.headline.setText("Chưa có bản sao lưu nào của máy này")
            self.age.setText("")
            self.proof.show_status("", "mute")
            return
        self.headline.setText(f"Bản sao lưu gần nhất: {show_time(newest.made_at)}")
        old = now - newest.made_at > WARN_AFTER
        ago = show_ago(newest.made_at, now=now)
        self.age.setText(f"{ago}, đã quá 7 ngày" if old else ago)
        if tested is not None and tested.name == newest.path.name:
            self.proof.show_status(tested.sentence(), "ok" if tested.good else "prob")
        else:
            self.proof.show_status("chưa mở thử", "mute")

    def _show_second(self, state: BackupState) -> None:
        folder = state.second_folder
        self.second.setText(str(folder) if folder else NO_SECOND)
        show_or_hide(self.none_button, folder is not None)
        said, tone = {
            "copied": ("đã có bản mới nhất", "ok"),
            "waiting": ("sẽ chép bản mới nhất", "mute"),
            "absent": (ABSENT, "mute"),
        }.get(state.second, ("", "mute"))
        self.second_state.show_status(said, tone)

    def _show_care(self, status: CareStatus) -> None:
        self.work.setText(WORK.get(status.job, ""))
        self.now_button.setEnabled(not status.job and not status.damage)
        self.damage.show_message(status.damage, "prob")
        self.trouble.show_message(status.fault or status.second or status.journal.trouble(), "warn")
        self.second_journal.show_status(*status.journal.of_second())

    # --- the second folder ---

    def _choose(self) -> None:
        folder = ask.ask_folder(self, "Chọn thư mục hoặc USB cho bản sao lưu thứ hai")
        if folder is not None:
            self.use(folder)

    def _use_none(self) -> None:
        if ask.ask(
            self,
            "Thôi dùng thư mục thứ hai?",
            "Các bản đã chép vẫn nằm ở đó; từ nay chương trình không chép thêm.",
            yes="Thôi dùng",
            no="Giữ như cũ",
        ):
            self.use(None)

    def use(self, folder: Path | None) -> None:
        """Take another second folder, or none."""
        desk = self.place.desk
        self.place.write(
            lambda: save_second_folder(desk, folder=folder), self._used, self._refused, owner=self
        )

    def _used(self, changed: Changed) -> None:
        self.place.announce(changed)
        self.place.said.emit("Đã cất lựa chọn thư mục thứ hai.")
        self._care.look()

    def _refused(self, error: Exception) -> None:
        self.place.troubled.emit(sentence(error))


def _find(desk: Desk) -> Page:
    return Page(state=backup_state(desk), rows=backup_rows(desk), may=may_lead(desk))


def _table() -> RecordTable[BackupRow]:
    return RecordTable(
        [
            Column("Ngày giờ", _when, 150, bold=True),
            Column("Nằm ở", _where, 0),
            Column("Đã mở thử", _proved, 130, mark=_proof_mark),
            Column("Cỡ", _size, 80, align_right=True),
        ],
        identity=_path,
        empty=Empty("Chưa có bản sao lưu nào.", "Sao lưu ngay", "F10"),
        name="Danh sách bản sao lưu",
    )


def _path(backup: BackupRow) -> Path:
    return backup.file.path


def _when(backup: BackupRow) -> str:
    return show_time(backup.file.made_at)


def _where(backup: BackupRow) -> str:
    places = [
        *(["máy này"] if backup.here else []),
        *(["thư mục thứ hai"] if backup.in_second else []),
    ]
    return " và ".join(places)


def _proved(backup: BackupRow) -> str:
    if backup.good is None:
        return ""
    return "tốt" if backup.good else "bị hỏng"


def _proof_mark(backup: BackupRow) -> Mark | None:
    if backup.good is None:
        return None
    return Mark("ok", "ok") if backup.good else Mark("problem", "prob")


def _size(backup: BackupRow) -> str:
    return show_size(backup.file.size)
