"""Texts as they are kept: every verb cleans a record before it saves it, whoever typed it where."""

from dataclasses import fields, replace
from typing import TypeVar

from desktop_app.domain.names import nfc
from desktop_app.domain.phones import normalise_phone
from desktop_app.domain.records import Record
from desktop_app.domain.workers import Worker

AnyRecord = TypeVar("AnyRecord", bound=Record)


def cleaned(record: AnyRecord) -> AnyRecord:
    """The record with all its texts in NFC, without control characters and needless spaces."""
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    texts = {name: nfc(value) for name, value in values.items() if isinstance(value, str)}
    return replace(record, **texts)


def cleaned_worker(worker: Worker) -> Worker:
    """The same, with the telephone number as digits."""
    worker = cleaned(worker)
    return replace(worker, phone=normalise_phone(worker.phone))
