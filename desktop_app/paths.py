"""Where the program's own files lie and where a PC keeps its data.

Not for the names of files inside the data folder: whoever writes a file names it.
"""

import os
import sys
from pathlib import Path


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


def _folder_from(variable: str, otherwise: Path) -> Path:
    """An unset or relative value counts as absent, as the XDG specification asks."""
    named = Path(os.environ.get(variable, ""))
    return named if named.is_absolute() else otherwise
