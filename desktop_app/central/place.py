"""Where the centre keeps its things: keys and settings in one folder, the database in another.

    <data folder>/centre.json            address, database (0600)
    <data folder>/keys/                  CA and server keys, token secret (folder 0700, files 0600)
    <data folder>/postgres/              the embedded PostgreSQL, if it is used
    <data folder>/postgres.lock          held by whoever has the embedded PostgreSQL running

Not for what is inside: `keys.py`, `postmaster.py` and `database.py` know that.
"""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

import msgspec

SYSTEM_FOLDER = Path("/var/lib/vieclam-central")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What `init` was told. `database_url` is empty for the embedded PostgreSQL."""

    hosts: list[str]
    database_url: str
    postgres_folder: str


@dataclass(frozen=True, slots=True)
class Place:
    """The data folder of one centre."""

    folder: Path

    @property
    def settings_file(self) -> Path:
        """What `init` wrote."""
        return self.folder / "centre.json"

    @property
    def keys(self) -> Path:
        """Readable by the centre's own account only."""
        return self.folder / "keys"

    @property
    def lock(self) -> Path:
        """See `postmaster.py`."""
        return self.folder / "postgres.lock"


def as_root() -> bool:
    """PostgreSQL refuses to run as root, so root's centre gives it an account of its own."""
    return os.geteuid() == 0


def default_folder() -> Path:
    """The data folder when none is named."""
    return SYSTEM_FOLDER if as_root() else Path.home() / ".local" / "share" / "vieclam-central"


def make_folder(folder: Path, *, mode: int) -> None:
    """A folder with exactly this mode, unless it is there already: then it is left as it is."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir()
        folder.chmod(mode)


def postgres_folder(place: Place) -> Path:
    """Where the embedded database goes: in the data folder, where its account can get there.

    Where it cannot (root's own home, a 0700 scratch folder) the database goes under
    `/var/lib/vieclam-central` instead, because widening the parents' modes would open them to
    everybody.
    """
    inside = place.folder / "postgres"
    if not as_root() or all_can_pass(inside):
        return inside
    name = hashlib.sha256(str(place.folder).encode()).hexdigest()[:12]
    return SYSTEM_FOLDER / f"postgres-{name}"


def all_can_pass(path: Path) -> bool:
    """Whether every parent may be entered by any account."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.parents if parent.exists())


def write_settings(place: Place, settings: Settings) -> None:
    """Keep what `init` was told; the address of a database may hold a password."""
    write_private(place.settings_file, msgspec.json.format(msgspec.json.encode(settings)))


def read_settings(place: Place) -> Settings:
    """What `init` was told. FileNotFoundError before `init`."""
    return msgspec.json.decode(place.settings_file.read_bytes(), type=Settings)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that nobody else could read even for a moment."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
