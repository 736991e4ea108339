"""Who a device is: its enrolment, its proof for a token, and what it may see."""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects.postgresql import insert

from desktop_app.central import refusals, tables
from desktop_app.central.offices import code_hash, next_pc
from desktop_app.central.tokens import make_token, nonce_holds
from desktop_app.protocol.encoding import START
from desktop_app.protocol.messages import (
    EnrolAnswer,
    EnrolRequest,
    NumberAnswer,
    NumberRequest,
    TokenAnswer,
    TokenRequest,
)
from desktop_app.protocol.versions import WIRE

_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The device that asks, as its row says."""

    device: str
    office: str
    sees_all: bool
    revoked: bool
    epoch: int
    next_dseq: int
    chain: str
    safe_epoch: int
    safe_dseq: int


def enrol(connection: Connection, request: EnrolRequest, *, now_ms: int) -> EnrolAnswer:
    """Make a device known by a one-time code. The same request again gets the same answer.

    A number of a PC is never two devices', though two codes may have been written for it: it stands
    in the numbers of letters. The office's row is locked so that nobody takes it meanwhile.
    """
    if request.wire > WIRE:
        raise refusals.newer_program()
    e, o = tables.enrolment.c, tables.office.c
    code = connection.execute(
        select(tables.enrolment, o.name)
        .join(tables.office, o.code == e.office)
        .where(e.code_hash == code_hash(request.code))
        .with_for_update(of=(tables.enrolment, tables.office))
    ).one_or_none()
    _check_code(code, request.device, now_ms=now_ms)
    assert code is not None  # noqa: S101 - refused just above
    if _number_is_anothers(connection, request.device, office=code.office, pc=code.pc):
        raise refusals.used_code()
    _keep_device(connection, request, code, now_ms=now_ms)
    connection.execute(
        update(tables.enrolment).where(e.code_hash == code.code_hash).values(device=request.device)
    )
    return EnrolAnswer(office=code.office, office_name=code.name, pc=code.pc)


def give_token(
    connection: Connection, request: TokenRequest, *, secret: bytes, now_ms: int
) -> TokenAnswer:
    """A token for a device that signed our nonce."""
    key = connection.execute(
        select(tables.device.c.public_key).where(tables.device.c.id == request.device)
    ).scalar_one_or_none()
    if key is None or not nonce_holds(secret, request.nonce, now_ms=now_ms):
        raise refusals.bad_signature()
    if not _signed(key, request):
        raise refusals.bad_signature()
    token, expires_ms = make_token(secret, device=request.device, now_ms=now_ms)
    return TokenAnswer(token=token, expires_ms=expires_ms)


def caller(connection: Connection, device: str) -> Caller:
    """The row of the device a token was given to."""
    d, o = tables.device.c, tables.office.c
    row = connection.execute(
        select(tables.device, o.sees_all)
        .join(tables.office, o.code == d.office)
        .where(d.id == device)
    ).one_or_none()
    if row is None:  # a token outlives the database it was given for by at most 15 minutes
        raise refusals.no_token()
    return Caller(
        device=row.id,
        office=row.office,
        sees_all=row.sees_all,
        revoked=row.revoked,
        epoch=row.epoch,
        next_dseq=row.next_dseq,
        chain=row.chain,
        safe_epoch=row.safe_epoch,
        safe_dseq=row.safe_dseq,
    )


def give_number(
    connection: Connection, asking: Caller, request: NumberRequest, *, now_ms: int
) -> NumberAnswer:
    """Another number for a device that was restored; asked again in the same epoch, the same one.
    Earlier epochs are closed by this, as by a push.

    It is kept beside the codes, where the number after the last one is looked for.
    """
    if asking.revoked:
        raise refusals.revoked()
    if request.epoch < asking.epoch:
        raise refusals.old_epoch()
    o, e = tables.office.c, tables.enrolment.c
    connection.execute(select(o.code).where(o.code == asking.office).with_for_update())
    _begin_epoch(connection, asking.device, request.epoch)
    key = f"number:{asking.device}:{request.epoch}"  # no hash, so no code opens it
    given = connection.execute(select(e.pc).where(e.code_hash == key)).scalar_one_or_none()
    if given is not None:
        return NumberAnswer(pc=given)
    pc = next_pc(connection, asking.office)
    connection.execute(
        insert(tables.enrolment).values(
            code_hash=key, office=asking.office, pc=pc, expires_ms=now_ms, device=asking.device
        )
    )
    d = tables.device.c
    connection.execute(update(tables.device).where(d.id == asking.device).values(pc=pc))
    return NumberAnswer(pc=pc)


def _begin_epoch(connection: Connection, device: str, epoch: int) -> None:
    d = tables.device.c
    connection.execute(
        update(tables.device)
        .where(d.id == device, d.epoch < epoch)
        .values(epoch=epoch, next_dseq=1, chain=START)
    )


def _check_code(code: Row[tuple[object, ...]] | None, device: str, *, now_ms: int) -> None:
    if code is None:
        raise refusals.unknown_code()
    if code.device == device:
        return
    if code.device:
        raise refusals.used_code()
    if now_ms >= code.expires_ms:
        raise refusals.expired_code()


def _number_is_anothers(connection: Connection, device: str, *, office: str, pc: int) -> bool:
    """The codes tell, also of a device that has another number by now: its letters stay."""
    e = tables.enrolment.c
    used = select(e.device).where(e.office == office, e.pc == pc, e.device.not_in(("", device)))
    return connection.execute(used.limit(1)).first() is not None


def _keep_device(
    connection: Connection, request: EnrolRequest, code: Row[tuple[object, ...]], *, now_ms: int
) -> None:
    """A device that is known already keeps its log; it needs the same key and office as before."""
    connection.execute(
        insert(tables.device)
        .values(
            id=request.device,
            office=code.office,
            pc=code.pc,
            public_key=request.public_key,
            epoch=1,
            next_dseq=1,
            chain=START,
            last_stamp="",
            revoked=False,
            enrolled_ms=now_ms,
        )
        .on_conflict_do_nothing()
    )
    d = tables.device.c
    known = connection.execute(
        update(tables.device)
        .where(
            d.id == request.device,
            d.public_key == request.public_key,
            d.office == code.office,
        )
        .values(pc=code.pc)
    )
    if known.rowcount != 1:
        raise refusals.known_device()


def _signed(public_key: str, request: TokenRequest) -> bool:
    signature = _unhex(request.signature, _SIGNATURE_BYTES)
    if signature is None:
        return False
    message = f"vieclam-token:{request.device}:{request.nonce}".encode()
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _unhex(text: str, length: int) -> bytes | None:
    try:
        value = bytes.fromhex(text)
    except ValueError:
        return None
    return value if len(value) == length and value.hex() == text else None
