"""The numbers (số liệu) an office reports of a period, and who stands behind each figure.

lượt and người are different numbers: a figure of people counts the person, however many records
or cases there are (records that people have linked are one person). What rules the figures keep:

- Days are days in Vietnam. A visit that was corrected counts as corrected, a withdrawn one never;
  visits of employers count apart. A letter counts unless it was voided; a result of a letter
  counts on the day it happened, and only as long as the letter's state allowed it.
- Whoever was registered by mistake (hidden) is not among the people registered. The visits and
  letters of a hidden record count on: the work was done, and hiding a duplicate must not change
  what the office has reported.
- A part of people follows the record that stands for the person, as it is now; age and office
  follow the last case of the period. So the parts of every figure make up its total. Topics and
  channels need not: a visit with two topics counts in both. Whoever was placed twice counts once,
  where the last job is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

from desktop_app import settings
from desktop_app.domain.follow_ups import MILESTONE_NAMES
from desktop_app.domain.names import sort_key
from desktop_app.domain.offices import Office
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.periods import Period
from desktop_app.office.desk import Desk
from desktop_app.storage import figure_queries, records
from desktop_app.storage.figure_queries import FACETED, NOT_RECORDED, Behind, Counting

SPLITS: Mapping[str, str] = {
    "none": "Không tách",
    "office": "Văn phòng",
    "sex": "Giới tính",
    "minority": "Dân tộc",
    "area": "Thành thị, nông thôn",
    "age_band": "Nhóm tuổi",
    "technical_level": "Trình độ chuyên môn kỹ thuật",
    "benefit": "Hưởng trợ cấp thất nghiệp",
}
"""What figures can be divided by -> its name."""

_LISTS = {
    "sex": "sex",
    "area": "area",
    "age_band": "report34_age_band",
    "technical_level": "technical_level",
}
_YES_NO = {
    "minority": {"1": "Dân tộc thiểu số", "0": "Kinh, khác"},
    "benefit": {"1": "Đang hưởng", "0": "Không hưởng"},
}


@dataclass(frozen=True, slots=True)
class SplitColumn:
    """A part of the figures."""

    key: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A figure with its parts, in the order of the columns. Rows of level 1 are part of the last
    row of level 0 above them."""

    key: str
    title: str
    unit: str
    level: int
    section: str
    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The figures of a period."""

    period: Period
    split: str
    columns: tuple[SplitColumn, ...]
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BehindRow:
    """One of those a figure counts. `full_name` is the employer's for an employer's visit, which
    has no `worker_id`; `on` is the day of the case that counts, `what` says which it is."""

    record_id: str
    worker_id: str
    employer_id: str
    full_name: str
    birth_year: int | None
    commune: str
    office: str
    on: date
    what: str


# --- The table -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the page; `key` is `<family>` or `<family>:<facet>`."""

    section: str
    key: str
    title: str
    unit: str
    level: int = 0


def figures(desk: Desk, *, period: Period, split: str) -> FigureTable:
    """The figures of a period, divided by a key of `SPLITS`."""
    with desk.store.read() as connection:
        counts = figure_queries.count(connection, _counting(desk, period, split))
        names = _office_names(records.find(connection, Office))
    by_key: dict[str, dict[str, int]] = {}
    for (family, facet, part), number in counts.items():
        by_key.setdefault(_key(family, facet), {})[part] = number
    columns = _columns(desk, split, {part for _, _, part in counts}, names)
    rows = tuple(
        FigureRow(
            key=line.key,
            title=line.title,
            unit=line.unit,
            level=line.level,
            section=line.section,
            total=sum(by_key.get(line.key, {}).values()),
            parts=tuple(by_key.get(line.key, {}).get(column.key, 0) for column in columns),
        )
        for line in _lines(desk, by_key)
    )
    return FigureTable(period, split, columns, rows)


def _counting(desk: Desk, period: Period, split: str) -> Counting:
    return Counting(period, split, desk.catalogues.minorities)


def _key(family: str, facet: str) -> str:
    return f"{family}:{facet}" if family in FACETED else family


def _lines(desk: Desk, found: Iterable[str]) -> Iterator[_Line]:
    """All lines in order; codes this program does not know have a line when somebody has them."""
    for family, title, unit in (
        ("visits", "Lượt tư vấn", "lượt"),
        ("people", "Người được tư vấn", "người"),
    ):
        yield _Line("Tư vấn", family, title, unit)
        for facet, list_name, called in (
            ("topic", "counsel_topic_worker", "Nội dung"),
            ("channel", "visit_channel", "Hình thức"),
        ):
            for code, name in _facets(desk, list_name, f"{family}.{facet}", found):
                yield _Line("Tư vấn", f"{family}.{facet}:{code}", f"{called}: {name}", unit, 1)
    yield _Line("Tư vấn", "employer_visits", "Lượt tư vấn người sử dụng lao động", "lượt")
    yield _Line("Đăng ký", "registered", "Người đăng ký mới", "người")
    yield _Line("Giới thiệu", "letters", "Phiếu giới thiệu đã cấp", "phiếu")
    yield _Line("Giới thiệu", "referred", "Người được giới thiệu", "người")
    for key, title, level in _OUTCOMES:
        yield _Line("Kết quả", key, title, "phiếu", level)
    yield _Line("Nhận được việc làm", "placed", "Người nhận được việc làm", "người")
    for code, name in _facets(desk, "placement_destination", "placed.to", found):
        yield _Line("Nhận được việc làm", f"placed.to:{code}", name or "Chưa rõ nơi", "người", 1)
    for milestone, name in MILESTONE_NAMES.items():
        after = name.lower()
        yield _Line("Theo dõi", f"asked:{milestone}", f"Đã hỏi được {after}", "người")
        yield _Line("Theo dõi", f"still:{milestone}", f"Còn làm việc {after}", "người", 1)


