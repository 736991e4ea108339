"""The people who work at an office (cán bộ). Passwords are not here: they stay on each PC."""

from dataclasses import dataclass

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
