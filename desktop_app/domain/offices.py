"""The representative office (văn phòng đại diện) and what its letterhead says."""

from dataclasses import dataclass

from desktop_app.domain.phones import check_phone
from desktop_app.domain.problems import Problem, warning
from desktop_app.domain.records import Kind, Record

CENTRE_OFFICE = "LS"
"""The code of the centre's own office, which sees the records of all."""
CENTRE_NAME = "Trung tâm"


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


def short_name(code: str, name: str) -> str:
    """«Tràng Định» of «Văn phòng đại diện Tràng Định»; the centre is «Trung tâm»."""
    if code == CENTRE_OFFICE:
        return CENTRE_NAME
    return name.removeprefix("Văn phòng ").removeprefix("đại diện ") or code


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


def check_letterhead(office: Office) -> list[Problem]:
    """What the head of a paper still lacks, and what on it looks wrong."""
    problems = [Problem(name, message) for name, message in _REQUIRED if not getattr(office, name)]
    wrong = check_phone(office.telephone)
    if wrong:
        problems.append(warning("telephone", wrong))
    return problems


_REQUIRED = (
    ("name", "Chưa nhập tên văn phòng"),
    ("parent_body", "Chưa nhập cơ quan chủ quản"),
    ("centre_name", "Chưa nhập tên Trung tâm"),
    ("place_name", "Chưa nhập địa danh ghi trước ngày tháng"),
)
