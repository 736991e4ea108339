"""Counting for reports: how many visits, letters and people a period has, and who they are.

A figure and the list behind it are the same statement, once counted and once read, so they cannot
differ. What the figures are called, and in which order they stand, `office.figures` knows.

Some rules of the domain stand here again in SQL, because a year has hundreds of thousands of
visits: which visits and which events of letters count (`state_of`), age, who draws benefit.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, CursorResult, text

from desktop_app.domain.age_bands import AGE_BANDS
from desktop_app.domain.dates import VIETNAM, start_of_day
from desktop_app.domain.periods import Period
from desktop_app.domain.referrals import MOVES, OPEN_STATES, UNJUSTIFIED
from desktop_app.domain.workers import DRAWING
from desktop_app.storage.tables import to_json, write_time

NOT_RECORDED = "-"
"""The column of those of whom the value is not known."""

STILL_WORKING = ("1", "2")
"""Codes of `follow_up_status`: working where referred, or elsewhere."""


@dataclass(frozen=True, slots=True)
class Counting:
    """What is counted. `minorities` are the codes of `ethnic_group` that are one."""

    period: Period
    split: str
    minorities: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """One of those a figure counts: the record, and the person or the employer it is about.

    `what` and `how` are what the record says: topics (JSON) and channel of a visit, number and
    employer of a letter, status of a follow-up.
    """

    record_id: str
    worker_id: str
    employer_id: str
    name: str
    birth_date: str | None
    commune: str
    stream: str
    day: str
    what: str
    how: str


# --- Cases: what a figure counts -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cases:
    """A statement that gives record, moment (it orders the cases of a person), day, worker, person,
    employer, stream, what and how; `more` are the columns only these cases have."""

    sql: str
    more: tuple[str, ...] = ()


def _quoted(codes: Iterable[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


_HOURS = VIETNAM.utcoffset(None) // timedelta(hours=1)
_PERSON = "coalesce(same.person_id, {0}) AS person"
_SAME = "LEFT JOIN same_person AS same ON same.worker_id = {0}"

_VISIT = f"""
    SELECT v.id AS record, v.at AS moment, date(v.at, '+{_HOURS} hours') AS day,
      v.worker_id AS worker, {_PERSON.format("v.worker_id")}, v.employer_id AS employer, v.stream,
      v.topics AS what, v.channel AS how
    FROM visit AS v {_SAME.format("v.worker_id")}
    WHERE v.at >= :start AND v.at < :end AND v.withdrawn = 0
      AND NOT EXISTS (SELECT 1 FROM visit AS later WHERE later.corrects = v.id)
"""  # noqa: S608 - our own words

_OF_WORKERS = _Cases(f"{_VISIT} AND v.employer_id = '' AND v.worker_id <> ''")
_OF_EMPLOYERS = _Cases(f"{_VISIT} AND v.employer_id <> ''")

_REGISTRATION = _Cases(f"""
    SELECT w.id AS record, w.registered_on AS moment, w.registered_on AS day, w.id AS worker,
      {_PERSON.format("w.id")}, '' AS employer, w.stream, '' AS what, '' AS how
    FROM worker AS w {_SAME.format("w.id")}
    WHERE w.registered_on BETWEEN :first AND :last AND w.hidden = 0
""")  # noqa: S608 - our own words

_OUTCOMES = tuple(move for move in MOVES if move != "issued")
_ENDINGS = tuple(move for move in MOVES if move not in OPEN_STATES)
# A move and one after which it is not allowed any more: no way leads back.
_TOO_LATE = ", ".join(
    f"('{move}', '{before}')"
    for move in _OUTCOMES
    for before in _OUTCOMES
    if before not in MOVES[move]
)
# What people have set aside counts nowhere (`referrals.standing`).
_COUNTS = "{0}.id NOT IN (SELECT corrects FROM referral_event WHERE corrects > '')"
_EARLIER = "(coalesce(o.at, ''), o.id) < (coalesce({0}.at, ''), {0}.id)"

# `state_of`: a letter has been issued, and the first event that ends it is not its voiding.
_STANDS = f"""
    EXISTS (SELECT 1 FROM referral_event AS i WHERE i.referral_id = r.id AND i.move = 'issued')
    AND NOT EXISTS (
      SELECT 1 FROM referral_event AS v
      WHERE v.referral_id = r.id AND v.move = 'void' AND {_COUNTS.format("v")} AND NOT EXISTS (
        SELECT 1 FROM referral_event AS o
        WHERE o.referral_id = r.id AND o.move IN ({_quoted(_ENDINGS)})
          AND {_COUNTS.format("o")} AND {_EARLIER.format("v")}))
