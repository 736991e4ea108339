"""Keeping how each member of staff likes each list. It stays on this PC and is nobody else's."""

import msgspec

from desktop_app.domain.list_looks import ListLook
from desktop_app.office.desk import Desk
from desktop_app.storage.setting_rows import get_setting, set_setting


def list_look(desk: Desk, *, name: str) -> ListLook:
    """How who is signed in likes the list `name`; as designed where nothing was kept, or where
    another version has kept what this one cannot read."""
    with desk.store.read() as connection:
        written = get_setting(connection, _key(desk, name), "")
    try:
        return msgspec.json.decode(written, type=ListLook) if written else ListLook()
    except msgspec.DecodeError:
        return ListLook()


def keep_list_look(desk: Desk, *, name: str, look: ListLook) -> None:
    """Keep it for the next time this list is shown to whoever is signed in."""
    with desk.store.write(user=desk.user.id) as transaction:
        set_setting(transaction, _key(desk, name), msgspec.json.encode(look).decode())


def _key(desk: Desk, name: str) -> str:
    return f"list {desk.user.id} {name}"
