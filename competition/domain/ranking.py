"""From totals to places (名次): better totals first, equals by the tie keys, then shared places."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from competition.domain.entries import Entry
from competition.domain.policies import TieKey


@dataclass(frozen=True, slots=True)
class Ranked:
    """One entry after ranking. A guest has the place it would have had and takes none.

    `passed` tells per module whether its pass mark was reached (None: it has none, or no score).
    `keys` holds this entry's value for every tie key that any policy of the event names.
    """

    entry: Entry
    total: Decimal | None = None
    place: int | None = None
    shared: bool = False
    decided_by: TieKey | None = None
    passed: Mapping[str, bool | None] | None = None
    keys: Mapping[TieKey, Decimal | None] | None = None

    @property
    def takes_place(self) -> bool:
        """Whether this entry holds a place of its own: competing, and with a place."""
        return self.place is not None and self.entry.standing == "competing"
