"""`vieclam-central` as the operator uses it, in processes of its own."""

import json
import os
import signal
import ssl
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
import pytest

from desktop_app.central.__main__ import main
from desktop_app.central.place import Place, read_settings
from desktop_app.domain.kinds import KINDS
from desktop_app.protocol.messages import Enrolment
from tests.central_builder import ACentre, ADevice, APostgres

# What only the desktop program needs; the centre is installed without it.
NOT_INSTALLED = ("PySide6", "sqlcipher3", "reportlab", "argon2", "httpx")

BARE = f"""
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {NOT_INSTALLED}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Refuse())
from desktop_app.central.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder every account may pass through, since as root the database has its own."""
    with tempfile.TemporaryDirectory(prefix="vieclam-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="module")
def data(folder: Path) -> Path:
    """A centre with one office, made by the commands."""
    place = folder / "centre"
    assert run("init", "--data-dir", place, "--host", "sovieclam.example.vn")[0] == 0
    assert here("add-office", "--data-dir", place, "BS", "Văn phòng đại diện Bắc Sơn") == 0
    return place


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """One command to its end: status, what it said, what it complained of."""
    done = subprocess.run(
        command(arguments), capture_output=True, encoding="utf-8", env=plain_environment()
    )
    return done.returncode, done.stdout, done.stderr


def here(*arguments: str | Path) -> int:
    """One command in this process, which is quicker."""
    return main([str(argument) for argument in arguments])


def command(arguments: Sequence[str | Path]) -> list[str]:
    return [sys.executable, "-c", BARE, *map(str, arguments)]


def plain_environment() -> dict[str, str]:
    return {**os.environ, "PYTHONUTF8": "1"}


@contextmanager
def running(data: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The service, and its port."""
    port_file = data / "port"
    port_file.unlink(missing_ok=True)
    arguments = ("run", "--data-dir", data, "--port", "0", "--port-file", port_file)
    with subprocess.Popen(
        command(arguments), stdout=subprocess.PIPE, encoding="utf-8", env=plain_environment()
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("Máy chủ đã sẵn sàng")
            yield process, int(port_file.read_text())
        finally:
            process.kill()


def postmaster_of(data: Path) -> int:
    folder = Path(read_settings(Place(data)).postgres_folder)
    return int((folder / "postmaster.pid").read_text().split()[0])


def is_running(number: int) -> bool:
    """One that has ended but has not been asked how (a zombie) has no command line any more."""
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes() != b""
    except OSError:
        return False


def enrolment_file(data: Path, out: Path, *more: str) -> Enrolment:
    assert here("enrol", "--data-dir", data, "--office", "BS", "--out", out, *more) == 0
    return msgspec.json.decode(out.read_bytes(), type=Enrolment)


def test_from_nothing_to_a_first_answer_without_the_desktops_parts(
    data: Path, folder: Path
) -> None:
    enrolment = enrolment_file(data, folder / "one.ghidanh")
    assert enrolment.address == "https://sovieclam.example.vn:8443"
    assert (enrolment.office_name, enrolment.pc) == ("Văn phòng đại diện Bắc Sơn", 1)
    assert stat.S_IMODE((folder / "one.ghidanh").stat().st_mode) == 0o600
    with running(data) as (process, port):
        trusted = ssl.create_default_context(cadata=enrolment.ca_certificate)
        with httpx.Client(verify=trusted, trust_env=False) as client:
            assert client.get(f"https://localhost:{port}/v1/nonce").status_code == 200
            beside = enrolment_file(data, folder / "two.ghidanh", "--pc", "7")
            assert beside.pc == 7
            postmaster = postmaster_of(data)
            process.send_signal(signal.SIGTERM)  # while a PC keeps the line open
            assert process.wait() == 0
    assert not is_running(postmaster)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_and_the_database(data: Path, number: int) -> None:
    with running(data) as (process, _):
        postmaster = postmaster_of(data)
        process.send_signal(number)
        assert process.wait() == 0
    assert not is_running(postmaster)


def test_killing_it_takes_the_database_along_and_it_starts_again(data: Path) -> None:
    with running(data) as (process, _):
        postmaster = postmaster_of(data)
        process.kill()
        process.wait()
    with running(data):  # waits for the old database to be gone
        assert not is_running(postmaster)
        assert postmaster_of(data) != postmaster


def test_it_ends_when_the_database_ends(data: Path) -> None:
    with running(data) as (process, _):
        os.kill(postmaster_of(data), signal.SIGKILL)
        assert process.wait() == 1


def test_the_keys_are_closed_and_the_folders_above_as_they_were(data: Path, folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o711
    assert stat.S_IMODE((data / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "centre.json").stat().st_mode) == 0o600
    for file in (data / "keys").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_cannot_be_done_is_said_in_vietnamese(
    data: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = folder / "none.ghidanh"
    enrol = ("enrol", "--data-dir", data, "--out", out, "--office")
    init = ("init", "--data-dir", folder / "never", "--database-url")
    refused = (
        (("init", "--data-dir", data), "Đã có máy chủ"),
        (("run", "--data-dir", folder / "nowhere"), "Chưa có máy chủ"),
        (("add-office", "--data-dir", data, "bs", "x"), "Mã văn phòng"),
        ((*enrol, "TD"), "Chưa có văn phòng TD"),
        ((*enrol, "BS", "--pc", "0"), "Số máy 0"),
        ((*enrol, "BS", "--address", "http://x"), "Địa chỉ máy chủ"),
        ((*init, "mysql://x"), "Địa chỉ cơ sở dữ liệu"),
        ((*init, "no address"), "Địa chỉ cơ sở dữ liệu"),
        ((*init, "postgresql://h.invalid/x"), "Không kết nối được"),
    )
    for arguments, beginning in refused:
        status = here(*arguments)
        complaint = capsys.readouterr().err
        assert (status, complaint[: len(beginning)]) == (1, beginning)
        assert complaint.count("\n") == 1
    assert not out.exists()


def test_a_stick_that_cannot_be_taken_in_is_said(
    data: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = folder / "bad.guidi"
    bad.write_bytes(b"something else")
    out = folder / "bs1.traloi"
    for file, to, beginning in (
        (folder / "nowhere.guidi", out, "Không thấy tệp"),
        (bad, folder / "nowhere" / "bs1.traloi", "Không thấy thư mục"),
        (bad, out, f"Tệp {bad} bị hỏng"),
    ):
        status = here("stick-in", "--data-dir", data, file, "--out", to)
        complaint = capsys.readouterr().err
        assert (status, complaint[: len(beginning)]) == (1, beginning)
        assert complaint.count("\n") == 1
    assert not out.exists()


def test_a_port_that_is_taken_is_said(data: Path, central: ACentre) -> None:
    status, _, complaint = run("run", "--data-dir", data, "--port", str(central.port))
    assert (status, complaint) == (1, f"Cổng {central.port} đang có chương trình khác dùng.\n")


def test_another_postgresql_and_what_it_then_holds(
    postgres: APostgres, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = postgres.fresh_database()
    data = tmp_path / "centre"
    assert here("init", "--data-dir", data, "--database-url", url) == 0
    assert not (data / "postgres").exists()
    with running(data) as (_, port):
        address = f"https://localhost:{port}"
        enrolment = enrolment_file(data, tmp_path / "one.ghidanh", "--address", address)
        with a_pc_of(enrolment) as pc:
            pc.enrol()
            pc.push(
                pc.write(
                    record="w1",
                    groups={
                        "name": {"full_name": "Hoàng Thị Mẫu"},
                        "hidden": {"hidden": True},
                        "priority": {"priority_groups": ["a", "b"]},
                    },
                ),
                pc.write("drone", "d1", groups={}),
            )
            capsys.readouterr()
            assert here("show", "--data-dir", data) == 0
            shown = capsys.readouterr().out
    expected = f"""\
Văn phòng và máy: 1 máy
  BS  Văn phòng đại diện Bắc Sơn
    máy 1  {pc.device}  đã nhận 2 thay đổi
  HL  Văn phòng đại diện Hữu Lũng
  LS  Trung tâm Dịch vụ việc làm tỉnh Lạng Sơn
  TD  Văn phòng đại diện Tràng Định
Nhật ký: 1 thay đổi
  BS: 1
  HL: 0
  LS: 0
  TD: 0
  common: 0
Văn phòng (office): 0
Cán bộ (staff): 0
Người lao động (worker): 1
  w1  [BS]
    full_name: Hoàng Thị Mẫu
    priority_groups: a, b
    hidden: có
Doanh nghiệp (employer): 0
Việc làm trống (vacancy): 0
Chỗ làm đã có người nhận (place_taken): 0
Lượt tư vấn (visit): 0
Phiếu giới thiệu (referral): 0
Diễn biến giới thiệu (referral_event): 0
Việc cần theo dõi (follow_up_task): 0
Lần theo dõi (follow_up_contact): 0
Thẻ xung đột (conflict): 0
Hồ sơ của cùng một người (person_link): 0
Chuyển hồ sơ giữa các văn phòng (handover): 0
Mẫu câu (note_template): 0
Giá trị được giữ lại khi hai nơi cùng sửa: 0
Thay đổi đã nhận nhưng chưa dùng được: 1
  {pc.device} số 2  drone d1: Trung tâm chưa biết loại hồ sơ này.
"""
    assert shown == expected
    assert len(KINDS) == 15
    postgres.drop(url)


def test_a_backup_is_made_and_put_back_beside_the_running_service(data: Path, folder: Path) -> None:
    out = folder / "trung-tam.saoluu"
    enrolment = enrolment_file(data, folder / "backup.ghidanh")
    with running(data) as (_, port):
        here_it_is = msgspec.structs.replace(enrolment, address=f"https://localhost:{port}")
        with a_pc_of(here_it_is) as pc:
            pc.enrol()
            pc.push(pc.write())
            status, said, _ = run("backup", "--data-dir", data, "--out", out, "--off-machine")
            assert (status, said.startswith("Đã sao lưu ")) == (0, True)
            before = pc.hello()
            assert before.safe_dseq == 1
            pc.push(pc.write())
            status, said, _ = run("restore", "--data-dir", data, out)
            assert (status, said.startswith("Đã khôi phục ")) == (0, True)
            after = pc.hello()
            assert (after.next_dseq, after.chain) == (before.next_dseq, before.chain)
            assert after.earlier_lives == [before.server_epoch]
            assert after.restored_heads == before.heads
    out.write_bytes(b"something else")
    status, _, complained = run("restore", "--data-dir", data, out)
    assert (status, complained) == (
        1,
        "Tệp này không phải bản sao lưu của Trung tâm. Chưa có gì thay đổi.\n",
    )
    status, _, complained = run("restore", "--data-dir", data, folder / "nowhere")
    assert (status, complained.startswith("Không làm được: ")) == (1, True)


@contextmanager
def a_pc_of(enrolment: Enrolment) -> Iterator[ADevice]:
    """A PC that knows of the centre only what its file says."""
    pc = ADevice(enrolment.address, enrolment.ca_certificate, lambda: enrolment)
    yield pc
    pc.client.close()


def test_help_says_where_things_lie() -> None:
    status, said, _ = run("--help")
    assert status == 0
    assert "/var/lib/vieclam-central" in said
    assert json.dumps(said, ensure_ascii=False).count("vieclam-central init") == 1
