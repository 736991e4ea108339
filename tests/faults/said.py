"""What the histories say, as it stands in changes, records and on cards; and what all that comes to
at the centre in the end. What must hold of it, `model.py` and `test_state_machine.py` know.
"""

from dataclasses import dataclass

import msgspec

from desktop_app.central import tables
from desktop_app.central.database import COMMON
from desktop_app.central.streams import ENVELOPE
from desktop_app.domain.changes import CENTRE_DEVICE, Change
from desktop_app.domain.conflicts import CONFLICT
from desktop_app.domain.handovers import HANDOVER
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.person_links import PERSON_LINK
from desktop_app.domain.records import Kind
from desktop_app.domain.stamps import original
from desktop_app.domain.visits import VISIT
from desktop_app.domain.workers import WORKER
from desktop_app.storage.tables import table_of
from tests.central_builder import ACentre
from tests.sync.pcs import State, state_in

FIELDS = ("phone", "note", "experience")
"""Each is the only field of its group."""
VALUE = "giá trị "
"""How every value begins that a history writes; no two are alike."""
DECISION = "decision-"
"""How the name of a member of staff begins who decides one thing and is not seen again."""
TOLD_BY = {
    WORKER.name: {group: group for group in FIELDS},
    VISIT.name: {"visit": "content"},
    PERSON_LINK.name: {"state": "decided_by"},
}
"""Kind -> its groups that the model knows -> the field by which it knows them."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was written: where, under which stamp, and where it is known by whom, on which
    device (none for what the centre said again)."""

    record: str
    group: str
    value: str
    stamp: str
    user: str = ""
    device: str = ""


def said_in(change: Change) -> list[Said]:
    """What a change says of what the model knows."""
    device = change.device if change.device != CENTRE_DEVICE else ""
    return [
        Said(change.record, group, value, change.stamp, change.user, device)
        for group, told in TOLD_BY.get(change.kind, {}).items()
        if group in change.groups
        if (value := str(change.groups[group][told])).startswith((VALUE, DECISION))
    ]


def time_of(stamp: str) -> str:
    """What a stamp keeps when its PC becomes another."""
    return original(stamp)[:17]


class End:
    """What the centre has in the end: the states and streams of its records, and its log."""

    def __init__(self, centre: ACentre) -> None:
        rows = {kind.name: centre.rows(table_of(kind)) for kind in KINDS}
        self.states = {
            kind.name: {row["id"]: state_in(kind, row) for row in rows[kind.name]} for kind in KINDS
        }
        self.streams = {
            kind: {row["id"]: row["stream"] for row in some} for kind, some in rows.items()
        }
        self._answers = {row["id"]: row["state"] for row in rows[HANDOVER.name]}
        self._cards = [card for card in rows[CONFLICT.name] if card["is_open"]]
        self._also = {
            (row["kind"], row["record"], row["stream"])
            for row in centre.rows(tables.also_in)
            if row["carried"]
        }
        data = {(row["stream"], row["seq"]): row["data"] for row in centre.rows(tables.payload)}
        self.log = [
            (row["stream"], said)
            for row in centre.rows(tables.change)
            for said in said_in(
                Change(
                    **{name: row[name] for name in ENVELOPE},
                    groups=msgspec.json.decode(data[row["stream"], row["seq"]]),
                    base={},
                )
            )
        ]

    def visible(self, kind: Kind, office: str) -> dict[str, State]:
        """The records an office may see."""
        return {
            record: state
            for record, state in self.states[kind.name].items()
            if office == "LS"
            or self.streams[kind.name][record] in (office, COMMON)
            or (kind.name, record, office) in self._also
        }

    def accepted(self) -> list[str]:
        """The handovers that have been made."""
        return [one for one, state in self._answers.items() if state == "accepted"]

    def shown(self, record: str, group: str) -> str:
        """What is shown of a place."""
        for kind, groups in TOLD_BY.items():
            if group in groups and record in self.states[kind]:
                return str(self.states[kind][record][0][groups[group]])
        raise AssertionError(f"{record} is gone")

    def has_card(self, record: str, group: str) -> bool:
        """Whether a decision is asked for."""
        return any(
            (card["about_record"], card["about_group"]) == (record, group) for card in self._cards
        )

    def on_cards(self, record: str, group: str) -> set[str]:
        """The versions the open card of a place holds beside the one shown."""
        cards = [
            card
            for card in self._cards
            if (card["about_record"], card["about_group"]) == (record, group)
        ]
        assert len(cards) <= 1
        told = {one: field for groups in TOLD_BY.values() for one, field in groups.items()}[group]
        return {
            value
            for card in cards
            for version in msgspec.json.decode(card["versions"])
            if (value := msgspec.json.decode(version)["values"][told])
        }
