"""Which contents the centre can apply."""

from dataclasses import fields
from typing import Any

import pytest

from desktop_app.domain.changes import LARGEST, Change, Fields
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.records import Kind
from desktop_app.storage.change_forms import LONGEST_TEXT, why_not
from desktop_app.storage.tables import encode_fields

DEVICE = "00c0ffee00c0ffee"


def a_change(kind: str, /, **groups: Fields) -> Change:
    return Change(
        device=DEVICE,
        epoch=1,
        dseq=1,
        tx="t",
        kind=kind,
        record="r",
        op="insert",
        stamp=f"019ab0c1d2e3-0000-{DEVICE}",
        user="u",
        wire=1,
        groups=groups,
        base=dict.fromkeys(groups, ""),
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_blank_record_of_each_kind_fits(kind: Kind) -> None:
    blank = encode_fields(kind, kind.record(id="r"))
    groups = {group: {name: blank[name] for name in names} for group, names in kind.groups.items()}
    assert len(blank) == len(fields(kind.record)) - 2
    assert why_not(a_change(kind.name, **groups)) == ""
    assert why_not(a_change(kind.name)) == ""


WISHES: Fields = {
    "wanted_jobs": "",
    "wanted_occupations": ["5221"],
    "desired_place": "",
    "desired_wage": 7_000_000,
    "desired_contract": "",
}


@pytest.mark.parametrize(
    ("group", "values", "why"),
    [
        ("birth", {"birth_date": "1995-02-01"}, ""),
        ("birth", {"birth_date": "1995-02"}, ""),
        ("birth", {"birth_date": "1995"}, ""),
        ("birth", {"birth_date": None}, ""),
        ("birth", {"birth_date": "1995-02-30"}, "field"),
        ("birth", {"birth_date": "1995-2-1"}, "field"),
        ("birth", {"birth_date": "1995-02-01-05"}, "field"),
        ("birth", {"birth_date": "9" * 30}, "field"),
        ("birth", {"birth_date": "-"}, "field"),
        ("birth", {"birth_date": ""}, "field"),
        ("birth", {"birth_date": 1995}, "field"),
        ("birth", {"birth_date": {"year": 1995}}, "field"),
        ("name", {"full_name": "Đỗ Thị 😀"}, ""),
        ("name", {"full_name": None}, "field"),
        ("name", {"full_name": 7}, "field"),
        ("name", {"full_name": True}, "field"),
        ("name", {"full_name": ["x"]}, "field"),
        ("name", {"full_name": "a\0b"}, "field"),
        ("name", {"full_name": "x" * LONGEST_TEXT}, ""),
        ("name", {"full_name": "x" * (LONGEST_TEXT + 1)}, "field"),
        ("name", {}, "field"),
        ("name", {"full_name": "x", "nickname": "y"}, "field"),
        ("name", {"id": "x"}, "field"),
        ("phones", {"phone": "x"}, "group"),
        ("hidden", {"hidden": True}, ""),
        ("hidden", {"hidden": 1}, "field"),
        ("hidden", {"hidden": "true"}, "field"),
        ("hidden", {"hidden": None}, "field"),
        ("wishes", WISHES, ""),
        ("wishes", WISHES | {"desired_wage": None}, ""),
        ("wishes", WISHES | {"desired_wage": LARGEST}, ""),
        ("wishes", WISHES | {"desired_wage": LARGEST + 1}, "field"),
        ("wishes", WISHES | {"desired_wage": 7.5}, "field"),
        ("wishes", WISHES | {"desired_wage": True}, "field"),
        ("wishes", WISHES | {"desired_wage": "7000000"}, "field"),
        ("wishes", WISHES | {"wanted_occupations": []}, ""),
        ("wishes", WISHES | {"wanted_occupations": "5221"}, "field"),
        ("wishes", WISHES | {"wanted_occupations": [5221]}, "field"),
        ("wishes", WISHES | {"wanted_occupations": ["a\0"]}, "field"),
    ],
)
def test_the_form_of_values(group: str, values: dict[str, Any], why: str) -> None:
    assert why_not(a_change("worker", **{group: values})) == why


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("2026-11-23T02:52:07Z", ""),
        ("2026-11-23T02:52:07+07:00", "field"),
        ("2026-11-23 02:52:07", "field"),
        ("2026-13-23T02:52:07Z", "field"),
    ],
)
def test_the_form_of_times(at: str, why: str) -> None:
    contact: Fields = {
        "referral_id": "r1",
        "worker_id": "w1",
        "move": "issued",
        "happened_on": "2026-11-23",
        "at": at,
        "reason": "",
        "justified": "",
        "note": "",
        "counsellor_id": "",
    }
    assert why_not(a_change("referral_event", event=contact)) == why


def test_a_kind_nobody_knows() -> None:
    assert why_not(a_change("drone", wings={"number": 4})) == "kind"
