"""Who has a password on this PC: the names in the file of wrapped keys, and nothing else of it.

Read with Python's own JSON before the sign-in window is painted; what opens the keys, and what it
needs for that, `keyring.py` has.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from desktop_app.domain.faults import DamagedFile

FORMAT = "so-viec-lam-keys"
VERSION = 1
DAMAGED = (
    "Tệp khóa keys.json bị hỏng nên chương trình không mở được dữ liệu. Tệp được giữ nguyên; "
    "hãy chép lại tệp khóa từ bản sao lưu hoặc gọi Trung tâm."
)


@dataclass(frozen=True, slots=True)
class KeyringUser:
    """Somebody who has a password on this PC. `locked` is a label, as the name is: it says whom the
    sign-in window need not offer."""

    user_id: str
    full_name: str
    locked: bool = False


def users(path: Path) -> list[KeyringUser]:
    """Who has a password, in the order in which they were added. DamagedFile."""
    try:
        file = json.loads(path.read_bytes())
        if (file["format"], file["version"]) != (FORMAT, VERSION):
            raise DamagedFile(DAMAGED)
        return [
            KeyringUser(str(user["user_id"]), str(user["full_name"]), user.get("locked") is True)
            for user in file["users"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedFile(DAMAGED) from error
