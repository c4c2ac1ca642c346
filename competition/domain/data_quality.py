"""How far the data of a unit's people can be trusted (实名数据质量)."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

ONE_PLACE = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Quality:
    """How many people there are, and how many of them are complete, confirmed, disputed, good."""

    members: int = 0
    complete: int = 0
    confirmed: int = 0
    disputed: int = 0
    good: int = 0

    @property
    def share(self) -> Decimal | None:
        """The real-name share (实名率) in percent: complete, confirmed and undisputed people.

        Rule PSN-09: rounded down to one decimal, so that nobody reaches a target by rounding;
        without people there is no share.
        """
        return self._share(self.good)

    @property
    def complete_share(self) -> Decimal | None:
        """Percent of the people whose data are complete."""
        return self._share(self.complete)

    @property
    def confirmed_share(self) -> Decimal | None:
        """Percent of the people whom their unit has confirmed."""
        return self._share(self.confirmed)

    def reaches(self, target: int) -> bool:
        """Whether the target in percent is reached; nobody is asked for what nobody can give."""
        return self.good * 100 >= target * self.members

    def missing(self, target: int) -> int:
        """How many more good records reach the target."""
        return max(0, -(-target * self.members // 100) - self.good)

    def _share(self, part: int) -> Decimal | None:
        if not self.members:
            return None
        return (Decimal(part * 100) / self.members).quantize(ONE_PLACE, ROUND_DOWN)
