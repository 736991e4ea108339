"""What the patterns of `protocol/forms.py` match, drawn at one go. By a pattern Hypothesis draws
sign after sign, which would take most of the time of the tests that ask what the OpenAPI tells.

The patterns stay: what is drawn here is checked by them.
"""

import string
from functools import cache
from typing import Any, get_args

import schemathesis
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from desktop_app.domain.stamps import LATEST_MS, MOST_SEEN
from desktop_app.protocol import forms

_NAME = string.ascii_letters + string.digits + "._:-"
_WORD = string.ascii_lowercase + string.digits + "_"


def _digits(count: int) -> SearchStrategy[str]:
    return st.integers(0, 16**count - 1).map(f"{{:0{count}x}}".format)


def _stamps(latest: int = 2**48 - 1) -> SearchStrategy[str]:
    return st.builds(
        "{:012x}-{:04x}-{:016x}".format,
        st.integers(0, latest),
        st.integers(0, 2**16 - 1),
        st.integers(0, 2**64 - 1),
    )


_WORDS = st.builds(str.__add__, st.sampled_from(_WORD[:26]), st.text(_WORD, max_size=63))
_NAMES = st.text(_NAME, min_size=1, max_size=64)
_FEW_STAMPS = st.lists(_stamps(), max_size=3)
_ALL_STAMPS = _stamps().map(lambda one: [one] * MOST_SEEN)

_SHAPES: dict[Any, SearchStrategy[str]] = {
    forms.Device: _digits(16),
    forms.Salt: _digits(32),
    forms.Link: _digits(64),
    forms.NoDigest: st.just("") | _digits(16),
    forms.Bucket: _digits(2) | _digits(4),
    forms.Place: st.just("") | st.builds("{}/{}".format, _WORDS, _NAMES),
    forms.Name: _NAMES,
    forms.User: st.text(_NAME, max_size=64),
    forms.Word: _WORDS,
    forms.NoWord: st.just("") | _WORDS,
    forms.Stamp: _stamps(),
    forms.ShownStamp: st.builds(
        str.__add__, _stamps(LATEST_MS), st.just("") | _stamps().map("~{}".format)
    ),
    forms.Base: (_FEW_STAMPS | _ALL_STAMPS).map("~".join),
}


@cache
def _names() -> dict[str, str]:
    """Pattern -> the format that Schemathesis knows it by."""
    names: dict[str, str] = {}
    for number, (form, strategy) in enumerate(_SHAPES.items()):
        pattern = get_args(form)[1].pattern
        names[pattern] = f"vieclam-{number}"
        schemathesis.openapi.format(names[pattern], strategy)
    return names


def with_shapes(told: Any) -> Any:
    """The description, with a format beside each of the patterns."""
    if isinstance(told, list):
        return [with_shapes(one) for one in told]
    if isinstance(told, dict):
        named = {"format": _names()[told["pattern"]]} if told.get("pattern") in _names() else {}
        return {name: with_shapes(one) for name, one in told.items()} | named
    return told
