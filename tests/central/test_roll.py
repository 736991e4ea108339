"""The operator's commands about offices, devices and the quarantine, on a centre that runs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.central.__main__ import main
from desktop_app.central.place import Place, Settings, write_settings
from tests.central_builder import ACentre, ADevice

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(central: ACentre, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs one on that centre: status, what it said, what it complained of."""
    place = Place(tmp_path)
    write_settings(place, Settings(hosts=[], database_url=central.url, postgres_folder=""))

    def run(*arguments: str) -> tuple[int, str, str]:
        name, *more = arguments
        status = main([name, "--data-dir", str(tmp_path), *more])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_offices_and_devices_are_listed(command: Command, a_device: Callable[..., ADevice]) -> None:
    one, two = a_device("BS"), a_device("TD")
    one.push(one.write())
    assert command("offices") == (
        0,
        "BS  Văn phòng đại diện Bắc Sơn: 1 máy, 1 thay đổi\n"
        "HL  Văn phòng đại diện Hữu Lũng: 0 máy, 0 thay đổi\n"
        "LS  Trung tâm Dịch vụ việc làm tỉnh Lạng Sơn: 0 máy, 0 thay đổi\n"
        "TD  Văn phòng đại diện Tràng Định: 1 máy, 0 thay đổi\n",
        "",
    )
    status, said, _ = command("devices")
    first, second = said.splitlines()
    assert status == 0
    assert first.startswith(f"BS máy 1  {one.device}  ghi danh ")
    assert "  gửi lần cuối " in first
    assert second.startswith(f"TD máy 1  {two.device}  ghi danh ")
    assert second.endswith("  chưa gửi gì")
    assert command("devices", "--office", "TD")[1].splitlines() == [second]


def test_a_revoked_device_waits_until_it_is_trusted_again(
    command: Command, a_device: Callable[..., ADevice]
) -> None:
    pc = a_device("BS")
    status, said, _ = command("revoke", pc.device)
    assert (status, said) == (
        0,
        "Đã thu hồi quyền của máy 1 của văn phòng BS. "
        "Những gì máy còn gửi sẽ chờ («quarantine»).\n",
    )
    change = pc.write()
    assert [held.dseq for held in pc.push(change).held] == [1]
    assert command("offices")[1].startswith(
        "BS  Văn phòng đại diện Bắc Sơn: 1 máy (1 đã thu hồi), 0 thay đổi\n"
    )
    assert command("devices")[1].endswith("  1 thay đổi đang chờ  đã thu hồi\n")
    status, said, _ = command("quarantine", "--retry", "--device", pc.device, "--dseq", "1")
    tried, line, count = said.splitlines()
    assert (status, tried, count) == (0, "Đã dùng được 0 thay đổi.", "Đang chờ: 1 thay đổi.")
    assert line.endswith(
        f"BS máy 1 ({pc.device}) số 1  worker {change.record} (insert: name)  "
        "Máy đã bị thu hồi quyền."
    )
    assert command("unrevoke", pc.device) == (
        0,
        "Đã trả lại quyền cho máy 1 của văn phòng BS; đã dùng 1 thay đổi đang chờ.\n",
        "",
    )
    assert command("quarantine") == (0, "Đang chờ: 0 thay đổi.\n", "")
    assert pc.pull()["BS"][0].change == change


def test_what_cannot_be_done_is_said(command: Command) -> None:
    assert command("revoke", "0123456789abcdef") == (
        1,
        "",
        "Không có máy 0123456789abcdef. Xem danh sách bằng «vieclam-central devices».\n",
    )
    assert command("quarantine", "--retry", "--dseq", "4") == (
        1,
        "",
        "Số thay đổi (--dseq) là của một máy: hãy ghi cả --device.\n",
    )
