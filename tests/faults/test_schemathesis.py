"""What the centre's OpenAPI says holds: Schemathesis makes requests from it, right ones and wrong
ones, and runs every check it has over the answers. With a device's token, and without.

The endpoints are those the description names, whatever they are. What is made up at random never
gets past the hash chain, nor finds a stream or a kind: so it is asked again with that filled in.
"""

import copy
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import ignored_auth

from desktop_app.central import tables
from tests.central_builder import ACentre, ADevice
from tests.faults.conftest import amount
from tests.faults.filled_in import FilledIn
from tests.faults.shapes import with_shapes

REQUESTS = amount(5_000, 50_000)
SEED = 4


@dataclass
class Caller:
    """A device that asks what Schemathesis made up, and has every answer checked."""

    centre: ACentre
    pc: ADevice
    ca: Path
    session: requests.Session
    filled_in: FilledIn
    signed_in: bool = True
    answers: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])

    def ask(self, case: Case) -> None:
        """The request as it was made up, and again filled in; whether it is right or wrong then is
        for Schemathesis to say."""
        case.body = whole(case.body)
        self._ask(case)
        filled = self.filled_in.body(case.path, case.body)
        if filled is not None:
            case.body = filled
            self._ask(case)

    def _ask(self, case: Case) -> None:
        """One request, all checks. The one that asks again without a token is made of every tenth:
        all of them have a test of their own below."""
        line: dict[str, Any] = {
            "headers": {"Authorization": f"Bearer {self.pc.token}"} if self.signed_in else {},
            "session": self.session,
            "base_url": self.centre.address,
            "verify": str(self.ca),
        }
        answer = case.call(**line)
        self.answers[case.operation.label, answer.status_code] += 1
        headers = line.pop("headers")
        case.validate_response(
            answer,
            headers=headers,
            transport_kwargs=line,
            excluded_checks=[ignored_auth] if self.answers.total() % 10 else [],
        )
        if answer.status_code == 200:
            self.filled_in.note(case.path, case.body, answer.json())


def whole(value: Any) -> Any:
    """JSON Schema counts 2960.0 among the whole numbers; the protocol has no fractions at all,
    because canonical bytes would differ (PROTOCOL.md §2)."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [whole(one) for one in value]
    if isinstance(value, dict):
        return {name: whole(one) for name, one in value.items()}
    return value


@pytest.fixture
def caller(central: ACentre, tmp_path: Path) -> Iterator[Caller]:
    """A device with a token."""
    ca = tmp_path / "ca.pem"
    ca.write_text(central.ca_certificate)
    pc = central.new_device()
    pc.enrol()
    with requests.Session() as session:
        yield Caller(central, pc, ca, session, FilledIn(pc.device))
    pc.client.close()


def ask_all(caller: Caller, described: dict[str, Any], count: int) -> None:
    """So many requests in all, shared among the operations; half of them wrong on purpose. What
    is wrong with those is never the token, which has a test of its own."""
    unlocked = without(described["paths"], "security")
    for mode, told in (
        (GenerationMode.POSITIVE, with_lists(described, maxItems=3)),
        (GenerationMode.NEGATIVE, with_lists(described | {"paths": unlocked})),
    ):
        schema = schemathesis.openapi.from_dict(told)
        found = schema.get_all_operations()
        operations = [one.ok() for one in found if isinstance(one, Ok)]
        assert len(operations) == sum(map(len, told["paths"].values()))
        for operation in operations:

            @seed(SEED + caller.answers.total())
            @settings(
                max_examples=count * 5 // (12 * len(operations)) + 1,  # some are asked twice
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=[
                    HealthCheck.too_slow,
                    HealthCheck.filter_too_much,
                    HealthCheck.data_too_large,
                    HealthCheck.large_base_example,
                ],
            )
            @given(operation.as_strategy(generation_mode=mode))
            def run(case: Case) -> None:
                assume(has_known_parameters(case))
                caller.ask(case)

            try:
                run()
            except Unsatisfiable:  # there is no wrong way to ask for a nonce
                assert operation.label == "GET /v1/nonce"


def has_known_parameters(case: Case) -> bool:
    """Schemathesis counts parameters nobody has heard of as wrong; like members of a message that
    a reader does not know, they are ignored."""
    known = {parameter.name for parameter in case.operation.query}
    return set(case.query or {}) <= known


def without(paths: dict[str, Any], member: str) -> dict[str, Any]:
    """The paths with no word of it."""
    return {
        path: {
            way: {name: value for name, value in told.items() if name != member}
            for way, told in ways.items()
        }
        for path, ways in paths.items()
    }


def with_lists(described: dict[str, Any], **most: int) -> dict[str, Any]:
    """The description with other lengths of the lists of changes and records. Long ones take most
    of the time to make up; that they may be too long is tested in `tests/central`."""
    other = copy.deepcopy(described)
    schemas = other["components"]["schemas"]
    for message, name in (("Push", "changes"), ("OfferRequest", "records")):
        told = schemas[message]["properties"]
        told[name] = {key: v for key, v in told[name].items() if key != "maxItems"} | most
    return other


def description(caller: Caller) -> dict[str, Any]:
    """The OpenAPI, as anybody can read it."""
    return with_shapes(json.loads(caller.pc.client.get("/v1/schema/openapi.json").content))


def test_the_centre_answers_as_its_openapi_says(caller: Caller) -> None:
    described = description(caller)
    count = REQUESTS
    while count > 0:
        asked = caller.answers.total()
        ask_all(caller, described, count)
        count -= caller.answers.total() - asked
        assert caller.answers.total() > asked
    assert caller.answers.total() >= REQUESTS
    answered = {label for label, status in caller.answers if status == 200}
    never = {"POST /v1/enrol", "POST /v1/token"}  # nobody guesses a code or a signature
    assert answered == {label for label, _ in caller.answers} - never
    assert caller.answers["POST /v1/push", 200] > 0
    merged = {row["kind"] for row in caller.centre.rows(tables.change)}
    assert len(merged) > 5


def test_without_a_token_there_is_nothing(caller: Caller) -> None:
    described = description(caller)
    described["paths"] = {
        path: ways
        for path, ways in described["paths"].items()
        if all("security" in way for way in ways.values())
    }
    caller.signed_in = False
    ask_all(caller, described, REQUESTS // 10)
    assert {status for _, status in caller.answers} == {401}
