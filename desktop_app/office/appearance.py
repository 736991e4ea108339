"""How this PC likes its windows to look: a preset and a zoom.

Kept in a plain file beside the database: the sign-in window wears it before anybody has the key.
Which presets there are is the window's to know.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop_app.storage.data_files import disk_faults, write_safely

APPEARANCE_FILE = "appearance.json"
NOT_KEPT = (
    "Không ghi được cách hiển thị vào thư mục dữ liệu nên cửa sổ giữ nguyên như cũ. Hãy kiểm tra ổ "
    "đĩa còn chỗ và cho phép ghi."
)


@dataclass(frozen=True, slots=True)
class Appearance:
    """`preset` by its name, "" for the usual one; `zoom` in percent."""

    preset: str = ""
    zoom: int = 100


def appearance_of(folder: Path) -> Appearance:
    """What was chosen on this PC; the usual look where nothing was, or the file cannot be read."""
    try:
        known = json.loads((folder / APPEARANCE_FILE).read_text(encoding="utf-8"))
        return Appearance(str(known["preset"]), int(known["zoom"]))
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return Appearance()


def keep_appearance(folder: Path, appearance: Appearance) -> None:
    """Keep a choice. DiskFull, FileReadOnly."""
    with disk_faults(full=NOT_KEPT, refused=NOT_KEPT):
        write_safely(folder / APPEARANCE_FILE, json.dumps(asdict(appearance)).encode())
