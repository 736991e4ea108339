"""No path of the code removes a record or an entry of the log: what may be deleted is named here,
and whatever else a later change deletes fails this test until somebody has said why it may."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

import desktop_app
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.workers import Worker
from desktop_app.storage import records
from desktop_app.storage.store import Store
from desktop_app.storage.tables import RECORD_TABLES

CODE = Path(desktop_app.__file__).parent

MAY_BE_DELETED = {
    "draft": "what was typed and is saved by now, or thrown away by whoever typed it",
    "edit": "written anew under the stamp the centre gave",
    "evict_due": "a note that somebody is to be removed, who is gone or back",
    "exchange_round": "how rounds went, of which the last two hundred are kept",
    "held_change": "a note that the centre holds an entry, which it does no longer",
    "record_words": "derived from the records",
    "same_person": "derived from the links",
    "sealed_batch": "how entries were sealed; the entries stay",
    "snapshot_progress": "how far a snapshot had come that is here whole",
    "unknown_change": "what an older program kept, merged into its record by this one",
    "unknown_state": "the same of a whole record",
    "verification": "how comparing went, of which the last ones are kept",
    "waiting_name": "workers not listed yet, who are listed now",
    "worker_list": "derived from the records",
    "worker_words": "derived from the records",
    "tables.also_in": "that an office carries somebody who is handed over or back",
    "tables.snapshot": "made anew from the records",
    "tables.snapshot_chunk": "made anew from the records",
    "tables.quarantine": "changes that go into the log of a stream in the same transaction",
}
"""What the code may delete from, and why nothing of anybody's work is lost by it."""


IN_ONE_PLACE = {
    ("storage/log_keeping.py", "change_log"): "entries a backup of the centre has, a month old",
    ("storage/kept_digests.py", "{}"): "the digests of records that are no longer there",
    ("storage/eviction.py", "table"): "who was handed over, after the centre has said so",
    ("central/restoring.py", "{}"): "all tables, in the transaction that writes the backup's rows",
}
"""What only one module may delete, and why."""


def _deletes(source: str) -> Iterator[str]:
    """What a module deletes from, by SQLAlchemy or by SQL."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"delete", "sqlalchemy.delete"}:
            yield ast.unparse(node.args[0])
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".delete"):
            yield ast.unparse(node.func).removesuffix(".delete")
        written = _text(node)
        yield from re.findall(r"\bDELETE FROM (\S+)", written)
        yield from re.findall(r"\b(?:DROP TABLE|TRUNCATE)(?: IF EXISTS)? (\S+)", written)


def _text(node: ast.AST) -> str:
    """What a literal says, with `{}` for what is put in."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_only_what_is_named_here_is_ever_deleted() -> None:
    found = {
        (str(path.relative_to(CODE)), name)
        for path in sorted(CODE.rglob("*.py"))
        for name in _deletes(path.read_text(encoding="utf-8"))
    }
    assert {one for one in found if one[1] not in MAY_BE_DELETED} == IN_ONE_PLACE.keys()
    assert MAY_BE_DELETED.keys() - {name for _, name in found} == set()
    assert MAY_BE_DELETED.keys() & {*RECORD_TABLES, "change_log", "audit", "log_epoch"} == set()


def test_it_would_see_every_way_of_deleting() -> None:
    ways = (
        'delete(change_log); table.delete(); x("DELETE FROM worker WHERE 1"); y("DROP TABLE visit")'
    )
    assert sorted(_deletes(ways)) == ["change_log", "table", "visit", "worker"]


@pytest.mark.parametrize("table", [*(kind.name for kind in KINDS), "change_log", "audit"])
def test_not_even_by_hand(store: Store, table: str) -> None:
    """The file itself refuses, whoever has opened it; and an entry never changes."""
    with store.write(user="u1") as transaction:
        records.add(transaction, Worker(id="w1", full_name="Hoàng Thị Én"))
        kind = RECORD_TABLES.get(table)
        if kind is not None and table != "worker":
            transaction.execute(kind.insert(), {"id": "x1"})
        if table == "audit":
            transaction.exec_driver_sql("INSERT INTO audit (at) VALUES ('2026-11-23')")
    with pytest.raises(IntegrityError), store.write(user="u1") as transaction:
        transaction.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - our names
    with store.read() as connection:
        left = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()  # noqa: S608 - our names
    assert left is not None
    assert left > 0
