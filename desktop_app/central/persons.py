"""Links between records of one person (`domain.person_links`): what the centre makes of a push that
registers somebody, or changes what tells who somebody is.

Where number, folded name and birth date agree two records are linked; where only the number does
the link is proposed. What nobody has decided follows the facts; what people have decided stays.
Nothing of the other office's record travels but the words that name it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import Connection, RowMapping, any_, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from desktop_app.central import tables
from desktop_app.central.bulk import ids_bound
from desktop_app.central.own_changes import make
from desktop_app.central.placement import Writer, carried_in, carry, offices_of
from desktop_app.central.record_rows import Taken
from desktop_app.central.streams import Entry
from desktop_app.domain.changes import Fields
from desktop_app.domain.offices import short_name
from desktop_app.domain.person_links import PERSON_LINK, State, agree, link_id, words_of
from desktop_app.domain.workers import WORKER, Worker
from desktop_app.storage.tables import decode_record, decode_stamps, from_columns, table_of

MOST_ALIKE = 20
"""A number that more records than these have is nobody's (a row of zeros): nothing is linked."""

_TELLING = ("full_name", "birth_date", "personal_number", "hidden")
_worker = table_of(WORKER).c
_link = table_of(PERSON_LINK).c


@dataclass(frozen=True, slots=True)
class _Person:
    worker: Worker
    stream: str


def link_people(connection: Connection, taken: Sequence[Taken], now_ms: int) -> list[Entry]:
    """The links made, proposed and taken back after a push."""
    _place_made_by_hand(connection, taken)
    decided = _decisions_kept(connection, taken, now_ms)
    touched = [one.record for one in taken if one.kind is WORKER and _tells_otherwise(one)]
    if not touched:
        return decided
    numbers = {str(one.after.fields["personal_number"]) for one in taken if one.record in touched}
    _one_push_at_a_time(connection, numbers - {""})
    alike = _alike(connection, numbers - {""})
    links = _links_of(connection, touched)
    ends = {end for link in links for end in (str(link["first"]), str(link["second"]))}
    people = alike | _people(connection, ends - alike.keys())
    linked = {str(link["id"]) for link in links}
    new = [pair for pair in _pairs(alike, touched) if link_id(*_ids(pair)) not in linked]
    offices = _office_names(connection) if new or links else {}
    made = [_new_link(connection, pair, offices, now_ms) for pair in new]
    late = _carried_late(connection, links, people)
    followed = [
        _follow(connection, link, people, offices, now_ms, whole=link["id"] in late)
        for link in links
    ]
    return [*decided, *made, *(entry for entry in followed if entry)]


def place_given_back(
    connection: Connection, taken: Sequence[Taken], writer: Writer, now_ms: int
) -> list[Entry]:
    """The links a restored centre gets back go where those go that somebody of this office makes,
    and those nobody has decided to the offices of both records, whichever comes first."""
    _carry_given_back(connection, taken, writer)
    new = [one.record for one in taken if one.kind is WORKER and one.before is None]
    waiting = _links_of(connection, new)
    ends = {str(link[end]) for link in waiting for end in ("first", "second")}
    people, offices = _people(connection, ends), _office_names(connection) if waiting else {}
    late = _carried_late(connection, waiting, people)
    again = [
        _follow(connection, link, people, offices, now_ms, whole=True)
        for link in waiting
        if link["id"] in late
    ]
    return [entry for entry in again if entry]


def _carry_given_back(connection: Connection, taken: Sequence[Taken], writer: Writer) -> None:
    links = [one for one in taken if one.kind is PERSON_LINK and one.before is None]
    ends = {str(one.after.fields[end]) for one in links for end in ("first", "second")}
    people = _people(connection, ends)
    for one in links:
        both = (people.get(str(one.after.fields[end])) for end in ("first", "second"))
        there = {person.stream for person in both if person}
        if one.after.fields["decided_by"] and not writer.sees_all:
            there &= {writer.code}
        carry(connection, PERSON_LINK, one.record, there - {one.after.stream})


