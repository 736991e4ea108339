"""The office the benchmarks work at: 200,000 made-up people, 1,000,000 visits, 40,000 letters; and
2,000 firms with 4,000 vacancies.

Made once into a folder and used again; making it takes a few minutes.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from desktop_app.domain import stamps
from desktop_app.domain.dates import local_date
from desktop_app.domain.employers import Employer
from desktop_app.domain.ids import new_id
from desktop_app.domain.kinds import kind_of
from desktop_app.domain.records import Record
from desktop_app.domain.referrals import Referral, ReferralEvent, letter_number
from desktop_app.domain.vacancies import IN_PROVINCE, Vacancy
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker
from desktop_app.office.demo_people import made_up_worker
from desktop_app.office.desk import Desk
from desktop_app.office.door import data_state, known_users
from desktop_app.office.sign_in import first_run, sign_in
from desktop_app.storage import records

NAME, PASSWORD = "Lý Thị Hoa", "hoa-hoi-bac-son"
COMMUNES = tuple(f"new:{code}" for code in ("06325", "06337", "06349", "06364", "06367", "06376"))
VISITS_EACH = 5
A_LETTER_EVERY = 5
DAYS = 1500
"""The visits lie in so many days before today."""
FIRMS = 2000
TRADES = ("May", "Gỗ", "Gạch", "Chè", "Điện tử", "Vận tải", "Hồi", "Xây dựng", "Cơ khí", "Thêu")
PLACES = ("Thất Khê", "Bắc Sơn", "Tân Thành", "Vân Nham", "Hữu Lũng", "Đồng Mỏ", "Na Sầm")
JOBS = (
    "Thợ may",
    "Công nhân",
    "Lái xe tải",
    "Kiểm hàng",
    "Bốc xếp",
    "Kế toán",
    "Bảo vệ",
    "Thợ hàn",
)


def now() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)


def large_office(folder: Path, *, people: int, visits_each: int = VISITS_EACH) -> Desk:
    """Somebody signed in at the large office, which is made where there is none yet."""
    if data_state(folder) == "ready":
        user = known_users(folder)[0]
        return sign_in(folder, user_id=user.user_id, password=PASSWORD, now=now)
    desk = first_run(
        folder,
        office_code="BS",
        office_name="Văn phòng Bắc Sơn",
        pc=1,
        full_name=NAME,
        password=PASSWORD,
        now=now,
    ).desk
    with desk.store.apply() as transaction:
        records.add_many(transaction, _stamped(_everything(desk, people, visits_each)), stream="BS")
    return desk


def _everything(desk: Desk, people: int, visits_each: int) -> Iterator[Record]:
    rng = Random(people)  # noqa: S311 - made-up people need no secrets
    today = now()
    for serial in range(people):
        begun = today - timedelta(days=rng.randrange(1, DAYS), minutes=rng.randrange(400))
        worker = made_up_worker(
            rng,
            worker_id=new_id(),
            serial=serial,
            communes=COMMUNES,
            registered_on=local_date(begun),
            registered_by=desk.user.id,
        )
        yield worker
        yield from _visits(rng, desk, worker, begun, today, visits_each)
        if serial % A_LETTER_EVERY == 0:
            yield from _a_letter(rng, desk, worker, begun, serial // A_LETTER_EVERY)
    for serial in range(FIRMS):
        yield from _a_firm(rng, serial, local_date(today))


def _visits(
    rng: Random, desk: Desk, worker: Worker, begun: datetime, today: datetime, each: int
) -> Iterator[Visit]:
    for number in range(each):
        yield Visit(
            id=new_id(),
            worker_id=worker.id,
            at=begun + (today - begun) * number / each,
            channel=rng.choice("11123"),
            topics=rng.choice((("vl",), ("bhtn",), ("cs", "vl"), ("nn",))),
            content="Hỏi việc gần nhà, nhận làm theo ca",
            next_step="1",
            minutes=20,
            counsellor_id=desk.user.id,
        )


def _a_letter(
    rng: Random, desk: Desk, worker: Worker, begun: datetime, serial: int
) -> Iterator[Record]:
    day = local_date(begun)
    letter = Referral(
        id=new_id(),
        number=letter_number("BS", 1, day.year, serial),
        worker_id=worker.id,
        employer="Công ty TNHH May Thất Khê",
        position="Thợ may",
        issued_on=day,
        valid_until=day + timedelta(days=14),
        counsellor_id=desk.user.id,
    )
    yield letter
    moves = ("issued", rng.choice(("started_work", "refused_by_employer", "refused_by_worker")))
    for number, move in enumerate(moves):
        yield ReferralEvent(
            id=new_id(),
            referral_id=letter.id,
            worker_id=worker.id,
            move=move,
            happened_on=day,
            at=begun + timedelta(minutes=number),
            reason="1" if number else "",
            justified="1" if move == "refused_by_worker" else "",
            destination=rng.choice("25") if move == "started_work" else "",
            counsellor_id=desk.user.id,
        )


def _a_firm(rng: Random, serial: int, today: date) -> Iterator[Record]:
    firm = Employer(
        id=new_id(),
        name=f"Công ty TNHH {rng.choice(TRADES)} {rng.choice(PLACES)} {serial}",
        tax_code=f"49{serial:08}",
        kind="2",
        commune=rng.choice(COMMUNES),
    )
    yield firm
    for title in rng.sample(JOBS, 2):
        yield Vacancy(
            id=new_id(),
            employer_id=firm.id,
            title=title,
            places=rng.randrange(1, 40),
            destination=IN_PROVINCE,
            work_commune=firm.commune,
            wage_from=7_000_000,
            open_until=today + timedelta(days=rng.randrange(-200, 60)),
        )


def _stamped(made: Iterator[Record]) -> Iterator[Record]:
    stamp = stamps.make_stamp(ms=int(now().timestamp() * 1000), counter=0, device="de30" * 4)
    for record in made:
        yield replace(record, stamps=dict.fromkeys(kind_of(record).groups, stamp))
