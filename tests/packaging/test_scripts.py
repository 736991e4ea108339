"""What can be known of the shell scripts without a bare machine to run them on."""

import os
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("script", ["packaging/try.sh", "packaging/test.sh", ".ci/run"])
def test_script_can_be_called(script: str):
    assert os.access(PROJECT / script, os.X_OK)


@pytest.mark.parametrize(
    "script", ["packaging/setup.sh", "packaging/try.sh", "packaging/test.sh", ".ci/run"]
)
def test_script_is_read_without_complaint(script: str):
    read = subprocess.run(["bash", "-n", PROJECT / script], check=False, capture_output=True)
    assert (read.returncode, read.stderr) == (0, b"")


def test_packaging_is_no_package():
    # It would hide the library of that name from pip, pytest and PyInstaller.
    assert not list((PROJECT / "packaging").rglob("__init__.py"))
