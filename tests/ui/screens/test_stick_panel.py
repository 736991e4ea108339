"""The exchange by USB stick on Đồng bộ: written, answered and read at the counter, and each thing
that can be wrong with a stick said there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.domain.workers import Worker
from desktop_app.office.office_settings import use_enrolment
from desktop_app.office.workers import register_worker
from desktop_app.protocol.encoding import to_json
from desktop_app.sync import stick_folder
from desktop_app.sync.stick import CentreWithoutBox, StickDamaged
from tests.builders import a_worker
from tests.central_builder import ACentre, central, postgres
from tests.small_disk import SmallDisk, a_small_disk
from tests.sync.pcs import a_pc, states_at
from tests.sync.test_stick import take_in, write
from tests.ui.counsellor import Counsellor
from tests.ui.screens.conftest import words_of
from ui.dialogs import ask
from ui.plugged import Plugged, plugged
from ui.screens import stick_panel
from ui.screens.exchange import ExchangeScreen
from ui.screens.stick_panel import NO_STICK, WHICH
from ui.stick_work import STOPPED, how_far

__all__ = ["central", "postgres"]

NO_LINE = "https://localhost:1"
FAR_FUTURE_MS = 4_000_000_000_000
SPACE, ESC, ENTER = Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Return


@pytest.fixture
def usb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only stick that is plugged in."""
    folder = tmp_path / "KINGSTON"
    folder.mkdir()
    monkeypatch.setattr(stick_panel, "plugged", lambda: [Plugged("KINGSTON", folder)])
    return folder


@pytest.fixture
def screen(counsellor: Counsellor, central: ACentre) -> ExchangeScreen:
    """Đồng bộ of a PC of Bắc Sơn that has never had a line."""
    file = central.enrolment("BS")
    cut = msgspec.structs.replace(file, expires_ms=FAR_FUTURE_MS, address=NO_LINE)
    use_enrolment(counsellor.main.place.desk, content=to_json(cut))
    screen = counsellor.go("exchange")
    assert isinstance(screen, ExchangeScreen)
    return screen


def add(counsellor: Counsellor, name: str) -> None:
    worker = a_worker(full_name=name, personal_number="", registered_on=None)
    register_worker(counsellor.main.place.desk, worker=worker)


def press(counsellor: Counsellor, button: QWidget, key: Qt.Key = ENTER) -> None:
    """As somebody without a mouse does."""
    assert button.isVisible()
    assert button.isEnabled()
    button.setFocus()
    counsellor.press(key)
    counsellor.settle()


def said(screen: ExchangeScreen) -> str:
    assert screen.stick.isVisible()
    return screen.stick.strip.text()


def states(screen: ExchangeScreen) -> list[tuple[str, str]]:
    """The files that are shown, and what is said of each."""
    if not screen.stick.files.isVisible():
        return []
    return [(name, state) for name, _, _, _, state in words_of(screen.stick.files)]


def test_there_and_back_with_keys_alone(
    screen: ExchangeScreen,
    counsellor: Counsellor,
    central: ACentre,
    usb: Path,
    tmp_path: Path,
    cut_off: Callable[[QWidget], list[str]],
) -> None:
    with a_pc(tmp_path / "other.db", central.enrolment("BS")) as other:
        other.add(a_worker(full_name="Nông Văn Bình", personal_number=""))
        other.well()
    add(counsellor, "Hoàng Thị Én")
    press(counsellor, screen.write_button)
    (request,) = usb.iterdir()
    assert said(screen).startswith(f"Đã ghi 2 thay đổi vào {request.name}. Hãy rút USB an toàn")
    assert states(screen) == [(request.name, "Gửi Trung tâm")]
    sent = "Trung tâm đã nhận 0 trên 2 thay đổi"  # not called sent
    counsellor.qtbot.waitUntil(lambda: screen.headline.text() == sent)
    assert screen.stick.close_button.hasFocus()
    press(counsellor, screen.read_button, SPACE)
    assert said(screen) == stick_folder.NotAnswered.sentence
    answer = usb / "svl-BS2.traloi"
    take_in(central, request, answer)
    press(counsellor, screen.read_button)
    assert said(screen) == (
        "Đã đọc trả lời: Trung tâm nhận 2 thay đổi của máy này, máy nhận về 1 thay đổi của nơi "
        "khác."
    )
    assert states(screen) == [
        (answer.name, "Trung tâm trả lời, đã đọc"),
        (request.name, "Gửi Trung tâm"),
    ]
    received = "Trung tâm đã nhận 2 trên 2 thay đổi"
    counsellor.qtbot.waitUntil(lambda: screen.headline.text() == received)
    done = ["2", "1", "Qua USB, đủ"]
    counsellor.qtbot.waitUntil(lambda: done in [one[1:] for one in words_of(screen.rounds)])
    counsellor.qtbot.waitUntil(lambda: cut_off(screen) == [])
    assert len(states_at(central, Worker)) == 2
    press(counsellor, screen.read_button)
    assert said(screen) == stick_folder.AllRead.sentence
    screen.stick.files.setFocus()
    counsellor.press(ENTER)  # the answer once more, on purpose
    assert said(screen) == "Đã đọc: không có gì mới, máy đã có mọi thứ trong tệp."
    counsellor.press(ESC)
    assert not screen.stick.isVisible()


