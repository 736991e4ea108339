"""A disk that is really full: a small file system of its own. Only root may mount one."""

import os
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_app.storage.store import Store

MEGABYTES = 24


@dataclass(frozen=True)
class SmallDisk:
    """A disk with a file on it that takes all the room there is, when told to."""

    folder: Path

    def fill(self, *stores: Store, but: int = 0) -> None:
        """Leave not one page but so many bytes, not even in what the databases on it have
        reserved."""
        for store in stores:
            with store.aside() as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        room = os.statvfs(self.folder)
        with (self.folder / "photos").open("wb") as photos:
            os.posix_fallocate(photos.fileno(), 0, room.f_bavail * room.f_frsize - but)

    def make_room(self) -> None:
        """Delete other files, as the sentence says."""
        (self.folder / "photos").unlink()


@contextmanager
def a_small_disk(at: Path, *, megabytes: int = MEGABYTES) -> Generator[SmallDisk]:
    """Mount one at a folder; a test that may not is skipped."""
    at.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(at)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a disk to fill can be mounted here by root only")
    try:
        yield SmallDisk(at)
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)
