"""When the centre opens and closes a card about the events of a letter: two PCs have recorded moves
that do not go together (`referrals.incompatible`). Both events stay; the card asks which one holds,
and whoever decides sets the other aside, which closes it.

Rows of letters are locked here, before the events are read: two pushes that bring one each would
otherwise not see each other's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from sqlalchemy import Connection, any_, select

from desktop_app.central.bulk import ids_bound
from desktop_app.central.card_rows import (
    Log,
    OpenCard,
    Put,
    open_cards,
    read_log,
    version_text,
    write_cards,
)
from desktop_app.central.placement import carried_in
from desktop_app.central.record_rows import Taken
from desktop_app.central.streams import Entry
from desktop_app.domain.conflicts import Conflict, versions_of
from desktop_app.domain.ids import member_id
from desktop_app.domain.referrals import REFERRAL, REFERRAL_EVENT, ReferralEvent, incompatible
from desktop_app.storage.tables import decode_record, encode_fields, table_of

_LETTER = table_of(REFERRAL)
_EVENT = table_of(REFERRAL_EVENT)


@dataclass(slots=True)
class _Case:
    """A letter with its events and the streams they lie in."""

    letter: str
    stream: str = ""
    events: list[ReferralEvent] = field(default_factory=list[ReferralEvent])
    streams: set[str] = field(default_factory=set[str])


@dataclass(frozen=True, slots=True)
class _Clash:
    """A letter whose events do not go together, or do again (`against` is empty then)."""

    case: _Case
    against: tuple[ReferralEvent, ...]
    there: OpenCard | None


def hard_cards(connection: Connection, taken: Sequence[Taken], now_ms: int) -> list[Entry]:
    """The cards about the letters that a push brings events of."""
    letters = _touched(taken)
    cases = _cases(connection, letters) if letters else []
    several = [case for case in cases if sum(e.move != "issued" for e in case.events) > 1]
    known = open_cards(connection, {case.letter for case in several}) if several else {}
    clashes = [
        clash
        for case in several
        if _moves(
            clash := _Clash(
                case, incompatible(case.events), known.get((REFERRAL.name, case.letter, ""))
            )
        )
    ]
    if not clashes:
        return []
    log = read_log(connection, {event.id for clash in clashes for event in clash.against}, taken)
    carried = carried_in(connection, {(REFERRAL.name, clash.case.letter) for clash in clashes})
    cards = [
        Put(
            card=_card(clash, log),
            stream=clash.there.stream if clash.there else clash.case.stream,
            is_new=clash.there is None,
            also=frozenset(
                {*clash.case.streams, *carried.get((REFERRAL.name, clash.case.letter), ())}
            ),
        )
        for clash in clashes
    ]
    return write_cards(connection, cards, now_ms=now_ms)


def _touched(taken: Sequence[Taken]) -> set[str]:
    """The letters of the events that came, but for those just being issued."""
    new = {one.record for one in taken if one.kind is REFERRAL and one.before is None}
    events = [one.after.fields for one in taken if one.kind is REFERRAL_EVENT]
    return {
        fields["referral_id"]
        for fields in events
        if not (fields["move"] == "issued" and fields["referral_id"] in new)
    }


def _cases(connection: Connection, letters: set[str]) -> list[_Case]:
    """These letters, locked in the order of their ids, with all their events. One that has not
    come yet is where its events are."""
    wanted = {"letters": sorted(letters)}
    cases = {letter: _Case(letter) for letter in sorted(letters)}
    for row in connection.execute(
        select(_LETTER.c.id, _LETTER.c.stream)
        .where(_LETTER.c.id == any_(ids_bound("letters")))
        .order_by(_LETTER.c.id)
        .with_for_update(),
        wanted,
    ):
        cases[row.id].stream = row.stream
    rows = connection.execute(
        select(_EVENT)
        .where(_EVENT.c.referral_id == any_(ids_bound("letters")))
        .order_by(_EVENT.c.id),
        wanted,
    )
    for row in rows.mappings():
        case = cases[row["referral_id"]]
        case.events.append(cast("ReferralEvent", decode_record(REFERRAL_EVENT, row)))
        case.streams.add(row["stream"])
        case.stream = case.stream or row["stream"]
    return list(cases.values())


def _moves(clash: _Clash) -> bool:
    """Whether there is a card to be written."""
    if clash.there is None:
        return bool(clash.against)
    on_card = [version.values["id"] for version in versions_of(clash.there.card)]
    return on_card != [event.id for event in clash.against]


def _card(clash: _Clash, log: Log) -> Conflict:
    versions = tuple(
        version_text(
            stamp=event.stamps["event"],
            user=log.user(event.id, event.stamps["event"]),
            values={"id": event.id, **encode_fields(REFERRAL_EVENT, event)},
        )
        for event in clash.against
    )
    there = clash.there
    if there is not None:
        # A closed card still tells what was decided over.
        kept = versions or there.card.versions
        return replace(there.card, versions=kept, is_open=bool(versions))
    letter = clash.case.letter
    return Conflict(
        id=member_id(f"{REFERRAL.name}:{letter}", " ".join(event.id for event in clash.against)),
        about_kind=REFERRAL.name,
        about_record=letter,
        hard=True,
        versions=versions,
        is_open=True,
    )
