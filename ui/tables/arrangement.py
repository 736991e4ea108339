"""What a list is sorted and filtered by, and how its words compare: as days, numbers or text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from desktop_app.domain.names import search_fold, vi_key
from ui.tables.column import Column

_folded = lru_cache(20_000)(search_fold)
_SHOWN_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})(?: (\d\d):(\d\d))?")
_SHOWN_NUMBER = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)")


@dataclass(frozen=True)
class Sort:
    """The column a list is sorted by."""

    column: int
    descending: bool = False


@dataclass(frozen=True)
class Arrangement:
    """The words each column is filtered by, and the order; None for that of the list itself."""

    filters: Mapping[int, str] = field(default_factory=dict[int, str])
    sort: Sort | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the list stands as it is read."""
        return not self.filters and self.sort is None


@dataclass(frozen=True)
class Query:
    """What a list too long to be read whole is asked for where it is read: filters by the names of
    `Long.fields`, and whether from its end."""

    filters: Mapping[str, str] = field(default_factory=dict[str, str])
    descending: bool = False


def sort_value(column: Column[Any], record: object) -> Any:
    """What a row is sorted by; one with nothing there comes after the others."""
    if column.sort_key is not None:
        key = column.sort_key(record)
        return (key is None, key)
    return _shown_value(column.value(record))


def _shown_value(text: str) -> Any:
    if not text:
        return (3,)
    day = _SHOWN_DAY.fullmatch(text)
    if day:
        on, month, year, hour, minute = day.groups(default="00")
        return (0, year, month, on, hour, minute)
    number = shown_number(text)
    return (2, vi_key(text)) if number is None else (1, number)


def shown_number(text: str) -> int | None:
    """The whole number that is shown, thousands with dots; None for words."""
    return int(text.replace(".", "")) if _SHOWN_NUMBER.fullmatch(text) else None


def filtered_text(column: Column[Any], record: object) -> str:
    """What a filter looks in: the words of a cell, folded."""
    beside = column.beside(record) if column.beside is not None else ""
    return " ".join(map(_folded, f"{column.value(record)} {beside}".split()))


def filter_words(wanted: str) -> list[str]:
    """What is typed into a filter, folded: each of these has to stand somewhere in the cell."""
    return search_fold(wanted).split()
