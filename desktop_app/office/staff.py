"""The staff of the office (cán bộ), as the forms offer them. Who may sign in is `sign_in`'s."""

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.names import sort_key
from desktop_app.domain.staff import Staff
from desktop_app.office.desk import Desk
from desktop_app.storage import records


def counsellors(desk: Desk) -> list[Choice]:
    """Who may counsel and sign, by given name; the code of a choice is the staff member's id.

    Whoever is signed in stands first: he is the one meant nearly always.
    """
    with desk.store.read() as connection:
        staff = [member for member in records.find(connection, Staff) if member.active]
    others = [member for member in staff if member.id != desk.user.id]
    others.sort(key=_by_name)
    return [Choice(member.id, member.full_name) for member in (desk.user, *others)]


def staff_names(desk: Desk) -> dict[str, str]:
    """The names of all staff by id, of those too who have left."""
    with desk.store.read() as connection:
        return {member.id: member.full_name for member in records.find(connection, Staff)}


def _by_name(member: Staff) -> tuple[str, str]:
    return (sort_key(member.full_name), member.id)
