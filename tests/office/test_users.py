"""Users: added, locked, given roles and passwords by the head; refused to everybody else."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.faults import DiskFull, NotAllowed, WrongPassword
from desktop_app.domain.staff import Staff
from desktop_app.office.audit import audit_page
from desktop_app.office.desk import Changed, Desk, Invalid
from desktop_app.office.door import known_users
from desktop_app.office.office_settings import (
    ExchangeSettings,
    letterhead,
    save_exchange_settings,
    save_letterhead,
    use_enrolment,
)
from desktop_app.office.sign_in import (
    KEYRING_FILE,
    FirstRun,
    NotActive,
    open_desk,
    recover,
    sign_in,
    sign_out,
)
from desktop_app.office.staff import (
    AnotherOffices,
    LastHead,
    Locked,
    NotOneself,
    OnlyTheCentre,
    UserRow,
    add_user,
    give_password,
    lock_user,
    rename_user,
    roles_to_give,
    set_role,
    unlock_user,
    users,
)
from desktop_app.storage import key_names, keyring, records
from tests.builders import a_member_of_staff
from tests.office.conftest import Clock, Kept
from tests.unsent import unsent_changes

NEW = "mật khẩu của Đạt"
Act = Callable[[], Changed]


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch, office_folder: Path, kept: Kept, password: str) -> None:
    """Passwords that cost nothing to stretch; the real cost is paid in the keyring's own tests."""
    monkeypatch.setattr(keyring, "_PASSWORD_COST", keyring.Cost(rounds=1, memory_kib=64, lanes=1))
    keyring.set_password(
        office_folder / KEYRING_FILE, key=kept.key, user_id=kept.user_id, password=password
    )


@pytest.fixture
def dat(desk: Desk, password: str) -> str:
    """Nguyễn Văn Đạt, a counsellor just added."""
    added = add_user(
        desk,
        full_name="nguyễn  Văn Đạt ",
        role="counsellor",
        password=NEW,
        own_password=password,
    )
    return added.record_id


def row(desk: Desk, user_id: str) -> UserRow:
    return next(user for user in users(desk) if user.id == user_id)


def from_elsewhere(desk: Desk, member: Staff, *, stream: str = "BS") -> str:
    """A member of staff who came with the exchange."""
    with desk.store.apply() as transaction:
        records.add_many(transaction, [member], stream=stream)
    return member.id


def comes_to(desk: Desk, user_id: str, **changes: Any) -> None:
    """What somebody on another PC decided comes with the exchange."""
    with desk.store.write(user="somebody") as transaction:
        known = records.get(transaction, Staff, user_id)
        assert known is not None
        records.save(transaction, replace(known, **changes))


def signs_in(desk: Desk, user_id: str, password: str, clock: Clock) -> Staff:
    other = sign_in(desk.folder, user_id=user_id, password=password, now=clock)
    sign_out(other)
    return other.user


# --- adding and passwords ------------------------------------------------------------------------


def test_a_new_user_has_a_record_that_travels_and_a_password_on_this_pc(
    desk: Desk, dat: str, clock: Clock
):
    me, other = users(desk)[1], users(desk)[0]
    assert (me.full_name, me.role, me.office, me.is_me) == ("Lý Thị Hoa", "head", "BS", True)
    assert other == UserRow(
        id=dat,
        full_name="nguyễn Văn Đạt",
        role="counsellor",
        active=True,
        office="BS",
        has_password_here=True,
        is_me=False,
    )
    with desk.store.read() as connection:
        sent = unsent_changes(connection)[-1]
    assert (sent.kind, sent.record, sent.user) == ("staff", dat, desk.user.id)
    assert signs_in(desk, dat, NEW, clock).full_name == "nguyễn Văn Đạt"
    assert [user.user_id for user in known_users(desk.folder)] == [desk.user.id, dat]
    copy = desk.folder / "backups" / KEYRING_FILE
    assert [user.user_id for user in key_names.users(copy)] == [desk.user.id, dat]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"full_name": "  "}, "full_name"),
        ({"role": ""}, "role"),
        ({"role": "chief"}, "role"),
        ({"password": "ngan"}, "password"),
    ],
)
def test_what_is_missing_is_said_and_nobody_is_added(
    desk: Desk, password: str, changes: dict[str, str], field: str
):
    wanted = {"full_name": "Nguyễn Văn Đạt", "role": "counsellor", "password": NEW}
    with pytest.raises(Invalid) as refused:
        add_user(desk, **{**wanted, **changes}, own_password=password)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert [user.full_name for user in users(desk)] == ["Lý Thị Hoa"]