def words_again(connection: Connection, workers: Sequence[str], now_ms: int) -> list[Entry]:
    """The links of workers who are at another office now, with the words that say so."""
    links = _links_of(connection, workers)
    people = _people(connection, {str(link[end]) for link in links for end in ("first", "second")})
    offices = _office_names(connection) if links else {}
    entries: list[Entry] = []
    for link in links:
        first, second = people.get(link["first"]), people.get(link["second"])
        if first is not None and second is not None:
            words = _words((first, second), offices) | {"reason": link["reason"]}
            stamps, stream = decode_stamps(link["stamps"]), link["stream"]
            entries.append(
                make(
                    connection,
                    PERSON_LINK,
                    link["id"],
                    {"words": words},
                    stamps=stamps,
                    stream=stream,
                    now_ms=now_ms,
                )
            )
    return entries


def _tells_otherwise(taken: Taken) -> bool:
    before, after = taken.before, taken.after.fields
    if before is None:
        return bool(after["personal_number"])
    return any(before.fields[name] != after[name] for name in _TELLING)


# --- Who has the same number ---------------------------------------------------------------------


def _one_push_at_a_time(connection: Connection, numbers: Iterable[str]) -> None:
    """Two pushes that bring the same number wait for each other here: neither saw the other's
    record otherwise. The rows tell nothing: thousands of numbers share one."""
    buckets = sorted({sha256(number.encode()).hexdigest()[:6] for number in numbers})
    if buckets:
        statement = insert(tables.number_guard).on_conflict_do_update(
            index_elements=["bucket"], set_={"bucket": tables.number_guard.c.bucket}
        )
        connection.execute(
            statement.from_select(["bucket"], select(func.unnest(ids_bound("buckets")))),
            {"buckets": buckets},
        )


def _alike(connection: Connection, numbers: Iterable[str]) -> dict[str, _Person]:
    """Everybody who shares one of the numbers with somebody, in whatever office."""
    shared = (
        select(_worker.personal_number)
        .where(_worker.personal_number == any_(ids_bound("wanted")))
        .group_by(_worker.personal_number)
        .having(func.count().between(2, MOST_ALIKE))
    )
    return _read(connection, _worker.personal_number.in_(shared), sorted(numbers))


def _people(connection: Connection, ids: Iterable[str]) -> dict[str, _Person]:
    return _read(connection, _worker.id == any_(ids_bound("wanted")), sorted(ids))


def _read(connection: Connection, which: Any, wanted: Sequence[str]) -> dict[str, _Person]:
    if not wanted:
        return {}
    statement = select(table_of(WORKER)).where(which).order_by(_worker.id)
    rows = connection.execute(statement, {"wanted": wanted}).mappings()
    return {row["id"]: _person(row) for row in rows}


def _person(row: RowMapping) -> _Person:
    return _Person(cast("Worker", decode_record(WORKER, row)), row["stream"])


_Pair = tuple[_Person, _Person]


def _pairs(alike: Mapping[str, _Person], touched: Sequence[str]) -> list[_Pair]:
    """Each touched person with everybody of the same number, the lower id first; nobody hidden."""
    found: dict[tuple[str, str], _Pair] = {}
    for one in (alike[record] for record in touched if record in alike):
        for other in alike.values():
            first, second = sorted((one, other), key=_id_of)
            if (
                first.worker.id != second.worker.id
                and first.worker.personal_number == second.worker.personal_number
                and not (first.worker.hidden or second.worker.hidden)
            ):
                found[_ids((first, second))] = (first, second)
    return [found[ids] for ids in sorted(found)]


def _ids(pair: _Pair) -> tuple[str, str]:
    return pair[0].worker.id, pair[1].worker.id


def _id_of(person: _Person) -> str:
    return person.worker.id


# --- Links made, and links that follow the facts -------------------------------------------------


def _new_link(
    connection: Connection, pair: _Pair, offices: Mapping[str, str], now_ms: int
) -> Entry:
    first, second = pair
    record = link_id(*_ids(pair))
    groups = {
        "pair": {"first": first.worker.id, "second": second.worker.id},
        "words": _words(pair, offices),
        "state": _state(_fact(first.worker, second.worker)),
    }
    carry(connection, PERSON_LINK, record, {second.stream} - {first.stream})
    return make(
        connection, PERSON_LINK, record, groups, stamps={}, stream=first.stream, now_ms=now_ms
    )


