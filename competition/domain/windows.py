"""A span of time with an opening and a closing instant, both aware UTC and both optional."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Window:
    """Open from `opens` on and before `closes`; an absent end does not limit."""

    opens: datetime | None = None
    closes: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        """Whether the instant lies inside: the opening instant does, the closing one does not."""
        return (self.opens is None or at >= self.opens) and (
            self.closes is None or at < self.closes
        )
