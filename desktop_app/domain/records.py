"""What all records share: an id, the stamps of their field groups, and how a kind is described.

A field group is what belongs together (an address; an id number with its date of issue): it
travels, is compared and is merged as one. The subjects declare their own records and groups.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Stamps = Mapping[str, str]
"""Field group -> stamp of the value shown (see `stamps.py`); empty for a record not yet saved."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """A record as it stood when read. `replace` keeps `stamps`, so a save knows what was seen."""

    id: str
    stamps: Stamps = field(default_factory=dict[str, str], compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record on its way between form, table and wire.

    `groups` covers every field but `id` and `stamps` exactly once. `append_only` kinds are never
    changed: a correction is a new record naming the old one in `corrects`. `stream` tells whether
    a record belongs to one office or to all.
    """

    name: str
    record: type[Record]
    groups: Mapping[str, tuple[str, ...]]
    append_only: bool = False
    stream: Literal["office", "common"] = "office"