"""  # noqa: S608 - our own words

_LETTER = _Cases(f"""
    SELECT r.id AS record, r.issued_on AS moment, r.issued_on AS day, r.worker_id AS worker,
      {_PERSON.format("r.worker_id")}, '' AS employer, r.stream, r.number AS what, r.employer AS how
    FROM referral AS r {_SAME.format("r.worker_id")}
    WHERE r.issued_on BETWEEN :first AND :last AND {_STANDS}
""")  # noqa: S608 - our own words

_LATER_DESTINATION = """
    SELECT c.placement_destination FROM follow_up_contact AS c
    WHERE c.worker_id = r.worker_id AND c.referral_id = r.id AND c.placement_destination <> ''
      AND c.id NOT IN (SELECT corrects FROM follow_up_contact WHERE corrects > '')
    ORDER BY c.at DESC, c.id DESC LIMIT 1
"""
_OUTCOME = _Cases(
    f"""
    SELECT r.id AS record, e.happened_on || coalesce(e.at, '-') AS moment, e.happened_on AS day,
      r.worker_id AS worker, {_PERSON.format("r.worker_id")}, '' AS employer, r.stream,
      r.number AS what, r.employer AS how, e.move, e.justified,
      CASE WHEN e.destination <> '' OR e.move <> 'started_work' THEN e.destination
        ELSE coalesce(({_LATER_DESTINATION}), '') END AS destination
    FROM referral_event AS e
    JOIN referral AS r ON r.id = e.referral_id {_SAME.format("r.worker_id")}
    WHERE e.happened_on BETWEEN :first AND :last AND e.move IN ({_quoted(_OUTCOMES)})
      AND {_COUNTS.format("e")} AND {_STANDS}
      AND NOT EXISTS (
        SELECT 1 FROM referral_event AS o
        WHERE o.referral_id = e.referral_id AND (e.move, o.move) IN (VALUES {_TOO_LATE})
          AND {_COUNTS.format("o")} AND {_EARLIER.format("e")})
""",  # noqa: S608 - our own words
    more=("move", "justified", "destination"),
)

_ANSWER = _Cases(
    f"""
    SELECT c.id AS record, c.at AS moment, date(c.at, '+{_HOURS} hours') AS day,
      t.worker_id AS worker, {_PERSON.format("t.worker_id")}, '' AS employer, t.stream,
      c.status AS what, '' AS how, t.milestone
    FROM follow_up_contact AS c
    JOIN follow_up_task AS t ON t.id = c.task_id AND t.done_by = c.id
    {_SAME.format("t.worker_id")}
    WHERE c.at >= :start AND c.at < :end
""",  # noqa: S608 - our own words
    more=("milestone",),
)


# --- Splits: what a figure is divided by ---------------------------------------------------------

_AGE = """
    CAST(substr(day, 1, 4) AS INTEGER) - CAST(substr(p.birth_date, 1, 4) AS INTEGER)
    - (substr(day, 6) < substr(substr(p.birth_date || '-01-01', 1, 10), 6))
