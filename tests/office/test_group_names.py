"""Tests of desktop_app/office/group_names.py."""

from desktop_app.domain.workers import WORKER
from desktop_app.office.group_names import GROUP_NAMES, group_name


def test_every_group_of_a_worker_has_a_name():
    assert set(GROUP_NAMES) == set(WORKER.groups)
    assert all(GROUP_NAMES.values())
    assert (group_name("phone"), group_name("photo")) == ("điện thoại", "photo")
