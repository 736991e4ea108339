"""The embedded PostgreSQL: where it lies, who gets at it, and that it ends with its starter."""

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import psycopg
import pytest

from desktop_app.central.place import Place, as_root, postgres_folder
from desktop_app.central.postmaster import (
    ACCOUNT,
    AlreadyRunning,
    PostgresFailed,
    any_postgres,
    own_postgres,
)

QUICK = {"fsync": "off"}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder every account may pass through, since as root the database has its own."""
    with tempfile.TemporaryDirectory(prefix="vieclam-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def modes_above(path: Path) -> dict[Path, int]:
    return {parent: stat.S_IMODE(parent.stat().st_mode) for parent in path.parents}


def ask(url: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT 1").fetchone()
    return row and row[0]


def test_it_leaves_all_parents_as_they_are(folder: Path) -> None:
    inside = folder / "data" / "postgres"
    before = modes_above(folder / "data")
    with own_postgres(inside, lock=folder / "lock", settings=QUICK) as postmaster:
        assert ask(postmaster.url("postgres")) == 1
    assert modes_above(folder / "data") == before
    assert stat.S_IMODE(inside.stat().st_mode) == 0o700
    assert (inside.stat().st_uid == os.getuid()) is not as_root()

    with own_postgres(inside, lock=folder / "lock", settings=QUICK) as postmaster:
        again = any_postgres(inside, lock=folder / "lock")
        with again as same:
            assert same.url("postgres") == postmaster.url("postgres")
            assert ask(same.url("postgres")) == 1
        assert ask(postmaster.url("postgres")) == 1  # the second user did not take it along
        with (
            pytest.raises(AlreadyRunning),
            own_postgres(inside, lock=folder / "lock", wait_s=0.0),
        ):
            pass
    assert not (inside / "postmaster.pid").exists()


def test_a_path_too_long_for_a_socket(folder: Path) -> None:
    deep = folder / ("thư-mục-rất-dài-" * 8) / "postgres"
    with own_postgres(deep, lock=folder / "lock", settings=QUICK) as postmaster:
        assert ask(postmaster.url("postgres")) == 1
        with any_postgres(deep, lock=folder / "lock") as same:
            assert ask(same.url("postgres")) == 1


def test_a_database_that_does_not_start_is_said(folder: Path) -> None:
    lock = folder / "lock"
    with (
        pytest.raises(PostgresFailed, match="không khởi động được"),
        own_postgres(folder / "postgres", lock=lock, settings={"no_such_setting": "1"}),
    ):
        pass
    with own_postgres(folder / "postgres", lock=lock, wait_s=0.0, settings=QUICK) as postmaster:
        assert ask(postmaster.url("postgres")) == 1  # the lock is free again


STARTER = """
import sys
from pathlib import Path
from desktop_app.central.postmaster import own_postgres
folder = Path(sys.argv[1])
with own_postgres(folder / "postgres", lock=folder / "lock", settings={"fsync": "off"}):
    print("ready", flush=True)
    sys.stdin.read()
"""


def test_a_killed_starter_takes_it_along_and_the_next_one_waits_for_that(folder: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == b"ready\n"
        number = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
        starter.kill()
    with own_postgres(folder / "postgres", lock=folder / "lock", settings=QUICK) as postmaster:
        assert ask(postmaster.url("postgres")) == 1
        assert not is_postgres(number)


def test_one_that_is_dead_but_still_listed_is_waited_for(folder: Path) -> None:
    inside = folder / "postgres"
    with own_postgres(inside, lock=folder / "lock", settings=QUICK):
        noted = (inside / "postmaster.pid").read_text()
    number, rest = noted.split(maxsplit=1)
    dead = subprocess.Popen(["/bin/true"], user=ACCOUNT if as_root() else None)
    (inside / "postmaster.pid").write_text(f"{dead.pid}\n{rest}")
    assert number != str(dead.pid)
    burial = Timer(0.5, dead.wait)
    burial.start()
    with own_postgres(inside, lock=folder / "lock", settings=QUICK) as postmaster:
        assert dead.returncode == 0
        assert ask(postmaster.url("postgres")) == 1
    burial.join()


def is_postgres(number: int) -> bool:
    """One that has ended but has not been asked how (a zombie) has no command line any more."""
    try:
        return "postgres" in Path(f"/proc/{number}/cmdline").read_text()
    except OSError:
        return False


@pytest.mark.skipif(not as_root(), reason="only root's database has an account of its own")
def test_roots_database_goes_where_its_account_can_get(folder: Path) -> None:
    open_place = Place(folder / "centre")
    assert postgres_folder(open_place) == folder / "centre" / "postgres"
    (folder / "closed").mkdir(mode=0o700)
    closed = Place(folder / "closed" / "centre")
    inside = postgres_folder(closed)
    assert inside.parent == Path("/var/lib/vieclam-central")
    assert postgres_folder(Place(folder / "closed" / "other")) != inside