def _carried_late(
    connection: Connection, links: Sequence[RowMapping], people: Mapping[str, _Person]
) -> set[str]:
    """The links that go into the stream of one of their records from now on: a restored centre has
    got the link back first."""
    undecided = [link for link in links if not link["decided_by"]]
    carried = carried_in(connection, {(PERSON_LINK.name, link["id"]) for link in undecided})
    late: set[str] = set()
    for link in undecided:
        ends = (people.get(link["first"]), people.get(link["second"]))
        there = {link["stream"], *carried.get((PERSON_LINK.name, link["id"]), ())}
        new = {person.stream for person in ends if person} - there
        if new:
            carry(connection, PERSON_LINK, link["id"], new)
            late.add(link["id"])
    return late


def _follow(
    connection: Connection,
    link: RowMapping,
    people: Mapping[str, _Person],
    offices: Mapping[str, str],
    now_ms: int,
    *,
    whole: bool,
) -> Entry | None:
    """A link nobody has decided says what the facts say now, and all that it is where it is
    new."""
    first, second = people.get(link["first"]), people.get(link["second"])
    if link["decided_by"] or first is None or second is None:
        return None
    wanted = {
        "words": _words((first, second), offices),
        "state": _state(_fact(first.worker, second.worker)),
    }
    there = from_columns(PERSON_LINK, link)
    groups = {
        group: values
        for group, values in wanted.items()
        if whole or any(values[name] != there[name] for name in values)
    }
    if whole:
        groups["pair"] = {"first": link["first"], "second": link["second"]}
    if not groups:
        return None
    stamps = decode_stamps(link["stamps"])
    return make(
        connection,
        PERSON_LINK,
        link["id"],
        groups,
        stamps=stamps,
        stream=link["stream"],
        now_ms=now_ms,
    )


def _fact(one: Worker, other: Worker) -> State:
    if agree(one, other):
        return "linked"
    same = one.personal_number != "" and one.personal_number == other.personal_number
    return "proposed" if same and not (one.hidden or other.hidden) else "apart"


def _state(state: State) -> Fields:
    return {"state": state, "decided_by": "", "decided_at": None}


def _words(pair: _Pair, offices: Mapping[str, str]) -> Fields:
    first, second = (words_of(one.worker, offices.get(one.stream, one.stream)) for one in pair)
    alike = agree(pair[0].worker, pair[1].worker)
    return {
        "first_words": first,
        "second_words": second,
        "reason": "alike" if alike else "number",
    }


def _links_of(connection: Connection, workers: Sequence[str]) -> list[RowMapping]:
    ends = any_(ids_bound("workers"))
    statement = (
        select(table_of(PERSON_LINK))
        .where(or_(_link.first == ends, _link.second == ends))
        .order_by(_link.id)
        .with_for_update()
    )
    return [*connection.execute(statement, {"workers": sorted(workers)}).mappings()]


def _office_names(connection: Connection) -> dict[str, str]:
    o = tables.office.c
    rows = connection.execute(select(o.code, o.name))
    return {row.code: short_name(row.code, row.name) for row in rows}


# --- What people decided -------------------------------------------------------------------------


def _place_made_by_hand(connection: Connection, taken: Sequence[Taken]) -> None:
    """A link somebody has made goes to the office of the second record too, if whoever made it may
    write there: nobody links the records of an office from outside."""
    made = [one for one in taken if one.kind is PERSON_LINK and one.before is None]
    if not made:
        return
    fields = {one.record: one.after.fields for one in made}
    seconds = {str(values["second"]) for values in fields.values()}
    people = _people(connection, seconds)
    offices = offices_of(connection, {one.changes[0].device for one in made})
    for one in made:
        second = people.get(str(one.after.fields["second"]))
        writer = offices.get(one.changes[0].device)
        if second and writer and (writer.sees_all or writer.code == second.stream):
            carry(connection, PERSON_LINK, one.record, {second.stream} - {one.after.stream})


def _decisions_kept(connection: Connection, taken: Sequence[Taken], now_ms: int) -> list[Entry]:
    """A decision taken while the centre followed the facts behind its back is said again, so that
    it is later: no fact undoes what people have decided."""
    entries: list[Entry] = []
    for one in taken:
        if one.kind is not PERSON_LINK or one.after.fields["decided_by"]:
            continue
        said = [change.groups["state"] for change in one.changes if "state" in change.groups]
        decided = [values for values in said if values["decided_by"]]
        if decided:
            entries.append(
                make(
                    connection,
                    PERSON_LINK,
                    one.record,
                    {"state": decided[-1]},
                    stamps=one.after.stamps,
                    stream=one.after.stream,
                    now_ms=now_ms,
                )
            )
    return entries
