"""Tests of desktop_app/office/cleaning.py."""

import unicodedata

from desktop_app.office.cleaning import cleaned, cleaned_worker
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
