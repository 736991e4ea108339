"""The file of a journal: pieces appended, half-written, damaged and written anew."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop_app.domain.changes import Change
from desktop_app.storage.journal import (
    JournalFile,
    Piece,
    append,
    name_of,
    open_piece,
    read_file,
    write_anew,
)
from desktop_app.storage.letter_numbers import Serial
from desktop_app.storage.store import Store

CIPHER = AESGCM(bytes(range(32)))
DEVICE = "00c0ffee00c0ffee"


def a_piece(number: int) -> Piece:
    """The entry of this number."""
    change = Change(
        device=DEVICE,
        epoch=1,
        dseq=number,
        tx=f"t{number}",
        kind="worker",
        record=f"w{number}",
        op="insert",
        stamp=f"019ab0c1d2e3-{number:04x}-{DEVICE}",
        user="u1",
        wire=3,
        groups={"name": {"full_name": "Hoàng Thị Mẫu"}},
        base={"name": ""},
    )
    serial = Serial(office_code="BS", pc=1, year=2026, last=number)
    return Piece(epoch=1, last=number, changes=[change], serials=[serial])


def pieces(file: Path) -> list[Piece | None]:
    """What the file says."""
    return [open_piece(CIPHER, sealed) for sealed in read_file(file).sealed]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the journal is to lie."""
    return tmp_path / name_of(DEVICE)


def test_its_name_says_which_pc_and_nothing_of_anybody() -> None:
    assert name_of(DEVICE) == "so-viec-lam-00c0ffee00c0ffee.nhatky"


def test_what_is_not_there_holds_nothing(file: Path) -> None:
    assert read_file(file) == JournalFile((), 0)


def test_pieces_come_back_as_they_were_and_nobody_else_reads_them(file: Path) -> None:
    end = write_anew(file, CIPHER, [a_piece(1)])
    end = append(file, CIPHER, [a_piece(2), a_piece(3)], at=end)
    assert (read_file(file).end, file.stat().st_size) == (end, end)
    assert pieces(file) == [a_piece(1), a_piece(2), a_piece(3)]
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Mẫu".encode() not in file.read_bytes()
    stranger = AESGCM(bytes(32))
    assert [open_piece(stranger, sealed) for sealed in read_file(file).sealed] == [None] * 3


def test_cut_anywhere_it_has_its_whole_pieces_and_goes_on_after_them(file: Path) -> None:
    first = write_anew(file, CIPHER, [a_piece(1)])
    second = append(file, CIPHER, [a_piece(2)], at=first)
    whole = file.read_bytes()
    for cut in range(first, second):
        file.write_bytes(whole[:cut])
        assert (read_file(file).end, pieces(file)) == (first, [a_piece(1)])
        append(file, CIPHER, [a_piece(3)], at=first)
        assert pieces(file) == [a_piece(1), a_piece(3)]


def test_a_damaged_byte_takes_no_more_than_its_piece(file: Path) -> None:
    end = write_anew(file, CIPHER, [a_piece(number) for number in range(1, 6)])
    whole = file.read_bytes()
    for at in range(0, end, 7):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        found = [piece.last for piece in pieces(file) if piece]
        assert len(found) >= 4
        assert found == sorted({1, 2, 3, 4, 5} & {*found})


def test_another_takes_its_place_whole(file: Path) -> None:
    write_anew(file, CIPHER, [a_piece(1)])
    (file.parent / f"{file.name}.new").write_bytes(b"cut short")
    write_anew(file, CIPHER, [a_piece(2)])
    assert pieces(file) == [a_piece(2)]
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_the_store_seals_for_a_purpose_until_it_is_closed(store: Store) -> None:
    sealed = store.cipher("journal").encrypt(bytes(12), b"said", None)
    assert store.cipher("journal").decrypt(bytes(12), sealed, None) == b"said"
    assert store.cipher("another").encrypt(bytes(12), b"said", None) != sealed
    store.close()
    with pytest.raises(ValueError, match="forgotten"):
        store.cipher("journal")
