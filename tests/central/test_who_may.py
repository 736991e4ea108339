"""Who may ask what: every endpoint the application has, whichever are added later. An endpoint that
is not named here fails the test until somebody has said what a revoked device may do with it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from desktop_app.central.app import Centre, make_app
from desktop_app.central.keys import token_secret
from desktop_app.central.roll import set_revoked
from desktop_app.central.tokens import TOKEN_MS, make_token
from tests.central_builder import ACentre, ADevice, refusal

Device = Callable[..., ADevice]

OPEN = frozenset({"/v1/enrol", "/v1/nonce", "/v1/token"})
"""For whoever has no token yet: each asks for a proof of its own. The description of the interface
is no endpoint of ours and holds nothing."""

STILL_ALLOWED = frozenset({"/v1/hello", "/v1/push"})
"""What a revoked device may still do: ask where the centre stands, and bring its work, which waits
in quarantine. Everything else is `revoked`."""

NAMES_A_STREAM = "stream"
NOT_OURS = "TD"
"""An office the asking device is not of."""


@dataclass(frozen=True)
class Endpoint:
    """A way in: its method and path, and the fields its message must have, with values that fit."""

    method: str
    path: str
    body: dict[str, Any] | None

    def ask(self, device: ADevice, token: str | None, **other: Any) -> httpx.Response:
        """Ask it with a token, or none."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        body = None if self.body is None else {**self.body, **other}
        return device.client.request(self.method, self.path, json=body, headers=headers)


def _endpoints(app: Litestar) -> Iterator[Endpoint]:
    schema = app.openapi_schema.to_schema()
    for route in app.routes:
        if not isinstance(route, HTTPRoute) or not route.path.startswith("/v1/"):
            continue
        if route.path.startswith("/v1/schema"):
            continue
        for method in sorted(route.methods - {"OPTIONS", "HEAD"}):
            operation = schema["paths"][route.path][method.lower()]
            message = operation.get("requestBody")
            body = _message(schema, message["content"]) if message else None
            yield Endpoint(method, route.path, body)


def _message(schema: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """A message that is well-formed as JSON: each required field with a value of its type."""
    (described,) = content.values()
    return {
        name: _value(schema, form)
        for name, form in _resolved(schema, described["schema"]).get("properties", {}).items()
    }


def _value(schema: dict[str, Any], form: dict[str, Any]) -> Any:
    form = _resolved(schema, form)
    if "default" in form:
        return form["default"]
    return {"integer": 1, "array": [], "object": {}, "boolean": False}.get(
        form.get("type", ""), "a" * form.get("minLength", 1)
    )


def _resolved(schema: dict[str, Any], form: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in form:
        return form
    return schema["components"]["schemas"][form["$ref"].rpartition("/")[2]]


@pytest.fixture
def app(central: ACentre) -> Litestar:
    """The application as it is served."""
    secret = token_secret(central.postgres.keys)
    return make_app(Centre(central.engine, secret, central.now_ms))


@pytest.fixture
def closed(app: Litestar) -> list[Endpoint]:
    """All that need a token."""
    return [one for one in _endpoints(app) if one.path not in OPEN]


def test_the_endpoints_are_found(app: Litestar) -> None:
    paths = {one.path for one in _endpoints(app)}
    assert paths >= {*OPEN, *STILL_ALLOWED, "/v1/pull", "/v1/number"}


def test_without_a_good_token_nothing_is_told(
    central: ACentre, closed: list[Endpoint], a_device: Device
) -> None:
    pc = a_device()
    secret, now_ms = token_secret(central.postgres.keys), central.now_ms()
    expired, _ = make_token(secret, device=pc.device, now_ms=now_ms - TOKEN_MS - 1)
    strangers, _ = make_token(secret, device="0" * 15 + "1", now_ms=now_ms)
    forged, _ = make_token(bytes(32), device=pc.device, now_ms=now_ms)
    nonce = pc.token_request().nonce
    for endpoint in closed:
        for token in (None, "x", expired, forged, nonce, pc.token[:-1], f"{pc.token}0"):
            answer = refusal(endpoint.ask(pc, token))
            assert (endpoint.path, *answer) == (endpoint.path, 401, "token")
        status, _ = refusal(endpoint.ask(pc, strangers))
        assert status in {400, 401, 403}, endpoint.path


def test_a_revoked_device_is_told_nothing_more(
    central: ACentre, closed: list[Endpoint], a_device: Device
) -> None:
    pc = a_device()
    with central.engine.begin() as connection:
        set_revoked(connection, pc.device, revoked=True)
    pc.sign_in()
    for endpoint in closed:
        if endpoint.path in STILL_ALLOWED:
            continue
        answer = refusal(endpoint.ask(pc, pc.token, **_well_formed(endpoint, "BS")))
        assert (endpoint.path, *answer) == (endpoint.path, 403, "revoked")
    assert pc.hello().next_dseq == 1
    assert [held.dseq for held in pc.push(pc.write()).held] == [1]


def test_an_office_is_told_nothing_of_another_offices_stream(
    closed: list[Endpoint], a_device: Device
) -> None:
    pc, other = a_device("BS"), a_device(NOT_OURS)
    other.push(other.write())
    for endpoint in closed:
        asked = _well_formed(endpoint, NOT_OURS)
        if asked:
            answer = refusal(endpoint.ask(pc, pc.token, **asked))
            assert (endpoint.path, *answer) == (endpoint.path, 403, "stream")


def _well_formed(endpoint: Endpoint, stream: str) -> dict[str, Any]:
    """What makes the message ask about a stream; nothing if it speaks of none."""
    body = endpoint.body or {}
    asked: dict[str, Any] = {}
    if "cursors" in body:
        asked["cursors"] = {stream: 0}
    if NAMES_A_STREAM in body:
        asked[NAMES_A_STREAM] = stream
    if "streams" in body:
        asked["streams"] = [stream]
    return asked
