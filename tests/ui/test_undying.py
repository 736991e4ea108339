"""The interpreter survives what PySide6 does to None."""

import subprocess
import sys

MANY_CALLS = """
import ui
from PySide6.QtCore import QObject
thing = QObject()
for _ in range(200_000):
    thing.setObjectName("x")
print("alive")
"""


def test_none_survives_many_calls_without_result() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", MANY_CALLS], capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.stderr, ran.returncode) == ("alive\n", "", 0)
