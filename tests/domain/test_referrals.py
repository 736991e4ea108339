"""The moves of a letter, the state they lead to, and the refusals that end a benefit."""

from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.problems import Problem, Severity
from desktop_app.domain.referrals import (
    MOVE_NAMES,
    MOVES,
    OPEN_STATES,
    REFUSAL_LISTS,
    SET_ASIDE,
    STATE_NAMES,
    ReferralEvent,
    State,
    allowed_moves,
    check_event,
    check_referral,
    incompatible,
    letter_number,
    not_with,
    second_refusal_ends_benefit,
    standing,
    state_of,
    unjustified_refusals,
)
from tests.builders import (
    NOW,
    TODAY,
    a_referral,
    a_refusal,
    a_worker,
    a_worker_on_benefit,
    an_event,
    the_catalogues,
)


def events(*moves: str) -> list[ReferralEvent]:
    return [
        an_event(move=move, at=NOW + timedelta(hours=hour), referral_id="letter")
        for hour, move in enumerate(moves)
    ]


@pytest.mark.parametrize(
    ("moves", "state"),
    [
        ((), "new"),
        (("issued",), "issued"),
        (("issued", "attended"), "attended"),
        (("issued", "attended", "passed"), "passed"),
        (("issued", "attended", "passed", "started_work"), "started_work"),
        (("issued", "started_work"), "started_work"),
        (("issued", "passed", "refused_by_worker"), "refused_by_worker"),
        (("issued", "attended", "refused_by_employer"), "refused_by_employer"),
        (("issued", "void"), "void"),
        # What is not allowed changes nothing.
        (("started_work",), "new"),
        (("issued", "void", "started_work"), "void"),
        (("issued", "refused_by_worker", "started_work"), "refused_by_worker"),
        (("issued", "passed", "attended"), "passed"),
        (("issued", "issued"), "issued"),
        (("issued", "sent_by_post", "attended"), "attended"),
    ],
)
def test_the_state_follows_from_the_moves(moves: tuple[str, ...], state: State) -> None:
    assert state_of(events(*moves)) == state


def test_the_order_of_arrival_does_not_matter() -> None:
    happened = events("issued", "attended", "started_work", "refused_by_employer")
    assert {state_of(order) for order in permutations(happened)} == {"started_work"}


def test_a_letter_is_issued_first_whatever_the_clocks_say() -> None:
    issued, attended = events("issued", "attended")
    late = an_event(move="issued", at=NOW + timedelta(days=1), referral_id="letter")
    assert state_of([attended, late]) == "attended"
    assert state_of([attended]) == "new"
    assert state_of([issued]) == "issued"


def test_events_without_a_time_keep_the_order_of_their_ids() -> None:
    attended = an_event(id="1", move="attended", at=None)
    passed = an_event(id="2", move="passed", at=None)
    issued = an_event(id="3", move="issued", at=None)
    assert state_of([passed, issued, attended]) == "passed"


@given(st.lists(st.sampled_from([*MOVES, "unknown"]), max_size=8))
def test_a_final_state_stays(moves: list[str]) -> None:
    state: State = "new"
    for length in range(len(moves) + 1):
        before, state = state, state_of(events("issued", *moves[:length]))
        assert before == "new" or before in OPEN_STATES or before == state


def test_allowed_moves() -> None:
    outcomes = ("started_work", "refused_by_worker", "refused_by_employer", "void")
    assert allowed_moves("new") == ("issued",)
    assert allowed_moves("issued") == ("attended", "passed", *outcomes)
    assert allowed_moves("attended") == ("passed", *outcomes)
    assert allowed_moves("passed") == outcomes
    for final in outcomes:
        assert allowed_moves(final) == ()
    assert {state for state in STATE_NAMES if "void" in allowed_moves(state)} == OPEN_STATES


def test_every_move_and_state_has_its_words() -> None:
    assert set(MOVE_NAMES) == {*MOVES, SET_ASIDE}
    assert set(STATE_NAMES) == {"new", *MOVES}
    lists = the_catalogues().lists
    assert all(name in lists for name in REFUSAL_LISTS.values())


def test_the_number_of_a_letter() -> None:
    assert letter_number("BS", 1, 2026, 42) == "BS1-2026-00042"
    assert letter_number("HL", 12, 2027, 123456) == "HL12-2027-123456"


