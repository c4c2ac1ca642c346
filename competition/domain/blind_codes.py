"""Work codes (评审号): what a judge knows a work by, and what must be there to hand them out.

A code tells nothing about its entry: it is drawn by chance, not counted.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from competition.domain.entries import Standing
from competition.domain.errors import RuleViolation
from competition.domain.identifiers import WorkCode
from competition.domain.issues import Issue
from competition.domain.marking import MarkingScheme

LETTERS = "ACDEFGHJKMNPQRTUVWXY"
DIGITS = "34679"
SHAPE = (LETTERS, DIGITS, LETTERS, DIGITS)
"""No character looks like another: no O and 0, no I and 1, no B and 8, no S and 5, no Z and 2."""

CODED = frozenset({Standing.COMPETING, Standing.GUEST})
"""Standings whose works are marked."""


@dataclass(frozen=True, slots=True)
class JudgeAssignment:
    """What a judge may mark: modules (none named: all) and the unit not to be marked."""

    label: str
    modules: tuple[str, ...] = ()
    unit: str = ""

    def marks_module(self, module: str) -> bool:
        """Whether the judge marks this module."""
        return not self.modules or module in self.modules

    def is_recused(self, unit: str) -> bool:
        """Whether the judge stays away from works of this unit. Rule COD-03."""
        return bool(self.unit.strip()) and self.unit.strip() == unit.strip()


def draw_codes(
    count: int, choose: Callable[[Sequence[str]], str], taken: Collection[WorkCode] = ()
) -> list[WorkCode]:
    """Draw so many codes, no two alike and none that is taken.

    Takes `choose`, which picks one of a sequence by chance.
    Returns the codes in the order drawn. Rules COD-01: codes are unique in their event and have no
    characters that are easily confused. COD-02: they are drawn by chance, so that a code tells
    nothing about entry, order or unit. COD-07: who takes part after all gets a code like everyone
    else, one that nobody has.
    """
    if count + len(taken) > most_codes() // 2:
        raise RuleViolation("COD-01", "There are more works than codes.")
    drawn: dict[WorkCode, None] = {}
    while len(drawn) < count:
        code = WorkCode("".join(choose(characters) for characters in SHAPE))
        if code not in taken:
            drawn[code] = None
    return list(drawn)


def most_codes() -> int:
    """How many different codes there are. Rule COD-01."""
    count = 1
    for characters in SHAPE:
        count *= len(characters)
    return count


def panel_issues(
    scheme: MarkingScheme, judges: Sequence[JudgeAssignment], units: Collection[str]
) -> list[Issue]:
    """Find the modules that too few judges would mark.

    Takes the units of the works that will be marked.
    Returns an error for each module without enough judges, at ``judges``. Rule COD-04: every
    aspect gets at least the marks that its panel needs, also for works from whose unit judges
    stay away (COD-03).
    """
    found = []
    for module in scheme.modules:
        needed = max((aspect.panel.minimum for aspect in module.aspects), default=0)
        marking = [judge for judge in judges if judge.marks_module(module.id)]
        if len(marking) < needed:
            params: dict[str, object] = {"needed": needed, "present": len(marking)}
            found.append(
                Issue(
                    "COD-04",
                    "judges",
                    "Module %(module)s needs %(needed)s judges and has %(present)s.",
                    {"module": module.id, **params},
                )
            )
            continue
        found += _shortages_of_units(module.id, needed, marking, units)
    return found


def _shortages_of_units(
    module: str, needed: int, marking: Sequence[JudgeAssignment], units: Collection[str]
) -> list[Issue]:
    """Find the units whose works too few of these judges would mark. Rules COD-03, COD-04."""
    left = {
        unit: sum(not judge.is_recused(unit) for judge in marking) for unit in sorted(set(units))
    }
    return [
        Issue(
            "COD-04",
            "judges",
            "Works of %(unit)s would have only %(present)s judges for module %(module)s, which"
            " needs %(needed)s: the others stay away from their own unit.",
            {"module": module, "needed": needed, "present": present, "unit": unit},
        )
        for unit, present in left.items()
        if present < needed
    ]


def require_no_marks(marks: int) -> None:
    """Raise RuleViolation COD-05 once a mark was entered.

    Rule COD-05: codes are taken back only while nobody has entered a mark.
    """
    if marks:
        raise RuleViolation(
            "COD-05", "Marks have been entered: the codes can no longer be taken back."
        )


def waiting_issues(waiting: int) -> list[Issue]:
    """Find entries that were never answered.

    Rule COD-06: every submitted entry is accepted or declined before codes are handed out.
    """
    if not waiting:
        return []
    params: dict[str, object] = {"count": waiting}
    return [Issue("COD-06", "entries", "Entries that still wait for an answer: %(count)s.", params)]