_OUTCOMES = (
    ("outcome:attended", "Đã đến dự tuyển", 0),
    ("outcome:passed", "Trúng tuyển", 0),
    ("outcome:started_work", "Nhận việc", 0),
    ("outcome:refused_by_worker", "Người lao động từ chối", 0),
    ("unjustified", "Không có lý do chính đáng", 1),
    ("outcome:refused_by_employer", "Đơn vị không nhận", 0),
)


def _facets(
    desk: Desk, list_name: str, family: str, found: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """The codes of a list with their names, then those only records know; an empty one last."""
    listed = [entry.choice for entry in desk.catalogues.lists[list_name]]
    yield from ((choice.code, choice.name) for choice in listed)
    known = {choice.code for choice in listed}
    codes = {key.removeprefix(f"{family}:") for key in found if key.startswith(f"{family}:")}
    unknown = sorted(codes - known, key=lambda code: (not code, code))
    yield from ((code, code) for code in unknown)


# --- Columns -------------------------------------------------------------------------------------


def _columns(
    desk: Desk, split: str, found: set[str], offices: Mapping[str, str]
) -> tuple[SplitColumn, ...]:
    if split == "none":
        return ()
    titles = _titles(desk, split, offices)
    unknown = sorted(found - titles.keys() - {NOT_RECORDED})
    keys = [*(key for key in titles if split != "office" or key in found), *unknown]
    columns = [SplitColumn(key, titles.get(key, key)) for key in keys]
    if NOT_RECORDED in found:
        columns.append(SplitColumn(NOT_RECORDED, "Chưa ghi"))
    return tuple(columns)


def _titles(desk: Desk, split: str, offices: Mapping[str, str]) -> Mapping[str, str]:
    if split == "office":
        return offices
    if split in _YES_NO:
        return _YES_NO[split]
    entries = desk.catalogues.lists[_LISTS[split]]
    return {entry.choice.code: entry.choice.name for entry in entries if entry.offered}


def _office_names(known: Iterable[Office]) -> dict[str, str]:
    names = {office.code: office.name for office in settings.OFFICES}
    return names | {office.code: office.name for office in known if office.name}


# --- Who stands behind ---------------------------------------------------------------------------


def people_behind(
    desk: Desk, *, period: Period, row: str, split: str, column: str = ""
) -> list[BehindRow]:
    """Those a figure counts, by day, then by given name: exactly as many as the figure says.

    `row` and `column` are keys of the table; without a column, those of the total.
    """
    family, _, facet = row.partition(":")
    with desk.store.read() as connection:
        found = figure_queries.behind(
            connection,
            _counting(desk, period, split),
            family=family,
            facet=facet,
            part=column,
        )
        names = _office_names(records.find(connection, Office))
    keys = {name: sort_key(name) for name in {case.name for case in found}}
    found.sort(key=lambda case: (case.day, keys[case.name], case.record_id))
    return [_behind_row(desk, family, case, names) for case in found]


def _behind_row(desk: Desk, family: str, case: Behind, offices: Mapping[str, str]) -> BehindRow:
    born = PartialDate.from_iso(case.birth_date) if case.birth_date else None
    return BehindRow(
        record_id=case.record_id,
        worker_id=case.worker_id,
        employer_id=case.employer_id,
        full_name=case.name,
        birth_year=born.year if born else None,
        commune=desk.catalogues.places.show_commune(case.commune),
        office=offices.get(case.stream, case.stream),
        on=date.fromisoformat(case.day),
        what=_what(desk, family, case),
    )


_SEPARATOR = " · "


def _what(desk: Desk, family: str, case: Behind) -> str:
    show = desk.catalogues
    if family in ("asked", "still"):
        return show.name("follow_up_status", case.what)
    if family == "registered":
        return ""
    if not family.startswith(("visits", "people", "employer_visits")):
        return _SEPARATOR.join(part for part in (case.what, case.how) if part)
    topics = "counsel_topic_employer" if case.employer_id else "counsel_topic_worker"
    said = show.names(topics, msgspec.json.decode(case.what, type=tuple[str, ...]))
    return _SEPARATOR.join([*said, show.name("visit_channel", case.how)])
