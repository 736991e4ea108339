"""Conflict cards as they come from the centre, for tests of one PC."""

import json
from dataclasses import replace
from typing import Any

from desktop_app.domain.conflicts import CONFLICT, Conflict
from desktop_app.domain.ids import new_id
from desktop_app.domain.kinds import kind_of
from desktop_app.domain.records import Record
from desktop_app.domain.referrals import REFERRAL_EVENT, ReferralEvent
from desktop_app.domain.stamps import make_stamp
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Desk
from desktop_app.storage import records
from desktop_app.storage.tables import encode_fields
from tests.office.conftest import Counter

ELSEWHERE = "00000000000000ee"


def from_centre(desk: Desk, card: Conflict) -> Conflict:
    """A card as it comes from the centre."""
    stamp = make_stamp(ms=int(desk.now().timestamp() * 1000), counter=0, device="0" * 16)
    stamps: dict[str, str] = {"subject": stamp, "versions": stamp}
    with desk.store.apply() as transaction:
        fields = encode_fields(CONFLICT, card)
        records.write_foreign(transaction, CONFLICT, card.id, fields, stamps, "BS")
    return replace(card, stamps=stamps)


def a_version(desk: Desk, values: dict[str, Any], *, hours: int = 1) -> str:
    ms = int(desk.now().timestamp() * 1000) - hours * 3_600_000
    stamp = make_stamp(ms=ms, counter=0, device=ELSEWHERE)
    return json.dumps({"stamp": stamp, "user": desk.user.id, "device": ELSEWHERE, "values": values})


def a_card(
    desk: Desk, record: Record, group: str, *values: dict[str, Any], before: Any = None
) -> Conflict:
    """A card about a record that is here: versions from elsewhere that are not shown."""
    versions = (a_version(desk, each, hours=n) for n, each in enumerate(values, start=1))
    card = Conflict(
        id=new_id(),
        about_kind=kind_of(record).name,
        about_record=record.id,
        about_group=group,
        versions=tuple(versions),
        before=json.dumps(before) if before else "",
        is_open=True,
    )
    return from_centre(desk, card)


def a_hard_card(
    counter: Counter, person: Worker | None = None
) -> tuple[Conflict, ReferralEvent, ReferralEvent]:
    """Here somebody has begun work, elsewhere the same person was refused."""
    letter = counter.issued(counter.registered(person))
    begun = counter.outcome(letter, "started_work")
    refused = counter.an_outcome(letter, "refused_by_employer", reason="1")
    desk = counter.desk
    fields = encode_fields(REFERRAL_EVENT, refused)
    with desk.store.apply() as transaction:
        records.write_foreign(transaction, REFERRAL_EVENT, refused.id, fields, {}, "BS")
    versions = tuple(
        a_version(desk, {"id": each.id, **encode_fields(REFERRAL_EVENT, each)})
        for each in (begun, refused)
    )
    card = Conflict(
        id=new_id(),
        about_kind="referral",
        about_record=letter.id,
        hard=True,
        versions=versions,
        is_open=True,
    )
    return from_centre(desk, card), begun, refused
