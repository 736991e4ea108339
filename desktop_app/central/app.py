"""The endpoints: messages in, messages out, every refusal with a word and a sentence.

The tier keeps no state; all of it lies in PostgreSQL, so any number of these may run. What the
endpoints do stands in `devices.py`, `intake.py` and `outflow.py`.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Annotated, Any, ClassVar, cast

import msgspec
from litestar import Litestar, Request, Response, get, post
from litestar.config.compression import CompressionConfig
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException, InternalServerException
from litestar.handlers import BaseRouteHandler
from litestar.middleware.compression.facade import CompressionFacade
from litestar.openapi import OpenAPIConfig, ResponseSpec
from litestar.openapi.spec import Components, SecurityRequirement, SecurityScheme
from litestar.params import JSONBody, QueryParameter
from msgspec.structs import replace
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from desktop_app.central import (
    devices,
    intake,
    offers,
    outflow,
    quarantine,
    refusals,
    snapshots,
    verifying,
)
from desktop_app.central.openapi import MessagesAsRead
from desktop_app.central.refusals import Refusal
from desktop_app.central.tokens import device_of_token, make_nonce
from desktop_app.protocol.encoding import Malformed, TooLarge, compress, decompress, unpack
from desktop_app.protocol.forms import LATEST_EPOCH
from desktop_app.protocol.messages import (
    ChunkAnswer,
    ChunkRequest,
    EnrolAnswer,
    EnrolRequest,
    HelloAnswer,
    LackingAnswer,
    LackingRequest,
    NonceAnswer,
    NumberAnswer,
    NumberRequest,
    OfferAnswer,
    OfferRequest,
    PullAnswer,
    PullRequest,
    Push,
    PushAnswer,
    RefusalAnswer,
    SnapshotAnswer,
    SnapshotRequest,
    TokenAnswer,
    TokenRequest,
    VerifyAnswer,
    VerifyRequest,
)
from desktop_app.protocol.versions import WIRE

MOST_BYTES_SENT = 8 * 1024 * 1024
MOST_BYTES_PLAIN = 64 * 1024 * 1024
_MOST_BYTES_OF_OTHERS = 256 * 1024  # of everything but a push
_SMALLEST_COMPRESSED = 1

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Centre:
    """What every endpoint needs. `now_ms` is the clock, `box_key` what USB sticks are sealed to."""

    engine: Engine
    secret: bytes
    now_ms: Callable[[], int]
    box_key: str = ""


_REFUSALS = {
    status: ResponseSpec(RefusalAnswer, generate_examples=False, description=meaning)
    for status, meaning in (
        (400, "Not a message of this protocol"),
        (401, "No token, or one that has run out"),
        (403, "Not this device's to do or see"),
        (409, "Not what the centre can go on from"),
        (413, "Larger than the limits"),
        (415, "A content encoding other than zstd"),
        (503, "The database does not answer; nothing was done"),
    )
}

_TOKEN: list[SecurityRequirement] = [{"token": []}]

TheCentre = NamedDependency[Centre]
AskingDevice = NamedDependency[str]
AskedEpoch = Annotated[int, QueryParameter(ge=1, le=LATEST_EPOCH)]


def make_app(centre: Centre) -> Litestar:
    """The centre's web application."""
    return Litestar(
        route_handlers=[
            enrol,
            nonce,
            token,
            number,
            hello,
            push,
            pull,
            lacking,
            offer,
            verify,
            snapshot,
            chunk,
        ],
        dependencies={
            "centre": Provide(_centre, sync_to_thread=False),
            "device": Provide(_asking_device, sync_to_thread=False),
        },
        state=State({"centre": centre}),
        request_class=_WireRequest,
        request_max_body_size=_MOST_BYTES_OF_OTHERS,
        compression_config=CompressionConfig(
            backend="zstd",
            compression_facade=_Zstd,
            minimum_size=_SMALLEST_COMPRESSED,
            gzip_fallback=False,
        ),
        exception_handlers={
            Refusal: _refuse,
            HTTPException: _refuse_request,
            OperationalError: _say_busy,
            PoolTimeout: _say_busy,
            Exception: _report_bug,
        },
        openapi_config=OpenAPIConfig(
            title="Sổ Việc Làm: trao đổi với Trung tâm",
            version=str(WIRE),
            components=Components(
                security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}
            ),
            path="/v1/schema",
            render_plugins=[MessagesAsRead(path="/openapi.json")],
        ),
        logging_config=None,
    )


def _centre(state: State) -> Centre:
    return state.centre


def _asking_device(request: Request[Any, Any, Any]) -> str:
    return request.state.device


