"""The walk-through as anyone starts it: a child process, its pictures, its letter, the centre."""

import os
import struct
import subprocess
import sys
from pathlib import Path

import pdfplumber
import pytest

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
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_every_step_leaves_a_picture_in_order(walked: Path) -> None:
    numbers = sorted(int(file.name[:2]) for file in walked.glob("*.png"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 50


def test_the_screens_are_as_large_as_on_the_offices_pcs(walked: Path) -> None:
    sizes = {_size(file) for file in walked.glob("*-hom-nay-*.png")}
    assert sizes == {(1366, 768)}


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
        "Lần theo dõi (follow_up_contact): 1",
    ):
        assert line in held, held
    for name in ("Triệu Thị Mùi", "Nông Văn Bình", "Hoàng Thị Én"):
        assert held.count(f"full_name: {name}") == 1


def _size(file: Path) -> tuple[int, int]:
    return struct.unpack(">II", file.read_bytes()[16:24])
