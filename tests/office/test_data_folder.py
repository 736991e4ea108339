"""Where the database may lie."""

import sys
from pathlib import Path, PurePosixPath

import pytest

from desktop_app.domain.faults import UnsafeFolder
from desktop_app.office import data_folder
from desktop_app.office.data_folder import check_folder, file_system_of

# As a Debian 12 with a Windows share and a folder over SSH writes it.
MOUNTS = """\
22 27 0:20 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
27 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro
95 27 0:45 / /mnt/may\\040chu rw,relatime shared:50 - cifs //192.168.1.2/so rw,vers=3.1.1
97 95 8:17 / /mnt/may\\040chu/o-trong rw,relatime shared:52 - ext4 /dev/sdb1 rw
99 27 0:50 / /home/hoa/xa rw,nosuid,nodev,relatime shared:60 - fuse.sshfs hoa@xa:/so rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/hoa/so-viec-lam", "ext4"),
        ("/mnt/may chu/so-viec-lam", "cifs"),
        ("/mnt/may chu/o-trong/so", "ext4"),
        ("/mnt/may chu", "cifs"),
        ("/home/hoa/xa/so", "fuse.sshfs"),
        ("/home/hoa/xa-hoi", "ext4"),
        ("/", "ext4"),
    ],
)
def test_the_innermost_mount_tells_the_file_system(path: str, kind: str) -> None:
    assert file_system_of(PurePosixPath(path), MOUNTS) == kind


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says itself what kind a drive is")
def test_a_network_drive_is_refused_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"{MOUNTS}99 27 0:50 / {tmp_path}/xa rw - nfs4 may-chu:/so rw\n")
    monkeypatch.setattr(data_folder, "_MOUNTS", mounts)
    with pytest.raises(UnsafeFolder, match="nằm trên ổ mạng"):
        check_folder(tmp_path / "xa" / "so-viec-lam")
    check_folder(tmp_path / "xa-hoi")


def test_a_folder_on_this_pc_is_taken_even_before_it_exists(tmp_path: Path) -> None:
    check_folder(tmp_path / "so-viec-lam")


@pytest.mark.parametrize("name", ["OneDrive", "OneDrive - So Noi vu", "onedrive", "Dropbox"])
def test_a_folder_in_a_cloud_service_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name / "so-viec-lam"
    with pytest.raises(UnsafeFolder, match="đám mây"):
        check_folder(folder)
    assert not folder.exists()


def test_the_cloud_folder_windows_names_is_refused_whatever_it_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "Tai lieu"))
    check_folder(tmp_path / "Tai lieu rieng")
    with pytest.raises(UnsafeFolder, match="đám mây"):
        check_folder(tmp_path / "Tai lieu" / "so")


def test_a_way_around_by_a_link_is_seen(tmp_path: Path) -> None:
    (tmp_path / "OneDrive").mkdir()
    (tmp_path / "so").symlink_to(tmp_path / "OneDrive")
    with pytest.raises(UnsafeFolder):
        check_folder(tmp_path / "so")


def test_a_name_that_only_begins_alike_is_no_cloud(tmp_path: Path) -> None:
    check_folder(tmp_path / "OneDriveway")
