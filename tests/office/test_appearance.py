"""How a PC likes its windows is kept beside the database, and never keeps anybody out."""

from pathlib import Path

import pytest

from desktop_app.domain.faults import FileReadOnly
from desktop_app.office.appearance import (
    APPEARANCE_FILE,
    Appearance,
    appearance_of,
    keep_appearance,
)


def test_nothing_chosen_is_the_usual_look(tmp_path: Path):
    assert appearance_of(tmp_path) == Appearance()


def test_a_choice_is_there_the_next_time(tmp_path: Path):
    keep_appearance(tmp_path, Appearance("large-type", 125))
    assert appearance_of(tmp_path) == Appearance("large-type", 125)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"preset": "light"}',
        b'{"preset": "light", "zoom": "wide"}',
        b'{"preset": null, "zoom": null}',
        b'{"preset": "light", "zoom": Infinity}',
        b'{"preset": "light", "zoom": NaN}',
    ],
)
def test_a_damaged_file_is_the_usual_look(tmp_path: Path, content: bytes):
    (tmp_path / APPEARANCE_FILE).write_bytes(content)
    assert appearance_of(tmp_path) == Appearance()


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path):
    (tmp_path / APPEARANCE_FILE).mkdir()  # nothing can be written in its place, by nobody
    with pytest.raises(FileReadOnly, match="giữ nguyên như cũ"):
        keep_appearance(tmp_path, Appearance("light", 110))
