"""The digests by which two sides find out whether they have the same records: equal ones mean the
same fields under the same stamps. Their sums are kept by bucket, so that one wrong record among a
million is found in a few steps.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from desktop_app.domain.changes import Fields
from desktop_app.domain.records import Kind
from desktop_app.protocol.encoding import canonical
from desktop_app.protocol.record_states import RecordState, names_unsaid, state_of


def digest_of(state: RecordState) -> int:
    """The first eight bytes of the SHA-256 of `[kind, id, fields, stamps]`, canonical."""
    written = canonical([state.kind, state.id, state.fields, state.stamps])
    return int.from_bytes(hashlib.sha256(written).digest()[:8], "big")


def bucket_of(record_id: str) -> int:
    """The first two bytes of the id's SHA-256: the high one is its bucket, the low one the
    sub-bucket within that."""
    return int.from_bytes(hashlib.sha256(record_id.encode()).digest()[:2], "big")


def stray_fields(
    kind: Kind, fields: Mapping[str, Any], stamps: Mapping[str, str], blank: Mapping[str, Any]
) -> Fields:
    """What a record has in groups nobody has written, where a blank record has something else: it
    cannot have come from a change. A record without any stamp was never part of the exchange."""
    unsaid = names_unsaid(kind.name, tuple(stamps)) if stamps else ()
    return {name: fields[name] for name in unsaid if fields[name] != blank[name]}


def digest_of_row(
    kind: Kind,
    record_id: str,
    read: tuple[Fields, Mapping[str, str]] | None,
    blank: Mapping[str, Any],
) -> int | None:
    """The digest of a record as it lies in a table; `read` is None for one that cannot be read.

    Where nothing is wrong it is the digest of its state. Stray values are no part of a state, but
    are found by this. A record without any stamp has nothing to compare, and no digest.
    """
    if read is None:
        return digest_of(RecordState(kind=kind.name, id=record_id, fields={"": None}, stamps={}))
    fields, stamps = read
    if not stamps:
        return None
    state = state_of(kind, record_id, fields, stamps)
    strays = stray_fields(kind, fields, stamps, blank)
    if strays:
        state = RecordState(
            kind=state.kind, id=state.id, fields=state.fields | strays, stamps=state.stamps
        )
    return digest_of(state)


def hexed(total: int) -> str:
    """A digest or a sum as it travels: 64 bits exceed what JSON keeps exactly."""
    return f"{total:016x}"
