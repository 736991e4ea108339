"""The state of the exchange with the centre (Đồng bộ), read for the window.

Reads only: the exchange itself is the sync floor's.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from desktop_app.office.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeStatus:
    """`written` counts all changes made here, `acked` those the centre has, `waiting` those it has
    not; `held` of the acked ones it could not apply yet. `fault_sentence` is why the last round
    failed, empty when it did not."""

    written: int
    acked: int
    waiting: int
    held: int
    last_round_at: datetime | None
    fault_sentence: str
    enrolled: bool
    next_try_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """A change on its way: whose record, what was done, when, and why it is stuck if it is."""

    title: str
    what: str
    at: datetime
    state: Literal["waiting", "held"]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRow:
    """One exchange as it went."""

    at: datetime
    sent: int
    received: int
    held: int
    fault_sentence: str


def exchange_status(desk: Desk) -> ExchangeStatus:
    """Where this PC stands with the centre."""
    raise NotImplementedError


def waiting_changes(desk: Desk, *, limit: int = 200) -> list[WaitingRow]:
    """What the centre has not acknowledged, and what it holds, held ones first."""
    raise NotImplementedError


def recent_rounds(desk: Desk, *, limit: int = 20) -> list[RoundRow]:
    """The last rounds, newest first."""
    raise NotImplementedError
