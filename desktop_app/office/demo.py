"""A database of made-up people at the office of Bắc Sơn, to try the program on (`--demo`).

It says of itself that it is made up, and it has no enrolment, so nothing of it reaches the centre.
The same number of people at the same moment gives the same people and the same story.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop_app.office.sign_in import first_run, sign_out

USER_NAME = "Lý Thị Hoa"
PASSWORD = "hoa-hoi-bac-son"  # noqa: S105 - opens made-up data only, and the window tells it

_OFFICE_CODE, _OFFICE_NAME, _PC = "BS", "Văn phòng Bắc Sơn", 1


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Whom to sign in as."""

    user_id: str
    full_name: str
    password: str


def make_demo(folder: Path, *, people: int = 200, now: Callable[[], datetime]) -> DemoAccount:
    """Make the database in an empty folder; 200,000 people take a minute or so."""
    desk = first_run(
        folder,
        office_code=_OFFICE_CODE,
        office_name=_OFFICE_NAME,
        pc=_PC,
        full_name=USER_NAME,
        password=PASSWORD,
        now=now,
    ).desk
    from desktop_app.office.demo_story import Story
    from desktop_app.storage import records
    from desktop_app.storage.setting_rows import set_setting

    story = Story(
        people=people,
        office_code=_OFFICE_CODE,
        pc=_PC,
        user_id=desk.user.id,
        now=desk.moment(),
    )
    try:
        with desk.store.apply() as transaction:
            set_setting(transaction, "demo", "1")
            records.add_many(transaction, story.tell(), stream=_OFFICE_CODE)
    finally:
        sign_out(desk)
    return DemoAccount(desk.user.id, desk.user.full_name, PASSWORD)
