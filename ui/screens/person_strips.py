"""The strips on a worker's card that tell of other records of the person, and of a handover that
waits for its answer. Each has one button.
"""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.office import handovers, persons
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.handovers import OfferRow
from desktop_app.office.persons import LinkRow
from ui.cards import Strip
from ui.workplace import Workplace

Told = tuple[list[LinkRow], list[OfferRow]]


class PersonStrips(QWidget):
    """Shows a person's links and open offer; empty where there is neither."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self._inner = QVBoxLayout(self)
        self._inner.setSpacing(8)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._read = place.newest(self._shown, owner=self)
        self.strips: list[Strip] = []

    def show_person(self, worker_id: str) -> None:
        """Read what there is about a person."""
        self._read.want(partial(_find, self.place.desk, worker_id))

    def _shown(self, told: Told) -> None:
        for strip in self.strips:
            strip.hide()
            strip.deleteLater()
        links, offers = told
        self.strips = [*map(self._of_link, links), *map(self._of_offer, offers)]
        for strip in self.strips:
            self._inner.addWidget(strip)
        self._inner.setContentsMargins(0, 0, 0, 10 if self.strips else 0)

    def _of_link(self, link: LinkRow) -> Strip:
        proposed = link.state == "proposed"
        strip = Strip(
            _said(link),
            "warn" if proposed else "info",
            icon="twins",
            title="Có thể trùng" if proposed else "Cùng một người",
            button="Quyết định" if proposed else "Tách hồ sơ",
        )
        strip.setProperty("link", link.id)
        strip.pressed.connect(self._open_link if proposed else self._unlink)
        return strip

    def _of_offer(self, offer: OfferRow) -> Strip:
        strip = Strip(
            f"{offer.to_office} chưa trả lời. Hồ sơ ở đây đến khi bên kia nhận.",
            "info",
            title=f"Đã đề nghị chuyển cho {offer.to_office}",
            button="Rút lại",
        )
        strip.setProperty("offer", offer.id)
        strip.pressed.connect(self._withdraw)
        return strip

    def _open_link(self) -> None:
        self.place.go("person_question", link_id=self.sender().property("link"))

    def _unlink(self) -> None:
        link_id = str(self.sender().property("link"))
        verb = partial(persons.unlink, self.place.desk, link_id=link_id)
        self.place.write(verb, self._unlinked, owner=self)

    def _unlinked(self, changed: Changed) -> None:
        self.place.announce(changed)
        again = partial(persons.decide, self.place.desk, link_id=changed.record_id, same=True)
        self.place.undoable("Đã tách hai hồ sơ.", again)

    def _withdraw(self) -> None:
        offer_id = str(self.sender().property("offer"))
        verb = partial(handovers.withdraw, self.place.desk, handover_id=offer_id)
        self.place.write(verb, self._withdrawn, owner=self)

    def _withdrawn(self, changed: Changed) -> None:
        self.place.announce(changed)
        self.place.said.emit("Đã rút lại đề nghị chuyển hồ sơ.")


def _find(desk: Desk, worker_id: str) -> Told:
    offers = handovers.open_offers(desk, worker_id=worker_id)
    return persons.links_of(desk, worker_id=worker_id), [one for one in offers if not one.to_us]


def _said(link: LinkRow) -> str:
    if link.other.worker is None:
        return f"Cũng có hồ sơ ở nơi khác: {link.other.words}."
    return f"Cũng có hồ sơ: {link.other.words}."
