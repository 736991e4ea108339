"""The centre and PCs of its offices."""

from collections.abc import Callable, Iterator

import pytest

from tests.central_builder import ACentre, ADevice, central, postgres

__all__ = ["a_device", "central", "new_device", "postgres"]


@pytest.fixture
def new_device(central: ACentre) -> Iterator[Callable[..., ADevice]]:
    """Call it for a PC the centre does not know yet, for an office (BS if none is named)."""
    made: list[ADevice] = []

    def make(office: str = "BS") -> ADevice:
        made.append(central.new_device(office))
        return made[-1]

    yield make
    for device in made:
        device.client.close()


@pytest.fixture
def a_device(new_device: Callable[..., ADevice]) -> Callable[..., ADevice]:
    """Call it for an enrolled PC of an office."""

    def make(office: str = "BS") -> ADevice:
        device = new_device(office)
        device.enrol()
        return device

    return make
