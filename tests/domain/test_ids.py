"""Ids of records."""

from uuid import UUID

from desktop_app.domain.ids import member_id, new_id


def test_new_ids_are_uuid7_and_differ() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert {(UUID(each).version, UUID(each).variant) for each in ids} == {
        (7, "specified in RFC 4122")
    }


def test_new_ids_sort_by_time() -> None:
    first = new_id()
    later = [new_id() for _ in range(2000)]
    assert first < later[-1]
    assert sorted(later)[1000][:13] == later[1000][:13]


def test_members_of_a_set_have_the_same_id_everywhere() -> None:
    parent = "0190f3c0-0000-7000-8000-000000000001"
    assert member_id(parent, "1m") == member_id(parent, "1m")
    assert len({member_id(parent, "1m"), member_id(parent, "3m"), member_id("office", "1m")}) == 3
    assert UUID(member_id(parent, "1m")).version == 5