def test_the_own_password_is_asked_as_at_the_door_waits_included(desk: Desk, password: str):
    def attempt(own_password: str) -> None:
        add_user(desk, full_name="A", role="counsellor", password=NEW, own_password=own_password)

    waits: list[float] = []
    for _ in range(3):
        with pytest.raises(WrongPassword) as refused:
            attempt("sai mật khẩu")
        waits.append(refused.value.wait_s)
    assert waits == [0.0, 0.0, 1.0]
    with pytest.raises(WrongPassword):
        attempt(password)  # during the wait not even the right one
    assert [user.full_name for user in users(desk)] == ["Lý Thị Hoa"]
    assert len(known_users(desk.folder)) == 1


def test_a_forgotten_password_is_replaced(desk: Desk, dat: str, password: str, clock: Clock):
    give_password(desk, user_id=dat, password="mật khẩu khác hẳn", own_password=password)
    with pytest.raises(WrongPassword):
        signs_in(desk, dat, NEW, clock)
    assert signs_in(desk, dat, "mật khẩu khác hẳn", clock).id == dat
    with pytest.raises(Invalid):
        give_password(desk, user_id=dat, password="ngan", own_password=password)


def test_a_colleague_from_another_pc_gets_a_first_password_here(
    desk: Desk, password: str, clock: Clock
):
    anh = from_elsewhere(desk, a_member_of_staff(full_name="Vi Thị Ánh"))
    assert row(desk, anh).has_password_here is False
    give_password(desk, user_id=anh, password=NEW, own_password=password)
    assert row(desk, anh).has_password_here is True
    assert signs_in(desk, anh, NEW, clock).full_name == "Vi Thị Ánh"
    with desk.store.read() as connection:
        assert {change.record for change in unsent_changes(connection)} == {desk.user.id}


def test_who_is_locked_or_of_another_office_gets_no_password(desk: Desk, password: str):
    anh = from_elsewhere(desk, a_member_of_staff(active=False))
    thu = from_elsewhere(desk, a_member_of_staff(), stream="TD")
    for user_id, fault in ((anh, Locked), (thu, AnotherOffices)):
        with pytest.raises(fault):
            give_password(desk, user_id=user_id, password=NEW, own_password=password)
        assert row(desk, user_id).has_password_here is False


# --- cuts in between -----------------------------------------------------------------------------


