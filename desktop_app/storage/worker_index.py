"""The list of workers in the order of names, and the search in it. Derived from `worker`, local.

Both stand in the same order: `worker_list.place` rises with the sort key, and the full-text index
has the place as its row id. So the first page of a search comes in order without sorting, however
many fit. Places are numbers with gaps; where a gap is used up, the neighbours move apart.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from desktop_app.domain.catalogues import load_catalogues
from desktop_app.domain.names import nfc, search_fold, sort_key, tone_first
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.paths import resources
from desktop_app.storage.tables import RECORD_TABLES, to_json, worker_list

GROUPS = frozenset(
    {"name", "birth", "personal_number", "old_id_number", "phone", "residence", "present", "hidden"}
)
"""The field groups of a worker that list and search are made of."""

# One word of the text is one token: the text is cut into words here, in Python, alike for what is
# stored and what is looked for. With a prefix index of each length, a keystroke reads one list.
CREATE_SEARCH = """
    CREATE VIRTUAL TABLE worker_words USING fts5(
      words, tokenize = 'ascii', detail = none, columnsize = 0, prefix = '1 2 3 4 5 6')
"""

LONGEST_HEAD = 6
"""Of so many letters the index has lists ready."""

MOST_TYPED = 20
"""So many words are looked for, whatever else is typed: nobody has more."""

_FROM_END = "←"
"""Before a number read from its end: nothing that is typed begins so."""
_LEAST_END = 3
"""Of so many digits on, what is typed may also be the end of a number."""

_STEP = 1 << 32
_ROOM = 1 << 16
_NUMBERS = ("personal_number", "old_id_number", "phone")
_COMMUNES = ("residence_commune", "present_commune")
_worker = RECORD_TABLES["worker"]
_SHOWN = ("id", "full_name", "birth_date", *_NUMBERS, *_COMMUNES)
_LISTED_OF = f"""
    SELECT {", ".join(_SHOWN)} FROM worker
    WHERE hidden = 0 AND id IN (SELECT value FROM json_each(?))
