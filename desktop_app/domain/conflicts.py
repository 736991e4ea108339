"""The conflict card (thẻ xung đột): what was written in two places by people who could not see each
other's version, laid before somebody who decides.

Only the centre opens and closes cards. A card about a field group is soft: one version is shown,
the others are kept here. A card about the events of a referral is hard: both events stay, and which
one holds is decided.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop_app.domain.records import Kind, Record


@dataclass(frozen=True, kw_only=True)
class Conflict(Record):
    """`about_group` is empty on a hard card, whose `about_record` is the referral.

    `versions` are JSON objects {"stamp", "user", "device", "values"}: of a soft card those that are
    not shown, of a hard one the events that do not go together. `before` is the JSON of the values
    all of them came from, empty where nobody knows. `decided_over` is the stamp that the group
    `versions` had for whoever decided, so that a version that joined later opens the card again.
    """

    about_kind: str = ""
    about_record: str = ""
    about_group: str = ""
    hard: bool = False
    versions: tuple[str, ...] = ()
    before: str = ""
    is_open: bool = False
    decided_by: str = ""
    decided_at: datetime | None = None
    decided_over: str = ""


CONFLICT = Kind(
    name="conflict",
    record=Conflict,
    groups={
        "subject": ("about_kind", "about_record", "about_group", "hard"),
        "versions": ("versions", "before", "is_open"),
        "decision": ("decided_by", "decided_at", "decided_over"),
    },
)


def awaits_decision(card: Conflict) -> bool:
    """Whether somebody still has to decide: open, and nobody has over these very versions."""
    return card.is_open and not (card.decided_over and _names(card.stamps, card.decided_over))


def _names(stamps: Mapping[str, str], seen: str) -> bool:
    return bool({*seen.split("~")} & {*stamps.get("versions", "").split("~")})


@dataclass(frozen=True, slots=True, kw_only=True)
class CardVersion:
    """One of the versions on a card; `values` are JSON values of a group, or of a hard card all
    fields of an event with its `id`."""

    stamp: str
    user: str
    device: str
    values: Mapping[str, Any]


def versions_of(card: Conflict) -> list[CardVersion]:
    """The versions on a card. Members a later program has added are left out."""
    read = [json.loads(text) for text in card.versions]
    return [
        CardVersion(
            stamp=one["stamp"], user=one["user"], device=one["device"], values=one["values"]
        )
        for one in read
    ]


def about(card: Conflict) -> tuple[str, str, str]:
    """Kind, record and group: of one such there is one open card at most."""
    return card.about_kind, card.about_record, card.about_group
