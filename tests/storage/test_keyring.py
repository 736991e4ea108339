"""Passwords that open the same key, a recovery code, and waits that grow."""

import json
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.faults import DamagedFile, WrongPassword
from desktop_app.storage import key_names, keyring
from desktop_app.storage.key_names import KeyringUser

PASSWORD = "Mật khẩu Bắc Sơn 1"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real cost is paid once, in `test_a_password_is_dear_to_guess`."""
    monkeypatch.setattr(keyring, "_PASSWORD_COST", keyring.Cost(rounds=1, memory_kib=64, lanes=1))


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, bytes, str]:
    """A keyring of one user: its file, key and recovery code."""
    path = tmp_path / "keys.json"
    key, code = keyring.create_keyring(
        path, user_id="u1", full_name="Lý Thị Hoa", password=PASSWORD
    )
    return path, key, code


def wait_of(attempt: Callable[[], object]) -> float:
    """The wait a failed attempt ends with."""
    with pytest.raises(WrongPassword) as caught:
        attempt()
    return caught.value.wait_s


def set_failed_at(path: Path, moment: float) -> None:
    """As if the last wrong try had been then."""
    content = json.loads(path.read_text("utf-8"))
    for entry in (*content["users"], content["recovery"]):
        entry["failed_at"] = moment
    path.write_text(json.dumps(content), "utf-8")


def test_the_password_opens_the_key(made: tuple[Path, bytes, str]) -> None:
    path, key, _ = made
    assert len(key) == 32
    assert keyring.unlock(path, user_id="u1", password=PASSWORD) == key


def test_two_keyrings_have_two_keys(made: tuple[Path, bytes, str], tmp_path: Path) -> None:
    other = keyring.create_keyring(
        tmp_path / "other.json", user_id="u1", full_name="Lý Thị Hoa", password=PASSWORD
    )
    assert {made[1], made[2]} & set(other) == set()


def test_the_same_letters_written_another_way_are_the_same_password(
    made: tuple[Path, bytes, str],
) -> None:
    path, key, _ = made
    apart = unicodedata.normalize("NFD", PASSWORD)
    assert apart != PASSWORD
    assert keyring.unlock(path, user_id="u1", password=apart) == key


def test_the_recovery_code_opens_the_key_however_it_is_typed(
    made: tuple[Path, bytes, str],
) -> None:
    path, key, code = made
    groups = code.split("-")
    assert [len(group) for group in groups] == [4] * 8
    assert set("".join(groups)) <= set("ACDEFGHJKMNPQRTVWXY34679")
    for typed in (code, code.lower(), code.replace("-", " "), "".join(groups) + "\n"):
        assert keyring.unlock_with_recovery(path, typed) == key


def test_a_wrong_recovery_code_opens_nothing(made: tuple[Path, bytes, str]) -> None:
    path, _, code = made
    other = ("A" if code[0] != "A" else "C") + code[1:]
    assert wait_of(lambda: keyring.unlock_with_recovery(path, other)) == 0.0


def test_waits_grow_and_the_right_password_ends_them(made: tuple[Path, bytes, str]) -> None:
    path, key, _ = made
    waits: list[float] = []
    for _ in range(12):
        waits.append(wait_of(lambda: keyring.unlock(path, user_id="u1", password="sai")))
        set_failed_at(path, 0)
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert keyring.unlock(path, user_id="u1", password=PASSWORD) == key
    assert wait_of(lambda: keyring.unlock(path, user_id="u1", password="sai")) == 0.0


def test_during_the_wait_nothing_opens(made: tuple[Path, bytes, str]) -> None:
    path, key, code = made
    for _ in range(8):
        wait_of(lambda: keyring.unlock(path, user_id="u1", password="sai"))
        set_failed_at(path, 0)
    set_failed_at(path, time.time())
    before = path.read_bytes()
    left = wait_of(lambda: keyring.unlock(path, user_id="u1", password=PASSWORD))
    assert 25 < left <= 32
    assert path.read_bytes() == before
    assert keyring.unlock_with_recovery(path, code) == key


def test_a_clock_set_back_does_not_lock_anybody_out(made: tuple[Path, bytes, str]) -> None:
    path, _, _ = made
    for _ in range(3):
        wait_of(lambda: keyring.unlock(path, user_id="u1", password="sai"))
    set_failed_at(path, time.time() + 1e9)
    assert wait_of(lambda: keyring.unlock(path, user_id="u1", password=PASSWORD)) == 1.0


def test_a_new_password_opens_the_same_key(made: tuple[Path, bytes, str]) -> None:
    path, key, code = made
    keyring.set_password(path, key=key, user_id="u1", password="Mật khẩu mới 2")
    assert keyring.unlock(path, user_id="u1", password="Mật khẩu mới 2") == key
    assert keyring.unlock_with_recovery(path, code) == key
    assert wait_of(lambda: keyring.unlock(path, user_id="u1", password=PASSWORD)) == 0.0


def test_a_forgotten_password_is_replaced_with_the_recovery_code(
    made: tuple[Path, bytes, str],
) -> None:
    path, _, code = made
    for _ in range(3):
        wait_of(lambda: keyring.unlock(path, user_id="u1", password="sai"))
    key = keyring.unlock_with_recovery(path, code)
    keyring.set_password(path, key=key, user_id="u1", password="Mật khẩu mới 2")
    assert keyring.unlock(path, user_id="u1", password="Mật khẩu mới 2") == key


def test_several_people_sign_in_on_a_pc(made: tuple[Path, bytes, str]) -> None:
    path, key, _ = made
    keyring.add_user(path, key=key, user_id="u2", full_name="Nguyễn Văn Đạt", password="Khác 2")
    assert key_names.users(path) == [
        KeyringUser("u1", "Lý Thị Hoa"),
        KeyringUser("u2", "Nguyễn Văn Đạt"),
    ]
    assert keyring.unlock(path, user_id="u2", password="Khác 2") == key
    assert wait_of(lambda: keyring.unlock(path, user_id="u1", password="Khác 2")) == 0.0
    with pytest.raises(ValueError, match="already"):
        keyring.add_user(path, key=key, user_id="u2", full_name="", password="x")
    with pytest.raises(LookupError):
        keyring.unlock(path, user_id="u3", password="x")


def test_one_users_lock_is_of_no_use_to_another(made: tuple[Path, bytes, str]) -> None:
    path, key, _ = made
    keyring.add_user(path, key=key, user_id="u2", full_name="Nguyễn Văn Đạt", password="Khác 2")
    content = json.loads(path.read_text("utf-8"))
    content["users"][0]["lock"] = content["users"][1]["lock"]
    path.write_text(json.dumps(content), "utf-8")
    assert wait_of(lambda: keyring.unlock(path, user_id="u1", password="Khác 2")) == 0.0


def test_the_file_tells_neither_key_nor_password_nor_code(made: tuple[Path, bytes, str]) -> None:
    path, key, code = made
    text = path.read_text("utf-8")
    for secret in (key.hex(), PASSWORD, code, code.replace("-", "")):
        assert secret not in text
    assert path.stat().st_mode & 0o077 == 0
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_an_existing_keyring_is_never_made_anew(made: tuple[Path, bytes, str]) -> None:
    path, key, _ = made
    with pytest.raises(FileExistsError):
        keyring.create_keyring(path, user_id="u1", full_name="", password="x")
    assert keyring.unlock(path, user_id="u1", password=PASSWORD) == key


def _cut(content: dict[str, Any]) -> str:
    return json.dumps(content)[:-10]


def _other_format(content: dict[str, Any]) -> str:
    return json.dumps({**content, "format": "something-else"})


def _newer(content: dict[str, Any]) -> str:
    return json.dumps({**content, "version": 2})


def _no_users(content: dict[str, Any]) -> str:
    return json.dumps({name: value for name, value in content.items() if name != "users"})


@pytest.mark.parametrize("damage", [_cut, _other_format, _newer, _no_users, lambda _: ""])
def test_a_damaged_file_is_said_to_be_damaged_and_stays(
    made: tuple[Path, bytes, str], damage: Callable[[dict[str, Any]], str]
) -> None:
    path, _, _ = made
    path.write_text(damage(json.loads(path.read_text("utf-8"))), "utf-8")
    before = path.read_bytes()
    with pytest.raises(DamagedFile, match=r"Tệp khóa keys\.json bị hỏng"):
        keyring.unlock(path, user_id="u1", password=PASSWORD)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("salt", "zz"),
        ("nonce", "00"),
        ("wrapped", "đây"),
        ("cost", {"rounds": 0, "memory_kib": 64, "lanes": 1}),
        ("cost", {"rounds": 1, "memory_kib": 10**11, "lanes": 1}),
        ("cost", {"rounds": 1, "memory_kib": 64, "lanes": -2}),
    ],
)
def test_a_lock_that_cannot_be_tried_is_damaged_and_no_bug(
    made: tuple[Path, bytes, str], name: str, value: object
) -> None:
    path, _, _ = made
    file = json.loads(path.read_text("utf-8"))
    file["users"][0]["lock"][name] = value
    path.write_text(json.dumps(file), "utf-8")
    with pytest.raises(DamagedFile, match=r"Tệp khóa keys\.json bị hỏng"):
        keyring.unlock(path, user_id="u1", password=PASSWORD)


def test_a_full_disk_locks_nobody_out(made: tuple[Path, bytes, str]) -> None:
    path, key, _ = made
    wait_of(lambda: keyring.unlock(path, user_id="u1", password="sai"))
    (path.parent / "keys.json.new").mkdir()  # nothing can be written aside any more
    assert wait_of(lambda: keyring.unlock(path, user_id="u1", password="sai")) == 0.0
    assert keyring.unlock(path, user_id="u1", password=PASSWORD) == key


def test_a_password_is_dear_to_guess(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    path = tmp_path / "keys.json"
    key, _ = keyring.create_keyring(path, user_id="u1", full_name="", password=PASSWORD)
    started = time.process_time()
    assert keyring.unlock(path, user_id="u1", password=PASSWORD) == key
    assert time.process_time() - started > 0.1


def test_names_and_locks_follow_the_database_and_passwords_stay(made: tuple[Path, bytes, str]):
    path, key, _ = made
    keyring.add_user(path, key=key, user_id="u2", full_name="Bế Văn Thật", password="khác hẳn 1")
    labels = [
        KeyringUser("u2", "Bế Văn Thật (cũ)", locked=True),
        KeyringUser("u3", "Người ở máy khác"),
    ]
    keyring.keep_in_step(path, labels)
    assert key_names.users(path) == [KeyringUser("u1", "Lý Thị Hoa"), labels[0]]
    assert keyring.unlock(path, user_id="u2", password="khác hẳn 1") == key
    before = path.stat().st_mtime_ns, path.stat().st_ino
    keyring.keep_in_step(path, labels)  # nothing moved, nothing written
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


def test_a_file_from_before_locks_were_marked_is_read(made: tuple[Path, bytes, str]):
    path, _, _ = made
    content = json.loads(path.read_text("utf-8"))
    for entry in (*content["users"], content["recovery"]):
        del entry["locked"]
    path.write_text(json.dumps(content), "utf-8")
    assert key_names.users(path) == [KeyringUser("u1", "Lý Thị Hoa")]
