"""What a screen lists to get a table: its columns, and what an empty one says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

R = TypeVar("R")


@dataclass(frozen=True)
class Mark:
    """The icon and tone (ok warn prob info draft, "" for none) before a status word."""

    icon: str
    tone: str = ""


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: `value(row)` is the text shown.

    `width` in pixels at 10 pt, 0 takes what is left. Where there is no room for all, those that
    give way are left out, the first `gives_way` of them first; 0 always stays. `bold` for names.
    `mark(row)` puts icon and tone before a status word, `beside(row)` pale words behind the value,
    which have a column under `beside_heading` where the list is copied. `align_right` is for
    numbers. `sort_key` is for a column that is not sorted by the days, numbers or words it shows:
    for names of people.
    """

    heading: str
    value: Callable[[R], str]
    width: int = 0
    gives_way: int = 0
    align_right: bool = False
    bold: bool = False
    sort_key: Callable[[R], Any] | None = None
    mark: Callable[[R], Mark | None] | None = None
    beside: Callable[[R], str] | None = None
    beside_heading: str = ""


@dataclass(frozen=True)
class Empty:
    """What an empty list says: a sentence, the next step and its key."""

    sentence: str
    step: str = ""
    key: str = ""


@dataclass(frozen=True)
class Long:
    """What a list too long to be read whole can do where it is read: by heading, the names of the
    `fields` it is filtered by, and the column in whose order it comes, "" for none."""

    fields: Mapping[str, str]
    ordered_by: str = ""
