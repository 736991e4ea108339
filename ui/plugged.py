"""Which USB sticks are plugged in: asked in a lane, for a drive may take long to answer.

Not for what is on them. A disk behind USB that the system calls fixed is not found: it is chosen
as a folder.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

MOUNTED_UNDER = ("/media", "/run/media")
"""Where Linux desktops put sticks."""
_REMOVABLE = 2
"""Windows' DRIVE_REMOVABLE."""


@dataclass(frozen=True, slots=True)
class Plugged:
    """A stick: the name people gave it, and where it is."""

    name: str
    path: Path

    def words(self) -> str:
        """«KINGSTON (E:)»."""
        where = str(self.path).rstrip("/\\")
        return f"{self.name} ({where})" if self.name else where


def plugged(under: Sequence[str] = MOUNTED_UNDER) -> list[Plugged]:
    """The sticks there are, by where they are."""
    found = [
        Plugged(volume.name(), Path(volume.rootPath()))
        for volume in QStorageInfo.mountedVolumes()
        if volume.isReady() and _is_stick(volume.rootPath(), under)
    ]
    return sorted(found, key=lambda one: str(one.path))


def _is_stick(root: str, under: Sequence[str]) -> bool:
    if sys.platform == "win32":
        import ctypes

        return ctypes.windll.kernel32.GetDriveTypeW(root.replace("/", "\\")) == _REMOVABLE
    return any(os.path.commonpath((root, folder)) == folder for folder in under)
