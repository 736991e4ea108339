"""Who stands behind a number of Báo cáo: as many rows as the number says."""

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence, QShortcut

from desktop_app.domain.dates import show_date
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.money import show_number
from desktop_app.domain.names import name_key
from desktop_app.domain.periods import Period
from desktop_app.office.figures import BehindRow, people_behind
from ui.background import Newest
from ui.cards import KeyButton, words
from ui.faults import sentence
from ui.screens.list_page import lay_out_list
from ui.screens.screen import Screen
from ui.tables.column import Column, Empty
from ui.tables.record_table import RecordTable
from ui.workplace import Workplace


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The number whose people are shown: its place in the table, its unit and its words."""

    period: Period
    split: str
    row: str
    column: str
    unit: str
    title: str


class FigurePeopleScreen(Screen):
    """Enter opens the person, or the employer an employer's visit was about; Esc goes back to the
    number."""

    name = "figure_people"
    rail = "figures"
    shows = frozenset(BY_NAME)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._asked: Asked | None = None
        self.title = words("", "h1")
        self.about = words("", "sub", wrap=True)
        self.back_button = KeyButton("Quay lại", "Esc", bind=False)
        self.copy_button = KeyButton("Chép sang Excel", "Ctrl+C", icon="file", bind=False)
        self.table = _table()
        self._people: Newest[tuple[Asked, list[BehindRow]]] = Newest(
            place.lanes.readers, self._shown, self._not_shown, owner=self
        )
        lay_out_list(
            self,
            self.title,
            self.about,
            tools=(self.back_button, self.copy_button),
            table=self.table,
        )
        self.back_button.clicked.connect(self._back)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self._back)
        self.copy_button.clicked.connect(self.table.copy)
        self.table.activated_record.connect(self._open_record)

    def open(self, **what: object) -> None:
        """`asked`: the number whose people are wanted."""
        asked = what.get("asked")
        if isinstance(asked, Asked):
            self._asked = asked
            self.refresh()

    # --- reading ---

    def refresh(self) -> None:
        """Read who they are again."""
        desk, asked = self.place.desk, self._asked
        if asked is None:
            return
        self.table.wait()
        self._people.want(
            lambda: (
                asked,
                people_behind(
                    desk,
                    period=asked.period,
                    split=asked.split,
                    row=asked.row,
                    column=asked.column,
                ),
            )
        )

    def _shown(self, answer: tuple[Asked, list[BehindRow]]) -> None:
        asked, people = answer
        self.title.setText(f"{show_number(len(people))} {asked.unit}")
        self.about.setText(asked.title)
        self.table.show_rows(people)
        if self.table.chosen_record() is None:
            self.table.choose_first()

    def _not_shown(self, error: Exception) -> None:
        self.table.stop_waiting()
        self.place.troubled.emit(sentence(error))

    def enter(self) -> None:
        """Come to the list."""
        super().enter()
        self.table.setFocus()

    def comes_back(self) -> bool:
        """Back from a person's card one comes to this list again."""
        return True

    # --- going on ---

    def worker_id(self) -> str:
        """The person of the chosen row; none for an employer."""
        chosen = self.table.chosen_record()
        return chosen.worker_id if chosen is not None else ""

    def tell_copied(self, what: str, rows: int, *, of: int) -> None:
        """Which number they are behind goes with it."""
        super().tell_copied(f"{what} · {self.about.text()}", rows, of=of)

    def _open_record(self, behind: BehindRow) -> None:
        if behind.worker_id:
            self.place.go("workers", worker_id=behind.worker_id)
        elif behind.employer_id:
            self.place.go("employers", employer_id=behind.employer_id)

    def _back(self) -> None:
        self.place.back_wanted.emit()


def _table() -> RecordTable[BehindRow]:
    return RecordTable[BehindRow](
        [
            Column("Ngày", _on, width=96, sort_key=_by_day),
            Column("Họ và tên", _name, width=232, bold=True, sort_key=_by_name),
            Column("Năm sinh", _year, width=76),
            Column("Xã, phường", _commune, width=150, gives_way=2),
            Column("Văn phòng", _office, width=170, gives_way=1),
            Column("Nội dung", _what),
        ],
        identity=_id,
        empty=Empty("Không có ai trong số này.", "Quay lại số liệu", key="Esc"),
        name="Danh sách trong số liệu",
    )


# --- the columns ---------------------------------------------------------------------------------


def _id(behind: BehindRow) -> str:
    return behind.record_id


def _on(behind: BehindRow) -> str:
    return show_date(behind.on)


def _by_day(behind: BehindRow) -> object:
    return behind.on


def _name(behind: BehindRow) -> str:
    return behind.full_name


def _by_name(behind: BehindRow) -> object:
    return name_key(behind.full_name)


def _year(behind: BehindRow) -> str:
    return str(behind.birth_year or "")


def _commune(behind: BehindRow) -> str:
    return behind.commune


def _office(behind: BehindRow) -> str:
    return behind.office


def _what(behind: BehindRow) -> str:
    return behind.what
