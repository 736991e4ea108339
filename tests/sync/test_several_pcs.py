"""Two PCs of an office, one of another and one at the centre, each a process of its own, work and
exchange at the same time with the central service, a process too. In the evening everybody has what
they may see, and all have the same."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from desktop_app.central import tables
from desktop_app.central.__main__ import main as vieclam_central
from desktop_app.central.database import closing_engine
from desktop_app.domain.employers import Employer
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.records import Record
from desktop_app.domain.referrals import Referral
from desktop_app.domain.vacancies import PlaceTaken, Vacancy
from desktop_app.domain.workers import Worker
from desktop_app.office.door import known_users
from desktop_app.office.sign_in import sign_in, sign_out
from desktop_app.office.vacancies import find_vacancies
from desktop_app.sync.round import run_round
from tests.central_builder import ACentre, APostgres
from tests.office.conftest import FIRST_RUN
from tests.sync.pc_day import CORRECTED_BY_CENTRE, CORRECTED_BY_COLLEAGUE, JOB, PEOPLE, now
from tests.sync.pcs import APc, State, states_at

ROOT = Path(__file__).parents[2]
PCS = (("BS", "first"), ("BS", "second"), ("TD", "another"), ("LS", "centre"))
COMMON: tuple[type[Record], ...] = (Employer, Vacancy, PlaceTaken)


@dataclass(frozen=True)
class Evening:
    """What each PC and the centre hold, kind by kind, and the centre's database."""

    pcs: dict[str, dict[type[Record], dict[str, State]]]
    centre: dict[type[Record], dict[str, State]]
    losing: int
    held: int
    places_taken: dict[str, int]


def child(*arguments: str | Path) -> subprocess.Popen[str]:
    """A process of ours, in which a Python warning is an error."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        env=os.environ | {"PYTHONUTF8": "1"},
    )


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """The central service; its address."""
    port_file = data / "port"
    arguments = ("run", "--data-dir", data, "--port", "0", "--port-file", port_file)
    with child("-m", "desktop_app.central", *arguments) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("Máy chủ đã sẵn sàng")
            yield f"https://localhost:{int(port_file.read_text())}"
        finally:
            process.kill()


def work(places: dict[str, Path], files: dict[str, Path]) -> None:
    """All PCs at once, to the end of their pieces."""
    with ExitStack() as stack:
        running = {
            piece: stack.enter_context(
                child("-m", "tests.sync.pc_day", folder, files[piece], piece)
            )
            for piece, folder in places.items()
        }
        for process in running.values():
            stack.callback(process.kill)
        said = {piece: process.communicate(timeout=120) for piece, process in running.items()}
    assert said == dict.fromkeys(PIECES, ("", ""))


PIECES = [piece for _, piece in PCS]


def evening(places: dict[str, Path], engine: Engine, postgres: APostgres) -> Evening:
    """Everybody exchanges once more, one after the other, and is looked at."""
    pcs: dict[str, dict[type[Record], dict[str, State]]] = {}
    taken: dict[str, int] = {}
    with ExitStack() as stack:
        desks = {}
        for piece, folder in places.items():
            (user,) = known_users(folder)
            password = FIRST_RUN["password"]
            desk = sign_in(folder, user_id=user.user_id, password=password, now=now)
            stack.callback(sign_out, desk)
            assert run_round(desk.store).fault is None
            desks[piece] = desk
        for piece, desk in desks.items():
            assert run_round(desk.store).fault is None
            shown = APc(Path(), desk.store)
            pcs[piece] = {kind.record: shown.states(kind.record) for kind in KINDS}
            (job,) = find_vacancies(desk, text=JOB, only_open=True, offset=0, limit=9).rows
            taken[piece] = job.taken
    centre = ACentre(postgres, "", engine)
    return Evening(
        pcs,
        {kind.record: states_at(centre, kind.record) for kind in KINDS},
        centre.count(tables.losing_value),
        centre.count(tables.quarantine),
        taken,
    )


@pytest.fixture(scope="module")
def after(postgres: APostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    """The evening of that day."""
    folder = tmp_path_factory.mktemp("day")
    url, data = postgres.fresh_database(), folder / "centre"
    assert vieclam_central(["init", "--data-dir", str(data), "--database-url", url]) == 0
    places, files = ({piece: folder / f"{piece}{end}" for piece in PIECES} for end in ("", ".file"))
    with closing_engine(url) as engine, serving(data) as address:
        for office, piece in PCS:
            enrol = ["enrol", "--data-dir", str(data), "--office", office]
            out = ["--address", address, "--out", str(files[piece])]
            assert vieclam_central([*enrol, *out]) == 0
        work(places, files)
        yield evening(places, engine, postgres)
    postgres.drop(url)


def test_the_pcs_of_an_office_have_the_same(after: Evening) -> None:
    assert after.pcs["first"] == after.pcs["second"]
    assert len(after.pcs["first"][Worker]) == 2 * PEOPLE


def test_another_office_sees_the_common_records_and_its_own(after: Evening) -> None:
    office, other = after.pcs["first"], after.pcs["another"]
    for kind in KINDS:
        if kind.record in COMMON:
            assert other[kind.record] == office[kind.record]
        else:
            assert not other[kind.record].keys() & office[kind.record].keys()
    assert len(other[Worker]) == PEOPLE
    assert [len(other[kind]) for kind in COMMON] == [2, 1, 3]


def test_the_centre_sees_all_and_is_what_its_database_holds(after: Evening) -> None:
    pcs, centre = after.pcs, after.centre
    assert pcs["centre"] == centre
    for kind in KINDS:
        of_offices = pcs["first"][kind.record] | pcs["another"][kind.record]
        own = centre[kind.record].keys() - of_offices.keys()
        assert centre[kind.record] == of_offices | {one: centre[kind.record][one] for one in own}
        assert len(own) == (1 if kind.name == "staff" else 0)
    assert (after.losing, after.held) == (0, 0)


def test_what_the_centre_corrects_arrives_beside_a_colleagues_correction(after: Evening) -> None:
    shown = {
        (str(fields["full_name"]), str(fields["phone"]), str(fields["note"]))
        for fields, _ in after.pcs["first"][Worker].values()
        if str(fields["full_name"]).endswith(" 1")
    }
    assert shown == {
        ("Hoàng Thị Mẫu BS 1 1", CORRECTED_BY_CENTRE, CORRECTED_BY_COLLEAGUE),
        ("Hoàng Thị Mẫu BS 2 1", CORRECTED_BY_CENTRE, ""),
    }


def test_letters_have_numbers_of_their_own_and_places_are_counted_everywhere(
    after: Evening,
) -> None:
    numbers = [str(fields["number"]) for fields, _ in after.centre[Referral].values()]
    year = now().year
    assert sorted(numbers) == [f"{pc}-{year}-00001" for pc in ("BS1", "BS2", "TD1")]
    assert after.places_taken == dict.fromkeys(PIECES, 3)
