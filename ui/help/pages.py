"""The pages of the help as they lie in resources/help: one Markdown file a screen, by its name.

In a page keys stand in backquotes and words of the screen in «…»; a link names another page.
"""

import unicodedata
from pathlib import Path

from desktop_app.paths import resources

NAMES = (
    "today",
    "workers",
    "worker_form",
    "visits",
    "visit_form",
    "referrals",
    "referral_form",
    "outcome_form",
    "follow_ups",
    "contact_form",
    "vacancies",
    "vacancy_form",
    "employers",
    "employer_form",
    "figures",
    "figure_people",
    "exchange",
    "decision",
    "person_question",
    "settings",
    "typing_settings",
    "display_settings",
    "users",
    "backups",
    "audit",
)
"""In the order they are listed in: that of the rail."""


def folder() -> Path:
    """Where the pages lie."""
    return resources() / "help"


def page(name: str) -> str:
    """The page of a screen, as Markdown."""
    text = (folder() / f"{name}.md").read_text(encoding="utf-8")
    return unicodedata.normalize("NFC", text)


def title(text: str) -> str:
    """The first line of a page: what it is about."""
    return text.partition("\n")[0].removeprefix("# ")
