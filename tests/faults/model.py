"""The reference model of the exchange: what must hold of it, in plain Python, without stamps, logs
or databases.

It knows everything anybody has saved, what its author had before him, whose file has it, and what
the centre has acknowledged. From that alone follow the versions between which somebody has to
decide (those that no other author had seen), what may be gone after a disaster, and where a person
is who has been handed over.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Place = tuple[str, str]
"""A record and a field group."""


@dataclass(frozen=True, slots=True)
class Write:
    """Something saved on a PC, under a name of its own. `saw`: the names of what its author had
    before him, of the same record and group. A decision says again what another write has said, so
    it is not told by its `value`."""

    pc: str
    place: Place
    value: str
    saw: frozenset[str]
    name: str


@dataclass(slots=True)
class Log:
    """What a PC's file has of its own: all that was `written` in it, and of that, in order, what it
    has not seen acknowledged (`unsent`)."""

    written: set[str] = field(default_factory=set[str])
    unsent: list[str] = field(default_factory=list[str])

    def copy(self) -> "Log":
        """As it is now."""
        return Log({*self.written}, [*self.unsent])


@dataclass(frozen=True, slots=True)
class Move:
    """A person offered by one office to another."""

    worker: str
    giving: str
    taking: str


@dataclass(slots=True)
class Model:
    """All that was saved. `promised`: what the centre has acknowledged, and not lost since; `lent`:
    what a PC has of others that the centre may have lost; `doubled`: what two files of one PC had
    both not sent, so that it may arrive twice; `hidings`: of each record what those had seen who
    deleted it."""

    writes: dict[str, Write] = field(default_factory=dict[str, Write])
    promised: set[str] = field(default_factory=set[str])
    logs: dict[str, Log] = field(default_factory=dict[str, Log])
    backups: dict[str, Log] = field(default_factory=dict[str, Log])
    lent: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    doubled: set[str] = field(default_factory=set[str])
    hidings: dict[str, list[set[str]]] = field(default_factory=dict[str, list[set[str]]])
    homes: dict[str, str] = field(default_factory=dict[str, str])
    moves: dict[str, Move] = field(default_factory=dict[str, Move])
    accepted: set[str] = field(default_factory=set[str])
    _at_backup: set[str] | None = None

    # --- what people do ---

    def save(self, write: Write) -> None:
        """Somebody has saved something."""
        self.writes[write.name] = write
        log = self._log(write.pc)
        log.written.add(write.name)
        log.unsent.append(write.name)

    def hide(self, record: str, seen: Iterable[str]) -> None:
        """Somebody has deleted a record of which he had seen all this."""
        self.hidings.setdefault(record, []).append({*seen})

    def _log(self, pc: str) -> Log:
        return self.logs.setdefault(pc, Log())

    # --- the line ---

    def exchanged(self, pc: str, unsent: Iterable[str], *, well: bool) -> None:
        """After a round this is what a PC has that is not acknowledged; the rest is promised. Where
        it went `well`, the centre has got back what the PC had received from others."""
        log, now = self._log(pc), [*unsent]
        self.promised |= {*log.unsent} - {*now}
        log.unsent = now
        if well:
            self.promised |= log.written - {*now}
            self.promised |= self.lent.pop(pc, set())

    # --- disasters ---

    def backed_up(self, pc: str) -> None:
        """A PC's file is kept as it is."""
        self.backups[pc] = self._log(pc).copy()

    def put_back(self, pc: str) -> None:
        """A PC's file is that of its backup. What it saved later and did not send may be gone, and
        the model does not miss it; what was acknowledged must come back."""
        self.logs[pc] = self.backups[pc].copy()
        self.lent.pop(pc, None)

    def copied(self, pc: str, to: str) -> None:
        """Another PC goes on with the same file."""
        self.logs[to] = self._log(pc).copy()

    def became_another(self, pc: str) -> None:
        """A PC found that another goes on with its file. What it has not seen acknowledged it sends
        under its new name, though it may have arrived under the old one."""
        self.doubled |= {*self._log(pc).unsent}

    def centre_backed_up(self) -> None:
        """The centre is kept as it is."""
        self._at_backup = {*self.promised}

    def centre_put_back(self, shown: dict[str, set[str]]) -> None:
        """The centre is that of its backup. What came later it gets back from the logs of those who
        wrote it, and from those who have received it: `shown` is what each PC has of events."""
        self.promised = {*(self._at_backup or ())}
        self.lent = {pc: {*values} for pc, values in shown.items()}

    # --- what must hold ---

    def must_be_there(self) -> set[str]:
        """What the centre must have once everything has been sent."""
        found = {*self.promised}
        for log in self.logs.values():
            found |= log.written
        for lent in self.lent.values():
            found |= lent
        return found

    def heads(self, arrived: Iterable[str]) -> dict[Place, set[str]]:
        """Of what has arrived, what no author of another one had seen."""
        there = [self.writes[name] for name in arrived]
        seen = {name for write in there for name in write.saw}
        found: dict[Place, set[str]] = {}
        for write in there:
            found.setdefault(write.place, set())
            if write.name not in seen:
                found[write.place].add(write.name)
        return found

    def to_be_shown(self, heads: Iterable[str], arrived: Iterable[str]) -> set[str]:
        """The values of those of these heads that have to be shown or stand on a card. Two that say
        the same are one: who has seen the one has seen the other."""
        there = [self.writes[name] for name in arrived]
        seen = {name for write in there for name in write.saw}
        return {
            self.writes[head].value for head in heads if not self._is_seen_in_another(head, seen)
        }

    def _is_seen_in_another(self, head: str, seen: Iterable[str]) -> bool:
        value, place = self.writes[head].value, self.writes[head].place
        past = self.with_past([head])
        return any(
            self.writes[name].value == value and self.writes[name].place == place
            for name in {*seen} - past
        )

    def values(self, names: Iterable[str]) -> set[str]:
        """What these said."""
        return {self.writes[name].value for name in names}

    def not_known_to_who_hid(self, record: str, written: set[str]) -> set[str]:
        """What of this nobody of those had seen who deleted a record."""
        hid = self.hidings.get(record, [])
        return written - {name for seen in hid for name in self.with_past(seen)}

    def with_past(self, seen: Iterable[str]) -> set[str]:
        """These and all their authors had seen, and theirs."""
        known: set[str] = set()
        left = [*seen]
        while left:
            name = left.pop()
            if name not in known:
                known.add(name)
                left += self.writes[name].saw
        return known

    def can_be_at(self, worker: str, office: str, accepted: Sequence[str]) -> bool:
        """Whether these acceptances, one after the other in some order, bring a person there."""
        balance = Counter({self.homes[worker]: 1})
        for move in (self.moves[one] for one in accepted):
            if move.worker == worker:
                balance[move.giving] -= 1
                balance[move.taking] += 1
        return {code for code, count in balance.items() if count} == {office}

    def times_moved_to(self, worker: str, office: str, accepted: Sequence[str]) -> int:
        """How often a person has come to an office."""
        return [
            self.moves[one].taking for one in accepted if self.moves[one].worker == worker
        ].count(office)
