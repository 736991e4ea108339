"""Settings by key."""

from desktop_app.storage.setting_rows import get_setting, set_setting
from desktop_app.storage.store import Store


def test_a_setting_is_its_default_until_it_is_set(store: Store) -> None:
    with store.write(user="u1") as transaction:
        assert get_setting(transaction, "pc", "0") == "0"
        set_setting(transaction, "pc", "3")
        set_setting(transaction, "demo", "")
        assert get_setting(transaction, "pc", "0") == "3"
        set_setting(transaction, "pc", "4")
    with store.read() as connection:
        assert get_setting(connection, "pc", "0") == "4"
        assert get_setting(connection, "demo", "1") == ""
