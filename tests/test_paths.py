"""Tests of desktop_app/paths.py."""

import sys
from pathlib import Path

import pytest

from desktop_app.paths import default_data_dir, resources

on_linux = pytest.mark.skipif(sys.platform == "win32", reason="XDG folders are Linux's")


def test_resources_are_those_of_the_source_tree():
    assert resources() == Path(__file__).resolve().parents[1] / "resources"
    assert sorted(p.name for p in (resources() / "samples").iterdir()) == ["cards.txt"]


@on_linux
def test_data_dir_follows_xdg_data_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_data_dir() == tmp_path / "so-viec-lam"


@on_linux
@pytest.mark.parametrize("value", ["", "somewhere/relative"])
def test_data_dir_ignores_a_data_home_that_is_not_absolute(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str
):
    monkeypatch.setenv("XDG_DATA_HOME", value)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_data_dir() == tmp_path / ".local" / "share" / "so-viec-lam"
