"""Tests of desktop_app/office/cleaning.py."""

import unicodedata

import pytest

from desktop_app.domain.changes import Change
from desktop_app.domain.workers import WORKER
from desktop_app.office.cleaning import LARGEST_NUMBER, LONGEST_TEXT, cleaned, cleaned_worker
from desktop_app.office.desk import Invalid
from desktop_app.storage.change_forms import why_not
from desktop_app.storage.tables import encode_fields
from tests.builders import a_full_worker, a_worker


def test_a_clean_record_stays_as_it_is():
    worker = a_full_worker()
    assert cleaned_worker(worker) == worker
    assert cleaned_worker(worker).stamps == worker.stamps


def test_every_text_is_composed_and_trimmed():
    worker = a_full_worker()
    decomposed = a_full_worker(
        id=worker.id,
        registered_by=worker.registered_by,
        full_name=f" {unicodedata.normalize('NFD', worker.full_name)}  ",
        note=unicodedata.normalize("NFD", worker.note),
    )
    assert cleaned(decomposed) == worker


def test_a_telephone_number_is_kept_as_digits():
    assert cleaned_worker(a_worker(phone="+84 378 111 204")).phone == "0378111204"


def test_what_the_centre_would_not_take_is_said_at_the_counter():
    worker = a_worker(note="x" * (LONGEST_TEXT + 1), desired_wage=LARGEST_NUMBER + 1)
    with pytest.raises(Invalid) as refused:
        cleaned(worker)
    assert [(one.field, one.message) for one in refused.value.problems] == [
        ("desired_wage", "Số quá lớn"),
        ("note", "Dài 20.001 ký tự, tối đa 20.000"),
    ]


def test_the_longest_and_largest_that_is_kept_the_centre_takes():
    worker = cleaned(a_worker(note="ễ" * LONGEST_TEXT, desired_wage=LARGEST_NUMBER))
    values = encode_fields(WORKER, worker)
    change = Change(
        device="0" * 16,
        epoch=1,
        dseq=1,
        tx="t",
        kind="worker",
        record=worker.id,
        op="insert",
        stamp="",
        user="",
        wire=1,
        groups={
            group: {name: values[name] for name in names} for group, names in WORKER.groups.items()
        },
        base={},
    )
    assert why_not(change) == ""
