"""A row of a list settled by one digit: the result of a call, the outcome of a letter.

What the digit says is saved at once and can be taken back for a while; what needs more than a
digit opens in its form with that result chosen.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.follow_ups import WORKS_ELSEWHERE
from desktop_app.domain.referrals import MOVE_NAMES, MOVES, REFUSAL_LISTS
from desktop_app.office.desk import Invalid
from desktop_app.office.follow_ups import Called, DueRow, record_call, take_back_call
from desktop_app.office.referrals import Recorded, ReferralRow, record_result, take_back_result
from ui.faults import messages, sentence
from ui.screens.digit_line import digit_line
from ui.screens.screen import Screen
from ui.workplace import Workplace

T = TypeVar("T")
OUTCOMES = tuple(move for move in MOVES if move != "issued")
"""The outcomes in the order of their digits, as on the tiles of their form."""
ASKED_FURTHER = frozenset({*REFUSAL_LISTS, "void"})
"""The outcomes of which the reason has to be told."""
MORE = "…"
"""After a word: its digit opens the form."""


class _Digits(QObject):
    """One row at a time: a digit pressed twice in a row is one result."""

    def __init__(self, place: Workplace, screen: Screen) -> None:
        super().__init__(screen)
        self._place = place
        self._screen = screen
        self._busy = False

    def _save(
        self,
        verb: Callable[[], T],
        done: Callable[[T], None],
        open_form: Callable[[], None],
        *,
        of_the_choice: str,
    ) -> None:
        if self._busy:
            return
        self._busy = True

        def saved(result: T) -> None:
            self._busy = False
            done(result)

        def refused(error: Exception) -> None:
            self._busy = False
            if not isinstance(error, Invalid):
                self._place.troubled.emit(sentence(error))
            elif [problem.field for problem in error.problems] == [of_the_choice]:
                self._place.said.emit(messages(list(error.problems)))
            else:
                open_form()

        self._place.write(verb, saved, refused, owner=self._screen)


class CallDigits(_Digits):
    """The results of a call that is due, by the codes of their list."""

    def __init__(self, place: Workplace, screen: Screen) -> None:
        super().__init__(place, screen)
        desk = place.desk
        self._statuses = desk.catalogues.choices("follow_up_status", desk.today())

    def line(self) -> QWidget:
        """What the digits mean."""
        meanings = [
            replace(each, name=each.name + MORE) if each.code == WORKS_ELSEWHERE else each
            for each in self._statuses
        ]
        return digit_line("Kết quả cuộc gọi", meanings)

    def take(self, digit: str, due: DueRow) -> bool:
        """Record what a digit says of a call; False when it says nothing."""
        status = next((each for each in self._statuses if each.code == digit), None)
        if status is None:
            return False
        desk = self._place.desk
        self._save(
            lambda: record_call(desk, task_id=due.task_id, status=digit),
            partial(self._recorded, due, status),
            partial(self._place.go, "contact_form", task_id=due.task_id, status=digit),
            of_the_choice="status",
        )
        return True

    def _recorded(self, due: DueRow, status: Choice, called: Called) -> None:
        desk = self._place.desk
        self._place.announce(called.changed)
        self._place.undoable(
            f"{due.full_name}: {status.name}.", lambda: take_back_call(desk, called=called)
        )


class LetterDigits(_Digits):
    """The outcomes of a letter, by their place."""

    def line(self) -> QWidget:
        """What the digits mean."""
        more = {move: MORE if move in ASKED_FURTHER else "" for move in OUTCOMES}
        return digit_line(
            "Kết quả phiếu",
            [
                Choice(str(number), MOVE_NAMES[move] + more[move])
                for number, move in enumerate(OUTCOMES, start=1)
            ],
        )

    def take(self, digit: str, letter: ReferralRow) -> bool:
        """Record what a digit says of a letter; False when it says nothing."""
        moves = {str(number): move for number, move in enumerate(OUTCOMES, start=1)}
        move = moves.get(digit)
        if move is None:
            return False
        desk = self._place.desk
        self._save(
            lambda: record_result(desk, referral_id=letter.id, move=move),
            partial(self._recorded, letter, move),
            partial(self._place.go, "outcome_form", referral_id=letter.id, move=move),
            of_the_choice="move",
        )
        return True

    def _recorded(self, letter: ReferralRow, move: str, recorded: Recorded) -> None:
        desk = self._place.desk
        self._place.announce(recorded.changed)
        self._place.undoable(
            f"Phiếu {letter.number}, {letter.worker_name}: {MOVE_NAMES[move]}.",
            lambda: take_back_result(desk, recorded=recorded),
        )