# --- What does not go together -------------------------------------------------------------------


def aside(event: ReferralEvent) -> ReferralEvent:
    later = NOW + timedelta(days=1)
    return an_event(move=SET_ASIDE, at=later, referral_id=event.referral_id, corrects=event.id)


@pytest.mark.parametrize(
    ("moves", "against"),
    [
        ((), ()),
        (("issued", "attended", "passed", "started_work"), ()),
        (("issued", "started_work", "refused_by_worker"), (1, 2)),
        (("issued", "passed", "attended"), (1, 2)),
        # Recorded by two, but the same.
        (("issued", "started_work", "started_work"), ()),
        (("issued", "attended", "passed", "attended"), ()),
        (("issued", "void", "started_work", "started_work"), (1, 2, 3)),
        (("issued", "passed", "attended", "started_work", "void"), (1, 2, 3, 4)),
        # The letter itself has not come yet; a move of a later program.
        (("started_work", "void"), ()),
        (("issued", "void", "sent_by_post"), ()),
    ],
)
def test_which_events_do_not_go_together(moves: tuple[str, ...], against: tuple[int, ...]) -> None:
    happened = events(*moves)
    expected = tuple(happened[place] for place in against)
    assert {incompatible(order) for order in permutations(happened)} == {expected}


def test_an_event_set_aside_does_not_count() -> None:
    issued, started, refused = events("issued", "started_work", "refused_by_worker")
    decided = [issued, started, refused, aside(started)]
    assert state_of(decided) == "refused_by_worker"
    assert standing(decided) == [issued, refused]
    assert incompatible(decided) == ()
    assert state_of([issued, started, aside(started)]) == "issued"


def test_what_is_set_aside_when_one_holds() -> None:
    """Only what does not go with it: two who recorded the same are of one mind."""
    issued, passed, started, refused, again = events(
        "issued", "passed", "started_work", "refused_by_worker", "refused_by_worker"
    )
    every = [again, refused, started, passed, issued]
    assert not_with(every, started) == [again, refused]
    assert not_with(every, refused) == [started]
    assert not_with(every, passed) == []


@given(st.lists(st.sampled_from([*MOVES]), min_size=1, max_size=6), st.data())
def test_deciding_for_one_after_the_other_leaves_nothing_against_nothing(
    moves: list[str], data: st.DataObject
) -> None:
    happened = events("issued", *moves)
    while against := incompatible(happened):
        holds = data.draw(st.sampled_from(against))
        dropped = not_with(happened, holds)
        assert set(dropped) & set(against)
        happened += [aside(event) for event in dropped]
        assert holds in standing(happened)


# --- Refusals ------------------------------------------------------------------------------------


def test_the_second_unjustified_refusal_of_a_claimant_ends_the_benefit() -> None:
    worker = a_worker_on_benefit()
    first, second = a_refusal(), a_refusal()
    assert not second_refusal_ends_benefit(worker, [], first)
    assert second_refusal_ends_benefit(worker, [first], second)
    assert second_refusal_ends_benefit(worker, [first, second], a_refusal())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"justified": "1"}, {}),
        ({}, {"justified": "1"}),
        ({}, {"justified": ""}),
        ({"move": "refused_by_employer"}, {}),
        ({}, {"move": "refused_by_employer"}),
        ({"happened_on": date(2026, 8, 31)}, {}),  # before the benefit began
        ({"referral_id": "letter"}, {"referral_id": "letter"}),  # recorded on two PCs
    ],
)
def test_what_does_not_count_as_the_second(first: dict[str, Any], second: dict[str, Any]) -> None:
    worker = a_worker_on_benefit()
    assert not second_refusal_ends_benefit(worker, [a_refusal(**first)], a_refusal(**second))


def test_refusals_count_for_claimants_only() -> None:
    assert not second_refusal_ends_benefit(a_worker(), [a_refusal()], a_refusal())
    over = a_worker_on_benefit(benefit_status="het_thoi_han")
    assert not second_refusal_ends_benefit(over, [a_refusal()], a_refusal())


def test_an_unknown_beginning_excuses_nothing() -> None:
    worker = a_worker_on_benefit(benefit_from=None)
    assert second_refusal_ends_benefit(worker, [a_refusal(happened_on=None)], a_refusal())


