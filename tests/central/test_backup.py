"""A backup of the centre holds all, tells nobody anything, and is put back whole or not at all."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.central import backup, tables
from desktop_app.central.backup import (
    BackupProblem,
    DamagedBackup,
    NewerBackup,
    NotABackup,
    all_tables,
    back_up,
    prove,
)
from desktop_app.central.database import closing_engine
from desktop_app.central.restoring import restore
from tests.central_builder import ACentre, ADevice, APostgres, a_central

Device = Callable[..., ADevice]

KEY = bytes(range(32))
NAME = "Hoàng Thị Chỉ Thấy Ở Đây"


def saved(central: ACentre, out: Path, *, off_machine: bool = False) -> backup.Manifest:
    """A backup of the centre as it is."""
    return back_up(central.engine, out, key=KEY, now_ms=1, off_machine=off_machine)


def everything(central: ACentre) -> dict[str, list[dict[str, object]]]:
    """All rows of all tables but the life of the server."""
    own = {tables.server, tables.earlier_life, tables.restored_head}
    return {t.fullname: central.rows(t) for t in all_tables() if t not in own}


@pytest.fixture
def worked(central: ACentre, a_device: Device) -> ACentre:
    """A centre at which a PC has written awkward values."""
    pc = a_device()
    pc.push(pc.write(groups={"name": {"full_name": NAME}}))
    pc.push(pc.write(groups={"name": {"full_name": "dòng\nmới \\N \\. \t «»"}}))
    return central


def test_everything_comes_back_and_a_new_life_begins(
    worked: ACentre, a_device: Device, tmp_path: Path
) -> None:
    out = tmp_path / "trung-tam.saoluu"
    manifest = saved(worked, out)
    assert manifest.rows == sum(map(len, everything(worked).values())) + 1
    assert manifest.heads == {"BS": 2, "HL": 0, "LS": 0, "TD": 0, "common": 0}
    had, (life,) = everything(worked), worked.rows(tables.server)
    pc = a_device("TD")
    pc.push(pc.write())
    assert restore(worked.engine, out, key=KEY) == manifest
    assert everything(worked) == had
    (now,) = worked.rows(tables.server)
    assert now["epoch"] != life["epoch"]
    assert worked.rows(tables.earlier_life) == [{"epoch": life["epoch"]}]
    heads = [{"stream": name, "head": head} for name, head in sorted(manifest.heads.items())]
    assert worked.rows(tables.restored_head) == heads


def test_it_comes_back_into_an_empty_database(
    worked: ACentre, postgres: APostgres, tmp_path: Path
) -> None:
    saved(worked, tmp_path / "one")
    with a_central(postgres) as fresh:
        restore(fresh.engine, tmp_path / "one", key=KEY)
        assert everything(fresh) == everything(worked)
    url = postgres.fresh_database()
    with closing_engine(url) as engine:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA exchange CASCADE")
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        restore(engine, tmp_path / "one", key=KEY)
        assert everything(ACentre(postgres, url, engine)) == everything(worked)
    postgres.drop(url)


def test_the_heads_of_several_restores_are_the_lowest(
    worked: ACentre, a_device: Device, tmp_path: Path
) -> None:
    saved(worked, tmp_path / "early")
    restore(worked.engine, tmp_path / "early", key=KEY)
    pc = a_device()
    pc.push(pc.write())
    saved(worked, tmp_path / "later")
    restore(worked.engine, tmp_path / "later", key=KEY)
    heads = {row["stream"]: row["head"] for row in worked.rows(tables.restored_head)}
    assert heads["BS"] == 2
    assert worked.count(tables.earlier_life) == 2


def test_the_file_tells_nobody_anything(worked: ACentre, tmp_path: Path) -> None:
    out = tmp_path / "trung-tam.saoluu"
    saved(worked, out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    content = out.read_bytes()
    assert content.startswith(backup.TITLE)
    assert NAME.encode() not in content
    assert list(tmp_path.iterdir()) == [out]
    first = content
    saved(worked, out)
    assert out.read_bytes()[len(backup.TITLE) :] != first[len(backup.TITLE) :]


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (flipped, DamagedBackup),
        (lambda content: content[:-1], DamagedBackup),
        (lambda content: content[: len(backup.TITLE) + 10], DamagedBackup),
        (lambda content: content + b"\0", DamagedBackup),
        (lambda _: b"", NotABackup),
        (lambda _: b"PK\x03\x04 another file", NotABackup),
        (lambda content: content.replace(b"backup 1\n", b"backup 2\n", 1), NewerBackup),
    ],
)
def test_a_spoilt_file_is_refused_and_changes_nothing(
    worked: ACentre,
    tmp_path: Path,
    spoil: Callable[[bytes], bytes],
    problem: type[BackupProblem],
) -> None:
    out = tmp_path / "one"
    saved(worked, out)
    out.write_bytes(spoil(out.read_bytes()))
    had, life = everything(worked), worked.rows(tables.server)
    with pytest.raises(problem) as refused:
        restore(worked.engine, out, key=KEY)
    assert "Chưa có gì thay đổi" in str(refused.value)
    assert (everything(worked), worked.rows(tables.server)) == (had, life)


def test_another_centres_key_opens_nothing(worked: ACentre, tmp_path: Path) -> None:
    saved(worked, tmp_path / "one")
    with pytest.raises(DamagedBackup):
        restore(worked.engine, tmp_path / "one", key=bytes(32))


def test_what_a_newer_program_wrote_is_refused(
    worked: ACentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(worked, tmp_path / "one")
    monkeypatch.setattr(backup, "WIRE", backup.WIRE - 1)
    with pytest.raises(NewerBackup):
        restore(worked.engine, tmp_path / "one", key=KEY)


def test_a_disk_that_fails_leaves_the_old_backup(worked: ACentre, tmp_path: Path) -> None:
    out = tmp_path / "one"
    out.mkdir()  # nothing can take its place
    with pytest.raises(IsADirectoryError):
        saved(worked, out)
    assert list(tmp_path.iterdir()) == [out]


def test_many_pieces_are_proved(worked: ACentre, a_device: Device, tmp_path: Path) -> None:
    pc = a_device()
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))
    for n in range(40):
        pc.push(pc.write("visit", groups={"result": {"result": "", "note": text[n:] + text[:n]}}))
    out = tmp_path / "one"
    manifest = saved(worked, out)
    assert prove(out, key=KEY) == manifest


def test_only_what_lies_off_the_machine_is_safe(
    worked: ACentre, a_device: Device, tmp_path: Path
) -> None:
    pc = a_device()
    pc.push(pc.write(), pc.write())
    saved(worked, tmp_path / "here")
    assert pc.hello().safe_dseq == 0
    saved(worked, tmp_path / "away", off_machine=True)
    pc.push(pc.write())
    assert pc.hello().safe_dseq == 2
    # An older backup kept elsewhere afterwards takes nothing back; of a later epoch, all is safe.
    with worked.engine.begin() as connection:
        backup._advance_marks(  # pyright: ignore[reportPrivateUsage]
            connection, [backup.Mark(device=pc.device, epoch=1, dseq=1)]
        )
    assert pc.hello().safe_dseq == 2
    with worked.engine.begin() as connection:
        connection.execute(tables.device.update().values(safe_epoch=5, safe_dseq=0))
    assert pc.hello().safe_dseq == 2**53 - 1
