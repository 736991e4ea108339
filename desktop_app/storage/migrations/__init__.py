"""The history of the tables, in Alembic's scripts beside this file.

Alembic is imported only when a file has to be made or brought up to date. The scripts are found by
their folder, so in a frozen program they must lie there as data files.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0006"
"""The revision of the tables this program works on; a test compares it with the scripts."""

SCRIPTS = Path(__file__).parent


def is_known(revision: str) -> bool:
    """Whether this program has the script of a revision."""
    if revision == HEAD:
        return True
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    try:
        ScriptDirectory.from_config(_config()).get_revision(revision)
    except CommandError:
        return False
    return True


def upgrade(connection: Connection) -> None:
    """Bring the tables up to date inside the caller's transaction."""
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config
