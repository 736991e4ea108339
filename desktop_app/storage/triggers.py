"""Change capture: the SQLite triggers that write each change of a record into `change_log`.

They are generated from the kinds, see bulk updates and raw SQL too, and call no function of ours: a
trigger that called Python would lock every other connection out. What they promise:

- An INSERT, and an UPDATE that changes a field, writes one log entry with each changed field group
  whole, the stamp the hybrid clock gives, and the stamp each group had before (its base).
- Of a new record the groups that are as a blank record has them are not logged: where two PCs make
  the same record, the later blank must not hide what the earlier one has filled in.
- An UPDATE that changes nothing writes nothing.
- Records are never deleted or replaced, append-only kinds are never updated, an id is one the
  centre takes (PROTOCOL.md §2) and never changes, nor does the stream a record belongs to.
- A log entry is never changed or deleted.
- Nor is a line of the audit, whatever is being written.
- While `sync_ctx.applying` is 1 nothing of this happens: foreign changes are being written.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from desktop_app.domain.changes import WIRE
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.records import Kind
from desktop_app.storage.tables import Form, blank, forms_of

_PREFIX = "capture_"

_ID_FORM = (
    "typeof(NEW.id) = 'text' AND length(NEW.id) BETWEEN 1 AND 64"
    " AND NEW.id NOT GLOB '*[^0-9A-Za-z._:-]*'"
)

_LOCAL = "(SELECT applying FROM sync_ctx) = 0"

NOW = "(CAST(unixepoch('subsec') * 1000 AS INTEGER) + offset_ms)"
"""The milliseconds of now at the centre, in a statement over `sync_ctx`."""

# A counter that runs over moves the milliseconds on; the clock never goes back. In each millisecond
# it begins at a place taken by chance, in the lower half: two PCs that go on with one disk under
# one name would give the same stamps otherwise.
_TICK = f"""
    UPDATE sync_ctx SET
      ms = max({NOW}, ms + (counter = 65535)),
      counter = CASE WHEN {NOW} > ms THEN random() & 32767 ELSE (counter + 1) % 65536 END;"""  # noqa: S608 - fixed texts only

# A tool that writes past the program sets no transaction: each of its changes is one of its own.
_LOG = """
    INSERT INTO change_log
      (device, epoch, tx, kind, record, op, stamp, user, wire, groups, base)
    SELECT s.device, s.epoch, CASE s.tx WHEN '' THEN s.stamp ELSE s.tx END, '{kind}', NEW.id,
      '{op}', s.stamp, s.user, {wire}, g.groups,
      (SELECT json_group_object(e.key, {base}) FROM json_each(g.groups) AS e)
    FROM
      (SELECT *, printf('%012x-%04x-%s', ms, counter, device) AS stamp FROM sync_ctx) AS s,
      (SELECT json_group_object(name, json(fields)) AS groups FROM (
{groups}
      )) AS g;"""

_STAMP = """
    UPDATE {kind} SET
      stamps = json_patch(stamps, (
        SELECT json_group_object(e.key, c.stamp)
        FROM change_log AS c, json_each(c.groups) AS e
        WHERE c.dseq = (SELECT max(dseq) FROM change_log))){more}
    WHERE id = NEW.id;"""


def install_triggers(connection: Connection) -> None:
    """Make the file's triggers those of this program. Inside a write transaction."""
    wanted = dict(trigger_sql())
    there = installed_triggers(connection)
    for name, sql in there.items():
        if wanted.get(name) != sql:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for name, sql in wanted.items():
        if there.get(name) != sql:
            connection.exec_driver_sql(sql)


def installed_triggers(connection: Connection) -> dict[str, str]:
    """Name and SQL of the triggers the file has."""
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE ?",
        (_PREFIX + "%",),
    )
    return {row.name: row.sql for row in rows}


def trigger_sql() -> Iterator[tuple[str, str]]:
    """Name and SQL of every trigger."""
    for kind in KINDS:
        yield from _triggers_of(kind)
    for event in ("UPDATE", "DELETE"):
        refuse = _refuse("a log entry stays as it was written")
        yield _trigger("change_log", event.lower(), f"BEFORE {event}", _LOCAL, refuse)
        refuse = _refuse("what was noted stays noted")
        yield _trigger("audit", event.lower(), f"BEFORE {event}", "1", refuse)


