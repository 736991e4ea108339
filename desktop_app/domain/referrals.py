"""The referral (giới thiệu việc làm): the letter, its events and the state derived from them.

The outcome of a letter is a legal fact: a second unjustified refusal ends unemployment benefit
(Law 74/2025; domain rule in `second_refusal_ends_benefit`).
"""

from dataclasses import dataclass
from datetime import date, datetime

from desktop_app.domain.records import Kind, Record


@dataclass(frozen=True, kw_only=True)
class Referral(Record):
    """A letter from a worker to an employer, as issued; never changed afterwards, only voided."""

    number: str = ""
    worker_id: str = ""
    employer: str = ""
    employer_address: str = ""
    position: str = ""
    experience: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    counsellor_id: str = ""


@dataclass(frozen=True, kw_only=True)
class ReferralEvent(Record):
    """Something that happened to a letter. `move` is a key of `MOVES`; `at` is when recorded.

    `reason` is a code of `worker_refusal_reason` or `employer_refusal_reason` by the move;
    `justified` a code of `refusal_justified`, for a refusal by the worker only.
    """

    referral_id: str = ""
    worker_id: str = ""
    move: str = ""
    happened_on: date | None = None
    at: datetime | None = None
    reason: str = ""
    justified: str = ""
    note: str = ""
    counsellor_id: str = ""


REFERRAL = Kind(
    name="referral",
    record=Referral,
    groups={
        "letter": (
            "number",
            "worker_id",
            "employer",
            "employer_address",
            "position",
            "experience",
            "issued_on",
            "valid_until",
            "counsellor_id",
        ),
    },
    append_only=True,
)
REFERRAL_EVENT = Kind(
    name="referral_event",
    record=ReferralEvent,
    groups={
        "event": (
            "referral_id",
            "worker_id",
            "move",
            "happened_on",
            "at",
            "reason",
            "justified",
            "note",
            "counsellor_id",
        ),
    },
    append_only=True,
)