def _require_token(
    connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler
) -> None:
    """Lets only enrolled devices in, before anything of a body is read."""
    centre: Centre = connection.app.state.centre
    scheme, _, bearer = connection.headers.get("authorization", "").partition(" ")
    device = device_of_token(centre.secret, bearer, now_ms=centre.now_ms())
    if scheme != "Bearer" or device is None:
        raise refusals.no_token()
    connection.state.device = device


@post("/v1/enrol", status_code=200, responses=_REFUSALS, sync_to_thread=True)
def enrol(centre: TheCentre, data: JSONBody[EnrolRequest]) -> EnrolAnswer:
    """A PC presents its one-time code and its public key."""
    with centre.engine.begin() as connection:
        return devices.enrol(connection, data, now_ms=centre.now_ms())


@get("/v1/nonce", responses=_REFUSALS, sync_to_thread=False)
def nonce(centre: TheCentre) -> NonceAnswer:
    """Something to sign for a token."""
    return NonceAnswer(nonce=make_nonce(centre.secret, now_ms=centre.now_ms()))


@post("/v1/token", status_code=200, responses=_REFUSALS, sync_to_thread=True)
def token(centre: TheCentre, data: JSONBody[TokenRequest]) -> TokenAnswer:
    """A bearer token for a device that signed a nonce."""
    with centre.engine.begin() as connection:
        return devices.give_token(connection, data, secret=centre.secret, now_ms=centre.now_ms())


@post(
    "/v1/number",
    guards=[_require_token],
    security=_TOKEN,
    status_code=200,
    responses=_REFUSALS,
    sync_to_thread=True,
)
def number(centre: TheCentre, device: AskingDevice, data: JSONBody[NumberRequest]) -> NumberAnswer:
    """Another number for a PC that was restored from a backup."""
    with centre.engine.begin() as connection:
        caller = devices.caller(connection, device)
        return devices.give_number(connection, caller, data, now_ms=centre.now_ms())


@get(
    "/v1/hello",
    guards=[_require_token],
    security=_TOKEN,
    responses=_REFUSALS,
    sync_to_thread=True,
)
def hello(centre: TheCentre, device: AskingDevice, epoch: AskedEpoch = 1) -> HelloAnswer:
    """Where both sides stand."""
    with centre.engine.begin() as connection:
        caller = devices.caller(connection, device)
        answer = outflow.hello(connection, caller, epoch=epoch, now_ms=centre.now_ms())
    return replace(answer, box_key=centre.box_key)


@post(
    "/v1/push",
    guards=[_require_token],
    security=_TOKEN,
    status_code=200,
    request_max_body_size=MOST_BYTES_SENT,
    most_bytes_plain=MOST_BYTES_PLAIN,
    responses=_REFUSALS,
    sync_to_thread=True,
)
def push(centre: TheCentre, device: AskingDevice, data: JSONBody[Push]) -> PushAnswer:
    """Take in a sealed batch. When this answers, all of it is committed."""
    if device != data.device:
        raise refusals.other_device()
    answer = intake.take_push(centre.engine, data, now_ms=centre.now_ms())
    quarantine.release(centre.engine, data.changes, now_ms=centre.now_ms())
    return answer


@post(
    "/v1/pull",
    guards=[_require_token],
    security=_TOKEN,
    status_code=200,
    responses=_REFUSALS,
    sync_to_thread=True,
)
def pull(centre: TheCentre, device: AskingDevice, data: JSONBody[PullRequest]) -> PullAnswer:
    """The next changes of every stream the PC may see."""
    with centre.engine.begin() as connection:
        pages = outflow.pull(connection, devices.caller(connection, device), data)
    return cast("PullAnswer", pages)  # the same JSON


@post(
    "/v1/lacking",
    guards=[_require_token],
    security=_TOKEN,
    status_code=200,
    request_max_body_size=MOST_BYTES_SENT,
    most_bytes_plain=MOST_BYTES_SENT,
    responses=_REFUSALS,
    sync_to_thread=True,
)
def lacking(
    centre: TheCentre, device: AskingDevice, data: JSONBody[LackingRequest]
) -> LackingAnswer:
    """Which of a PC's records a restored centre lacks."""
    with centre.engine.begin() as connection:
        return offers.lacking(connection, devices.caller(connection, device), data)


@post(
    "/v1/offer",
    guards=[_require_token],
    security=_TOKEN,
    status_code=200,
    request_max_body_size=MOST_BYTES_SENT,
    most_bytes_plain=MOST_BYTES_PLAIN,
    responses=_REFUSALS,
    sync_to_thread=True,
)
def offer(centre: TheCentre, device: AskingDevice, data: JSONBody[OfferRequest]) -> OfferAnswer:
    """Take in what a restored centre lacks and a PC still has."""
    answer = intake.in_one_transaction(
        centre.engine,
        lambda connection: offers.take_offer(
            connection, devices.caller(connection, device), data, now_ms=centre.now_ms()
        ),
    )
    offered = {state.id for state in data.records}
    quarantine.release_records(centre.engine, offered, now_ms=centre.now_ms())
    return answer


