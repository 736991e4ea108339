"""The description of the endpoints for other programs, `/v1/schema/openapi.json`.

Litestar describes the paths; the messages are described by msgspec, which reads them, so that the
limits told are the limits held. What `checking.py` asks of the changes of a push stands here too.
"""

from typing import Annotated, Any

import msgspec
from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin
from msgspec import Meta, Struct

from desktop_app.central.checking import MOST_CHANGES
from desktop_app.domain.changes import Fields
from desktop_app.protocol import messages
from desktop_app.protocol.forms import Device, Name, Number

_REF = "#/components/schemas/{name}"
_STAMP = "[0-9a-f]{12}-[0-9a-f]{4}-[0-9a-f]{16}"

_Word = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$", min_length=1, max_length=64)]
_User = Annotated[str, Meta(pattern="^[0-9A-Za-z._:-]*$", max_length=64)]
_Stamp = Annotated[str, Meta(pattern=f"^{_STAMP}$", min_length=34, max_length=34)]
_Base = Annotated[str, Meta(pattern=f"^({_STAMP}(~{_STAMP}){{0,63}})?$")]


class SentChange(Struct, frozen=True, kw_only=True):
    """A change as a PC may send it. `groups` and `base` have the same keys; `device` and `epoch`
    are those of the push, the device of the stamp too."""

    device: Device
    epoch: Number
    dseq: Number
    tx: Name
    kind: _Word
    record: Name
    op: _Word
    stamp: _Stamp
    user: _User
    wire: Number
    groups: dict[_Word, Fields]
    base: dict[_Word, _Base]


class MessagesAsRead(JsonRenderPlugin):
    """The whole description as JSON."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        schemas = openapi_schema["components"]["schemas"]
        there = [getattr(messages, name) for name in schemas if hasattr(messages, name)]
        _, exact = msgspec.json.schema_components([*there, SentChange], ref_template=_REF)
        exact["Push"]["properties"]["changes"] = {
            "type": "array",
            "items": {"$ref": _REF.format(name="SentChange")},
            "minItems": 1,
            "maxItems": MOST_CHANGES,
        }
        components = openapi_schema["components"] | {"schemas": schemas | exact}
        whole = openapi_schema | {"components": components}
        return self.render_json(request, whole)  # pyright: ignore[reportUnknownMemberType] - Litestar leaves its Request bare
