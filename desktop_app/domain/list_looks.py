"""How somebody likes a list on the screen: its columns, and the views of it that were saved.

Everything goes by the headings, as one sees them: what a later version does not list is passed
over, what it lists anew stands as designed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnLook:
    """A column: `width` in pixels at 10 pt, 0 as designed."""

    heading: str
    width: int = 0
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A saved view: what each column is filtered by, the column it is sorted by ("" for the order
    of the list itself), and the screen's own filters by their names."""

    name: str
    filters: Mapping[str, str] = field(default_factory=dict[str, str])
    sort: str = ""
    descending: bool = False
    choices: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLook:
    """A list: its columns in their order, none for those it was designed with, and its views."""

    columns: tuple[ColumnLook, ...] = ()
    views: tuple[View, ...] = ()
