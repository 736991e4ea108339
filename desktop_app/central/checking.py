"""What a change must be to be taken in. The envelope: otherwise the whole push is refused. The
contents: otherwise the change goes to quarantine, so that nothing behind it has to wait.

Only form is judged here. Whether a birth date makes sense was the PC's to say; a value that is
well-formed is never refused by the centre.
"""

import re
from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import BigInteger

from desktop_app.domain.changes import Change, Fields
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.stamps import MOST_SEEN
from desktop_app.protocol.messages import Push
from desktop_app.protocol.record_states import RecordState
from desktop_app.storage.tables import Form, forms_of

LARGEST = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly."""

MOST_CHANGES = 20_000
LONGEST_TEXT = 100_000

_DEVICE = re.compile(r"[0-9a-f]{16}")
_ID = re.compile(r"[0-9A-Za-z._:-]{1,64}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_STAMP = re.compile(r"[0-9a-f]{12}-[0-9a-f]{4}-[0-9a-f]{16}")
_SHOWN_STAMP = re.compile(rf"{_STAMP.pattern}(?:~{_STAMP.pattern})?")
_BASE = re.compile(rf"(?:{_STAMP.pattern}(?:~{_STAMP.pattern}){{0,{MOST_SEEN - 1}}})?")
_LINK = re.compile(r"[0-9a-f]{64}")
_SALT = re.compile(r"[0-9a-f]{32}")

QUARANTINE = {
    "kind": "Trung tâm chưa biết loại hồ sơ này.",
    "group": "Trung tâm chưa biết nhóm thông tin này.",
    "field": "Có giá trị không đúng kiểu dữ liệu.",
    "elsewhere": "Hồ sơ thuộc văn phòng khác.",
    "revoked": "Máy đã bị thu hồi quyền.",
    "database": "Cơ sở dữ liệu của Trung tâm không nhận giá trị này.",
    "after_held": "Thay đổi này chờ bản ghi trước được Trung tâm xử lý.",
    "missing": "Trung tâm chưa có hồ sơ này.",
}
"""Why a change can be in quarantine: the word that is kept, the sentence that is shown."""


def is_device(text: str) -> bool:
    """Whether this can be a device's id."""
    return _DEVICE.fullmatch(text) is not None


def is_whole(number: int) -> bool:
    """Whether a number is one a counter or clock can have."""
    return 0 <= number <= LARGEST


def push_is_formed(push: Push) -> bool:
    """Whether all envelopes are what the protocol allows."""
    return (
        0 < len(push.changes) <= MOST_CHANGES
        and 0 < push.epoch <= LARGEST
        and all(_LINK.fullmatch(link) for link in (push.previous, push.link))
        and _SALT.fullmatch(push.salt) is not None
        and all(
            (change.device, change.epoch) == (push.device, push.epoch)
            and _envelope_is_formed(change)
            for change in push.changes
        )
    )


def has_holes(push: Push) -> bool:
    """Whether numbers are missing between the first change and the last."""
    numbers = [change.dseq for change in push.changes]
    return numbers != list(range(numbers[0], numbers[0] + len(numbers)))


def _envelope_is_formed(change: Change) -> bool:
    return (
        all(_ID.fullmatch(text) for text in (change.tx, change.record))
        and all(_NAME.fullmatch(name) for name in (change.kind, change.op, *change.groups))
        and (change.user == "" or _ID.fullmatch(change.user) is not None)
        and _STAMP.fullmatch(change.stamp) is not None
        and change.stamp[-16:] == change.device
        and 0 < change.dseq <= LARGEST
        and 0 < change.wire <= LARGEST
        and change.base.keys() == change.groups.keys()
        and all(_BASE.fullmatch(base) for base in change.base.values())
    )


def state_is_formed(state: RecordState) -> bool:
    """Whether a record is what the protocol allows, and has all fields of the groups it names."""
    kind = BY_NAME.get(state.kind)
    return (
        _ID.fullmatch(state.id) is not None
        and all(_NAME.fullmatch(name) for name in (state.kind, *state.stamps, *state.fields))
        and all(_SHOWN_STAMP.fullmatch(stamp) for stamp in state.stamps.values())
        and (
            kind is None
            or all(state.fields.keys() >= {*kind.groups.get(one, ())} for one in state.stamps)
        )
    )


def why_not(change: Change) -> str:
    """The word of `QUARANTINE` for contents the centre cannot apply, or ""."""
    kind = BY_NAME.get(change.kind)
    if kind is None:
        return "kind"
    if not change.groups.keys() <= kind.groups.keys():
        return "group"
    forms = forms_of(kind.name)
    for group, values in change.groups.items():
        if values.keys() != set(kind.groups[group]) or not _fit(forms, values):
            return "field"
    return ""


def _fit(forms: Mapping[str, Form], values: Fields) -> bool:
    return all(_fits(forms[name], value) for name, value in values.items())


def _fits(form: Form, value: Any) -> bool:
    """A value fits if it has the field's JSON type and the PCs would write it in just this way."""
    if value is None:
        return form.nullable
    if form.json == "bool":
        return type(value) is bool
    if form.json == "list":
        return type(value) is list and all(map(_is_text, cast("list[Any]", value)))
    if form.sql_type is BigInteger:
        return type(value) is int and -LARGEST <= value <= LARGEST
    return _is_text(value) and _reads_back(form, value)


def _is_text(value: Any) -> bool:
    return type(value) is str and len(value) <= LONGEST_TEXT and "\0" not in value


def _reads_back(form: Form, text: str) -> bool:
    try:
        return form.encode(form.decode(text)) == text
    except (ValueError, TypeError, OverflowError):  # too many parts; a year beyond all calendars
        return False
