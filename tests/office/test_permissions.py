"""Who leads is asked of the record as it is stored now, not of the one at sign-in."""

from dataclasses import replace
from typing import Any

import pytest

from desktop_app.domain.faults import NotAllowed
from desktop_app.domain.staff import Staff
from desktop_app.office.desk import Desk
from desktop_app.office.permissions import demand_head, may_lead
from desktop_app.storage import records


def becomes(desk: Desk, **changes: Any) -> None:
    """The record of whoever is signed in is changed meanwhile, here or elsewhere."""
    with desk.store.write(user="somebody") as transaction:
        known = records.get(transaction, Staff, desk.user.id)
        assert known is not None
        records.save(transaction, replace(known, **changes))


def demanded(desk: Desk) -> Staff:
    with desk.store.read() as connection:
        return demand_head(connection, desk)


@pytest.mark.parametrize("role", ["head", "centre"])
def test_the_head_and_the_centre_may(desk: Desk, role: str):
    becomes(desk, role=role)
    assert (demanded(desk).role, may_lead(desk)) == (role, True)


@pytest.mark.parametrize("changes", [{"role": "counsellor"}, {"role": ""}, {"active": False}])
def test_whoever_has_become_somebody_else_since_signing_in_may_not(
    desk: Desk, changes: dict[str, Any]
):
    becomes(desk, **changes)
    with pytest.raises(NotAllowed):
        demanded(desk)
    assert (may_lead(desk), desk.user.role) == (False, "head")


def test_a_user_without_a_record_may_not(desk: Desk):
    stranger = replace(desk, user=replace(desk.user, id="nobody"))
    with pytest.raises(NotAllowed):
        demanded(stranger)
    assert may_lead(stranger) is False
