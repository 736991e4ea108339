"""When the centre opens, adds to and closes a conflict card about a field group of a record.

The rule is `merging.heads_after`: the versions nobody has written over knowingly, also by what the
log has. The one shown is in the record, the others are on the card; without others the card is
closed. A push in which nobody meets anybody asks one question of the database, and only if it
changes records that were there.

The rows of the records are locked by the merge before it comes to this, so two pushes never open
two cards about one group. Cards about the events of a letter are in `hard_cards.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from desktop_app.central.card_rows import (
    About,
    Log,
    OpenCard,
    Put,
    offices_of,
    open_cards,
    read_log,
    version_text,
    write_cards,
)
from desktop_app.central.database import COMMON
from desktop_app.central.placement import carried_in
from desktop_app.central.record_rows import Taken
from desktop_app.central.streams import Entry
from desktop_app.domain.conflicts import CONFLICT, Conflict, versions_of
from desktop_app.domain.handovers import HANDOVER
from desktop_app.domain.ids import member_id
from desktop_app.domain.stamps import device, effective, names_same, original
from desktop_app.protocol.encoding import canonical
from desktop_app.protocol.merging import Version, heads_after


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meeting:
    """What came of a group: its heads, and what the one had seen who first met another."""

    taken: Taken
    group: str
    heads: tuple[Version, ...]
    base: str
    there: OpenCard | None

    @property
    def about(self) -> About:
        return self.taken.kind.name, self.taken.record, self.group

    @property
    def others(self) -> tuple[Version, ...]:
        """The versions that are not shown."""
        return self.heads[:-1]


def soft_cards(connection: Connection, taken: Sequence[Taken], now_ms: int) -> list[Entry]:
    """The cards about the groups of the records that a push has changed."""
    changed = [one for one in taken if one.before is not None and has_cards(one)]
    if not changed:
        return []
    known = open_cards(connection, {one.record for one in changed})
    met = [
        _meeting(one, group, known)
        for one in changed
        for group in _groups(one)
        if not _is_plain(one, group, known)
    ]
    if not met:
        return []
    log = read_log(connection, {meeting.taken.record for meeting in met}, changed)
    met = [found for meeting in met if _moves(found := _by_the_log(meeting, log))]
    concerned = _concerned(connection, met)
    cards = [
        Put(
            card=_card(meeting, log),
            stream=meeting.there.stream if meeting.there else meeting.taken.after.stream,
            is_new=meeting.there is None,
            also=concerned[meeting.about],
        )
        for meeting in met
    ]
    return write_cards(connection, cards, now_ms=now_ms)


def has_cards(taken: Taken) -> bool:
    """Whether a record is of a kind that people can write differently in two places. What the
    centre writes on a card is no such thing, nor what is never changed, nor the answer to a
    handover, which the centre itself settles (`handovers.py`)."""
    return not taken.kind.append_only and taken.kind not in (CONFLICT, HANDOVER)


def _groups(taken: Taken) -> list[str]:
    return sorted({group for change in taken.changes for group in change.groups})


def _is_plain(taken: Taken, group: str, known: dict[About, OpenCard]) -> bool:
    """Whether each change was made after seeing the one before, as nearly all are: then there is
    one head, and nothing to be weighed."""
    if known and (taken.kind.name, taken.record, group) in known:
        return False
    stamp = taken.before.stamps.get(group, "") if taken.before else ""
    for change in taken.changes:
        if group in change.groups:
            if stamp and not (
                effective(change.stamp) > effective(stamp)
                and names_same(change.base.get(group, ""), stamp)
            ):
                return False
            stamp = change.stamp
    return True


def _meeting(taken: Taken, group: str, known: dict[About, OpenCard]) -> _Meeting:
    there = known.get((taken.kind.name, taken.record, group))
    heads = (*on_card(there), *_shown_before(taken, group))
    base = ""
    for change in taken.changes:
        if group in change.groups:
            seen = change.base.get(group, "")
            came = Version(stamp=change.stamp, values=change.groups[group])
            heads = heads_after(heads, came, base=seen)
            base = base or (seen if len(heads) > 1 else "")
    return _Meeting(taken=taken, group=group, heads=heads, base=base, there=there)


def on_card(there: OpenCard | None) -> list[Version]:
    """The versions a card has beside the one shown."""
    written = versions_of(there.card) if there else []
    return [Version(stamp=one.stamp, values=dict(one.values)) for one in written]


def _shown_before(taken: Taken, group: str) -> list[Version]:
    before = taken.before
    if before is None or not before.stamps.get(group):
        return []
    values = {name: before.fields[name] for name in taken.kind.groups[group]}
    return [Version(stamp=before.stamps[group], values=values)]


def _by_the_log(meeting: _Meeting, log: Log) -> _Meeting:
    """What came may have been written over before it came, or over what came after it."""
    _, record, group = meeting.about
    return replace(meeting, heads=log.heads(record, group, meeting.heads))


def _moves(meeting: _Meeting) -> bool:
    """Whether there is a card to be written."""
    if meeting.there is None:
        return len(meeting.heads) > 1
    return list(meeting.others) != on_card(meeting.there)


def _card(meeting: _Meeting, log: Log) -> Conflict:
    versions = _texts(meeting, log)
    there = meeting.there
    if there is not None:
        # A closed card still tells what was decided over.
        kept = versions or there.card.versions
        return replace(there.card, versions=kept, is_open=bool(versions))
    kind, record, group = meeting.about
    before = log.seen(record, meeting.base, group) if meeting.base else None
    made_of = [group, *(original(head.stamp) for head in meeting.heads)]
    return Conflict(
        id=member_id(f"{kind}:{record}", " ".join(made_of)),
        about_kind=kind,
        about_record=record,
        about_group=group,
        versions=versions,
        before="" if before is None else canonical(before).decode(),
        is_open=True,
    )


def _texts(meeting: _Meeting, log: Log) -> tuple[str, ...]:
    """The versions that are not shown, each with whoever wrote it."""
    record = meeting.taken.record
    return tuple(
        version_text(
            stamp=version.stamp, user=log.user(record, version.stamp), values=version.values
        )
        for version in meeting.others
    )


def _concerned(connection: Connection, met: Sequence[_Meeting]) -> dict[About, frozenset[str]]:
    """The streams beside the record's own: those that carry the record too, and of a record all
    offices share those of the offices that wrote."""
    carried = carried_in(connection, {meeting.about[:2] for meeting in met})
    writers = {meeting.about: _writers(meeting) for meeting in met if _is_common(meeting)}
    offices = offices_of(connection, {d for devices in writers.values() for d in devices})
    return {
        meeting.about: frozenset(carried.get(meeting.about[:2], ()))
        | {offices[one] for one in writers.get(meeting.about, ()) if one in offices}
        for meeting in met
    }


def _is_common(meeting: _Meeting) -> bool:
    return meeting.taken.after.stream == COMMON


def _writers(meeting: _Meeting) -> set[str]:
    came = {change.device for change in meeting.taken.changes if meeting.group in change.groups}
    return came | {device(original(head.stamp)) for head in meeting.heads}