"""


def _age_band() -> str:
    bands = (
        f"WHEN {_AGE} <= {highest} THEN '{code}'"
        for code, highest in AGE_BANDS.items()
        if highest is not None
    )
    oldest = next(code for code, highest in AGE_BANDS.items() if highest is None)
    return f"CASE WHEN p.birth_date IS NULL THEN '' {' '.join(bands)} ELSE '{oldest}' END"


_PARTS: Mapping[str, str] = {
    "sex": "p.sex",
    "minority": """CASE WHEN p.ethnicity = '' THEN ''
        WHEN p.ethnicity IN (SELECT value FROM json_each(:minorities)) THEN '1' ELSE '0' END""",
    "area": "p.area",
    "age_band": _age_band(),
    "technical_level": "p.technical_level",
    "benefit": f"CASE WHEN p.benefit_status IN ({_quoted(sorted(DRAWING))}) THEN '1' ELSE '0' END",
}
"""Split -> the part a case belongs to; `p` is the record that stands for the person."""

# The record that stands for a person may be another office's and not be here.
_STANDING = """
    CASE WHEN {0}.person = {0}.worker THEN {0}.worker
      ELSE coalesce((SELECT id FROM worker WHERE id = {0}.person), {0}.worker) END
"""


def _with_cases(cases: _Cases, split: str, columns: Sequence[str]) -> str:
    """The cases with their part, ready to be counted or read."""
    if split == "none":
        part, of_person = "''", ""
    elif split == "office":
        part, of_person = "c.stream", ""
    else:
        part = f"CASE WHEN p.id IS NULL THEN '' ELSE {_PARTS[split]} END"
        standing = _STANDING.format("c")
        of_person = f"LEFT JOIN worker AS p INDEXED BY ix_worker_parts ON p.id = {standing}"
    return _CASES.format(
        columns=", ".join(f"c.{name}" for name in (*columns, *cases.more)),
        cases=cases.sql,
        part=part,
        of_person=of_person,
        unknown=NOT_RECORDED,
    )


# Without what is not asked for: of a year the cases are hundreds of thousands.
_CASES = """
    WITH cases AS MATERIALIZED (
      SELECT {columns}, coalesce(nullif({part}, ''), '{unknown}') AS part
      FROM ({cases}) AS c {of_person})
"""


# --- Figures -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Family:
    """Figures that differ only by the value of `facet`.

    `persons`: each person counts once for each value, as in the last such case; with `by_last`
    once in all. `several`: a case has several values, its topics.
    """

    cases: _Cases
    persons: bool = False
    facet: str = "''"
    where: str = "1"
    several: bool = False
    by_last: bool = False


_BEGUN = "move = 'started_work'"

_FAMILIES: Mapping[str, _Family] = {
    "visits": _Family(cases=_OF_WORKERS),
    "visits.topic": _Family(cases=_OF_WORKERS, facet="topic.value", several=True),
    "visits.channel": _Family(cases=_OF_WORKERS, facet="how"),
    "people": _Family(cases=_OF_WORKERS, persons=True),
    "people.topic": _Family(cases=_OF_WORKERS, persons=True, facet="topic.value", several=True),
    "people.channel": _Family(cases=_OF_WORKERS, persons=True, facet="how"),
    "employer_visits": _Family(cases=_OF_EMPLOYERS),
    "registered": _Family(cases=_REGISTRATION, persons=True),
    "letters": _Family(cases=_LETTER),
    "referred": _Family(cases=_LETTER, persons=True),
    "outcome": _Family(cases=_OUTCOME, facet="move"),
    "unjustified": _Family(
        cases=_OUTCOME, where=f"move = 'refused_by_worker' AND justified = '{UNJUSTIFIED}'"
    ),
    "placed": _Family(cases=_OUTCOME, persons=True, where=_BEGUN),
    "placed.to": _Family(
        cases=_OUTCOME, persons=True, facet="destination", where=_BEGUN, by_last=True
    ),
    "asked": _Family(cases=_ANSWER, persons=True, facet="milestone"),
    "still": _Family(
        cases=_ANSWER,
        persons=True,
        facet="milestone",
        where=f"what IN ({_quoted(STILL_WORKING)})",
    ),
}

FACETED = frozenset(name for name, family in _FAMILIES.items() if family.facet != "''")
"""The families that have a figure for each value of something."""

_TO_COUNT = ("record", "moment", "person", "what", "how")
_TO_LIST = (*_TO_COUNT, "day", "worker", "employer", "stream")


def count(connection: Connection, counting: Counting) -> dict[tuple[str, str, str], int]:
    """Every figure that is not nought, by family, facet and part."""
    found: dict[tuple[str, str, str], int] = {}
    by_cases: dict[_Cases, list[str]] = {}
    for name, family in _FAMILIES.items():
        by_cases.setdefault(family.cases, []).append(name)
    for cases, names in by_cases.items():
        divided = counting.split != "none"
        counts = " UNION ALL ".join(_count(name, divided=divided) for name in names)
        sql = _with_cases(cases, counting.split, _TO_COUNT) + counts
        for row in _run(connection, sql, counting):
            found[row.family, row.facet, row.part] = row.total
    return found


def behind(
    connection: Connection, counting: Counting, *, family: str, facet: str, part: str
) -> list[Behind]:
    """Those a figure counts, in no order; of all parts with an empty one."""
    wanted = _FAMILIES[family]
    sql = _with_cases(wanted.cases, counting.split, _TO_LIST) + _LIST.format(
        counted=_counted(wanted, _TO_LIST), standing=_STANDING.format("counted")
    )
    rows = _run(connection, sql, counting, facet=facet, part=part)
    return [Behind(**row) for row in rows.mappings()]


def _count(name: str, *, divided: bool) -> str:
    family = _FAMILIES[name]
    if family.persons and not (divided or family.by_last):
        # Whichever case is a person's last, there is one part: not looking for it saves a third.
        return _COUNT.format(
            family=name,
            total="count(DISTINCT person)",
            counted=f"SELECT {family.facet} AS facet, part, person {_from_cases(family)}",
        )
    return _COUNT.format(family=name, total="count(*)", counted=_counted(family))


_COUNT = """
    SELECT '{family}' AS family, facet, part, {total} AS total FROM ({counted})
    GROUP BY facet, part
