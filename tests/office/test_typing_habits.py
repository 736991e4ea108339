"""Tests of desktop_app/office/typing_habits.py on a real database."""

from dataclasses import replace

from desktop_app.office.desk import Desk
from desktop_app.office.typing_habits import TYPING_HABITS, advances, set_advances


def test_a_full_field_leads_on_until_somebody_switches_it_off_for_themselves(desk: Desk):
    another = replace(desk, user=replace(desk.user, id="another"))
    assert advances(desk)
    assert set_advances(desk, wanted=False) == TYPING_HABITS
    assert (advances(desk), advances(another)) == (False, True)
    set_advances(desk, wanted=True)
    assert advances(desk)
