"""Taking in what a PC sent on a USB stick, and writing what it gets back: the same intake, the same
checks and the same pages as over the line, one message after the other.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, select

from desktop_app.central import devices, intake, outflow, refusals, snapshots, tables
from desktop_app.central.refusals import Refusal
from desktop_app.protocol.encoding import decompress
from desktop_app.protocol.messages import (
    ChunkRequest,
    EnrolRequest,
    HelloAnswer,
    NumberRequest,
    PullRequest,
    Push,
    PushAnswer,
    RefusalAnswer,
    SnapshotRequest,
)
from desktop_app.protocol.stick import (
    BadStick,
    Piece,
    StickFile,
    StickHeader,
    StickRequest,
    StickWriter,
    public_of,
    to_sign,
)

LARGE = 5000
"""From so many changes on a stream nothing is known of goes as a whole, as over the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What came of a file: `sent` changes were in it, `refusals` are the sentences of what was
    not done."""

    device: str
    sent: int
    refusals: tuple[str, ...]


@dataclass(slots=True)
class _Answering:
    """An answer being written."""

    engine: Engine
    writer: StickWriter
    request: StickRequest
    box_key: str
    now_ms: int
    refused: list[str]

    def say(self, name: str, body: object, *, about: str = "") -> None:
        self.writer.message(name, body, about=about)

    def refuse(self, about: str, refusal: Refusal) -> None:
        self.refused.append(refusal.sentence)
        answer = RefusalAnswer(reason=refusal.reason, sentence=refusal.sentence)
        self.say("refusal", answer, about=about)


def take_in(
    engine: Engine, *, box: X25519PrivateKey, file: BinaryIO, out: BinaryIO, now_ms: int
) -> TakenIn:
    """Take in a request and write its answer. Raises BadStick when the file is damaged, not for
    this centre, or not signed by the PC it names; then nothing is done."""
    sealed = StickFile(file, box=box)
    request, pushes = _checked(sealed)
    one_time = X25519PrivateKey.generate()
    header = StickHeader(
        what="answer",
        file=secrets.token_hex(8),
        device=request.device,
        office=sealed.header.office,
        pc=sealed.header.pc,
        made_ms=now_ms,
        changes=sealed.header.changes,
        box_key=public_of(one_time),
    )
    writer = StickWriter(out, header, one_time=one_time, to=request.box_key, sender=box)
    answering = _Answering(engine, writer, request, public_of(box), now_ms, [])
    sent = 0
    try:
        _meet(answering)
    except Refusal as refusal:
        answering.refuse("enrol", refusal)
    else:
        sent = _take_pushes(answering, sealed, pushes)
        _answer(answering)
    writer.close()
    return TakenIn(device=request.device, sent=sent, refusals=tuple(answering.refused))


def _checked(sealed: StickFile) -> tuple[StickRequest, list[Piece]]:
    if sealed.header.what != "request" or len(sealed.pieces) < 2:
        raise BadStick
    first, *pushes, last = sealed.pieces
    names = [first.name, *{piece.name for piece in pushes}, last.name]
    if names not in (["request", "signature"], ["request", "push", "signature"]):
        raise BadStick
    request = sealed.read(first, StickRequest)
    if request.device != sealed.header.device:
        raise BadStick
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(request.public_key))
        key.verify(bytes.fromhex(sealed.read(last, str)), to_sign(last.digest))
        bytes.fromhex(request.box_key)
    except (ValueError, InvalidSignature) as error:
        raise BadStick from error
    return request, pushes


def _meet(answering: _Answering) -> None:
    """Enrol a PC that brings its code; one that is known must have signed with its own key."""
    request = answering.request
    with answering.engine.begin() as connection:
        if request.code:
            enrol = EnrolRequest(
                code=request.code,
                device=request.device,
                public_key=request.public_key,
                wire=request.wire,
            )
            answering.say("enrol", devices.enrol(connection, enrol, now_ms=answering.now_ms))
        d = tables.device.c
        known = connection.execute(
            select(d.public_key).where(d.id == request.device)
        ).scalar_one_or_none()
        if known != request.public_key:
            raise refusals.bad_signature()


def _take_pushes(answering: _Answering, sealed: StickFile, pushes: list[Piece]) -> int:
    sent = 0
    for piece in pushes:
        push = sealed.read(piece, Push)
        try:
            answering.say("push", _take_push(answering, push))
        except Refusal as refusal:
            answering.refuse("push", refusal)
            break
        sent += len(push.changes)
    return sent


def _take_push(answering: _Answering, push: Push) -> PushAnswer:
    if push.device != answering.request.device:
        raise refusals.other_device()
    return intake.take_push(answering.engine, push, now_ms=answering.now_ms)


def _answer(answering: _Answering) -> None:
    """Where both stand, and what the PC's streams have that it has not."""
    request = answering.request
    try:
        with answering.engine.begin() as connection:
            hello = _hello(connection, answering)
            if request.number_due:
                answer = devices.give_number(
                    connection,
                    devices.caller(connection, request.device),
                    NumberRequest(epoch=request.epoch),
                    now_ms=answering.now_ms,
                )
                answering.say("number", answer)
        cursors = {name: request.cursors.get(name, 0) for name in hello.heads}
        for stream, head in hello.heads.items():
            if cursors[stream] == 0 and head > LARGE:
                cursors[stream] = _say_snapshot(answering, stream)
        _say_pages(answering, cursors)
    except Refusal as refusal:
        answering.refuse("pull", refusal)


def _hello(connection: Connection, answering: _Answering) -> HelloAnswer:
    caller = devices.caller(connection, answering.request.device)
    hello = outflow.hello(
        connection, caller, epoch=answering.request.epoch, now_ms=answering.now_ms
    )
    hello = replace(hello, box_key=answering.box_key)
    answering.say("hello", hello)
    return hello


def _say_snapshot(answering: _Answering, stream: str) -> int:
    device = answering.request.device
    while True:
        with answering.engine.begin() as connection:
            caller = devices.caller(connection, device)
            manifest = snapshots.snapshot(
                connection, caller, SnapshotRequest(stream=stream, wire=answering.request.wire)
            )
        if manifest.ready:
            break
    answering.say("snapshot", manifest, about=stream)
    for number in range(len(manifest.chunks)):
        asked = ChunkRequest(stream=stream, snapshot=manifest.snapshot, chunk=number)
        with answering.engine.begin() as connection:
            kept = snapshots.chunk(connection, devices.caller(connection, device), asked)
        plain = msgspec.Raw(decompress(kept, max_bytes=2**31))
        answering.say("chunk", plain, about=f"{manifest.snapshot}:{number}")
    return manifest.seq


def _say_pages(answering: _Answering, cursors: dict[str, int]) -> None:
    for page in _pages(answering, cursors):
        answering.say("page", page[1], about=page[0])


def _pages(answering: _Answering, cursors: dict[str, int]) -> Iterator[tuple[str, object]]:
    came = True
    while came:
        came = False
        asked = PullRequest(cursors=cursors, limit=outflow.MOST_ROWS, wire=answering.request.wire)
        with answering.engine.begin() as connection:
            caller = devices.caller(connection, answering.request.device)
            pages = outflow.pull(connection, caller, asked)
        for stream, page in pages.streams.items():
            if page.changes:
                yield stream, page
                cursors[stream] = page.changes[-1].seq
                came = came or cursors[stream] < page.head
