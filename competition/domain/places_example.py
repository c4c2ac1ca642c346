"""A worked example of registration rules: who would get a place if units entered in turn."""

from dataclasses import dataclass

from competition.domain.errors import RuleViolation
from competition.domain.places import Occupancy, Step, admit
from competition.domain.registration_rules import RegistrationRules

SEATS, MORE = 4, 2


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """One entry of the example: its turn, its unit, what becomes of it.

    It has a place, a position on the waiting list, or the rule that refuses it.
    """

    turn: int
    unit: str
    has_place: bool
    position: int | None = None
    refusal: RuleViolation | None = None


def example_seats(seats: int | None) -> int:
    """How many seats the example has: few enough to be seen at once."""
    return SEATS if seats is None else max(1, min(seats, SEATS))


def worked_example(rules: RegistrationRules, seats: int | None) -> tuple[ExampleLine, ...]:
    """Let entries of units A and B come in turn until the rules bite.

    Takes the event's seats (None: no limit). A unit's quota is that of a unit without exception.
    """
    room, held = (None if seats is None else example_seats(seats)), dict[str, int]()
    lines, waiting = list[ExampleLine](), 0
    for turn in range(1, example_seats(seats) + MORE + 1):
        unit = "B" if turn % 3 == 0 else "A"
        now = Occupancy(room, sum(held.values()), rules.unit_seats, held.get(unit, 0))
        try:
            step = admit(now, waiting_list=rules.waiting_list)
        except RuleViolation as refusal:
            lines.append(ExampleLine(turn, unit, has_place=False, refusal=refusal))
            continue
        if step is Step.SUBMIT:
            held[unit] = held.get(unit, 0) + 1
            lines.append(ExampleLine(turn, unit, has_place=True))
        else:
            waiting += 1
            lines.append(ExampleLine(turn, unit, has_place=False, position=waiting))
    return tuple(lines)
