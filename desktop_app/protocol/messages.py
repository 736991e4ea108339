"""The messages of the exchange, from which the centre's OpenAPI is made too.

Times are milliseconds since 1970 UTC. Hashes, keys and signatures are lower-case hexadecimal.
"""

from msgspec import Struct, field

from desktop_app.domain.changes import WIRE, Change
from desktop_app.protocol.record_states import RecordState

ENROLMENT_MS = 72 * 3600 * 1000
"""How long an enrolment file is good for; its writing is this long before its end."""


class Enrolment(Struct, frozen=True, kw_only=True):
    """The one-time enrolment file the centre writes for one PC of one office (`.ghidanh`)."""

    format: str = "vieclam-enrolment"
    version: int = 1
    address: str
    ca_certificate: str
    office: str
    office_name: str
    pc: int
    code: str
    expires_ms: int


class EnrolRequest(Struct, frozen=True, kw_only=True):
    """A PC presents its code and the Ed25519 public key it made."""

    code: str
    device: str
    public_key: str
    wire: int


class EnrolAnswer(Struct, frozen=True, kw_only=True):
    """The PC is known from now on as number `pc` of `office`."""

    office: str
    office_name: str
    pc: int


class NonceAnswer(Struct, frozen=True, kw_only=True):
    """A nonce to sign; it is good for one minute and names its own time, so nothing is kept."""

    nonce: str


class TokenRequest(Struct, frozen=True, kw_only=True):
    """`signature` is Ed25519 over the UTF-8 bytes of `vieclam-token:<device>:<nonce>`."""

    device: str
    nonce: str
    signature: str


class TokenAnswer(Struct, frozen=True, kw_only=True):
    """A bearer token for 15 minutes."""

    token: str
    expires_ms: int


class NumberRequest(Struct, frozen=True, kw_only=True):
    """A PC that was restored from a backup has begun this epoch and needs a number for it."""

    epoch: int


class NumberAnswer(Struct, frozen=True, kw_only=True):
    """The PC is number `pc` of its office from now on."""

    pc: int


class HelloAnswer(Struct, frozen=True, kw_only=True):
    """Where both sides stand. `next_dseq` and `chain` are of the asking device and epoch; `epoch`
    is the latest one of the device, later than the one asked about when that is closed. `safe_dseq`
    is the last change of the epoch asked about that a backup covers. `earlier_lives` are the server
    epochs before this one; who has read in one of them has the same as the centre up to the head in
    `restored_heads`, in a stream that is not named there all of it."""

    wire: int
    oldest_wire: int
    server_epoch: str
    time_ms: int
    next_dseq: int
    chain: str
    heads: dict[str, int]
    safe_dseq: int
    epoch: int = 0
    earlier_lives: list[str] = field(default_factory=list[str])
    restored_heads: dict[str, int] = field(default_factory=dict[str, int])


class Push(Struct, frozen=True, kw_only=True):
    """A sealed batch: whole transactions in `dseq` order and the link that closes it."""

    device: str
    epoch: int
    previous: str
    salt: str
    link: str
    changes: list[Change]


class PushAnswer(Struct, frozen=True, kw_only=True):
    """Everything up to `acked_dseq` is committed at the centre; `chain` is its last link.

    `held` lists what went to quarantine: acked, but not applied yet.
    """

    acked_dseq: int
    chain: str
    held: list["Held"] = field(default_factory=list["Held"])


class Held(Struct, frozen=True, kw_only=True):
    """A change the centre keeps but cannot apply, with the reason in Vietnamese."""

    dseq: int
    reason: str


class PullRequest(Struct, frozen=True, kw_only=True):
    """The last sequence number seen of each stream (0 at first), and what the PC can read. `seen`
    names the change the PC has at its cursor (`places.py`), where it knows."""

    cursors: dict[str, int]
    limit: int = 1000
    wire: int = WIRE
    seen: dict[str, str] = field(default_factory=dict[str, str])


class StreamChange(Struct, frozen=True, kw_only=True):
    """A change with its place in a stream. Its stamp is the effective one."""

    seq: int
    change: Change


class StreamPage(Struct, frozen=True, kw_only=True):
    """The next changes of a stream, in order and without holes; `head` is its newest number."""

    changes: list[StreamChange]
    head: int


class PullAnswer(Struct, frozen=True, kw_only=True):
    """One page for every stream the device may see."""

    server_epoch: str
    streams: dict[str, StreamPage]


class RefusalAnswer(Struct, frozen=True, kw_only=True):
    """Every 4xx: `reason` is one of the words of PROTOCOL.md, `sentence` Vietnamese."""

    reason: str
    sentence: str


class LackingRequest(Struct, frozen=True, kw_only=True):
    """Records of a kind a PC has of a stream: record id -> the stamps of its groups."""

    stream: str
    kind: str
    stamps: dict[str, dict[str, str]]


class LackingAnswer(Struct, frozen=True, kw_only=True):
    """The ids of those the centre does not have, or not in so late a version."""

    ids: list[str]


class OfferRequest(Struct, frozen=True, kw_only=True):
    """Records as a PC has them, of which the centre may lack something."""

    stream: str
    records: list[RecordState]


class OfferAnswer(Struct, frozen=True, kw_only=True):
    """How many of the records the centre had not, or not in this version."""

    taken: int
