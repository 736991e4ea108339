"""The pages of the help beside the program they tell of: screens, keys, words and links."""

import ast
import re
import unicodedata
from pathlib import Path

import pytest

import desktop_app
import ui
from desktop_app.paths import resources
from tests.ui.counsellor import Counsellor
from ui.help.pages import NAMES, folder, page, title
from ui.keys import GROUPS
from ui.screens.everything import Screens

MOST_WORDS = 330
"""A page fits a screen and a half at most."""
NOT_ON_SCREEN = {"ta"}
"""Quoted, but typed by the user."""
IN_EXCEL = {"Ctrl+V"}


def told_keys() -> set[str]:
    """Every key of the list; a range stands for each of its digits."""
    keys = {key for _, lines in GROUPS for line in lines for key in line.keys}
    ranges = [key.split("–") for key in keys if "–" in key]
    return keys | {
        str(digit) for first, last in ranges for digit in range(int(first), int(last) + 1)
    }


def words_of_the_program() -> list[str]:
    """Every text in the code, and the code lists."""
    texts: list[str] = []
    for package in (ui, desktop_app):
        for file in Path(str(package.__file__)).parent.rglob("*.py"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            texts += [
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            ]
    lists = (resources() / "catalogues").glob("*.csv")
    return texts + [file.read_text(encoding="utf-8") for file in lists]


@pytest.fixture(scope="module")
def program_words() -> str:
    """All of them, one below the other."""
    return "\n".join(words_of_the_program())


def test_every_screen_has_its_page_and_every_page_its_screen(counsellor: Counsellor):
    screens = counsellor.main.screens
    assert isinstance(screens, Screens)
    assert sorted(file.stem for file in folder().glob("*.md")) == sorted(screens.names())
    assert sorted(NAMES) == sorted(screens.names())


def test_no_two_pages_have_one_title():
    titles = [title(page(name)) for name in NAMES]
    assert sorted(set(titles)) == sorted(titles)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_what_for_and_what_to_do_and_is_short(name: str):
    text = page(name)
    assert text.startswith("# ")
    assert unicodedata.is_normalized("NFC", text)
    first = text.split("\n\n")[1]
    assert not first.startswith(("#", "-", "1."))
    assert text.count("\n## ") >= 2
    assert len(text.split()) <= MOST_WORDS


@pytest.mark.parametrize("name", NAMES)
def test_every_key_of_a_page_is_a_key_of_the_program(name: str):
    named = re.findall(r"`([^`]+)`", page(name))
    assert set(named) - told_keys() - IN_EXCEL == set()
    outside = re.sub(r"`[^`]+`", "", page(name))
    assert re.findall(r"\b(?:F\d+|Ctrl|Alt|Esc|Enter|Tab)\b", outside) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_word_quoted_in_a_page_stands_on_the_screen(name: str, program_words: str):
    quoted = re.findall(r"«([^»]+)»", page(name))
    assert [
        word for word in quoted if word not in program_words and word not in NOT_ON_SCREEN
    ] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_another_page(name: str):
    links = re.findall(r"\]\(([^)]+)\)", page(name))
    assert set(links) <= {f"{other}.md" for other in NAMES if other != name}