"""  # noqa: S608 - our names
_PLACES = "SELECT place FROM worker_list WHERE worker_id IN (SELECT value FROM json_each(?))"


def words_of(text: str) -> list[str]:
    """The words of a text as search compares them."""
    return _cut(search_fold(text))


def typed_words(text: str) -> list[str]:
    """The words of what somebody has typed, the same way."""
    return words_of(nfc(text))[:MOST_TYPED]


@lru_cache(50_000)
def _folded_word(word: str) -> str:
    return search_fold(word)


def folded(text: str | None) -> str:
    """`search_fold` as the function `folded` of SQL; names are made of few words."""
    return " ".join(map(_folded_word, (text or "").split()))


def match(text: str) -> str:
    """The query of full-text search: every word typed begins one of the worker's, or is how one of
    his numbers ends. Empty when there is no word."""
    return " AND ".join(_begins(word) for word in _typed(text))


def match_accents(text: str) -> str:
    """The query for the workers whose words have the accents that are typed too; empty when none
    are."""
    words = _typed(text)
    if all(_is_plain(word) for word in words):
        return ""
    return " AND ".join(_begins(word) if _is_plain(word) else _spelled(word) for word in words)


def _cut(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text).split()


def _typed(text: str) -> list[str]:
    """The words typed, with their accents. A number in parts («0378 111 204») is one word."""
    words: list[str] = []
    for word in _cut(nfc(text)):
        if words and word.isdigit() and words[-1].isdigit() and words[-1].startswith("0"):
            words[-1] += word
        else:
            words.append(word)
    return words[:MOST_TYPED]


def _is_plain(word: str) -> bool:
    return tone_first(word) == search_fold(word)


def _begins(word: str) -> str:
    folded = search_fold(word)
    if not folded.isdigit() or len(folded) < _LEAST_END:
        return f'"{folded}" *'
    return f'("{folded}" * OR "{_FROM_END}{folded[::-1]}" *)'


def _spelled(word: str) -> str:
    """Its accents stand in the head of a word: where the head is not all of it, the letters are
    looked for as well. To gather all words that begin longer takes fifty times as long."""
    spelled = tone_first(word)
    head = f'"{spelled[:LONGEST_HEAD]}" *'
    return head if len(spelled) <= LONGEST_HEAD else f"{head} AND {_begins(word)}"


def put_many(connection: Connection, worker_ids: Sequence[str]) -> None:
    """List these workers as their rows are now; hidden ones are not listed."""
    ids = (to_json(list(worker_ids)),)
    _take_out(connection, list(connection.exec_driver_sql(_PLACES, ids).scalars()))
    rows = connection.exec_driver_sql(_LISTED_OF, ids).all()
    _put_in_order(connection, sorted((sort_key(row.full_name), row.id, row) for row in rows))


def _put_in_order(connection: Connection, left: Sequence[tuple[str, str, Row[Any]]]) -> None:
    """List workers of whom none is listed, given in their order. They are written together, for the
    full-text index takes rising places far faster than others."""
    placed: list[tuple[int, str, Row[Any]]] = []
    while left:
        places = _free_places(connection, left)
        if places is None:  # the neighbours have to move, those just placed too
            _put_in(connection, placed)
            placed = []
            _move_apart(connection, _neighbours(connection, *left[0][:2])[0] or 0)
            continue
        placed += [(place, key, row) for place, (key, _, row) in zip(places, left, strict=False)]
        left = left[len(places) :]
    _put_in(connection, placed)


def put_sorted(connection: Connection, waiting: Sequence[tuple[str, str]]) -> None:
    """List workers of which none is listed, given as (sort key, id) in this order. Who is hidden,
    or has been listed meanwhile, is left as he is."""
    wanted = [worker_id for _, worker_id in waiting]
    missing = _listed().where(
        _worker.c.id.in_(wanted),
        _worker.c.id.not_in(select(worker_list.c.worker_id)),
    )
    workers = {worker.id: worker for worker in connection.execute(missing)}
    _put_in_order(connection, [(key, one, workers[one]) for key, one in waiting if one in workers])


def rebuild(connection: Connection) -> None:
    """List all workers anew."""
    connection.exec_driver_sql("DELETE FROM worker_list")
    connection.exec_driver_sql("DROP TABLE worker_words")
    connection.exec_driver_sql(CREATE_SEARCH)
    workers = connection.execute(_listed()).all()
    keyed = [(sort_key(worker.full_name), worker.id, worker) for worker in workers]
    keyed.sort(key=itemgetter(0, 1))
    _put_in(connection, [(n * _STEP, key, worker) for n, (key, _, worker) in enumerate(keyed)])


def _listed() -> Select[Any]:
    return select(*(_worker.c[name] for name in _SHOWN)).where(_worker.c.hidden == 0)


def _text_of(worker: Row[Any]) -> str:
    numbers = [getattr(worker, name) for name in _NUMBERS]
    communes = [commune_names().get(getattr(worker, name), "") for name in _COMMUNES]
    year = str(PartialDate.from_iso(worker.birth_date).year) if worker.birth_date else ""
    spelled = _cut(nfc(" ".join((worker.full_name, *communes))))
    words = (
        *words_of(" ".join((worker.full_name, *numbers, year, *communes))),
        *(tone_first(word) for word in spelled if not _is_plain(word)),
        *(_FROM_END + number[::-1] for number in words_of(" ".join(numbers)) if number.isdigit()),
    )
    return " ".join(dict.fromkeys(words))


def _put_in(connection: Connection, entries: Sequence[tuple[int, str, Row[Any]]]) -> None:
    if not entries:
        return
    connection.exec_driver_sql(
        "INSERT INTO worker_list (place, worker_id, sort_key) VALUES (?, ?, ?)",
        [(place, worker.id, key) for place, key, worker in entries],
    )
    connection.exec_driver_sql(
        "INSERT INTO worker_words (rowid, words) VALUES (?, ?)",
        [(place, _text_of(worker)) for place, _, worker in entries],
    )


def _take_out(connection: Connection, places: Sequence[int]) -> None:
    if places:
        rows = [(place,) for place in places]
        connection.exec_driver_sql("DELETE FROM worker_list WHERE place = ?", rows)
        connection.exec_driver_sql("DELETE FROM worker_words WHERE rowid = ?", rows)


# --- Places --------------------------------------------------------------------------------------


def _free_places(
    connection: Connection, wanted: Sequence[tuple[str, str, Row[Any]]]
) -> list[int] | None:
    """Places for the first of these: as many as come before the next one listed. None where there
    is no room."""
    before, after = _neighbours(connection, *wanted[0][:2])
    if after is None:
        first = 0 if before is None else before + _STEP
        return [first + n * _STEP for n in range(len(wanted))]
    above, *next_one = after
    count = bisect_left(wanted, tuple(next_one), key=itemgetter(0, 1))
    if before is None:
        return [above - (count - n) * _STEP for n in range(count)]
    step = (above - before) // (count + 1)
    return [before + (n + 1) * step for n in range(count)] if step else None


def _neighbours(
    connection: Connection, key: str, worker_id: str
) -> tuple[int | None, tuple[int, str, str] | None]:
    """The place before this one in the order, and the place, key and worker after it."""
    before = connection.exec_driver_sql(
        "SELECT place FROM worker_list WHERE (sort_key, worker_id) < (?, ?) "
        "ORDER BY sort_key DESC, worker_id DESC LIMIT 1",
        (key, worker_id),
    ).scalar()
    after = connection.exec_driver_sql(
        "SELECT place, sort_key, worker_id FROM worker_list WHERE (sort_key, worker_id) > (?, ?) "
        "ORDER BY sort_key, worker_id LIMIT 1",
        (key, worker_id),
    ).first()
    return before, None if after is None else (after[0], after[1], after[2])


def _move_apart(connection: Connection, place: int) -> None:
    """Spread the places around one evenly: as few neighbours as have room together."""
    reach = 16
    while True:
        below = _places(connection, "<= ? ORDER BY place DESC LIMIT ?", place, reach)
        above = _places(connection, "> ? ORDER BY place LIMIT ?", place, reach)
        old = [*reversed(below), *above]
        gap = (old[-1] - old[0]) // (len(old) - 1)
        if len(below) < reach and len(above) < reach:  # that is everybody
            gap = max(gap, _STEP)
        if gap >= _ROOM:
            _move(connection, old, [old[0] + n * gap for n in range(len(old))])
            return
        reach *= 2


def _places(connection: Connection, which: str, place: int, limit: int) -> list[int]:
    sql = f"SELECT place FROM worker_list WHERE place {which}"  # noqa: S608 - fixed texts only
    return list(connection.exec_driver_sql(sql, (place, limit)).scalars())


def _move(connection: Connection, old: Sequence[int], new: Sequence[int]) -> None:
    """Everything is taken out before it is put in again: an old place may be another's new one."""
    span = (old[0], old[-1])
    listed = connection.exec_driver_sql(
        "SELECT worker_id, sort_key FROM worker_list WHERE place BETWEEN ? AND ? ORDER BY place",
        span,
    ).all()
    words = (
        connection.exec_driver_sql(
            "SELECT words FROM worker_words WHERE rowid BETWEEN ? AND ? ORDER BY rowid", span
        )
        .scalars()
        .all()
    )
    connection.exec_driver_sql("DELETE FROM worker_list WHERE place BETWEEN ? AND ?", span)
    connection.exec_driver_sql("DELETE FROM worker_words WHERE rowid BETWEEN ? AND ?", span)
    connection.exec_driver_sql(
        "INSERT INTO worker_list (place, worker_id, sort_key) VALUES (?, ?, ?)",
        [(place, *row) for place, row in zip(new, listed, strict=True)],
    )
    connection.exec_driver_sql(
        "INSERT INTO worker_words (rowid, words) VALUES (?, ?)", list(zip(new, words, strict=True))
    )


@cache
def commune_names() -> Mapping[str, str]:
    """Commune key -> name without its kind, from the lists the program ships."""
    communes = load_catalogues(resources() / "catalogues").places.communes
    return {key: commune.short_name for key, commune in communes.items()}
