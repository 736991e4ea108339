"""The wheel carries everything the program needs, and finds it where it is unpacked."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SHIPPED = ["desktop_app", "ui", "resources"]


def files_below(root: Path) -> set[str]:
    return {
        path.relative_to(root).as_posix()
        for folder in SHIPPED
        for path in (root / folder).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project: setuptools leaves its build folder behind and reads stale ones."""
    copy = tmp_path_factory.mktemp("source")
    for name in ["pyproject.toml", "README.md", "LICENSE"]:
        shutil.copy(PROJECT / name, copy)
    for name in SHIPPED:
        shutil.copytree(PROJECT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.fixture(scope="module")
def unpacked(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("built")
    build = f"from setuptools.build_meta import build_wheel; build_wheel({str(built)!r})"
    before = files_below(source)
    subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True)
    assert files_below(source) == before
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(built / "unpacked")
    return built / "unpacked"


def test_wheel_holds_every_file_of_the_program(source: Path, unpacked: Path):
    # A file missing here has an ending that [tool.setuptools.package-data] does not name.
    assert files_below(unpacked) == files_below(source)


def test_wheel_holds_nothing_beside_the_program(unpacked: Path):
    (info,) = unpacked.glob("*.dist-info")
    assert sorted(p.name for p in unpacked.iterdir()) == sorted([*SHIPPED, info.name])


def test_unpacked_program_finds_its_resources(unpacked: Path):
    ask = "from desktop_app.paths import resources; print(resources())"
    answer = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=unpacked,
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(answer.stdout.strip()) == unpacked.resolve() / "resources"
