"""How many changes go into one message: as many as the line carries in a few seconds. Pure."""

from dataclasses import dataclass, replace

SMALLEST = 20
FIRST = 400
LARGEST = 1000
SOON_S = 5.0


@dataclass(frozen=True, slots=True)
class Pace:
    """The number of changes to ask for or to send next."""

    size: int = FIRST

    @property
    def is_smallest(self) -> bool:
        """Whether less at a time is not worth trying: then it is the line that is down."""
        return self.size <= SMALLEST

    def after(self, seconds: float) -> "Pace":
        """A message of this size took so long: twice as many if that was soon."""
        return replace(self, size=min(2 * self.size, LARGEST)) if seconds < SOON_S else self

    def after_timeout(self) -> "Pace":
        """A message of this size did not come through in time."""
        return replace(self, size=max(self.size // 2, SMALLEST))
