"""The description of the endpoints for other programs, `/v1/schema/openapi.json`.

Litestar describes the paths; the messages are described by msgspec, which reads them, so that the
limits told are the limits held. What `checking.py` asks of the changes of a push stands here too.
"""

from typing import Any

import msgspec
from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin
from msgspec import Struct

from desktop_app.central.checking import MOST_CHANGES
from desktop_app.domain.changes import Fields
from desktop_app.protocol import messages
from desktop_app.protocol.forms import (
    Base,
    Device,
    Epoch,
    Name,
    Number,
    Stamp,
    User,
    Word,
)

_REF = "#/components/schemas/{name}"


class SentChange(Struct, frozen=True, kw_only=True):
    """A change as a PC may send it. `groups` and `base` have the same keys; `device` and `epoch`
    are those of the push, the device of the stamp too."""

    device: Device
    epoch: Epoch
    dseq: Number
    tx: Name
    kind: Word
    record: Name
    op: Word
    stamp: Stamp
    user: User
    wire: Number
    groups: dict[Word, Fields]
    base: dict[Word, Base]


class MessagesAsRead(JsonRenderPlugin):
    """The whole description as JSON."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        schemas = openapi_schema["components"]["schemas"]
        there = [getattr(messages, name) for name in schemas if hasattr(messages, name)]
        _, exact = msgspec.json.schema_components([*there, SentChange], ref_template=_REF)
        changes = exact["Push"]["properties"]["changes"]
        changes |= {"minItems": 1, "maxItems": MOST_CHANGES}
        changes["items"] = {"$ref": _REF.format(name="SentChange")}
        components = openapi_schema["components"] | {"schemas": schemas | exact}
        whole = openapi_schema | {"components": components}
        return self.render_json(request, whole)  # pyright: ignore[reportUnknownMemberType] - Litestar leaves its Request bare
