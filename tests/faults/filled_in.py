"""Filling in what a made-up request could not know of the centre: where the chain of the device
stands, which streams, kinds, field groups and snapshots there are. What is wrong with it stays.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from desktop_app.domain.changes import Fields
from desktop_app.domain.kinds import BY_NAME, KINDS
from desktop_app.domain.records import Kind
from desktop_app.protocol.encoding import START, seal, to_json, unpack
from desktop_app.protocol.messages import (
    ChunkRequest,
    LackingRequest,
    OfferRequest,
    PullRequest,
    Push,
    SnapshotRequest,
    VerifyRequest,
)
from desktop_app.protocol.versions import WIRE
from desktop_app.storage.tables import encode_fields

Body = dict[str, Any]


_MESSAGES: dict[str, type[Any]] = {
    "/v1/push": Push,
    "/v1/pull": PullRequest,
    "/v1/verify": VerifyRequest,
    "/v1/snapshot": SnapshotRequest,
    "/v1/chunk": ChunkRequest,
    "/v1/lacking": LackingRequest,
    "/v1/offer": OfferRequest,
}


@dataclass(slots=True)
class FilledIn:
    """What is known, and how often it was used: kinds and streams take turns."""

    device: str
    epoch: int = 1
    next_dseq: int = 1
    chain: str = START
    turn: int = 0
    snapshot: str = "0" * 16
    heads: dict[str, int] = field(default_factory=dict[str, int])

    def body(self, path: str, body: Any) -> Any:
        """The body filled in; None where there is nothing to fill in, or no message to do it to."""
        if path not in _MESSAGES or not _is(_MESSAGES[path], body):
            return None
        self.turn += 1
        match path:
            case "/v1/push":
                return self._push(body)
            case "/v1/pull":
                return self._pull(body)
            case _:
                return self._about_a_stream(body)

    def note(self, path: str, body: Any, answer: Body) -> None:
        """Learn from an answer."""
        match path:
            case "/v1/push":
                self.next_dseq, self.chain = answer["acked_dseq"] + 1, answer["chain"]
            case "/v1/number" if body["epoch"] > self.epoch:
                self.epoch, self.next_dseq, self.chain = body["epoch"], 1, START
            case "/v1/snapshot":
                self.snapshot = answer["snapshot"]
            case "/v1/verify" if body.get("level") != "anew":
                self.heads[body["stream"]] = answer["head"]
            case _:
                pass

    def _push(self, body: Body) -> Body:
        """As this device would send it next."""
        changes = [
            self._change(one, self.next_dseq + number) for number, one in enumerate(body["changes"])
        ]
        body = body | {
            "device": self.device,
            "epoch": self.epoch,
            "previous": self.chain,
            "changes": changes,
        }
        read = unpack(to_json(body), Push, max_bytes=10**8)
        try:
            link = seal(previous=self.chain, changes=read.changes, salt=read.salt)
        except ValueError:  # what is wrong is the salt
            return body
        return body | {"link": link}

    def _change(self, change: Body, dseq: int) -> Body:
        """Every third change is of a kind nobody knows; of the others every second has only values
        that fit."""
        whole = change | {
            "device": self.device,
            "epoch": self.epoch,
            "dseq": dseq,
            "stamp": change["stamp"][:-16] + self.device,
            "wire": WIRE,
        }
        if dseq % 3 == 0:
            return whole | {"base": dict.fromkeys(change["groups"], "")}
        kind = KINDS[(self.turn + dseq) % len(KINDS)]
        drawn = [value for values in change["groups"].values() for value in values.values()]
        names = list(kind.groups)[: len(change["groups"])]
        values = _values(kind, names, drawn if dseq % 2 else [])
        bases = [*change["base"].values(), *[""] * len(names)]
        return whole | {
            "kind": kind.name,
            "record": f"{kind.name}-{dseq % 4}",
            "op": "insert" if dseq % 4 else change["op"],
            "groups": {name: {f: values[f] for f in kind.groups[name]} for name in names},
            "base": dict(zip(names, bases, strict=False)),
        }

    def _pull(self, body: Body) -> Body:
        cursors = [cursor % 10 for cursor in body["cursors"].values()]
        known: Body = {"cursors": dict(zip(("BS", "common"), cursors, strict=False)), "wire": WIRE}
        if self.turn % 2:
            known["seen"] = {}
        return body | known

    def _about_a_stream(self, body: Body) -> Body:
        body = body | {"stream": ("BS", "common")[self.turn % 2]}
        known: dict[str, Callable[[], Any]] = {
            "kind": lambda: KINDS[self.turn % len(KINDS)].name,
            "head": lambda: self.heads.get(body["stream"], 0),
            "wire": lambda: WIRE,
            "snapshot": lambda: self.snapshot,
            "chunk": lambda: body["chunk"] % 2,
            "records": lambda: [
                self._record(one, self.turn + number) for number, one in enumerate(body["records"])
            ],
        }
        return body | {name: find() for name, find in known.items() if name in body}

    def _record(self, record: Body, number: int) -> Body:
        """Every third record is of a kind nobody knows; of the others every second is whole."""
        if number % 3 == 0:
            return record
        kind = KINDS[number % len(KINDS)]
        names = list(kind.groups)[: len(record["stamps"])]
        return record | {
            "kind": kind.name,
            "id": f"{kind.name}-{number % 8}",
            "stamps": dict(zip(names, record["stamps"].values(), strict=False)),
            "fields": record["fields"] | (_values(kind, names, []) if number % 2 else {}),
        }


def _is(message: type[Any], body: Any) -> bool:
    try:
        unpack(to_json(body), message, max_bytes=10**8)
    except (ValueError, TypeError, OverflowError):
        return False
    return True


def _values(kind: Kind, groups: list[str], drawn: list[Any]) -> Fields:
    """The fields of these groups as in a blank record, but for what was drawn."""
    names = [name for group in groups for name in kind.groups[group]]
    return {name: _blank(kind.name)[name] for name in names} | dict(zip(names, drawn, strict=False))


@cache
def _blank(kind: str) -> Mapping[str, Any]:
    return encode_fields(BY_NAME[kind], BY_NAME[kind].record(id="r"))
