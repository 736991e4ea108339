"""Looks for words in the bytes of files, in every spelling a program may have left them in."""

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from desktop_app.domain.names import fold, search_fold

Hits = set[tuple[str, str]]
"""Names of files, and the words found in them."""


def spellings(word: str) -> frozenset[bytes]:
    """The word in NFC, NFD and the two folded forms, as typed, in small letters and in capitals (as
    on the letter), in UTF-8 and UTF-16LE."""
    forms = [unicodedata.normalize(form, word) for form in ("NFC", "NFD")]
    forms += [fold(word), search_fold(word)]
    cases = {case for form in forms for case in (form, form.lower(), form.upper())}
    return frozenset(case.encode(code) for case in cases for code in ("utf-8", "utf-16-le"))


class ByteSearch:
    """A search for some words, ready to be used often."""

    def __init__(self, words: Iterable[str]) -> None:
        self._spellings = {word: spellings(word) for word in words}

    def in_bytes(self, content: bytes) -> set[str]:
        """Which of the words stand in it."""
        return {
            word
            for word, written in self._spellings.items()
            if any(spelling in content for spelling in written)
        }

    def in_folder(self, folder: Path) -> Hits:
        """Which words stand in the files below a folder, or in their names."""
        hits: Hits = set()
        for file in files_below(folder):
            name = file.relative_to(folder).as_posix()
            hits |= {(name, word) for word in self.in_bytes(os.fsencode(name) + _content(file))}
        return hits

    def in_open_files(self, process: int) -> Hits:
        """Which words stand in the files a process holds open, those without a name too."""
        hits: Hits = set()
        for handle in Path(f"/proc/{process}/fd").iterdir():
            try:
                target = str(handle.readlink())
                if stat.S_ISREG(handle.stat().st_mode):
                    hits |= {(target, word) for word in self.in_bytes(handle.read_bytes())}
            except FileNotFoundError:
                continue  # closed meanwhile
        return hits


def files_below(folder: Path) -> Iterator[Path]:
    """All regular files, also while a program makes and removes some."""
    for place, _, names in os.walk(folder):
        for name in names:
            file = Path(place, name)
            if file.is_file() and not file.is_symlink():
                yield file


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""  # gone meanwhile