def test_letters_are_counted_not_events() -> None:
    same = [a_refusal(referral_id="letter"), a_refusal(referral_id="letter")]
    told = [*same, a_refusal(), a_refusal(justified="1"), an_event()]
    assert unjustified_refusals(a_worker_on_benefit(), told) == 2
    assert unjustified_refusals(a_worker(), told) == 0


def test_a_refusal_set_aside_is_none() -> None:
    worker = a_worker_on_benefit()
    first = a_refusal()
    told = [first, aside(first)]
    assert unjustified_refusals(worker, told) == 0
    assert not second_refusal_ends_benefit(worker, told, a_refusal())


# --- Checks --------------------------------------------------------------------------------------


def test_a_good_letter_has_no_problem() -> None:
    assert check_referral(a_referral(), today=TODAY) == []
    assert check_referral(a_referral(valid_until=TODAY), today=TODAY) == []


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"employer": ""}, "employer", "Chưa nhập đơn vị tuyển dụng"),
        ({"position": ""}, "position", "Chưa nhập vị trí dự tuyển"),
        ({"issued_on": None}, "issued_on", "Chưa nhập ngày cấp phiếu"),
        ({"issued_on": date(2026, 11, 24)}, "issued_on", "Ngày này chưa tới"),
        ({"valid_until": None}, "valid_until", "Chưa nhập ngày hết hạn của phiếu"),
        (
            {"valid_until": date(2026, 11, 22)},
            "valid_until",
            "Ngày hết hạn trước ngày cấp phiếu",
        ),
    ],
)
def test_what_keeps_a_letter_from_being_issued(
    changes: dict[str, Any], field: str, message: str
) -> None:
    found = check_referral(a_referral(**changes), today=TODAY)
    assert found == [Problem(field, message, Severity.ERROR)]


def test_a_letter_written_on_paper_and_entered_late_may_have_run_out() -> None:
    letter = a_referral(issued_on=date(2026, 11, 1), valid_until=date(2026, 11, 15))
    assert check_referral(letter, today=TODAY) == [
        Problem("valid_until", "Phiếu đã hết hạn ngay khi cấp", Severity.WARNING)
    ]


@pytest.mark.parametrize("move", ["attended", "passed", "started_work"])
def test_good_outcomes_have_no_problem(move: str) -> None:
    assert check_event(an_event(move=move), today=TODAY) == []


def test_good_refusals_have_no_problem() -> None:
    assert check_event(a_refusal(), today=TODAY) == []
    refused = an_event(move="refused_by_employer", reason="2")
    assert check_event(refused, today=TODAY) == []
    assert check_event(an_event(move="void", note="Ghi nhầm đơn vị"), today=TODAY) == []


def test_what_happened_before_the_letter_is_unlikely_but_may_be() -> None:
    event = an_event(move="started_work", happened_on=date(2026, 11, 19))
    assert check_event(event, today=TODAY, issued_on=date(2026, 11, 20)) == [
        Problem("happened_on", "Trước ngày cấp phiếu (20/11/2026)", Severity.WARNING)
    ]
    assert check_event(event, today=TODAY, issued_on=date(2026, 11, 19)) == []


@pytest.mark.parametrize(
    ("event", "field", "message"),
    [
        (an_event(move=""), "move", "Chưa chọn kết quả"),
        (an_event(move="unknown"), "move", "Chưa chọn kết quả"),
        (an_event(happened_on=None), "happened_on", "Chưa nhập ngày"),
        (an_event(happened_on=date(2026, 11, 24)), "happened_on", "Ngày này chưa tới"),
        (a_refusal(reason=""), "reason", "Chưa chọn lý do"),
        (an_event(move="refused_by_employer"), "reason", "Chưa chọn lý do"),
        (a_refusal(justified=""), "justified", "Chưa chọn có lý do chính đáng hay không"),
        (an_event(move="void"), "note", "Chưa ghi vì sao hủy phiếu"),
    ],
)
def test_what_an_outcome_lacks(event: ReferralEvent, field: str, message: str) -> None:
    assert check_event(event, today=TODAY) == [Problem(field, message, Severity.ERROR)]