def test_no_stick_several_sticks_and_a_folder(
    screen: ExchangeScreen,
    counsellor: Counsellor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    cut_off: Callable[[QWidget], list[str]],
) -> None:
    sticks: list[Plugged] = []
    monkeypatch.setattr(stick_panel, "plugged", lambda: sticks)
    press(counsellor, screen.write_button)
    assert said(screen) == NO_STICK
    assert screen.stick.folder_button.hasFocus()
    monkeypatch.setattr(ask, "ask_folder", lambda *_: None)
    counsellor.press(ENTER)
    assert said(screen) == NO_STICK
    for name in ("A", "B"):
        (tmp_path / name).mkdir()
        sticks.append(Plugged(name, tmp_path / name))
    press(counsellor, screen.write_button)
    assert said(screen) == WHICH
    assert [one.text() for one in screen.stick.sticks if one.isVisible()] == [
        f"A ({tmp_path / 'A'})",
        f"B ({tmp_path / 'B'})",
    ]
    assert cut_off(screen) == []
    press(counsellor, screen.stick.sticks[1])
    assert (list((tmp_path / "A").iterdir()), len(states(screen))) == ([], 1)
    press(counsellor, screen.write_button)  # the same stick as long as it is there
    assert list((tmp_path / "A").iterdir()) == []
    counsellor.press(ESC)
    folder = tmp_path / "thư mục"
    folder.mkdir()
    monkeypatch.setattr(ask, "ask_folder", lambda *_: folder)
    press(counsellor, screen.read_button)
    press(counsellor, screen.stick.folder_button)
    assert said(screen) == stick_folder.NothingOnStick.sentence


def test_a_stick_that_is_full_or_gone(
    screen: ExchangeScreen,
    counsellor: Counsellor,
    central: ACentre,
    disk: SmallDisk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stick_panel, "plugged", lambda: [Plugged("", disk.folder)])
    add(counsellor, "Hoàng Thị Én")
    disk.fill()
    press(counsellor, screen.write_button)
    assert said(screen).startswith("USB đã đầy nên chưa ghi được tệp. Chưa mất gì;")
    assert states(screen) == []
    disk.make_room()
    press(counsellor, screen.write_button)
    assert len(states(screen)) == 1
    counsellor.press(ESC)
    monkeypatch.setattr(stick_panel, "plugged", lambda: [Plugged("", disk.folder / "rút")])
    press(counsellor, screen.write_button)
    assert said(screen).startswith("Không ghi được lên USB (USB đã rút ra")
    press(counsellor, screen.read_button)
    assert said(screen).startswith("Không đọc được USB (USB đã rút ra")
    assert states_at(central, Worker) == {}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A stick that can be filled."""
    with a_small_disk(tmp_path / "small", megabytes=1) as disk:
        yield disk


def test_files_of_others_and_damaged_ones(
    screen: ExchangeScreen, counsellor: Counsellor, central: ACentre, usb: Path, tmp_path: Path
) -> None:
    with a_pc(tmp_path / "td.db", central.enrolment("TD")) as other:
        request = write(other, usb)
        take_in(central, request, usb / "td.traloi")
    press(counsellor, screen.read_button)
    assert said(screen).startswith("Trên USB chỉ có tệp của máy TD1,")
    screen.stick.files.choose(usb / "td.traloi")
    screen.stick.files.setFocus()
    counsellor.press(ENTER)
    assert said(screen).startswith("Tệp này là trả lời của Trung tâm cho máy TD1,")
    for file in usb.iterdir():
        file.unlink()
    (usb / "svl-BS2.traloi").write_bytes(b"SVL-USB1")
    press(counsellor, screen.read_button)
    assert said(screen) == StickDamaged.sentence
    assert states(screen) == [("svl-BS2.traloi", "Tệp hỏng hoặc chưa chép xong")]


def test_a_pc_that_cannot_seal_yet_says_so(
    screen: ExchangeScreen, counsellor: Counsellor, usb: Path
) -> None:
    with counsellor.main.place.desk.store.apply() as transaction:
        transaction.exec_driver_sql("UPDATE device SET box_key = ''")
    press(counsellor, screen.write_button)
    assert said(screen) == CentreWithoutBox.sentence
    assert list(usb.iterdir()) == []


def test_it_can_be_stopped_and_leaves_nothing(
    screen: ExchangeScreen, counsellor: Counsellor, usb: Path
) -> None:
    add(counsellor, "Hoàng Thị Én")
    screen.stick.work.moved.connect(lambda _: screen.stick.work.stop())
    press(counsellor, screen.write_button)
    assert (said(screen), list(usb.iterdir())) == (STOPPED, [])


def test_how_far_it_is() -> None:
    what = "Đang đọc từ USB"
    assert how_far(what, 0, 9, seconds=30) == "Đang đọc từ USB…"
    assert how_far(what, 3, 9, seconds=1) == "Đang đọc từ USB: 33%"
    assert how_far(what, 3, 9, seconds=20) == "Đang đọc từ USB: 33%, còn chưa đến 1 phút"
    assert how_far(what, 1, 9, seconds=30) == "Đang đọc từ USB: 11%, còn khoảng 4 phút"


def test_a_stick_is_found_where_it_is_mounted(disk: SmallDisk, tmp_path: Path) -> None:
    assert [one.path for one in plugged([str(tmp_path)])] == [disk.folder]
    assert plugged([str(tmp_path / "elsewhere")]) == []
