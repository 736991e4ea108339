"""The forms of the members of messages: what a reader takes, and what the OpenAPI says of them.

Those of a change are `storage/change_forms.py`: one bad change must not spoil the others of a page.
"""

from typing import Annotated

from msgspec import Meta

from desktop_app.domain.changes import LARGEST
from desktop_app.domain.stamps import LATEST_MS, MOST_SEEN

Whole = Annotated[int, Meta(ge=0, le=LARGEST)]
"""A count, or a number of something where 0 means none."""

Head = Annotated[int, Meta(ge=-1, le=LARGEST)]
"""Where a stream stands, -1 where nothing can be said of it just now."""

Number = Annotated[int, Meta(ge=1, le=LARGEST)]
"""A number of something."""

Small = Annotated[int, Meta(ge=1, le=999_999)]
"""The number of a PC, or a version."""

Moment = Annotated[int, Meta(ge=0, le=LATEST_MS)]
"""Milliseconds since 1970 UTC."""

LATEST_EPOCH = LARGEST // 2
"""Above it there must be room for later ones."""

Epoch = Annotated[int, Meta(ge=1, le=LATEST_EPOCH)]
"""An epoch of a PC."""

LastEpoch = Annotated[int, Meta(ge=0, le=LATEST_EPOCH)]
"""The latest epoch of a PC, 0 for none."""

_END = r"(?!\n)$"  # `$` alone would let in a line end after the last sign

# The lengths do the same where there is but one.
Device = Annotated[str, Meta(pattern="^[0-9a-f]{16}$", min_length=16, max_length=16)]
Key = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", min_length=64, max_length=64)]
Link = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", min_length=64, max_length=64)]
Salt = Annotated[str, Meta(pattern="^[0-9a-f]{32}$", min_length=32, max_length=32)]

Digest = Annotated[str, Meta(pattern="^[0-9a-f]{16}$", min_length=16, max_length=16)]
"""A digest of a record, or a sum of them."""

NoDigest = Annotated[str, Meta(pattern=f"^([0-9a-f]{{16}})?{_END}", max_length=16)]
"""The same, or "" where there is nothing to sum."""

Snapshot = Annotated[str, Meta(pattern="^[0-9a-f]{16}$", min_length=16, max_length=16)]

Bucket = Annotated[
    str, Meta(pattern=f"^[0-9a-f]{{2}}([0-9a-f]{{2}})?{_END}", min_length=2, max_length=4)
]
"""A bucket, or a sub-bucket."""

Place = Annotated[str, Meta(pattern=f"^([a-z][a-z0-9_]*/[0-9A-Za-z._:-]+)?{_END}", max_length=129)]
"""A record of a kind, or "" for the beginning or the end."""

Name = Annotated[str, Meta(pattern=f"^[0-9A-Za-z._:-]+{_END}", min_length=1, max_length=64)]
"""An office, a stream, an id."""

User = Annotated[str, Meta(pattern=f"^[0-9A-Za-z._:-]*{_END}", max_length=64)]
"""An id, or "" for nobody."""

Word = Annotated[str, Meta(pattern=f"^[a-z][a-z0-9_]*{_END}", min_length=1, max_length=64)]
"""A kind, an operation, a group, a field."""

NoWord = Annotated[str, Meta(pattern=f"^([a-z][a-z0-9_]*)?{_END}", max_length=64)]
"""The same, or "" for none."""

_COUNTER_AND_DEVICE = "-[0-9a-f]{4}-[0-9a-f]{16}"
_STAMP = f"[0-9a-f]{{12}}{_COUNTER_AND_DEVICE}"

Stamp = Annotated[str, Meta(pattern=f"^{_STAMP}$", min_length=34, max_length=34)]
"""A stamp as its device gave it."""

ShownStamp = Annotated[
    str,
    Meta(
        pattern=f"^[0-7][0-9a-f]{{11}}{_COUNTER_AND_DEVICE}(~{_STAMP})?{_END}",
        min_length=34,
        max_length=69,
    ),
]
"""A stamp as it stands in a record, perhaps clamped, and not after `LATEST_MS`."""

Base = Annotated[str, Meta(pattern=f"^({_STAMP}(~{_STAMP}){{0,{MOST_SEEN - 1}}})?{_END}")]
"""All that a change was made over."""

Mark = Annotated[str, Meta(max_length=100)]
"""What ought to be a stamp: a damaged one must not spoil the others of a request."""

Seen = Annotated[str, Meta(max_length=200)]
"""The name of a change in a stream (`places.py`), only ever compared."""

Secret = Annotated[str, Meta(pattern=f"^[!-~]+{_END}", min_length=1, max_length=4096)]
"""A nonce, a token or a code, as it can stand in a header."""

Words = Annotated[str, Meta(max_length=2000)]
"""What a person reads."""
