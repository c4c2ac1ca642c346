"""Appointing judges (裁判): who may be appointed, under which label, for which modules."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from competition.domain.errors import RuleViolation

LABEL = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,19}", re.ASCII)


@dataclass(frozen=True, slots=True)
class NewAppointment:
    """A judge to be: the label on sheets and in bundles, chief or not, modules (none: all)."""

    label: str
    is_chief: bool = False
    modules: tuple[str, ...] = ()
    unit: str = ""

    def require_sound(self, taken: Collection[str], modules: Collection[str]) -> None:
        """Raise RuleViolation APP-01 or APP-02 unless the label is free and the modules exist.

        Takes the labels taken in the event and the modules of its scheme.
        Rules APP-01: a label of letters and digits is a judge's only name in sheets and bundles,
        so it stands once in an event. APP-02: modules to be marked are modules of the scheme.
        """
        if not LABEL.fullmatch(self.label):
            raise RuleViolation(
                "APP-01", "A label has 1 to 20 letters, digits and hyphens.", field="label"
            )
        if self.label.casefold() in {label.casefold() for label in taken}:
            raise RuleViolation(
                "APP-01", "Label %(label)s is already taken.", field="label", label=self.label
            )
        for module in self.modules:
            if module not in modules:
                raise RuleViolation(
                    "APP-02", "The scheme has no module %(id)s.", field="modules", id=module
                )


def next_label(taken: Collection[str]) -> str:
    """Propose the first free of J1, J2, … Rule APP-01."""
    present = {label.casefold() for label in taken}
    return next(f"J{n}" for n in range(1, len(present) + 2) if f"j{n}" not in present)


def unknown_judge() -> RuleViolation:
    """Say that nobody has the sign-in name.

    Rule APP-04: a judge has an account, so that every mark has an author.
    """
    return RuleViolation(
        "APP-04", "Nobody has this sign-in name. Open an account for this judge.", field="login"
    )


def require_impartial(*, competes: bool, is_appointed: bool) -> None:
    """Raise RuleViolation APP-03 for somebody who competes here or judges here already.

    Rule APP-03: nobody judges an event twice over, or one in which they compete.
    """
    if competes:
        raise RuleViolation(
            "APP-03", "This person competes in the event and cannot judge it.", field="login"
        )
    if is_appointed:
        raise RuleViolation("APP-03", "This person is already a judge of the event.", field="login")
