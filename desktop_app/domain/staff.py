"""The people who work at an office (cán bộ). Passwords are not here: they stay on each PC."""

from dataclasses import dataclass

from desktop_app.domain.problems import Problem
from desktop_app.domain.records import Kind, Record


@dataclass(frozen=True, kw_only=True)
class Staff(Record):
    """A member of staff; `role` is a code of the list `staff_role`."""

    full_name: str = ""
    role: str = ""
    active: bool = True


STAFF = Kind(
    name="staff",
    record=Staff,
    groups={"name": ("full_name",), "role": ("role",), "active": ("active",)},
)

COUNSELLOR, HEAD, CENTRE = "counsellor", "head", "centre"
"""The roles: a counsellor works at the counter, the head also looks after users, settings and
backups of the office, and so does whoever works at the centre."""

LEADERS = frozenset({HEAD, CENTRE})
"""The roles that may do what only a head may."""


def leads(member: Staff) -> bool:
    """Whether a member of staff may do what only a head may."""
    return member.active and member.role in LEADERS


def check_staff(member: Staff) -> list[Problem]:
    """What is missing in the record of a member of staff."""
    problems: list[Problem] = []
    if not member.full_name:
        problems.append(Problem("full_name", "Chưa nhập họ và tên"))
    if not member.role:
        problems.append(Problem("role", "Chưa chọn vai trò"))
    return problems
