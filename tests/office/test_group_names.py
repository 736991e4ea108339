"""Tests of desktop_app/office/group_names.py."""

from desktop_app.domain.kinds import BY_NAME
from desktop_app.office.group_names import GROUP_NAMES, group_name


def test_every_group_of_what_people_edit_has_a_name():
    for kind, names in GROUP_NAMES.items():
        assert set(names) == set(BY_NAME[kind].groups)
        assert all(names.values())
    assert group_name("worker", "phone") == "điện thoại"
    assert (group_name("worker", "photo"), group_name("job_session", "day")) == ("photo", "day")
