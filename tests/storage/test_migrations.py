"""The scripts and the tables say the same."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from desktop_app.storage import migrations
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
