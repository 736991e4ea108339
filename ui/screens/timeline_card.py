"""Quá trình on a card: the timeline under its head, narrowed down to one kind of line by a tab."""

from collections.abc import Mapping, Sequence

from desktop_app.office.timeline import Subject, TimelineEntry
from ui.cards import Card
from ui.screens.timeline import Timeline
from ui.tabs import Tabs

KINDS: Mapping[str, Subject | None] = {
    "Tất cả": None,
    "Tư vấn": "visit",
    "Giới thiệu": "referral",
    "Theo dõi": "follow_up",
}


class TimelineCard(Card):
    """`badge` counts the lines shown. There is a tab for each kind of which something happened,
    none where there is only what every record begins with."""

    def __init__(self) -> None:
        super().__init__("Quá trình", icon="clock")
        self._entries: Sequence[TimelineEntry] = ()
        self._of_whom = ""
        self.tabs = Tabs(*KINDS)
        self.timeline = Timeline()
        self.head.addWidget(self.tabs)
        self.body.setContentsMargins(0, 4, 0, 4)
        self.body.addWidget(self.timeline)
        self.tabs.chosen.connect(self._narrow)

    def show_entries(self, entries: Sequence[TimelineEntry], *, worker_id: str) -> None:
        """Show what happened with somebody; with somebody else all of it first."""
        if worker_id != self._of_whom or not _of_kind(entries, self.tabs.word()):
            self.tabs.choose(0)
        self._entries, self._of_whom = entries, worker_id
        for button in self.tabs.buttons:
            button.setVisible(bool(_of_kind(entries, button.text())))
        self.tabs.setVisible(any(entry.subject in KINDS.values() for entry in entries))
        self._narrow()

    def _narrow(self) -> None:
        shown = _of_kind(self._entries, self.tabs.word())
        self.timeline.show_entries(shown)
        self.badge.show_count(len(shown))


def _of_kind(entries: Sequence[TimelineEntry], word: str) -> list[TimelineEntry]:
    kind = KINDS[word]
    return [entry for entry in entries if kind in (None, entry.subject)]
