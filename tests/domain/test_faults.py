"""The sentences of faults."""

import pytest

from desktop_app.domain import faults
from desktop_app.domain.faults import Fault

FAULTS = [
    each
    for each in vars(faults).values()
    if isinstance(each, type) and issubclass(each, Fault) and each is not Fault
]


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_says_what_happened_and_what_to_do(fault: type[Fault]) -> None:
    sentence = str(fault())
    assert sentence == fault.sentence or fault is faults.HandedOver  # that one names the office
    assert sentence.endswith(".")
    assert len(sentence.rstrip(".").replace(";", ".").split(".")) >= 2


def test_a_fault_may_bring_its_own_sentence() -> None:
    assert (
        str(faults.Refused("Máy này đã bị thu hồi.", reason="revoked")) == "Máy này đã bị thu hồi."
    )
    assert faults.WrongPassword(wait_s=4.0).wait_s == 4.0
    assert faults.Superseded(("name", "phone")).groups == ("name", "phone")
    assert faults.Unreachable(timed_out=True).timed_out
