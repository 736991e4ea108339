"""The centre, PCs of its offices with real databases, and a line between them that can fail."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.central_builder import ACentre, central, postgres
from tests.sync.pcs import ALine, APc, TwoOffices, a_line, a_pc

__all__ = ["central", "postgres"]


@pytest.fixture
def enrolled(central: ACentre, tmp_path: Path) -> Iterator[Callable[..., APc]]:
    """Call it for a PC of an office that has its enrolment file; `address` if it is not to go
    straight to the centre."""
    with ExitStack() as stack:
        made: list[APc] = []

        def make(office: str = "BS", *, address: str = "") -> APc:
            enrolment = central.enrolment(office)
            path = tmp_path / f"{office}-{len(made)}.db"
            made.append(stack.enter_context(a_pc(path, enrolment, address=address)))
            return made[-1]

        yield make


@pytest.fixture
def two_offices(central: ACentre, enrolled: Callable[..., APc]) -> TwoOffices:
    """Two PCs in Bắc Sơn and one in Tràng Định."""
    return TwoOffices(central, enrolled("BS"), enrolled("BS"), enrolled("TD"))


@pytest.fixture
def line(central: ACentre) -> Iterator[ALine]:
    """A line to the centre."""
    with a_line(central.port) as there:
        yield there
