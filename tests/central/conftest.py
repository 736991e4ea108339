"""The centre and PCs of its offices."""

from collections.abc import Callable, Iterator

import pytest

from tests.central_builder import ACentre, ADevice, an_enrolled_device, central, postgres

__all__ = ["a_device", "central", "postgres"]


@pytest.fixture
def a_device(central: ACentre) -> Iterator[Callable[..., ADevice]]:
    """Call it for an enrolled PC of an office (BS if none is named)."""
    made: list[ADevice] = []

    def make(office: str = "BS") -> ADevice:
        made.append(an_enrolled_device(central, office))
        return made[-1]

    yield make
    for device in made:
        device.client.close()
