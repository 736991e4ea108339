"""Messages as the versions of the wire so far have sent them are read for ever.

The files are never changed and never removed; a later version adds its own. Each has a member that
no version knows.
"""

import json
from pathlib import Path

import msgspec
import pytest

from desktop_app.protocol import messages
from desktop_app.protocol.encoding import link_holds, unpack
from desktop_app.protocol.messages import Push
from desktop_app.protocol.versions import OLDEST_WIRE, WIRE

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_message_of_an_earlier_version_is_read(path: Path) -> None:
    """All it says is in what is read; what it does not say has its default."""
    message = getattr(messages, path.stem.partition("_")[2])
    written = json.loads(path.read_text(encoding="utf-8"))
    read = msgspec.to_builtins(unpack(path.read_bytes(), message, max_bytes=10**6))
    said = {name: value for name, value in written.items() if name != "from_a_later_version"}
    assert {name: read[name] for name in said} == said
    assert "from_a_later_version" not in read


def test_every_version_that_is_read_has_its_files() -> None:
    versions = {int(path.stem.partition("_")[0]) for path in GOLDEN}
    assert versions >= {*range(OLDEST_WIRE, WIRE + 1)}


@pytest.mark.parametrize("wire", range(OLDEST_WIRE, WIRE + 1))
def test_the_link_of_an_earlier_version_still_holds(wire: int) -> None:
    path = Path(__file__).parent / "golden" / f"{wire}_Push.json"
    assert link_holds(unpack(path.read_bytes(), Push, max_bytes=10**6))
