"""The employer (người sử dụng lao động): the record, its field groups and its checks.

The fields are those of the employer's part of the vacancy slip (Decree 23/2021, forms 02 and 03).
"""

from dataclasses import dataclass
from datetime import date

from desktop_app.domain.emails import check_email
from desktop_app.domain.phones import check_phone
from desktop_app.domain.places import Places
from desktop_app.domain.problems import Problem, warning
from desktop_app.domain.records import Kind, Record
from desktop_app.domain.tax_codes import check_tax_code


@dataclass(frozen=True, kw_only=True)
class Employer(Record):
    """A firm, an agency, a co-operative or a person who employs; known to all offices.

    `sector` is `<version>:<letter>` of VSIC, because the letters moved in 2025. An employer abroad
    or in another province has its address in words only.
    """

    name: str = ""
    tax_code: str = ""
    kind: str = ""
    size: str = ""
    sector: str = ""
    commune: str = ""
    address_detail: str = ""
    industrial_zone: str = ""
    phone: str = ""
    email: str = ""
    representative: str = ""
    contact_name: str = ""
    contact_title: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    registered_on: date | None = None
    registered_by: str = ""
    note: str = ""
    hidden: bool = False


EMPLOYER = Kind(
    name="employer",
    record=Employer,
    groups={
        "name": ("name",),
        "tax_code": ("tax_code",),
        "kind": ("kind", "size"),
        "sector": ("sector",),
        "address": ("commune", "address_detail", "industrial_zone"),
        "phone": ("phone", "email"),
        "representative": ("representative",),
        "contact": ("contact_name", "contact_title", "contact_phone", "contact_email"),
        "registration": ("registered_on", "registered_by"),
        "note": ("note",),
        "hidden": ("hidden",),
    },
    stream="common",
)


def address_of(employer: Employer, places: Places) -> str:
    """The address as it is written on papers: the industrial zone stands before the commune."""
    detail = ", ".join(part for part in (employer.address_detail, employer.industrial_zone) if part)
    return places.show_address(employer.commune, detail)


def check_employer(employer: Employer) -> list[Problem]:
    """What is missing (errors) or unlikely (warnings) in an employer's record.

    Whether another employer has the same tax code is not known here.
    """
    problems: list[Problem] = []
    if not employer.name:
        problems.append(Problem("name", "Chưa nhập tên người sử dụng lao động"))
    if not employer.kind:
        problems.append(Problem("kind", "Chưa chọn loại hình"))
    if not (employer.commune or employer.address_detail):
        problems.append(Problem("address_detail", "Chưa nhập địa chỉ"))
    wrong = check_tax_code(employer.tax_code)
    if wrong:
        problems.append(warning("tax_code", wrong))
    for name in ("phone", "contact_phone"):
        wrong = check_phone(getattr(employer, name))
        if wrong:
            problems.append(warning(name, wrong))
    for name in ("email", "contact_email"):
        wrong = check_email(getattr(employer, name))
        if wrong:
            problems.append(warning(name, wrong))
    return problems
