"""The representative office (văn phòng đại diện) and what its letterhead says."""

from dataclasses import dataclass

from desktop_app.domain.records import Kind, Record


@dataclass(frozen=True, kw_only=True)
class Office(Record):
    """An office; `code` (BS, TD, HL or LS) stands in the numbers of its letters."""

    code: str = ""
    name: str = ""
    parent_body: str = ""
    centre_name: str = ""
    address: str = ""
    telephone: str = ""
    place_name: str = ""
    signer: str = ""


OFFICE = Kind(
    name="office",
    record=Office,
    groups={
        "identity": ("code", "name"),
        "letterhead": (
            "parent_body",
            "centre_name",
            "address",
            "telephone",
            "place_name",
            "signer",
        ),
    },
)
