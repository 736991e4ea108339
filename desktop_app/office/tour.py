"""Whether a user has been shown about the program on this PC: each has the tour once."""

from desktop_app.office.desk import Changed, Desk
from desktop_app.storage.setting_rows import get_setting, set_setting


def tour_seen(desk: Desk) -> bool:
    """Whether the signed-in user has had the tour, or skipped it, on this PC."""
    with desk.store.read() as connection:
        return bool(get_setting(connection, _key(desk), ""))


def note_tour_seen(desk: Desk) -> Changed:
    """The signed-in user need not be offered the tour again."""
    with desk.store.write(user=desk.user.id) as transaction:
        set_setting(transaction, _key(desk), "1")
    return Changed(frozenset())


def _key(desk: Desk) -> str:
    return f"tour_seen {desk.user.id}"