@post(
    "/v1/verify",
    guards=[_require_token],
    security=_TOKEN,
    status_code=200,
    responses=_REFUSALS,
    sync_to_thread=True,
)
def verify(centre: TheCentre, device: AskingDevice, data: JSONBody[VerifyRequest]) -> VerifyAnswer:
    """One step of comparing what the PC has with what the centre has."""
    with centre.engine.begin() as connection:
        caller = devices.caller(connection, device)
    return verifying.verify(centre.engine, caller, data)


@post(
    "/v1/snapshot",
    guards=[_require_token],
    security=_TOKEN,
    status_code=200,
    responses=_REFUSALS,
    sync_to_thread=True,
)
def snapshot(
    centre: TheCentre, device: AskingDevice, data: JSONBody[SnapshotRequest]
) -> SnapshotAnswer:
    """What a stream holds as a whole, to be fetched in chunks."""
    with centre.engine.begin() as connection:
        return snapshots.snapshot(connection, devices.caller(connection, device), data)


@post(
    "/v1/chunk",
    guards=[_require_token],
    security=_TOKEN,
    status_code=200,
    responses=_REFUSALS,
    sync_to_thread=True,
)
def chunk(centre: TheCentre, device: AskingDevice, data: JSONBody[ChunkRequest]) -> ChunkAnswer:
    """One chunk of a snapshot."""
    with centre.engine.begin() as connection:
        kept = snapshots.chunk(connection, devices.caller(connection, device), data)
    return cast("ChunkAnswer", msgspec.Raw(decompress(kept, max_bytes=MOST_BYTES_PLAIN)))


# --- Bodies --------------------------------------------------------------------------------------


class _WireRequest(Request[Any, Any, Any]):
    """A request whose body is JSON, plain or in a zstd frame, read straight and strictly into the
    handler's message type."""

    async def body(self) -> bytes:
        try:
            return await super().body()
        except InternalServerException:  # the line was cut; nobody is there to hear the answer
            raise refusals.malformed() from None

    async def json(self) -> Any:
        encoding = self.headers.get("content-encoding", "identity")
        if encoding not in {"zstd", "identity"}:
            raise refusals.unknown_encoding()
        body = await self.body()
        message = self.route_handler.parsed_data_field
        if message is None:
            raise TypeError("an endpoint that reads a body names its message")
        most: int = self.route_handler.opt.get("most_bytes_plain", _MOST_BYTES_OF_OTHERS)
        try:
            return unpack(body, message.annotation, max_bytes=most)
        except TooLarge:
            raise refusals.too_large() from None
        except Malformed:
            raise refusals.malformed() from None


class _Zstd(CompressionFacade):
    """Compresses an answer for a PC that accepts it."""

    encoding: ClassVar[str] = "zstd"

    def __init__(
        self,
        buffer: BytesIO,
        compression_encoding: str,  # noqa: ARG002 - as Litestar calls it
        config: CompressionConfig,  # noqa: ARG002 - as Litestar calls it
    ) -> None:
        self._buffer = buffer

    def write(self, body: bytes) -> None:
        self._buffer.write(compress(body))

    def close(self) -> None:
        """Each answer is one frame, written whole."""


# --- Refusals ------------------------------------------------------------------------------------


def _refuse(_: Request[Any, Any, Any], refusal: Refusal) -> Response[RefusalAnswer]:
    headers: dict[str, str] = {}
    if refusal.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if refusal.status == 503:
        headers["Retry-After"] = "30"
    return Response(
        RefusalAnswer(reason=refusal.reason, sentence=refusal.sentence),
        status_code=refusal.status,
        headers=headers,
        media_type="application/json",
    )


def _refuse_request(
    request: Request[Any, Any, Any], error: HTTPException
) -> Response[RefusalAnswer]:
    if error.status_code in {404, 405}:
        return _refuse(request, refusals.unknown_address(error.status_code))
    if error.status_code == 413:
        return _refuse(request, refusals.too_large())
    if error.status_code < 500:
        return _refuse(request, refusals.malformed())
    return _report_bug(request, error)


def _say_busy(
    request: Request[Any, Any, Any], error: OperationalError | PoolTimeout
) -> Response[RefusalAnswer]:
    _log.warning("the database does not answer: %s", type(error).__name__)
    return _refuse(request, refusals.busy())


def _report_bug(request: Request[Any, Any, Any], error: Exception) -> Response[RefusalAnswer]:
    """The log gets where it happened, but not the message, which may quote a person's data."""
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("%s at %s\n%s", type(error).__name__, request.url.path, where)
    return _refuse(request, refusals.failed())
