"""The messages of the exchange, from which the centre's OpenAPI is made too.

Times are milliseconds since 1970 UTC. Hashes, keys and signatures are lower-case hexadecimal.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from desktop_app.domain.changes import WIRE, Change
from desktop_app.protocol.forms import (
    Bucket,
    Device,
    Digest,
    Epoch,
    Head,
    Key,
    LastEpoch,
    Link,
    Mark,
    Moment,
    Name,
    NoDigest,
    NoWord,
    Number,
    Place,
    Salt,
    Secret,
    Seen,
    Small,
    Snapshot,
    Whole,
    Word,
    Words,
)
from desktop_app.protocol.record_states import OfferedRecord, RecordState

MOST_KINDS = 200
MOST_BUCKETS = 256
MOST_IDS = 500
MOST_RECORDS = 1000
"""How many of each a request may name."""

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
    box_key: str = ""


class EnrolRequest(Struct, frozen=True, kw_only=True):
    """A PC presents its code and the Ed25519 public key it made."""

    code: Words
    device: Device
    public_key: Key
    wire: Small


class EnrolAnswer(Struct, frozen=True, kw_only=True):
    """The PC is known from now on as number `pc` of `office`."""

    office: Name
    office_name: Words
    pc: Small


class NonceAnswer(Struct, frozen=True, kw_only=True):
    """A nonce to sign; it is good for one minute and names its own time, so nothing is kept."""

    nonce: Secret


class TokenRequest(Struct, frozen=True, kw_only=True):
    """`signature` is Ed25519 over the UTF-8 bytes of `vieclam-token:<device>:<nonce>`."""

    device: Device
    nonce: Words
    signature: Words


class TokenAnswer(Struct, frozen=True, kw_only=True):
    """A bearer token for 15 minutes."""

    token: Secret
    expires_ms: Moment


class NumberRequest(Struct, frozen=True, kw_only=True):
    """A PC that was restored from a backup has begun this epoch and needs a number for it."""

    epoch: Epoch


class NumberAnswer(Struct, frozen=True, kw_only=True):
    """The PC is number `pc` of its office from now on."""

    pc: Small


class HelloAnswer(Struct, frozen=True, kw_only=True):
    """Where both sides stand. `next_dseq` and `chain` are of the asking device and epoch; `epoch`
    is the latest one of the device, later than the one asked about when that is closed. `safe_dseq`
    is the last change of the epoch asked about that a backup covers. `earlier_lives` are the server
    epochs before this one; who has read in one of them has the same as the centre up to the head in
    `restored_heads`, in a stream that is not named there all of it."""

    wire: Small
    oldest_wire: Small
    server_epoch: Name
    time_ms: Moment
    next_dseq: Number
    chain: Link
    heads: dict[Name, Whole]
    safe_dseq: Whole
    epoch: LastEpoch = 0
    box_key: str = ""
    earlier_lives: list[Name] = field(default_factory=list[Name])
    restored_heads: dict[Name, Whole] = field(default_factory=dict[Name, Whole])


class Push(Struct, frozen=True, kw_only=True):
    """A sealed batch: whole transactions in `dseq` order and the link that closes it."""

    device: Device
    epoch: Epoch
    previous: Link
    salt: Salt
    link: Link
    changes: list[Change]


class PushAnswer(Struct, frozen=True, kw_only=True):
    """Everything up to `acked_dseq` is committed at the centre; `chain` is its last link.

    `held` lists what went to quarantine: acked, but not applied yet.
    """

    acked_dseq: Whole
    chain: Link
    held: list["Held"] = field(default_factory=list["Held"])


class Held(Struct, frozen=True, kw_only=True):
    """A change the centre keeps but cannot apply, with the reason in Vietnamese."""

    dseq: Number
    reason: Words


class PullRequest(Struct, frozen=True, kw_only=True):
    """The last sequence number seen of each stream (0 at first), and what the PC can read. `seen`
    names the change the PC has at its cursor (`places.py`), where it knows."""

    cursors: dict[Name, Whole]
    limit: Number = 1000
    wire: Whole = WIRE
    seen: dict[Name, Seen] = field(default_factory=dict[str, str])


class StreamChange(Struct, frozen=True, kw_only=True):
    """A change with its place in a stream. Its stamp is the effective one."""

    seq: Number
    change: Change


class StreamPage(Struct, frozen=True, kw_only=True):
    """The next changes of a stream, in order and without holes; `head` is its newest number."""

    changes: list[StreamChange]
    head: Whole


class PullAnswer(Struct, frozen=True, kw_only=True):
    """One page for every stream the device may see."""

    server_epoch: Name
    streams: dict[Name, StreamPage]


class RefusalAnswer(Struct, frozen=True, kw_only=True):
    """Every 4xx: `reason` is one of the words of PROTOCOL.md, `sentence` Vietnamese."""

    reason: Words
    sentence: Words


class VerifyRequest(Struct, frozen=True, kw_only=True):
    """One step of comparing a stream that the PC has read up to `head`.

    `kinds`: `sums` are the PC's, kind -> 16 hexadecimal digits. `buckets`: of `kind`, or within
    the buckets `prefixes` (two digits each). `records`: those whose bucket begins with one of
    `prefixes` (two or four digits). `states`: the records `ids` of `kind`. `anew`: the centre takes
    the digests of all records anew, going on from `after`.
    """

    stream: Name
    head: Whole
    level: Literal["kinds", "buckets", "records", "states", "anew"] = "kinds"
    sums: Annotated[dict[Word, Digest], Meta(max_length=MOST_KINDS)] = field(
        default_factory=dict[str, str]
    )
    kind: NoWord = ""
    prefixes: Annotated[list[Bucket], Meta(max_length=MOST_BUCKETS)] = field(
        default_factory=list[str]
    )
    ids: Annotated[list[Name], Meta(max_length=MOST_IDS)] = field(default_factory=list[str])
    after: Place = ""
    wire: Whole = WIRE


class VerifyAnswer(Struct, frozen=True, kw_only=True):
    """`head` is where the centre stands; another than the one asked about means: later.

    `kinds`: `sums` are the centre's where they differ, "" for a kind it has nothing of. `buckets`:
    prefix -> sum. `records`: id -> digest. `states`: `states` are the records as they are to be,
    `elsewhere` those that are not of this stream any more; one in neither list the centre does not
    have. `anew`: `after` is where to go on, "" at the end; `done` counts the records.
    """

    head: Head
    sums: dict[Name, NoDigest] = field(default_factory=dict[str, str])
    states: list[RecordState] = field(default_factory=list[RecordState])
    elsewhere: list[Name] = field(default_factory=list[str])
    after: Place = ""
    done: Whole = 0


class SnapshotRequest(Struct, frozen=True, kw_only=True):
    """What a stream holds as a whole, for a PC that has nothing of it yet."""

    stream: Name
    wire: Whole = WIRE


class SnapshotChunk(Struct, frozen=True, kw_only=True):
    """Up to 5,000 records of one kind; `sha256` is over the JSON of their list as it is sent."""

    kind: Word
    records: Number
    sha256: Link


class SnapshotAnswer(Struct, frozen=True, kw_only=True):
    """A snapshot holds all that the stream had at `seq`, and perhaps some of what came after:
    whoever has it pulls from there on. While it is not `ready` it is still being made, `records`
    so far; asking again goes on with it."""

    server_epoch: Name
    stream: Name
    snapshot: Snapshot
    seq: Whole
    ready: bool
    records: Whole
    chunks: list[SnapshotChunk] = field(default_factory=list[SnapshotChunk])


class ChunkRequest(Struct, frozen=True, kw_only=True):
    """One chunk of a snapshot, numbered from 0."""

    stream: Name
    snapshot: Snapshot
    chunk: Whole


class ChunkAnswer(Struct, frozen=True, kw_only=True):
    """The records of a chunk."""

    records: list[RecordState]


class LackingRequest(Struct, frozen=True, kw_only=True):
    """Records of a kind a PC has of a stream: record id -> the stamps of its groups."""

    stream: Name
    kind: Word
    stamps: Annotated[dict[Name, dict[Word, Mark]], Meta(max_length=MOST_RECORDS)]


class LackingAnswer(Struct, frozen=True, kw_only=True):
    """The ids of those the centre does not have, or not in so late a version."""

    ids: list[Name]


class OfferRequest(Struct, frozen=True, kw_only=True):
    """Records as a PC has them, of which the centre may lack something."""

    stream: Name
    records: Annotated[list[OfferedRecord], Meta(max_length=MOST_RECORDS)]


class OfferAnswer(Struct, frozen=True, kw_only=True):
    """How many of the records the centre had not, or not in this version."""

    taken: Whole
