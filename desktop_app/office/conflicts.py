"""Conflict cards (thẻ xung đột) at the desk: what waits for a decision, the versions side by side,
and the decision. Any counsellor may decide.

A decision is an ordinary change of the record over all the versions that were seen; the centre
closes the card when it arrives. A version that arrives meanwhile opens it again.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from desktop_app.domain.conflicts import (
    CardVersion,
    Conflict,
    awaits_decision,
    versions_of,
)
from desktop_app.domain.employers import Employer
from desktop_app.domain.faults import Superseded
from desktop_app.domain.follow_ups import FollowUpTask
from desktop_app.domain.handovers import Handover
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.offices import Office
from desktop_app.domain.person_links import PersonLink
from desktop_app.domain.records import Kind, Record
from desktop_app.domain.referrals import Referral, ReferralEvent, not_with, standing
from desktop_app.domain.staff import Staff
from desktop_app.domain.stamps import milliseconds
from desktop_app.domain.vacancies import Vacancy
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.group_names import group_of
from desktop_app.office.reading import by_id, existing, names_of_staff
from desktop_app.office.referrals import set_aside
from desktop_app.storage import edits, records
from desktop_app.storage.tables import encode_fields, forms_of

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """A card in a list: whose record (and whether it is hidden), which part of it, how many
    versions, and since when."""

    id: str
    kind: str
    record_id: str
    title: str
    what: str
    versions: int
    since: datetime
    hard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedVersion:
    """One version to choose. `key` is its stamp, or the id of the event; `who` is empty where this
    PC does not know."""

    key: str
    values: Mapping[str, Any]
    who: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedCard:
    """A card with its versions: of a soft one the first is what is shown now, of a hard one they
    are the events, oldest first. `fields` are those that are not the same in all (of an event also
    what it is, and the day); `before` is what
    all came from, None where nobody knows. `names`: what records are called whose ids stand in the
    values, employers and staff."""

    card: Conflict
    row: CardRow
    fields: tuple[str, ...]
    versions: tuple[ComparedVersion, ...]
    before: Mapping[str, Any] | None
    names: Mapping[str, str]


# --- Reading -------------------------------------------------------------------------------------


def open_cards(desk: Desk) -> list[CardRow]:
    """What waits for a decision, longest first. A record that has not come yet is not listed."""
    with desk.store.read() as connection:
        cards = [c for c in records.find(connection, Conflict, is_open=(1,)) if awaits_decision(c)]
        rows = _rows(connection, cards)
    return sorted(rows, key=_by_age)


def compare_card(desk: Desk, *, card_id: str) -> ComparedCard:
    """A card with all that there is to choose from. LookupError where the record is not here."""
    with desk.store.read() as connection:
        card = existing(connection, Conflict, card_id)
        (row,) = _rows(connection, [card]) or [None]
        if row is None:
            raise LookupError(f"the record of the card {card_id} is not here")
        staff = names_of_staff(connection)
        written = {edit.stamp: edit.user for edit in edits.edits_of(connection, [row.record_id])}
        versions = [_version(each, card, staff) for each in versions_of(card)]
        if not card.hard:
            versions = [_shown(connection, card, written, staff), *versions]
        before = _decoded(card, json.loads(card.before)) if card.before else None
        every = [version.values for version in versions] + ([before] if before else [])
        ids = {value for values in every for value in values.values() if isinstance(value, str)}
        firms = {one.id: one.name for one in by_id(connection, Employer, ids).values()}
    return ComparedCard(
        card=card,
        row=row,
        fields=tuple(
            name
            for name in _fields(card)
            if (card.hard and name in _OF_AN_EVENT) or len({str(v[name]) for v in every}) > 1
        ),
        versions=tuple(versions),
        before=before,
        names=staff | firms,
    )


def _by_age(row: CardRow) -> tuple[datetime, str]:
    return row.since, row.id


def _rows(connection: "Connection", cards: Collection[Conflict]) -> list[CardRow]:
    titles = _titles(connection, cards)
    return [
        CardRow(
            id=card.id,
            kind=card.about_kind,
            record_id=card.about_record,
            title=titles[card.about_kind, card.about_record],
            what="kết quả giới thiệu" if card.hard else group_of(card.about_kind, card.about_group),
            versions=len(card.versions) + (0 if card.hard else 1),
            since=_moment(card.stamps.get("subject", "")),
            hard=card.hard,
        )
        for card in cards
        if (card.about_kind, card.about_record) in titles
    ]


def _titles(connection: "Connection", cards: Iterable[Conflict]) -> dict[tuple[str, str], str]:
    """Whose record it is, of each that is here."""
    wanted: dict[str, set[str]] = {}
    for card in cards:
        wanted.setdefault(card.about_kind, set()).add(card.about_record)
    there: list[tuple[str, Record]] = [
        (kind, record)
        for kind, ids in wanted.items()
        if kind in BY_NAME
        for record in records.find(connection, BY_NAME[kind].record, id=tuple(ids))
    ]
    people = {
        record.worker_id
        for _, record in there
        if isinstance(record, Referral | FollowUpTask | Handover)
    }
    names = {one.id: one.full_name for one in by_id(connection, Worker, people).values()}
    return {
        (kind, record.id): _title(record, names)
        + (" (đã ẩn)" if getattr(record, "hidden", False) else "")
        for kind, record in there
    }


def _title(record: Record, names: Mapping[str, str]) -> str:
    if isinstance(record, Worker | Staff):
        return record.full_name
    if isinstance(record, Employer | Office):
        return record.name
    if isinstance(record, Vacancy):
        return record.title
    if isinstance(record, Referral):
        name = names.get(record.worker_id, "")
        return f"{name} · phiếu {record.number}" if name else f"Phiếu {record.number}"
    if isinstance(record, FollowUpTask):
        return names.get(record.worker_id, "")
    if isinstance(record, Handover):
        return names.get(record.worker_id) or record.worker_words
    return record.first_words if isinstance(record, PersonLink) else ""


def _fields(card: Conflict) -> tuple[str, ...]:
    if card.hard:
        return ("move", "happened_on", "at", "reason", "justified", "destination", "note")
    return BY_NAME[card.about_kind].groups[card.about_group]


_OF_AN_EVENT = frozenset({"move", "happened_on"})


def _decoded(card: Conflict, values: Mapping[str, Any]) -> dict[str, Any]:
    """JSON values as a record holds them; what a program of another version left out is blank."""
    kind = BY_NAME["referral_event" if card.hard else card.about_kind]
    forms = forms_of(kind.name)
    blank = encode_fields(kind, kind.record(id=""))
    return {name: forms[name].decode(values.get(name, blank[name])) for name in _fields(card)}


def _version(version: CardVersion, card: Conflict, staff: Mapping[str, str]) -> ComparedVersion:
    return ComparedVersion(
        key=version.values["id"] if card.hard else version.stamp,
        values=_decoded(card, version.values),
        who=staff.get(version.user, ""),
        at=_moment(version.stamp),
    )


def _shown(
    connection: "Connection",
    card: Conflict,
    written: Mapping[str, str],
    staff: Mapping[str, str],
) -> ComparedVersion:
    record = existing(connection, BY_NAME[card.about_kind].record, card.about_record)
    stamp = record.stamps.get(card.about_group, "")
    user = written.get(stamp, "")
    if not user and stamp == record.stamps.get("registration"):
        user = getattr(record, "registered_by", "")
    return ComparedVersion(
        key=stamp,
        values={name: getattr(record, name) for name in _fields(card)},
        who=staff.get(user, ""),
        at=_moment(stamp),
    )


def _moment(stamp: str) -> datetime:
    return datetime.fromtimestamp(milliseconds(stamp or "0" * 12) / 1000, UTC)


# --- Deciding ------------------------------------------------------------------------------------


def decide(desk: Desk, *, seen: ComparedCard, chosen: str) -> Changed:
    """Let one version of a soft card hold: its key. Raises Superseded when there is another version
    by now, or the record has moved."""
    kind, group = BY_NAME[seen.card.about_kind], seen.card.about_group
    version = next(each for each in seen.versions if each.key == chosen)
    forms = forms_of(kind.name)
    values = {name: forms[name].encode(value) for name, value in version.values.items()}
    with desk.store.write(user=desk.user.id) as transaction:
        card = _still(transaction, seen)
        if _stamp_of(transaction, kind, card) != seen.versions[0].key:
            raise Superseded((group,))
        stamps = [each.key for each in seen.versions]
        records.settle(transaction, kind, card.about_record, group, values, seen=stamps)
        _note(desk, transaction, card)
    return Changed(frozenset({kind.name, "conflict"}), seen.card.about_record)


def decide_event(desk: Desk, *, seen: ComparedCard, holds: str) -> Changed:
    """Let one event of a letter hold, and set aside those that do not go with it. Events that do
    not go together even so stay on the card. Raises Superseded when there is another by now."""
    with desk.store.write(user=desk.user.id) as transaction:
        card = _still(transaction, seen)
        letter = existing(transaction, Referral, card.about_record)
        events = records.find(transaction, ReferralEvent, referral_id=(letter.id,))
        held = [event for event in standing(events) if event.id == holds]
        if not held:  # another PC of this office has set it aside
            raise Superseded(("event",))
        for event in not_with(events, held[0]):
            set_aside(desk, transaction, letter=letter, event=event)
        _note(desk, transaction, card)
    return Changed(frozenset({"referral_event", "place_taken", "conflict"}), letter.id)


def _still(transaction: "Connection", seen: ComparedCard) -> Conflict:
    """The card as it is now, which must be as it was seen."""
    card = existing(transaction, Conflict, seen.card.id)
    if not awaits_decision(card) or card.stamps["versions"] != seen.card.stamps["versions"]:
        raise Superseded((card.about_group or "event",))
    return card


def _stamp_of(transaction: "Connection", kind: Kind, card: Conflict) -> str:
    record = existing(transaction, kind.record, card.about_record)
    return record.stamps.get(card.about_group, "")


def _note(desk: Desk, transaction: "Connection", card: Conflict) -> None:
    decision = replace(
        card,
        decided_by=desk.user.id,
        decided_at=desk.moment(),
        decided_over=card.stamps["versions"],
    )
    records.save(transaction, decision)