def _triggers_of(kind: Kind) -> Iterator[tuple[str, str]]:
    table = kind.name
    columns = ", ".join(forms_of(table))
    insert = _log(kind, op="insert") + _STAMP.format(kind=table, more=_home_stream(kind))
    yield _trigger(table, "insert", "AFTER INSERT", _LOCAL, insert)
    yield _trigger(
        table,
        "replace",
        "BEFORE INSERT",
        f"{_LOCAL} AND EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",  # noqa: S608 - our names
        _refuse("a record is never replaced"),
    )
    yield _trigger(table, "id", "BEFORE UPDATE OF id", _LOCAL, _refuse("an id never changes"))
    yield _trigger(
        table,
        "id_form",
        "BEFORE INSERT",
        f"{_LOCAL} AND NOT ({_ID_FORM})",
        _refuse("no id the centre takes"),
    )
    yield _trigger(
        table,
        "stream",
        "BEFORE UPDATE OF stream",
        f"{_LOCAL} AND OLD.stream <> '' AND OLD.stream IS NOT NEW.stream",
        _refuse("a record stays in its stream"),
    )
    yield _trigger(table, "delete", "BEFORE DELETE", _LOCAL, _refuse("records are hidden instead"))
    if kind.append_only:
        refuse = _refuse("a correction is a new record")
        yield _trigger(table, "update", f"BEFORE UPDATE OF {columns}", _LOCAL, refuse)
        return
    changed = " OR ".join(_differs(kind, group) for group in kind.groups)
    update = _log(kind, op="update") + _STAMP.format(kind=table, more="")
    when = f"{_LOCAL} AND ({changed})"
    yield _trigger(table, "update", f"AFTER UPDATE OF {columns}", when, update)


def _trigger(table: str, name: str, event: str, when: str, body: str) -> tuple[str, str]:
    full_name = f"{_PREFIX}{table}_{name}"
    return full_name, (
        f"CREATE TRIGGER {full_name} {event} ON {table} FOR EACH ROW\n  WHEN {when}\n"
        f"  BEGIN{body}\n  END"
    )


def _log(kind: Kind, *, op: str) -> str:
    base = "''" if op == "insert" else "coalesce(json_extract(OLD.stamps, '$.' || e.key), '')"
    is_said = _is_filled if op == "insert" else _differs
    selects = [
        f"        SELECT '{group}' AS name, {_fields(kind, group)} AS fields"
        f" WHERE {is_said(kind, group)}"
        for group in kind.groups
    ]
    groups = "\n        UNION ALL\n".join(selects)
    return _TICK + _LOG.format(kind=kind.name, op=op, wire=WIRE, base=base, groups=groups)


def _fields(kind: Kind, group: str) -> str:
    forms = forms_of(kind.name)
    pairs = [f"'{name}', {_json_of(name, forms[name])}" for name in kind.groups[group]]
    return f"json_object({', '.join(pairs)})"


def _json_of(name: str, form: Form) -> str:
    """The column as a value of JSON: text and numbers as they are, lists and truths made so."""
    if form.json == "list":
        return f"json(NEW.{name})"
    if form.json == "bool":
        return f"json(CASE NEW.{name} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END)"
    return f"NEW.{name}"


def _differs(kind: Kind, group: str) -> str:
    tests = [f"OLD.{name} IS NOT NEW.{name}" for name in kind.groups[group]]
    return f"({' OR '.join(tests)})"


def _is_filled(kind: Kind, group: str) -> str:
    tests = [f"NEW.{name} IS NOT {blank(kind, name)}" for name in kind.groups[group]]
    return f"({' OR '.join(tests)})"


def _home_stream(kind: Kind) -> str:
    stream = "'common'" if kind.stream == "common" else "(SELECT stream FROM sync_ctx)"
    return f", stream = CASE stream WHEN '' THEN {stream} ELSE stream END"


def _refuse(reason: str) -> str:
    return f"\n    SELECT RAISE(ABORT, '{reason}');"
