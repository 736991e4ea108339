"""Ids of records: text, sortable by the time of making, made on any PC without asking another."""

import secrets
import time
import uuid

_NAMESPACE = uuid.UUID("9d0c6c5e-6f1e-5d0b-9a51-1f0c6a4f7a11")


def new_id() -> str:
    """A new UUIDv7 (RFC 9562): 48 bits of milliseconds, then chance."""
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def member_id(parent: str, code: str) -> str:
    """The id of a member of a set: the same on every PC that adds it."""
    return str(uuid.uuid5(_NAMESPACE, f"{parent}/{code}"))
