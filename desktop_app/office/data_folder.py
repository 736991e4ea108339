"""Whether a folder is one the database may lie in: on a disk of this PC, and nowhere else.

SQLite's locks and write-ahead log do not hold over a network, and a cloud service copies a file
while it is being written. Asked before the first window, so nothing heavy is imported here.
"""

import os
import sys
from pathlib import Path, PurePosixPath

from desktop_app.domain.faults import UnsafeFolder

_NETWORK_FILE_SYSTEMS = frozenset(
    {
        "afs",
        "ceph",
        "cifs",
        "davfs",
        "fuse.davfs2",
        "fuse.gvfsd-fuse",
        "fuse.rclone",
        "fuse.sshfs",
        "glusterfs",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
    }
)
_CLOUD_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_CLOUD_NAMES = ("onedrive", "dropbox", "google drive", "googledrive", "icloud drive", "iclouddrive")
_MOUNTS = Path("/proc/self/mountinfo")
_REMOTE_DRIVE = 4
"""DRIVE_REMOTE, as GetDriveTypeW answers."""


def check_folder(folder: Path) -> None:
    """Raise UnsafeFolder, with the reason and what to do, for a folder on a network drive or in one
    that a cloud service keeps in step. The folder need not exist yet."""
    real = folder.resolve()
    if _is_in_cloud(real):
        raise UnsafeFolder(
            f"Thư mục dữ liệu {folder} nằm trong thư mục đồng bộ đám mây (OneDrive, Dropbox…). "
            "Dịch vụ đó chép tệp dữ liệu trong lúc đang ghi và có thể làm hỏng tệp. "
            "Hãy chuyển thư mục sang ổ đĩa của máy này rồi mở lại; không có gì bị thay đổi."
        )
    if _is_on_network(real):
        raise UnsafeFolder(
            f"Thư mục dữ liệu {folder} nằm trên ổ mạng, nơi tệp dữ liệu dễ bị hỏng khi đứt mạng. "
            "Hãy chuyển thư mục sang ổ đĩa của máy này rồi mở lại; không có gì bị thay đổi."
        )


def _is_in_cloud(real: Path) -> bool:
    named = (os.environ.get(variable, "") for variable in _CLOUD_VARIABLES)
    if any(root and real.is_relative_to(Path(root).resolve()) for root in named):
        return True
    # «OneDrive - Sở Nội vụ» is how a work account's folder is called.
    return any(
        part.lower() == name or part.lower().startswith(f"{name} - ")
        for part in real.parts
        for name in _CLOUD_NAMES
    )


def _is_on_network(real: Path) -> bool:
    if sys.platform == "win32":
        import ctypes

        if real.drive.startswith("\\\\"):
            return True
        return ctypes.windll.kernel32.GetDriveTypeW(real.anchor) == _REMOTE_DRIVE
    if not _MOUNTS.exists():
        return False
    mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    return file_system_of(PurePosixPath(real), mounts) in _NETWORK_FILE_SYSTEMS


def file_system_of(path: PurePosixPath, mountinfo: str) -> str:
    """The kind of file system a path lies on, by the text of /proc/self/mountinfo (proc(5))."""
    found, kind = PurePosixPath("/"), ""
    for line in mountinfo.splitlines():
        before, _, after = line.partition(" - ")
        point = PurePosixPath(_unescaped(before.split(" ")[4]))
        if path.is_relative_to(point) and len(point.parts) >= len(found.parts):
            found, kind = point, after.split(" ")[0]
    return kind


def _unescaped(text: str) -> str:
    """Spaces and the like stand in mountinfo as `\\040`."""
    for code in ("040", "011", "012", "134"):
        text = text.replace(f"\\{code}", chr(int(code, 8)))
    return text