def cut(monkeypatch: pytest.MonkeyPatch, where: object, name: str, error: BaseException) -> None:
    """What would come next does not happen."""

    def stop(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(where, name, stop)


def test_a_full_disk_at_the_keyring_leaves_no_user_behind(
    desk: Desk, password: str, monkeypatch: pytest.MonkeyPatch
):
    before = (desk.folder / KEYRING_FILE).read_bytes()
    with monkeypatch.context() as during:
        cut(during, keyring, "_write", OSError(28, "no room"))
        with pytest.raises(DiskFull):
            add_user(desk, full_name="Đạt", role="counsellor", password=NEW, own_password=password)
    assert [user.full_name for user in users(desk)] == ["Lý Thị Hoa"]
    assert (desk.folder / KEYRING_FILE).read_bytes() == before


def test_cut_after_the_keyring_the_password_opens_nothing_and_is_not_offered(
    desk: Desk, password: str, monkeypatch: pytest.MonkeyPatch, clock: Clock
):
    """Killed between the keyring's file and the commit."""
    with monkeypatch.context() as during:
        cut(during, keyring, "keep_copy", KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            add_user(desk, full_name="Đạt", role="head", password=NEW, own_password=password)
    assert [user.full_name for user in users(desk)] == ["Lý Thị Hoa"]
    _, orphan = key_names.users(desk.folder / KEYRING_FILE)
    assert (orphan.full_name, orphan.locked) == ("Đạt", False)
    with pytest.raises(NotActive):
        sign_in(desk.folder, user_id=orphan.user_id, password=NEW, now=clock)
    assert [user.full_name for user in known_users(desk.folder)] == ["Lý Thị Hoa"]


# --- roles and locks -----------------------------------------------------------------------------


def test_a_locked_user_is_refused_at_the_door_and_not_offered_there(
    desk: Desk, dat: str, clock: Clock
):
    lock_user(desk, user_id=dat)
    assert row(desk, dat).active is False
    assert [user.user_id for user in known_users(desk.folder)] == [desk.user.id]
    with pytest.raises(NotActive):
        signs_in(desk, dat, NEW, clock)
    unlock_user(desk, user_id=dat)
    assert [user.user_id for user in known_users(desk.folder)] == [desk.user.id, dat]
    assert signs_in(desk, dat, NEW, clock).id == dat


def test_a_lock_that_came_with_the_exchange_counts_at_once(desk: Desk, dat: str, clock: Clock):
    comes_to(desk, dat, active=False, full_name="Nguyễn Văn Đạt (cũ)")
    with pytest.raises(NotActive):
        signs_in(desk, dat, NEW, clock)
    assert [user.user_id for user in known_users(desk.folder)] == [desk.user.id]
    comes_to(desk, dat, active=True)
    sign_out(desk)
    assert [user.full_name for user in known_users(desk.folder)] == [
        "Lý Thị Hoa",
        "Nguyễn Văn Đạt (cũ)",
    ]


def test_where_everybody_is_locked_each_can_still_be_told(desk: Desk, password: str, clock: Clock):
    comes_to(desk, desk.user.id, active=False)
    with pytest.raises(NotActive):
        signs_in(desk, desk.user.id, password, clock)
    assert [user.full_name for user in known_users(desk.folder)] == ["Lý Thị Hoa"]


def test_a_role_and_a_name_are_given_and_travel(desk: Desk, dat: str):
    assert set_role(desk, user_id=dat, role="head") == Changed(frozenset({"staff"}), dat)
    assert set_role(desk, user_id=dat, role="head").kinds == frozenset()
    rename_user(desk, user_id=dat, full_name=" Nguyễn Văn  Đạt")
    assert (row(desk, dat).role, row(desk, dat).full_name) == ("head", "Nguyễn Văn Đạt")
    assert known_users(desk.folder)[1].full_name == "Nguyễn Văn Đạt"
    with desk.store.read() as connection:
        groups = [set(change.groups) for change in unsent_changes(connection)]
    assert groups[-2:] == [{"role"}, {"name"}]
    for verb, wrong, field in ((set_role, "role", "role"), (rename_user, "full_name", "full_name")):
        with pytest.raises(Invalid) as refused:
            verb(desk, user_id=dat, **{wrong: ""})
        assert [problem.field for problem in refused.value.problems] == [field]


def test_nobody_raises_demotes_or_locks_himself(desk: Desk):
    me = desk.user.id
    attempts: list[Act] = [
        lambda: set_role(desk, user_id=me, role="centre"),
        lambda: set_role(desk, user_id=me, role="counsellor"),
        lambda: lock_user(desk, user_id=me),
        lambda: unlock_user(desk, user_id=me),
    ]
    for attempt in attempts:
        with pytest.raises(NotOneself):
            attempt()
    assert (row(desk, me).role, row(desk, me).active) == ("head", True)


def test_the_last_head_of_an_office_stays(desk: Desk, dat: str):
    """Only the centre, which knows other offices' staff, can come to this."""
    comes_to(desk, desk.user.id, role="centre")
    thu = from_elsewhere(desk, a_member_of_staff(full_name="Thu", role="head"), stream="TD")
    tam = from_elsewhere(desk, a_member_of_staff(full_name="Tâm", role="head"), stream="TD")
    lock_user(desk, user_id=tam)
    with pytest.raises(LastHead):
        lock_user(desk, user_id=thu)
    with pytest.raises(LastHead):
        set_role(desk, user_id=thu, role="counsellor")
    set_role(desk, user_id=thu, role="centre")  # still somebody who leads
    unlock_user(desk, user_id=tam)
    lock_user(desk, user_id=thu)
    lock_user(desk, user_id=dat)  # a counsellor may always go
    assert [user.full_name for user in users(desk) if user.active] == ["Lý Thị Hoa", "Tâm"]


def test_the_centres_role_is_the_centres_to_give_and_to_take(desk: Desk, dat: str, password: str):
    centre = from_elsewhere(desk, a_member_of_staff(full_name="Tô Văn Lâm", role="centre"))
    attempts: list[Act] = [
        lambda: set_role(desk, user_id=dat, role="centre"),
        lambda: set_role(desk, user_id=centre, role="counsellor"),
        lambda: lock_user(desk, user_id=centre),
        lambda: unlock_user(desk, user_id=centre),
        lambda: rename_user(desk, user_id=centre, full_name="Ai đó"),
        lambda: give_password(desk, user_id=centre, password=NEW, own_password=password),
        lambda: add_user(
            desk, full_name="Ai đó", role="centre", password=NEW, own_password=password
        ),
    ]
    before = users(desk)
    for attempt in attempts:
        with pytest.raises(OnlyTheCentre):
            attempt()
    assert users(desk) == before
    assert roles_to_give(desk) == ("counsellor", "head")
    comes_to(desk, desk.user.id, role="centre")
    assert roles_to_give(desk) == ("counsellor", "head", "centre")
    set_role(desk, user_id=dat, role="centre")
    assert row(desk, dat).role == "centre"


# --- refused on this floor -----------------------------------------------------------------------


def test_a_counsellor_is_refused_whatever_the_window_shows(
    desk: Desk, dat: str, kept: Kept, clock: Clock
):
    theirs = open_desk(desk.folder, key=kept.key, user_id=dat, now=clock)
    me = desk.user.id
    attempts: list[Callable[[], object]] = [
        lambda: users(theirs),
        lambda: roles_to_give(theirs),
        lambda: add_user(theirs, full_name="A", role="head", password=NEW, own_password=NEW),
        lambda: give_password(theirs, user_id=me, password=NEW, own_password=NEW),
        lambda: give_password(theirs, user_id=dat, password=NEW, own_password=NEW),
        lambda: rename_user(theirs, user_id=me, full_name="A"),
        lambda: set_role(theirs, user_id=dat, role="head"),
        lambda: set_role(theirs, user_id=me, role="counsellor"),
        lambda: lock_user(theirs, user_id=me),
        lambda: unlock_user(theirs, user_id=dat),
        lambda: audit_page(theirs, offset=0, limit=10),
        lambda: save_letterhead(theirs, office=replace(letterhead(theirs), signer="A")),
        lambda: save_exchange_settings(
            theirs, settings=ExchangeSettings(address="", period_minutes=5)
        ),
        lambda: use_enrolment(theirs, content=ENROLMENT),
    ]
    with desk.store.read() as connection:
        before = len(unsent_changes(connection))
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    sign_out(theirs)
    with desk.store.read() as connection:
        assert len(unsent_changes(connection)) == before


def test_a_head_demoted_while_signed_in_is_a_head_no_more(desk: Desk, dat: str):
    comes_to(desk, desk.user.id, role="counsellor")
    with pytest.raises(NotAllowed):
        lock_user(desk, user_id=dat)


@pytest.mark.parametrize("fault", [NotOneself, LastHead, OnlyTheCentre, AnotherOffices, Locked])
def test_each_refusal_says_why_and_what_to_do(fault: type[NotAllowed]):
    said = str(fault())
    assert said == fault.sentence != NotAllowed.sentence
    assert said.endswith(".")
    assert "ãy " in said


# --- the recovery code ---------------------------------------------------------------------------


def test_the_recovery_code_gives_each_user_a_new_password_and_nothing_more(
    tmp_path: Path, run_first: Callable[..., FirstRun], clock: Clock, password: str
):
    made = run_first(tmp_path / "data")
    desk, code = made.desk, made.recovery_code
    people = {
        role: add_user(
            desk, full_name=role, role=role, password=NEW, own_password=password
        ).record_id
        for role in ("counsellor", "head")
    }
    gone = add_user(
        desk, full_name="đã nghỉ", role="head", password=NEW, own_password=password
    ).record_id
    lock_user(desk, user_id=gone)
    sign_out(desk)
    assert [user.full_name for user in known_users(desk.folder)] == [
        "Lý Thị Hoa",
        "counsellor",
        "head",
    ]
    for role, user_id in people.items():
        again = recover(desk.folder, user_id=user_id, code=code, password="mật khẩu mới", now=clock)
        sign_out(again)
        assert again.user.role == role
        assert signs_in(desk, user_id, "mật khẩu mới", clock).role == role
    before = (desk.folder / KEYRING_FILE).read_bytes()
    with pytest.raises(NotActive):
        recover(desk.folder, user_id=gone, code=code, password="mật khẩu mới", now=clock)
    assert (desk.folder / KEYRING_FILE).read_bytes() == before


def test_a_full_disk_keeps_the_old_password_and_says_so(
    tmp_path: Path,
    run_first: Callable[..., FirstRun],
    clock: Clock,
    password: str,
    monkeypatch: pytest.MonkeyPatch,
):
    made = run_first(tmp_path / "data")
    me, folder = made.desk.user.id, made.desk.folder
    sign_out(made.desk)
    with monkeypatch.context() as during:
        cut(during, keyring, "_write", OSError(28, "no room"))
        with pytest.raises(DiskFull):
            recover(folder, user_id=me, code=made.recovery_code, password="mật khẩu mới", now=clock)
    sign_out(sign_in(folder, user_id=me, password=password, now=clock))


ENROLMENT = (
    b'{"format":"vieclam-enrolment","version":1,"address":"https://trung-tam.example:8443",'
    b'"ca_certificate":"made up","office":"BS","office_name":"V\xc4\x83n ph\xc3\xb2ng",'
    b'"pc":2,"code":"ABCD","expires_ms":4000000000000}'
)
"""A file the centre could have made."""
