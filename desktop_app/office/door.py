"""The data folder as it is found before anybody has signed in: what the first window asks for.

That window is painted first of all, so nothing heavy is imported here, and of the domain only the
faults. Coming in is `sign_in.py`'s.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from desktop_app.domain.faults import Fault
from desktop_app.storage import data_files, key_names
from desktop_app.storage.data_files import DATABASE_FILE, KEYRING_FILE, OFFICE_FILE
from desktop_app.storage.key_names import KeyringUser

PREPARING = "dang-tao"
"""The folder in which a first run makes its files."""
UNFINISHED = (
    "Lần khôi phục trước bị ngắt và chưa làm xong được vì thư mục dữ liệu không cho phép ghi. "
    "Không mất gì: hãy đóng các chương trình khác, kiểm tra quyền ghi rồi mở lại."
)


class KeysMissing(Fault):
    """The database is there, the file with its wrapped key is not."""

    sentence = (
        "Không thấy tệp khóa keys.json bên cạnh tệp dữ liệu nên chương trình không mở được. "
        "Tệp dữ liệu được giữ nguyên; hãy chép lại tệp khóa từ bản sao lưu hoặc gọi Trung tâm."
    )


class DatabaseMissing(Fault):
    """The wrapped keys are there, the database they open is not. Making new keys in their place
    would close that database and all its backups for ever."""

    sentence = (
        "Không thấy tệp dữ liệu so-viec-lam.db bên cạnh tệp khóa keys.json nên chương trình không "
        "mở được. Tệp khóa được giữ nguyên; hãy chép lại tệp dữ liệu hoặc bản sao lưu vào thư mục "
        "này hoặc gọi Trung tâm."
    )


@dataclass(frozen=True, slots=True)
class OfficeLabel:
    """The office the sign-in window names."""

    code: str
    name: str


def data_state(folder: Path) -> Literal["empty", "ready"]:
    """Whether the folder holds a database. KeysMissing when only its keys are gone,
    DatabaseMissing when only the database is: its keys or the end of its writing are still there.

    Keys beside a database still being prepared are what a first run cut short leaves. A restore
    that was cut short is finished first.
    """
    with data_files.disk_faults(refused=UNFINISHED):
        data_files.finish_change_over(folder)
    if (folder / DATABASE_FILE).exists():
        if not (folder / KEYRING_FILE).exists():
            raise KeysMissing
        return "ready"
    cut_short = (folder / PREPARING / DATABASE_FILE).exists()
    if (folder / KEYRING_FILE).exists() and not cut_short:
        raise DatabaseMissing
    if (folder / f"{DATABASE_FILE}-wal").exists():
        raise DatabaseMissing
    return "empty"


def known_users(folder: Path) -> list[KeyringUser]:
    """Who may sign in, as far as this PC knows before the database is open: the user list of the
    sign-in window. Where everybody is locked all are listed, so that each can be told."""
    everybody = key_names.users(folder / KEYRING_FILE)
    return [user for user in everybody if not user.locked] or everybody


def office_of(folder: Path) -> OfficeLabel:
    """The office this PC belongs to. A label only: what counts lies inside the database."""
    try:
        known = json.loads((folder / OFFICE_FILE).read_text(encoding="utf-8"))
        return OfficeLabel(str(known["code"]), str(known["name"]))
    except (OSError, ValueError, KeyError, TypeError):
        return OfficeLabel("", "")
