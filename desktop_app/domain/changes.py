"""One change of one record, as it stands in the log and on the wire.

Form and meaning are fixed by `desktop_app/protocol/PROTOCOL.md`.
"""

from dataclasses import dataclass
from typing import Any

WIRE = 3
"""The wire version of the changes this program writes (the same as `protocol.versions.WIRE`)."""

LARGEST = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly."""

CENTRE_DEVICE = "0" * 16
"""Who writes what the centre makes by itself. No PC has this id."""

Fields = dict[str, Any]
"""Field name -> JSON value: text, whole number, true/false, null or a list of texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An immutable log entry. `groups` holds each changed field group whole; `base` the stamp the
    user saw for each of them ("" where there was none). `dseq` numbers a device's changes within an
    epoch in commit order; `tx` binds those of one transaction."""

    device: str
    epoch: int
    dseq: int
    tx: str
    kind: str
    record: str
    op: str
    stamp: str
    user: str
    wire: int
    groups: dict[str, Fields]
    base: dict[str, str]
