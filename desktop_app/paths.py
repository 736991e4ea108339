"""Where the program's own files lie and where a PC keeps its data.

Not for the names of files inside the data folder: whoever writes a file names it.
"""

import os
import sys
from pathlib import Path

_REMOVABLE_DRIVE = 2
"""DRIVE_REMOVABLE, as GetDriveTypeW answers."""


def resources() -> Path:
    """The folder of fonts, icons, code lists and samples.

    It lies beside the packages in the source tree, in a wheel and in a frozen program alike
    (PyInstaller gives frozen modules a `__file__` below `sys._MEIPASS`, where the data lie).
    """
    return Path(__file__).resolve().parent.parent / "resources"


def default_data_dir() -> Path:
    """The folder for this user's database and settings; it need not exist yet.

    On Windows the local, never the roaming profile: a roaming one would copy the database to a
    server at every sign-out.
    """
    if sys.platform == "win32":
        return _folder_from("LOCALAPPDATA", Path.home() / "AppData" / "Local") / "SoViecLam"
    return _folder_from("XDG_DATA_HOME", Path.home() / ".local" / "share") / "so-viec-lam"


def removable_drives() -> list[Path]:
    """The roots of the USB sticks and the like that are plugged in."""
    if sys.platform == "win32":
        import ctypes

        drives = ctypes.windll.kernel32.GetLogicalDrives()
        roots = (Path(f"{chr(65 + n)}:\\") for n in range(26) if drives >> n & 1)
        kind = ctypes.windll.kernel32.GetDriveTypeW
        return [root for root in roots if kind(str(root)) == _REMOVABLE_DRIVE]
    homes = (Path("/media"), Path("/run/media"))
    return sorted(root for home in homes for root in home.glob("*/*") if os.path.ismount(root))


def _folder_from(variable: str, otherwise: Path) -> Path:
    """An unset or relative value counts as absent, as the XDG specification asks."""
    named = Path(os.environ.get(variable, ""))
    return named if named.is_absolute() else otherwise
