"""What a change must look like: its envelope, and the values in it. The centre judges by this what
PCs send, a PC what the centre sends.

Only form is judged here. Whether a birth date makes sense was the PC's to say where it was typed.
"""

import re
from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import BigInteger

from desktop_app.domain.changes import LARGEST, Change
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
        all(_ID.fullmatch(text) for text in (change.tx, change.record))
        and all(_NAME.fullmatch(name) for name in (change.kind, change.op, *change.groups))
        and (change.user == "" or _ID.fullmatch(change.user) is not None)
        and 0 < change.dseq <= LARGEST
        and 0 < change.wire <= LARGEST
        and all(_NAME.fullmatch(name) for name in change.base)
        and all(_BASE.fullmatch(base) for base in change.base.values())
    )


def state_is_formed(
    kind: Kind | None, record: str, fields: Mapping[str, Any], stamps: Mapping[str, str]
) -> bool:
    """Whether a record is one a PC may offer: it has all fields of the groups it names."""
    return (
        _ID.fullmatch(record) is not None
        and all(_NAME.fullmatch(name) for name in (*stamps, *fields))
        and all(
            _SHOWN_STAMP.fullmatch(stamp) and milliseconds(stamp) <= LATEST_MS
            for stamp in stamps.values()
        )
        and (
            kind is None or all(fields.keys() >= {*kind.groups.get(group, ())} for group in stamps)
        )
    )


def why_not(change: Change) -> str:
    """Why the centre cannot apply the contents: `kind`, `group`, `field`, or ""."""
    kind = BY_NAME.get(change.kind)
    if kind is None:
        return "kind"
    if not change.groups.keys() <= kind.groups.keys():
        return "group"
    forms = forms_of(kind.name)
    fit = all(
        values.keys() == set(kind.groups[group])
        and all(_fits(forms[name], value) for name, value in values.items())
        for group, values in change.groups.items()
    )
    return "" if fit else "field"


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
    forms = forms_of(kind.name)
    fit = all(
        (name in kind.groups.get(group, ()) and _fits(forms[name], value))
        or (name not in forms and _is_plain(value))
        for group, values in change.groups.items()
        for name, value in values.items()
    )
    return "" if fit else "field"


def _fits(form: Form, value: Any) -> bool:
    """A value fits if it has the field's JSON type and the PCs would write it in just this way."""
    if value is None:
        return form.nullable
    if form.json == "bool":
        return type(value) is bool
    if form.json == "list":
        return _is_list(value)
    if form.sql_type is BigInteger:
        return _is_number(value)
    return _is_text(value) and _reads_back(form, value)


def _is_plain(value: Any) -> bool:
    """Whether this is a value at all."""
    return (
        value is None
        or type(value) is bool
        or _is_number(value)
        or _is_text(value)
        or _is_list(value)
    )


def _is_number(value: Any) -> bool:
    return type(value) is int and -LARGEST <= value <= LARGEST


def _is_list(value: Any) -> bool:
    return type(value) is list and all(map(_is_text, cast("list[Any]", value)))


def _is_text(value: Any) -> bool:
    return type(value) is str and len(value) <= LONGEST_TEXT and "\0" not in value


def _reads_back(form: Form, text: str) -> bool:
    try:
        return form.encode(form.decode(text)) == text
    except (ValueError, TypeError, OverflowError):  # too many parts; a year beyond all calendars
        return False
