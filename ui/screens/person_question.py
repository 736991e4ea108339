"""A question about a person, answered by a key: whether two records are the same person, whether to
take somebody over from another office, and to which office to hand somebody.

What is linked and moved is `desktop_app.office.persons`' and `handovers`' to say.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from desktop_app.domain.dates import show_time
from desktop_app.domain.faults import Superseded
from desktop_app.domain.phones import show_phone
from desktop_app.domain.workers import WORKER, Worker
from desktop_app.office import handovers, persons
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.handovers import OfferRow, other_offices
from desktop_app.office.persons import LinkEnd
from desktop_app.office.workers import story, worker
from ui.cards import column, line, row, words
from ui.faults import sentence
from ui.screens.decision import PanelWords, VersionLine, VersionsPanel
from ui.screens.screen import Screen
from ui.screens.worker_card import about
from ui.workplace import Workplace

Answer = Callable[[], Changed]
WORDS = PanelWords(
    heads=("Về", "Nội dung"),
    keys="1–9 hoặc ↑↓ chọn câu trả lời",
    save="Cất câu trả lời",
    none="Chưa chọn câu trả lời.",
    missing="Chưa cất: hãy chọn một câu trả lời trước.",
    chosen="Đã chọn câu {}, có thể cất.",
)
SETTLED = "Việc này đã được trả lời."
NOTHING = f"{SETTLED} Bấm Esc để quay lại."


@dataclass(frozen=True)
class Question:
    """What is asked, and the answers by their keys: the verb, and what is said once it is done."""

    title: str
    about: str
    asked: str
    lines: list[VersionLine]
    answers: dict[str, tuple[Answer, str]] = field(default_factory=dict[str, tuple[Answer, str]])
    seen: str = ""
    """The worker whose data is shown."""
    undo: Callable[[Changed], Answer] | None = None
    """What takes an answer back, where it can be."""


class PersonQuestionScreen(Screen):
    """1–9 and ↑↓ choose, F10 and Enter answer, Esc leaves. Nothing is chosen beforehand."""

    name = "person_question"
    rail = "exchange"

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._ask: Callable[[], Question] = _nothing
        self._question = _nothing()
        self._saving = False
        self._page = place.newest(self._shown, owner=self)
        self.title = words("", "h1")
        self.who = words("", "sub")
        self.panel = VersionsPanel(WORDS)
        self.panel.chosen.connect(self._answer)
        self.panel.left.connect(place.back_wanted)
        title = row(self.title, self.who, 1)
        title.setSpacing(10)
        title.setContentsMargins(16, 10, 16, 10)
        layout = column(title, line(), self.panel, gap=0)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def open(self, **what: object) -> None:
        """`link_id`, or the `pair` of two workers: are these the same person? `handover_id`: is
        this person taken over? `hand_over`: to which office does the worker with this id go?"""
        for name, ask in _ASKING.items():
            if name in what:
                self._ask = partial(ask, self.place.desk, str(what[name]))
        self._stale = True

    def refresh(self) -> None:
        """Read what the question is about."""
        self._page.want(self._ask)

    def enter(self) -> None:
        super().enter()
        self.panel.setFocus()

    def worker_id(self) -> str:
        """The worker of this PC the question is about."""
        return self._question.seen

    def _shown(self, question: Question) -> None:
        self._question = question
        self.title.setText(question.title)
        self.who.setText(question.about)
        if question.seen:
            self.place.audit.seen(WORKER.name, question.seen)
        self.panel.show_versions(question.lines, question.asked)

    def _answer(self, key: str) -> None:
        if key in self._question.answers and not self._saving:
            self._saving = True
            verb, said = self._question.answers[key]
            done = partial(self._answered, said)
            self.place.write(verb, done, self._refused, owner=self)

    def _answered(self, said: str, changed: Changed) -> None:
        self._saving = False
        self.place.announce(changed)
        if self._question.undo is not None:
            self.place.undoable(said, self._question.undo(changed))
        else:
            self.place.said.emit(said)
        self.place.back_wanted.emit()

    def _refused(self, error: Exception) -> None:
        """Somebody else has answered: show what there is now."""
        self._saving = False
        self.place.troubled.emit(SETTLED if isinstance(error, Superseded) else sentence(error))
        self.refresh()


def _nothing() -> Question:
    return Question("Quyết định", "", NOTHING, [])


# --- Are these the same person? ------------------------------------------------------------------


def _ask_about_link(desk: Desk, link_id: str) -> Question:
    link = persons.link_row(desk, link_id=link_id)
    if link is None or link.state == "apart":
        return _nothing()
    decide = partial(persons.decide, desk, link_id=link_id)
    answers = partial(decide, same=True), partial(decide, same=False)
    return _same_person(desk, (link.own, link.other), _why(link.reason), *answers)


def _ask_about_pair(desk: Desk, pair: str) -> Question:
    """`pair`: the ids of two workers who are here, with a space between."""
    one, other = pair.split()
    ends = (persons.end_here(desk, worker_id=one), persons.end_here(desk, worker_id=other))
    link, part = partial(persons.link, desk), partial(persons.part, desk)
    answers = partial(link, one=one, other=other), partial(part, one=one, other=other)
    return _same_person(desk, ends, _why(""), *answers)


def _same_person(
    desk: Desk, ends: tuple[LinkEnd, LinkEnd], why: str, same: Answer, apart: Answer
) -> Question:
    own, other = ends
    return Question(
        "Cùng một người?",
        "",
        why,
        [
            VersionLine("", "Hồ sơ ở đây", _told(desk, own)),
            VersionLine("", "Hồ sơ kia", _told(desk, other)),
            VersionLine(
                "same",
                "Trả lời",
                "Cùng một người\nQuá trình của hai hồ sơ hiện chung; tách lại được bất cứ lúc nào.",
            ),
            VersionLine(
                "apart", "Trả lời", "Hai người khác nhau\nHai hồ sơ đứng riêng, không hỏi lại."
            ),
        ],
        {
            "same": (same, "Đã nối hai hồ sơ của cùng một người."),
            "apart": (apart, "Đã ghi: hai người khác nhau."),
        },
        own.worker_id if own.worker is not None else "",
        undo=partial(_take_back, desk),
    )


def _take_back(desk: Desk, answered: Changed) -> Answer:
    return partial(persons.take_back, desk, link_id=answered.record_id)


def _why(reason: str) -> str:
    if reason == "number":
        return "Hai hồ sơ cùng số định danh, khác họ tên hoặc ngày sinh. Có phải một người?"
    if reason == "birth":
        return "Hai hồ sơ cùng họ tên và ngày sinh. Có phải một người?"
    return "Hai hồ sơ này có phải của cùng một người?"


def _told(desk: Desk, end: LinkEnd) -> str:
    if end.worker is None:
        return end.words
    places = desk.catalogues.places
    where = (
        end.worker.residence_detail,
        places.show_commune(end.worker.residence_commune),
        show_phone(end.worker.phone),
    )
    met = story(desk, worker=end.worker)
    lines = (end.words, about(desk, end.worker), " · ".join(filter(None, where)), met)
    return "\n".join(filter(None, lines))


# --- Is this person taken over? ------------------------------------------------------------------


def _ask_about_offer(desk: Desk, handover_id: str) -> Question:
    offer = next((one for one in handovers.open_offers(desk) if one.id == handover_id), None)
    if offer is None:
        return _nothing()
    return Question(
        "Nhận hồ sơ?",
        offer.words,
        f"{offer.from_office} đề nghị chuyển hồ sơ này cho văn phòng mình. Có nhận không?",
        [
            VersionLine("", "Người lao động", offer.words),
            VersionLine("", "Văn phòng gửi", _asked(offer)),
            VersionLine(
                "accept",
                "Trả lời",
                "Nhận hồ sơ\nToàn bộ hồ sơ về máy này ở lượt trao đổi tới.",
            ),
            VersionLine("decline", "Trả lời", f"Không nhận\nHồ sơ ở lại {offer.from_office}."),
        ],
        {
            "accept": (
                partial(handovers.accept, desk, handover_id=offer.id),
                f"Đã nhận hồ sơ {offer.words}. Hồ sơ về sau lượt trao đổi tới.",
            ),
            "decline": (
                partial(handovers.decline, desk, handover_id=offer.id),
                f"Đã trả lời không nhận hồ sơ {offer.words}.",
            ),
        },
    )


def _asked(offer: OfferRow) -> str:
    when = show_time(offer.asked_at) if offer.asked_at is not None else ""
    first = " · ".join(part for part in (offer.from_office, offer.asked_by, when) if part)
    return "\n".join(part for part in (first, offer.note) if part)


# --- To which office? ----------------------------------------------------------------------------


def _ask_to_whom(desk: Desk, worker_id: str) -> Question:
    person: Worker = worker(desk, worker_id=worker_id)
    offices = other_offices(desk, worker_id=worker_id)
    return Question(
        "Chuyển hồ sơ",
        person.full_name,
        "Chuyển hồ sơ sang văn phòng nào?",
        [
            VersionLine("", "Hồ sơ", f"{person.full_name}\n{about(desk, person)}"),
            *(VersionLine(code, "Chuyển cho", name) for code, name in offices),
        ],
        {
            code: (
                partial(handovers.hand_over, desk, worker_id=worker_id, to_office=code),
                f"Đã đề nghị {name} nhận hồ sơ {person.full_name}. Hồ sơ ở đây đến khi bên kia "
                "nhận.",
            )
            for code, name in offices
        },
        worker_id,
    )


_ASKING: dict[str, Callable[[Desk, str], Question]] = {
    "link_id": _ask_about_link,
    "pair": _ask_about_pair,
    "handover_id": _ask_about_offer,
    "hand_over": _ask_to_whom,
}
