"""The stamp of a change: a hybrid logical clock written as text that sorts by time.

`MMMMMMMMMMMM-CCCC-DDDDDDDDDDDDDDDD`: 48-bit milliseconds since 1970 UTC, a 16-bit counter and the
64-bit device, in lower-case hexadecimal. A stamp that the centre clamped keeps what it was after
a tilde: `<effective>~<original>`.
"""

from collections.abc import Iterable

LENGTH = 12 + 1 + 4 + 1 + 16

MOST_SEEN = 64
"""So many parts of stamps a base may name: those of a decision over many versions."""

LATEST_MS = 2**47 - 1
"""In the year 6429. A PC's clock never goes back, so it follows nobody beyond: at the end of the 48
bits of a stamp it could not go on."""


def make_stamp(*, ms: int, counter: int, device: str) -> str:
    """The text of a stamp; `device` is 16 hexadecimal digits."""
    return f"{ms:012x}-{counter:04x}-{device}"


def milliseconds(stamp: str) -> int:
    """Milliseconds since 1970 UTC of the effective part."""
    return int(stamp[:12], 16)


def device(stamp: str) -> str:
    """The device that made the effective part, as 16 hexadecimal digits."""
    return stamp[LENGTH - 16 : LENGTH]


def effective(stamp: str) -> str:
    """The part by which stamps are ordered."""
    return stamp[:LENGTH]


def original(stamp: str) -> str:
    """The stamp as its device gave it, before the centre clamped it."""
    return stamp.rpartition("~")[2]


def names_same(base: str, stamp: str) -> bool:
    """Whether a base means this stamp, in its effective or in its original form. The base of a
    decision names all the stamps that were decided over, each part after a tilde."""
    return base != "" and bool({*base.split("~")} & {*stamp.split("~")})


def name_all(stamps: Iterable[str]) -> str:
    """A base that means all of these stamps."""
    return "~".join(dict.fromkeys(part for stamp in stamps for part in stamp.split("~") if part))
