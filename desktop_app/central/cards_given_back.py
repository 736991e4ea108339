"""Cards that PCs give back to a centre that was restored (`offers.py`): it may have opened another
one about the same group meanwhile, or heard what was decided over them.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import cast

from sqlalchemy import Connection, any_, select

from desktop_app.central.bulk import ids_bound
from desktop_app.central.card_rows import (
    About,
    Log,
    OpenCard,
    Put,
    read_log,
    version_text,
    write_cards,
)
from desktop_app.central.cards import on_card
from desktop_app.central.streams import Entry
from desktop_app.domain.conflicts import CONFLICT, Conflict, about
from desktop_app.domain.kinds import BY_NAME
from desktop_app.protocol.merging import Version
from desktop_app.storage.tables import decode_record, decode_stamps, from_columns, table_of

_CARD = table_of(CONFLICT)


def review_cards(connection: Connection, cards: Collection[str], *, now_ms: int) -> list[Entry]:
    """Leave one open card about a group, with what is still to be decided: the first gets the
    versions of all, the others are closed."""
    if not cards:
        return []
    c = _CARD.c
    records = select(c.about_record).where(c.id == any_(ids_bound("cards")))
    statement = (
        select(_CARD)
        .where(c.about_record.in_(records), c.is_open == 1, c.hard == 0)
        .order_by(c.id)
        .with_for_update()
    )
    same: dict[About, list[OpenCard]] = {}
    for row in connection.execute(statement, {"cards": sorted(cards)}).mappings().all():
        there = OpenCard(cast("Conflict", decode_record(CONFLICT, row)), row["stream"])
        same.setdefault(about(there.card), []).append(there)
    log = read_log(connection, {record for _, record, _ in same}, [])
    puts = [put for one in same.values() for put in _reviewed(connection, one, log)]
    return write_cards(connection, puts, now_ms=now_ms) if puts else []


def _reviewed(connection: Connection, same: Sequence[OpenCard], log: Log) -> list[Put]:
    first, *others = same
    _, record, group = about(first.card)
    shown = _shown(connection, first.card)
    if shown is None:  # its record has not been given back yet
        return []
    there = [version for card in same for version in on_card(card)]
    *left, _ = log.heads(record, group, [*there, shown])
    versions = tuple(
        version_text(stamp=one.stamp, user=log.user(record, one.stamp), values=one.values)
        for one in left
    )
    # A closed card still tells what was decided over.
    kept = replace(first.card, versions=versions or first.card.versions, is_open=bool(versions))
    closed = [replace(card.card, is_open=False) for card in others]
    return [
        Put(card=card, stream=first.stream, is_new=False)
        for card in (kept, *closed)
        if card != first.card
    ]


def _shown(connection: Connection, card: Conflict) -> Version | None:
    """What its record shows."""
    kind = BY_NAME[card.about_kind]
    table = table_of(kind)
    statement = select(table).where(table.c.id == card.about_record)
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        return None
    fields, stamps = from_columns(kind, row), decode_stamps(row["stamps"])
    values = {name: fields[name] for name in kind.groups[card.about_group]}
    return Version(stamp=stamps.get(card.about_group, ""), values=values)
