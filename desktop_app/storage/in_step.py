"""What is derived from records (lists, searches) and kept in step with every write of them.

Not for deriving: each subject does that itself.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection

from desktop_app.domain.person_links import PERSON_LINK
from desktop_app.domain.records import Kind
from desktop_app.domain.workers import WORKER
from desktop_app.storage import record_words, same_person, worker_index


def keep(connection: Connection, kind: Kind, written: Mapping[str, Collection[str]]) -> None:
    """After rows were written: id of each -> its field groups that were."""
    if kind is WORKER:
        listed = _with_any_of(worker_index.GROUPS, written)
        if listed:
            worker_index.put_many(connection, listed)
    elif kind.name in record_words.GROUPS:
        listed = _with_any_of(record_words.GROUPS[kind.name], written)
        if listed:
            record_words.put_many(connection, kind, listed)
    elif kind is PERSON_LINK:
        same_person.put(connection, *same_person.ends_of(connection, written))


def _with_any_of(groups: frozenset[str], written: Mapping[str, Collection[str]]) -> list[str]:
    return [record for record, touched in written.items() if not groups.isdisjoint(touched)]
