"""The walk-through as anyone starts it: a child process, its pictures, its letter, the centre."""

import importlib
import os
import pkgutil
import struct
import subprocess
import sys
from pathlib import Path

import pdfplumber
import pytest

from ui import dialogs
from ui.dialogs.sign_in import DoorWindow
from ui.screens.backups import BackupsScreen
from ui.screens.everything import BESIDE_THE_EXCHANGE, SCREENS
from ui.walk.every_screen import DOORS, left_out

HALF_WIDTH = 0.5


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder a walk has filled."""
    folder = tmp_path_factory.mktemp("walk")
    done = subprocess.run(
        [sys.executable, "-m", "ui", "--walkthrough", str(folder)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        timeout=480,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_every_step_leaves_a_picture_in_order(walked: Path) -> None:
    numbers = sorted(int(file.name[:3]) for file in walked.glob("*.png"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert [name for name, _, _ in _pictures(walked)] == sorted(
        file.name for file in walked.glob("*.png")
    )


def test_every_screen_is_seen_empty_at_work_and_with_something_wrong(walked: Path) -> None:
    screens = {screen.name for screen in (*SCREENS, *BESIDE_THE_EXCHANGE, BackupsScreen)}
    doors = {door.__name__ for door in DOORS}
    seen = [(screen, state) for _, screen, state in _pictures(walked)]
    assert left_out(sorted(screens | doors), seen) == []


def test_the_walk_knows_every_window_before_the_main_one() -> None:
    for module in pkgutil.iter_modules(dialogs.__path__, f"{dialogs.__name__}."):
        importlib.import_module(module.name)
    assert set(DOORS) == set(DoorWindow.__subclasses__())


def test_a_screen_of_which_there_is_no_picture_is_named() -> None:
    seen = [("today", "empty"), ("today", "filled"), ("today", "problems"), ("users", "filled")]
    assert left_out(["today", "users"], seen) == ["users (empty)", "users (problems)"]


def test_the_screens_are_as_large_as_on_the_offices_pcs(walked: Path) -> None:
    doors = {"Choosing", *(door.__name__ for door in DOORS)}
    inside = [walked / name for name, screen, _ in _pictures(walked) if screen not in doors]
    assert {_size(file) for file in inside} == {(1366, 768)}


def test_the_letter_names_worker_employer_and_number_on_both_copies(walked: Path) -> None:
    with pdfplumber.open(walked / "BS1-2026-00001.pdf") as paper:
        assert len(paper.pages) == 1
        page = paper.pages[0]
        middle = float(page.width) * HALF_WIDTH
        for copy in (
            page.crop((0, 0, middle, page.height)),
            page.crop((middle, 0, page.width, page.height)),
        ):
            text = copy.extract_text()
            for words in ("TRIỆU THỊ MÙI", "Công ty TNHH May Thất Khê", "BS1-2026-00001"):
                assert words in text


def test_the_centre_has_the_whole_day_once(walked: Path) -> None:
    held = (walked / "trung-tam.txt").read_text(encoding="utf-8")
    for line in (
        "Người lao động (worker): 4",
        "Lượt tư vấn (visit): 3",
        "Lần theo dõi (follow_up_contact): 3",  # one of them taken back, by the third
    ):
        assert line in held, held
    for name in ("Triệu Thị Mùi", "Nông Văn Bình", "Hoàng Thị Én"):
        assert held.count(f"full_name: {name}") == 1


def _pictures(walked: Path) -> list[tuple[str, str, str]]:
    """The name of each picture, the screen on it, and how it is seen."""
    lines = (walked / "man-hinh.txt").read_text(encoding="utf-8").splitlines()
    return [(name, screen, state) for name, screen, state in (line.split("\t") for line in lines)]


def _size(file: Path) -> tuple[int, int]:
    return struct.unpack(">II", file.read_bytes()[16:24])
