"""A database file for each test, copied from one made once, and connections past the program."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from desktop_app.storage.engine import create_database, open_database
from desktop_app.storage.store import Store

sqlcipher: Any = dbapi2  # it comes without types
KEY = bytes(range(32))


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "so-viec-lam.db"
    create_database(path, KEY)
    return path


@pytest.fixture
def key() -> bytes:
    """The key of `path`."""
    return KEY


@pytest.fixture
def path(_template: Path, tmp_path: Path) -> Path:
    """An empty database, closed."""
    return Path(shutil.copy(_template, tmp_path))


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """An empty database, open."""
    opened = open_database(path, KEY)
    yield opened
    opened.close()


@pytest.fixture
def raw(path: Path) -> Iterator[Callable[..., Any]]:
    """Opens the file as another tool would: with the key, without this program."""
    connections: list[Any] = []

    def connect(file: Path = path) -> Any:
        connection = sqlcipher.connect(str(file), isolation_level=None)
        connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
        connections.append(connection)
        return connection

    yield connect
    for connection in connections:
        connection.close()
