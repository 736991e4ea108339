"""Theo dõi: whom to call about their job, the longest overdue first."""

from PySide6.QtGui import QKeyEvent

from desktop_app.domain.dates import show_date
from desktop_app.domain.money import show_number
from desktop_app.domain.names import name_key
from desktop_app.office.follow_ups import DueRow, due_follow_ups
from ui.cards import KeyButton, words
from ui.screens.list_page import lay_out_list
from ui.screens.screen import Screen
from ui.screens.settled_by_digit import CallDigits
from ui.tables.column import Column, Empty, Mark
from ui.tables.record_table import RecordTable
from ui.workplace import Workplace


class FollowUpsScreen(Screen):
    """A digit records the call; Enter opens its form."""

    name = "follow_ups"
    rail = "follow_ups"
    shows = frozenset({"follow_up_task", "follow_up_contact", "worker"})

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.digits = CallDigits(place, self)
        self.about = words("", "sub")
        self.reload_button = KeyButton("Nạp", "F5", icon="sync", bind=False)
        self.reload_button.clicked.connect(self.refresh)
        self.table = _table()
        self.table.activated_record.connect(self._record)
        lay_out_list(
            self,
            "Theo dõi",
            self.about,
            tools=(self.reload_button,),
            table=self.table,
            below=self.digits.line(),
        )

    def refresh(self) -> None:
        """Read what is due again."""
        desk = self.place.desk
        self.place.read(lambda: due_follow_ups(desk), self._shown, owner=self)

    def _shown(self, due: list[DueRow]) -> None:
        overdue = sum(row.days_left < 0 for row in due)
        late = f" · {show_number(overdue)} quá hạn" if overdue else ""
        self.about.setText(f"{show_number(len(due))} cuộc gọi đến hạn{late}")
        self.table.show_rows(due)
        if self.table.chosen_record() is None:
            self.table.choose_first()

    def enter(self) -> None:
        """Come to the list."""
        super().enter()
        self.table.setFocus()

    def worker_id(self) -> str:
        """The person to be called."""
        chosen = self.table.chosen_record()
        return chosen.worker_id if chosen is not None else ""

    def _record(self, due: DueRow) -> None:
        self.place.go("contact_form", task_id=due.task_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        due = self.table.chosen_record()
        if due is None or not self.digits.take(event.text(), due):
            super().keyPressEvent(event)


def _table() -> RecordTable[DueRow]:
    return RecordTable[DueRow](
        [
            Column(
                "Họ và tên",
                _name,
                width=200,
                bold=True,
                beside=_year,
                beside_heading="Năm sinh",
                sort_key=_by_name,
            ),
            Column("Điện thoại", _phone, width=112),
            Column("Nơi làm · việc", _job),
            Column("Mốc", _milestone, width=96, gives_way=2),
            Column("Ngày hẹn gọi", _due_on, width=100, gives_way=1, sort_key=_by_day),
            Column("Hạn", _left, width=124, mark=_mark, sort_key=_by_day),
        ],
        identity=_task_id,
        empty=Empty(
            "Không có cuộc gọi nào đến hạn.", "Theo dõi người đang mở ở Người lao động", key="F6"
        ),
        name="Cuộc gọi đến hạn",
    )


# --- the columns ---------------------------------------------------------------------------------


def _task_id(due: DueRow) -> str:
    return due.task_id


def _name(due: DueRow) -> str:
    return due.full_name


def _by_name(due: DueRow) -> object:
    return name_key(due.full_name)


def _year(due: DueRow) -> str:
    return str(due.birth_year or "")


def _phone(due: DueRow) -> str:
    return due.phone or "chưa có số"


def _job(due: DueRow) -> str:
    return " · ".join(part for part in (due.employer, due.position) if part)


def _milestone(due: DueRow) -> str:
    return due.milestone


def _due_on(due: DueRow) -> str:
    return show_date(due.due_on)


def _by_day(due: DueRow) -> object:
    return due.due_on


def _left(due: DueRow) -> str:
    if due.days_left < 0:
        return f"Quá {-due.days_left} ngày"
    return {0: "Hôm nay", 1: "Ngày mai"}.get(due.days_left, f"Còn {due.days_left} ngày")


def _mark(due: DueRow) -> Mark:
    if due.days_left < 0:
        return Mark("warning", "warn")
    return Mark("clock", "" if due.days_left else "info")