"""
_LIST = """
    SELECT counted.record AS record_id, coalesce(subject.id, counted.worker) AS worker_id,
      counted.employer AS employer_id, coalesce(subject.full_name, firm.name, '') AS name,
      subject.birth_date, coalesce(subject.residence_commune, firm.commune, '') AS commune,
      counted.stream, counted.day, counted.what, counted.how
    FROM ({counted}) AS counted
    LEFT JOIN worker AS subject ON subject.id = {standing}
    LEFT JOIN employer AS firm ON firm.id = counted.employer
    WHERE counted.facet = :facet AND (:part = '' OR counted.part = :part)
"""


def _counted(family: _Family, columns: Sequence[str] = ()) -> str:
    """What the figures of a family count, one row each. Of a group SQLite gives the row in which
    the greatest value stands: of a person, the last case."""
    columns = (f"{family.facet} AS facet", "part", *columns)
    grouped = ""
    if family.persons:
        columns = (*columns, "max(moment || record)")
        grouped = "GROUP BY person" if family.by_last else "GROUP BY facet, person"
    return f"SELECT {', '.join(columns)} {_from_cases(family)} {grouped}"


def _from_cases(family: _Family) -> str:
    if not family.several:
        return f"FROM cases WHERE {family.where}"
    return f"FROM cases, json_each(cases.what) AS topic WHERE {family.where} AND {_ONCE}"


# A topic that stands twice in a visit is one topic.
_ONCE = """(topic.key = 0 OR topic.key = (
    SELECT min(key) FROM json_each(cases.what) WHERE value = topic.value))"""


def _run(connection: Connection, sql: str, counting: Counting, **more: str) -> CursorResult[Any]:
    first, last = counting.period.first, counting.period.last
    values = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "start": write_time(start_of_day(first)),
        "end": write_time(start_of_day(last + timedelta(days=1))),
        "minorities": to_json(sorted(counting.minorities)),
        **more,
    }
    statement = text(sql)
    return connection.execute(
        statement, {name: value for name, value in values.items() if f":{name}" in sql}
    )
