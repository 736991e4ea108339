"""How somebody wants to type on this PC: whether a full field leads to the next one by itself."""

from desktop_app.office.desk import Changed, Desk
from desktop_app.storage.setting_rows import get_setting, set_setting

TYPING_HABITS = Changed(frozenset({"typing_habits"}))


def advances(desk: Desk) -> bool:
    """Whether a field of fixed length leads to the next one with its last sign; so it does until
    somebody switches it off for themselves."""
    with desk.store.read() as connection:
        return get_setting(connection, _key(desk), "1") == "1"


def set_advances(desk: Desk, *, wanted: bool) -> Changed:
    """Switch it on or off, for whoever is signed in and on this PC only."""
    with desk.store.write(user=desk.user.id) as transaction:
        set_setting(transaction, _key(desk), "1" if wanted else "0")
    return TYPING_HABITS


def _key(desk: Desk) -> str:
    return f"advances/{desk.user.id}"
