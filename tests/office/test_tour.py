"""Tests of desktop_app/office/tour.py: once for each user, on each PC."""

from desktop_app.office.desk import Changed, Desk
from desktop_app.office.door import known_users
from desktop_app.office.sign_in import sign_in, sign_out
from desktop_app.office.staff import add_user
from desktop_app.office.tour import note_tour_seen, tour_seen
from tests.office.conftest import FIRST_RUN
from tests.unsent import unsent_changes

NEW = "chim-khuou-bac-son"


def test_a_new_user_has_not_been_shown_about(desk: Desk):
    assert not tour_seen(desk)
    assert note_tour_seen(desk) == Changed(frozenset())
    assert tour_seen(desk)


def test_it_stays_on_this_pc(desk: Desk):
    with desk.store.read() as connection:
        before = unsent_changes(connection)
    note_tour_seen(desk)
    with desk.store.read() as connection:
        assert unsent_changes(connection) == before


def test_another_user_is_shown_about_too(desk: Desk):
    note_tour_seen(desk)
    add_user(
        desk,
        full_name="Nguyễn Văn Đạt",
        role="counsellor",
        password=NEW,
        own_password=FIRST_RUN["password"],
    )
    folder, now, first = desk.folder, desk.now, desk.user.id
    dat = next(user for user in known_users(folder) if user.user_id != first)
    sign_out(desk)
    other = sign_in(folder, user_id=dat.user_id, password=NEW, now=now)
    assert not tour_seen(other)
    sign_out(other)
