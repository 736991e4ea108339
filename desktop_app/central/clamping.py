"""Stamps from clocks in the far future: what they count as, so that one wrong clock does not win
every merge for years. Pure; PROTOCOL.md §6."""

from desktop_app.domain.stamps import effective, make_stamp, milliseconds

AHEAD_MS = 5 * 60_000
_LAST_COUNTER = 0xFFFF


def clamp(stamp: str, *, now_ms: int, last: str) -> str:
    """The stamp everybody uses: itself, or `<effective>~<original>` if it lies more than five
    minutes ahead.

    `last` is the effective stamp this device's change before got (or ""): clamped stamps keep the
    order in which they were given.
    """
    limit_ms = now_ms + AHEAD_MS
    if milliseconds(stamp) <= limit_ms:
        return stamp
    device = stamp[-16:]
    clamped = make_stamp(ms=limit_ms, counter=0, device=device)
    if last and clamped <= effective(last):
        clamped = _next(last, device=device)
    return f"{clamped}~{stamp}"


def lift(stamp: str, *, shown: str) -> str:
    """A clamped stamp, lifted just above the stamp of the value that is shown if its original was
    above it; any other as it is.

    `shown` can lie ahead of a clock that is right: the centre's own was ahead for an hour, or is
    behind now. An edit made after seeing that value must not count as older than it, and the PC
    that made it, which goes by the original, must come to the same as everybody else.
    """
    clamped, _, original = stamp.partition("~")
    if not clamped <= effective(shown) < original:
        return stamp
    lifted = _next(shown, device=original[-16:])
    return f"{lifted}~{original}" if lifted < original else original


def _next(stamp: str, *, device: str) -> str:
    ms, counter = milliseconds(stamp), int(stamp[13:17], 16)
    if counter == _LAST_COUNTER:
        return make_stamp(ms=ms + 1, counter=0, device=device)
    return make_stamp(ms=ms, counter=counter + 1, device=device)
