"""The reference model of the exchange: what must hold of it, in plain Python, without stamps, logs
or databases.

It knows every value anybody has saved, which values its author had before him, and what the centre
has acknowledged. From that alone follow the versions between which somebody has to decide: those
that no other author had seen.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

Place = tuple[str, str]
"""A record and a field group."""


@dataclass(frozen=True, slots=True)
class Write:
    """A value saved on a PC. No two are alike, so a value tells which write it is. `saw`: those its
    author had before him, of the same record and group."""

    pc: str
    place: Place
    value: str
    saw: frozenset[str]


@dataclass(slots=True)
class Model:
    """All that was saved. `promised`: what the centre has acknowledged to the PC that wrote it;
    `unsent`: what a PC has in its file and the centre has not acknowledged."""

    writes: dict[str, Write] = field(default_factory=dict[str, Write])
    promised: set[str] = field(default_factory=set[str])
    unsent: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    hidings: dict[str, list[set[str]]] = field(default_factory=dict[str, list[set[str]]])

    def save(self, write: Write) -> None:
        """Somebody has saved a value."""
        self.writes[write.value] = write
        self.unsent.setdefault(write.pc, []).append(write.value)

    def hide(self, record: str, seen: Iterable[str]) -> None:
        """Somebody has deleted a record of which he had seen these values."""
        self.hidings.setdefault(record, []).append({*seen})

    def exchanged(self, pc: str, unsent: Iterable[str]) -> None:
        """After a round this is what a PC has that is not acknowledged; the rest is promised."""
        now = list(unsent)
        self.promised.update(set(self.unsent.get(pc, [])) - set(now))
        self.unsent[pc] = now

    def put_back(self, pc: str, unsent: Iterable[str]) -> None:
        """A PC's file is that of an earlier day, with what it had not sent then. What it saved
        later and did not send may be gone, and the model does not miss it; what was acknowledged
        must come back."""
        self.unsent[pc] = list(unsent)

    def must_be_there(self) -> set[str]:
        """What the centre must have once everything has been sent."""
        return self.promised | {value for values in self.unsent.values() for value in values}

    def heads(self, arrived: Iterable[str]) -> dict[Place, set[str]]:
        """Of the values that have arrived, those no author of another one had seen."""
        there = [self.writes[value] for value in arrived]
        seen = {value for write in there for value in write.saw}
        found: dict[Place, set[str]] = {}
        for write in there:
            found.setdefault(write.place, set())
            if write.value not in seen:
                found[write.place].add(write.value)
        return found

    def somebody_hid_knowing_all(self, record: str, arrived: Iterable[str]) -> bool:
        """Whether one who deleted a record had seen all that was ever written of it."""
        written = {value for value in arrived if self.writes[value].place[0] == record}
        return any(written <= self._with_past(seen) for seen in self.hidings.get(record, []))

    def _with_past(self, seen: Iterable[str]) -> set[str]:
        """These values and all their authors had seen, and theirs."""
        known: set[str] = set()
        left = [*seen]
        while left:
            value = left.pop()
            if value not in known:
                known.add(value)
                left += self.writes[value].saw
        return known
