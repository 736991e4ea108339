"""Texts as they are kept: every verb cleans a record before it saves it, whoever typed it where."""

from dataclasses import fields, replace
from typing import Any, TypeVar

from desktop_app.domain.employers import Employer
from desktop_app.domain.money import show_number
from desktop_app.domain.names import nfc
from desktop_app.domain.phones import normalise_phone
from desktop_app.domain.problems import Problem
from desktop_app.domain.records import Record
from desktop_app.domain.vacancies import Vacancy
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import refuse_errors

AnyRecord = TypeVar("AnyRecord", bound=Record)

LONGEST_TEXT = 20_000
"""Characters in one field. The centre would set longer ones aside (from 100,000) or refuse the
whole message, and with it all that comes after; what is longer was pasted by mistake."""

LARGEST_NUMBER = 10**15
"""Beyond it neither the database nor JSON keeps a number exactly."""


def cleaned(record: AnyRecord) -> AnyRecord:
    """The record with all its texts in NFC, without control characters and needless spaces.

    Raises Invalid for what is too long or too large to be kept and sent.
    """
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    texts = {name: nfc(value) for name, value in values.items() if isinstance(value, str)}
    refuse_errors(_too_much({**values, **texts}))
    return replace(record, **texts)


def cleaned_worker(worker: Worker) -> Worker:
    """The same, with the telephone number as digits."""
    worker = cleaned(worker)
    return replace(worker, phone=normalise_phone(worker.phone))


def cleaned_employer(employer: Employer) -> Employer:
    """The same, with telephone numbers as digits and the tax code without spaces."""
    employer = cleaned(employer)
    return replace(
        employer,
        tax_code="".join(employer.tax_code.split()),
        phone=normalise_phone(employer.phone),
        contact_phone=normalise_phone(employer.contact_phone),
    )


def cleaned_vacancy(vacancy: Vacancy) -> Vacancy:
    """The same, with the telephone number as digits."""
    vacancy = cleaned(vacancy)
    return replace(vacancy, contact_phone=normalise_phone(vacancy.contact_phone))


def _too_much(values: dict[str, Any]) -> list[Problem]:
    problems: list[Problem] = []
    for name, value in values.items():
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            message = f"Dài {show_number(len(value))} ký tự, tối đa {show_number(LONGEST_TEXT)}"
            problems.append(Problem(name, message))
        elif isinstance(value, int) and abs(value) > LARGEST_NUMBER:
            problems.append(Problem(name, "Số quá lớn"))
    return problems
