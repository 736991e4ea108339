"""The sign-in window is painted before anything heavy is imported."""

import subprocess
import sys
from pathlib import Path

HEAVY = ("sqlalchemy", "sqlcipher3", "alembic", "httpx", "reportlab", "openpyxl", "PySide6")
PROGRAM = """
import sys
from pathlib import Path
from desktop_app.office.door import data_state, known_users, office_of
folder = Path(sys.argv[1])
print(data_state(folder), office_of(folder).name, [user.full_name for user in known_users(folder)])
print([name for name in sys.argv[2:] if name in sys.modules])
"""


def test_what_the_sign_in_window_needs_imports_nothing_heavy(office_folder: Path):
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(office_folder), *HEAVY],
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    assert ran.stdout.splitlines() == ["ready Văn phòng Bắc Sơn ['Lý Thị Hoa']", "[]"]
