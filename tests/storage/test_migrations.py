"""The scripts and the tables say the same."""

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from desktop_app.domain.employers import Employer
from desktop_app.domain.referrals import Referral
from desktop_app.domain.staff import Staff
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker
from desktop_app.storage import change_log, engine, migrations, records
from desktop_app.storage.store import Store
from desktop_app.storage.tables import local_metadata, record_metadata
from desktop_app.storage.worker_index import CREATE_SEARCH


def test_the_head_is_the_newest_script() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.SCRIPTS))
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]
    assert migrations.is_known(migrations.HEAD)
    assert not migrations.is_known("9999")


def differences(connection: Connection) -> list[object]:
    """Between the file and the tables of the program, without those FTS5 and Alembic keep."""
    both = MetaData()
    for metadata in (record_metadata, local_metadata):
        for table in metadata.tables.values():
            table.to_metadata(both)

    def ours(_object: object, name: str | None, *_: object) -> bool:
        return not (name or "").startswith(("worker_words", "alembic_"))

    options = {"compare_type": True, "compare_server_default": True, "include_object": ours}
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, both))


def test_the_scripts_make_exactly_the_tables(store: Store) -> None:
    with store.read() as connection:
        assert differences(connection) == []


def test_a_difference_would_be_found(store: Store) -> None:
    with store.apply() as transaction:
        transaction.execute(text("ALTER TABLE worker ADD COLUMN nickname TEXT"))
        transaction.execute(text("DROP INDEX ix_worker_phone"))
        assert len(differences(transaction)) == 2


def test_the_search_is_made_as_the_program_makes_it_anew(store: Store) -> None:
    with store.read() as connection:
        made = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'worker_words'"))
    assert "".join(str(made).split()) == "".join(CREATE_SEARCH.split())


def test_log_numbers_are_never_used_twice(store: Store) -> None:
    with store.read() as connection:
        made = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'change_log'"))
    assert "AUTOINCREMENT" in str(made)


def test_the_scripts_lie_beside_the_code() -> None:
    scripts = Path(migrations.__file__).parent
    assert scripts == migrations.SCRIPTS
    assert (scripts / "env.py").is_file()


# --- A file of the first program -----------------------------------------------------------------

_ROWS = (
    "INSERT INTO sync_ctx (id, device, stream) VALUES (1, '00c0ffee00c0ffee', 'BS')",
    "INSERT INTO sync_state (id, acked_dseq) VALUES (1, 1)",
    "INSERT INTO device (id, device, private_key) VALUES (1, '00c0ffee00c0ffee', x'00')",
    "INSERT INTO staff (id, full_name, role, stream) VALUES ('s1', 'Hoa', 'counsellor', 'BS')",
    "INSERT INTO staff (id, full_name, role, stream) VALUES ('s2', 'Đạt', 'counsellor', 'BS')",
    "INSERT INTO staff (id, full_name, role, stream) VALUES ('s0', 'Mai', 'counsellor', 'TD')",
    "INSERT INTO worker (id, full_name, stream) VALUES ('w1', 'Triệu Thị Mùi', 'BS')",
    "INSERT INTO visit (id, worker_id, content, stream) VALUES ('v1', 'w1', 'Hỏi việc', 'BS')",
    "INSERT INTO referral (id, worker_id, employer, stream) VALUES ('r1', 'w1', 'HTX Hồi', 'BS')",
    "INSERT INTO worker_list (place, worker_id, sort_key) VALUES (0, 'w1', 'mui')",
    "INSERT INTO worker_words (rowid, words) VALUES (0, 'trieu thi mui')",
    "INSERT INTO change_log (dseq, device, epoch, tx, kind, record, op, groups, base, stamp)"
    " VALUES (1, '00c0ffee00c0ffee', 1, 't1', 'worker', 'w1', 'insert', '{}', '{}', 'x')",
    "INSERT INTO change_log (dseq, device, epoch, tx, kind, record, op, groups, base, stamp)"
    " VALUES (2, '00c0ffee00c0ffee', 1, 't2', 'visit', 'v1', 'insert', '{}', '{}', 'y')",
)


@pytest.fixture
def first_file(tmp_path: Path, key: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database as the first revision made it, with rows in it."""
    path = tmp_path / "first" / "so-viec-lam.db"
    path.parent.mkdir()
    path.touch()
    scripts = tmp_path / "scripts"
    shutil.copytree(migrations.SCRIPTS, scripts)
    for later in (scripts / "versions").glob("000[2-9]*.py"):
        later.unlink()
    writer = engine._writer(engine._connector(path, bytearray(key)))
    with monkeypatch.context() as as_it_was, writer.begin() as connection:
        as_it_was.setattr(migrations, "SCRIPTS", scripts)
        connection.exec_driver_sql(f"PRAGMA application_id = {engine.APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {engine.FORMAT}")
        migrations.upgrade(connection)
        for row in _ROWS:
            connection.exec_driver_sql(row)
    writer.dispose()
    return path


def test_a_file_of_the_first_program_goes_on_with_all_it_has(first_file: Path, key: bytes) -> None:
    store = engine.open_database(first_file, key)
    with store.read() as connection:
        assert differences(connection) == []
        (worker,) = records.find(connection, Worker)
        (visit,) = records.find(connection, Visit)
        (letter,) = records.find(connection, Referral)
        roles = {member.id: member.role for member in records.find(connection, Staff)}
        counts = change_log.counts(connection)
        words = connection.exec_driver_sql("SELECT words FROM worker_words").scalar_one()
    assert words == "trieu thi mui \u0323triêu \u0323thi \u0300mui"
    assert (worker, visit, letter) == (
        Worker(id="w1", full_name="Triệu Thị Mùi"),
        Visit(id="v1", worker_id="w1", content="Hỏi việc"),
        Referral(id="r1", worker_id="w1", employer="HTX Hồi"),
    )
    assert roles == {"s0": "counsellor", "s1": "head", "s2": "counsellor"}
    assert counts == change_log.Counts(written=2, acked=1, held=0)
    with store.write(user="s1") as transaction:
        records.add(transaction, Employer(id="e1", name="HTX Hồi Bắc Sơn"))
    with store.read() as connection:
        assert change_log.exchange_state(connection).last_dseq == 3
    store.close()
    assert len(list((first_file.parent / "backups").glob("*.saoluu"))) == 1
