"""The forms of the members of messages: what a reader takes, and what the OpenAPI says of them.

Those of a change are `storage/change_forms.py`: one bad change must not spoil the others of a page.
"""

from typing import Annotated

from msgspec import Meta

from desktop_app.domain.changes import LARGEST
from desktop_app.domain.stamps import LATEST_MS

Whole = Annotated[int, Meta(ge=0, le=LARGEST)]
"""A count, or a number of something where 0 means none."""

Number = Annotated[int, Meta(ge=1, le=LARGEST)]
"""A number of something."""

Small = Annotated[int, Meta(ge=1, le=999_999)]
"""The number of a PC, or a version."""

Moment = Annotated[int, Meta(ge=0, le=LATEST_MS)]
"""Milliseconds since 1970 UTC."""

Epoch = Annotated[int, Meta(ge=0, le=LARGEST // 2)]
"""The latest epoch of a PC, 0 for none: above it there must be room for later ones."""

# The lengths keep out a line end after the last sign, which `$` alone would let in.
Device = Annotated[str, Meta(pattern="^[0-9a-f]{16}$", min_length=16, max_length=16)]
Key = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", min_length=64, max_length=64)]
Link = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", min_length=64, max_length=64)]
Salt = Annotated[str, Meta(pattern="^[0-9a-f]{32}$", min_length=32, max_length=32)]

Name = Annotated[str, Meta(pattern="^[0-9A-Za-z._:-]+$", min_length=1, max_length=64)]
"""An office, a stream, an id."""

Secret = Annotated[str, Meta(pattern="^[!-~]+$", min_length=1, max_length=4096)]
"""A nonce, a token or a code, as it can stand in a header."""

Words = Annotated[str, Meta(max_length=2000)]
"""What a person reads."""
