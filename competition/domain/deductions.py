"""Deductions (扣分) and difficulties (难度系数) of single entries, as the organisers enter them."""

import re
from decimal import Decimal

from competition.domain.errors import RuleViolation
from competition.domain.marking import MarkingScheme
from competition.domain.registration import plain

NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?", re.ASCII)
HARDEST = Decimal(100)


def read_points(text: str, field: str) -> Decimal:
    """Read a number with at most three decimals. Raises RuleViolation DED-01 for anything else.

    Rule DED-01: points and difficulties are positive numbers with at most three decimals.
    """
    cut = plain(text)
    if not NUMBER.fullmatch(cut) or not Decimal(cut):
        raise RuleViolation(
            "DED-01", "Type a number above 0 with at most three decimals.", field=field
        )
    return Decimal(cut)


def require_deduction(scheme: MarkingScheme, module_id: str | None, points: Decimal) -> None:
    """Raise RuleViolation DED-02 unless so much can be taken off there.

    Takes None for the total. Rule DED-02: a deduction names a module of the scheme or the total
    and is no larger than what can be reached there.
    """
    modules = [module for module in scheme.modules if module_id in {None, module.id}]
    if not modules:
        raise RuleViolation(
            "DED-02", "The scheme has no module %(id)s.", field="module", id=module_id
        )
    most = Decimal(0)
    for module in modules:
        for aspect in module.aspects:
            if aspect.maximum is None:
                return
            weight = module.weight if module_id is None else Decimal(1)
            most += aspect.maximum * aspect.factor * weight
    if points > most:
        raise RuleViolation(
            "DED-02",
            "At most %(most)s points can be reached there.",
            field="points",
            most=f"{most.normalize():f}",
        )


def require_difficulty(scheme: MarkingScheme, aspect_id: str, value: Decimal) -> None:
    """Raise RuleViolation DED-03 unless the aspect is one of the scheme and the value sensible.

    Rule DED-03: a difficulty multiplies an aspect of the scheme, by at most 100.
    """
    if aspect_id not in {aspect.id for aspect in scheme.aspects}:
        raise RuleViolation(
            "DED-03", "The scheme has no aspect %(id)s.", field="aspect", id=aspect_id
        )
    if value > HARDEST:
        raise RuleViolation(
            "DED-03", "A difficulty is at most %(most)s.", field="value", most=HARDEST
        )


def unknown_entry(number: str) -> RuleViolation:
    """Say that no accepted entry has this number.

    Rule DED-04: points are taken off, and difficulties given, to accepted entries only.
    """
    return RuleViolation(
        "DED-04", "No accepted entry has the number %(number)s.", field="entry", number=number
    )
