"""What a change must look like: its envelope, and the values in it. The centre judges by this what
PCs send, a PC what the centre sends.

Only form is judged here. Whether a birth date makes sense was the PC's to say where it was typed.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from typing import Any, cast

from sqlalchemy import BigInteger

from desktop_app.domain.changes import LARGEST, Change, Fields
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.records import Kind
from desktop_app.domain.stamps import LATEST_MS, MOST_SEEN, milliseconds
from desktop_app.storage.tables import Form, forms_of

LONGEST_TEXT = 100_000

_ID = re.compile(r"[0-9A-Za-z._:-]{1,64}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_STAMP = re.compile(r"[0-9a-f]{12}-[0-9a-f]{4}-[0-9a-f]{16}")
_SHOWN_STAMP = re.compile(rf"{_STAMP.pattern}(?:~{_STAMP.pattern})?")
_BASE = re.compile(rf"(?:{_STAMP.pattern}(?:~{_STAMP.pattern}){{0,{MOST_SEEN - 1}}})?")


def sent_envelope_is_formed(change: Change) -> bool:
    """Whether a change is one a PC may send: with the stamp it gave itself."""
    return _STAMP.fullmatch(change.stamp) is not None and _envelope_is_formed(change)


def _envelope_is_formed(change: Change) -> bool:
    return (
        _ID.fullmatch(change.tx) is not None
        and _ID.fullmatch(change.record) is not None
        and all(map(_is_name, (change.kind, change.op, *change.groups)))
        and (change.user == "" or _ID.fullmatch(change.user) is not None)
        and 0 < change.dseq <= LARGEST
        and 0 < change.wire <= LARGEST
        and all(map(_is_name, change.base))
        and all(map(_BASE.fullmatch, change.base.values()))
    )


@lru_cache(maxsize=1000)  # there are a few dozen names, met in every change
def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


def why_not(change: Change) -> str:
    """Why the centre cannot apply the contents: `kind`, `group`, `field`, or ""."""
    kind = BY_NAME.get(change.kind)
    if kind is None:
        return "kind"
    if not change.groups.keys() <= kind.groups.keys():
        return "group"
    for group, values in change.groups.items():
        if values.keys() != set(kind.groups[group]) or not _has_its_form(kind, group, values):
            return "field"
    return ""


def why_set_aside(kind: Kind, change: Change) -> str:
    """Why a PC cannot merge a change of this kind that it received: `envelope`, `stamp`, `field`,
    or "". Groups and fields that it does not know it keeps."""
    if not (
        _SHOWN_STAMP.fullmatch(change.stamp)
        and _envelope_is_formed(change)
        and change.base.keys() == change.groups.keys()
    ):
        return "envelope"
    if milliseconds(change.stamp) > LATEST_MS:
        return "stamp"
    for group, values in change.groups.items():
        if not _has_its_form(kind, group, values):
            return "field"
    return ""


def _has_its_form(kind: Kind, group: str, values: Fields) -> bool:
    fits, names = _fits(kind.name), kind.groups.get(group, ())
    for name, value in values.items():
        known = fits.get(name)
        if not (name in names and known(value) if known else _is_plain(value)):
            return False
    return True


@cache
def _fits(kind_name: str) -> Mapping[str, Callable[[Any], bool]]:
    """For each field of a kind: whether a value has its JSON type and the PCs would write it in
    just this way."""
    return {name: _check(form) for name, form in forms_of(kind_name).items()}


def _check(form: Form) -> Callable[[Any], bool]:
    if form.json == "bool":
        check = _is_bool
    elif form.json == "list":
        check = _is_list
    elif form.sql_type is BigInteger:
        check = _is_number
    elif form.decode is forms_of("office")["name"].decode:
        check = _is_text
    else:
        check = partial(_reads_back, form)
    if not form.nullable:
        return check
    return lambda value: value is None or check(value)


def _is_plain(value: Any) -> bool:
    """Whether this is a value at all."""
    return (
        value is None
        or type(value) is bool
        or _is_number(value)
        or _is_text(value)
        or _is_list(value)
    )


def _is_bool(value: Any) -> bool:
    return type(value) is bool


def _is_number(value: Any) -> bool:
    return type(value) is int and -LARGEST <= value <= LARGEST


def _is_list(value: Any) -> bool:
    return type(value) is list and all(map(_is_text, cast("list[Any]", value)))


def _is_text(value: Any) -> bool:
    return type(value) is str and len(value) <= LONGEST_TEXT and "\0" not in value


def _reads_back(form: Form, text: Any) -> bool:
    try:
        return _is_text(text) and form.encode(form.decode(text)) == text
    except (ValueError, TypeError, OverflowError):  # too many parts; a year beyond all calendars
        return False
