"""The list of people about whom something is to be decided: records that may be one person, and
people another office wants to hand over. As Hôm nay and Đồng bộ show it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop_app.office.desk import Desk
from desktop_app.office.handovers import open_offers
from desktop_app.office.persons import open_proposals
from ui.cards import Card
from ui.tables.column import Column, Empty, Mark
from ui.tables.record_table import RecordTable

MOST_MATTERS = 3
"""Rows seen at once."""
TITLE = "Hồ sơ trùng, hồ sơ chuyển đến"
ASKED_ABOUT = {
    "number": "Cùng số định danh, khác họ tên hoặc ngày sinh",
    "birth": "Cùng họ tên và ngày sinh",
}
"""Why it is asked whether two records are one person, by the reason of the link."""
HINT = "Enter mở, trả lời bằng phím 1, 2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A row: `opens` is what the screen that asks is opened with."""

    title: str
    what: str
    where: str
    icon: str
    opens: Mapping[str, str]


def open_matters(desk: Desk) -> list[Matter]:
    """What waits, offers to this office first."""
    offers = [
        Matter(
            title=offer.words,
            what="Văn phòng khác đề nghị chuyển hồ sơ",
            where=offer.from_office,
            icon="info",
            opens={"handover_id": offer.id},
        )
        for offer in open_offers(desk)
        if offer.to_us
    ]
    twins = [
        Matter(
            title=link.own.words,
            what=ASKED_ABOUT.get(link.reason, "Có thể là một người"),
            where=link.other.words,
            icon="warning",
            opens={"link_id": link.id},
        )
        for link in open_proposals(desk)
    ]
    return [*offers, *twins]


def matters_table() -> RecordTable[Matter]:
    """Whose record, what is asked, and who the other side is. Enter opens the question."""
    return RecordTable[Matter](
        [
            Column("Hồ sơ", _title, bold=True, mark=_mark),
            Column("Việc", _what),
            Column("Bên kia", _where, gives_way=1),
        ],
        identity=_id,
        empty=Empty("Không có gì cần quyết định."),
        name=TITLE,
    )


def show_matters(card: Card, table: RecordTable[Matter], rows: Sequence[Matter]) -> None:
    """Show these; without any the card is not there."""
    table.show_rows(list(rows))
    card.badge.show_count(len(rows))
    card.hold_rows(min(len(rows), MOST_MATTERS))
    card.setVisible(bool(rows))
    if rows and table.chosen_record() is None:
        table.choose_first()


def _id(matter: Matter) -> str:
    return "".join(matter.opens.values())


def _title(matter: Matter) -> str:
    return matter.title


def _what(matter: Matter) -> str:
    return matter.what


def _where(matter: Matter) -> str:
    return matter.where


def _mark(matter: Matter) -> Mark:
    return Mark(matter.icon, "warn" if matter.icon == "warning" else "info")
