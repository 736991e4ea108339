"""The list of what waits for a decision, as Hôm nay and Đồng bộ show it."""

from collections.abc import Sequence

from desktop_app.domain.dates import show_time
from desktop_app.office.conflicts import CardRow
from ui.cards import Card
from ui.tables.column import Column, Empty, Mark
from ui.tables.record_table import RecordTable

MOST_CARDS = 3
"""Rows seen at once."""


def cards_table() -> RecordTable[CardRow]:
    """Whose record, which part of it, and since when. Enter opens the comparison."""
    return RecordTable[CardRow](
        [
            Column("Hồ sơ", _title, bold=True, mark=_mark),
            Column("Phần khác nhau", _what),
            Column("Số bản", _versions, width=80, gives_way=1, align_right=True),
            Column("Từ lúc", _since, width=128, gives_way=2),
        ],
        identity=_id,
        empty=Empty("Không có gì cần quyết định."),
        name="Cần quyết định",
    )


def show_cards(card: Card, table: RecordTable[CardRow], rows: Sequence[CardRow]) -> None:
    """Show these; without any the card is not there."""
    table.show_rows(list(rows))
    card.badge.show_count(len(rows))
    card.hold_rows(min(len(rows), MOST_CARDS))
    card.setVisible(bool(rows))
    if rows and table.chosen_record() is None:
        table.choose_first()


def _id(card: CardRow) -> str:
    return card.id


def _title(card: CardRow) -> str:
    return card.title


def _what(card: CardRow) -> str:
    return card.what


def _versions(card: CardRow) -> str:
    return str(card.versions)


def _since(card: CardRow) -> str:
    return show_time(card.since)


def _mark(card: CardRow) -> Mark:
    return Mark("problem", "prob") if card.hard else Mark("warning", "warn")
