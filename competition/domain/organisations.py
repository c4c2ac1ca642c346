"""Organisations (单位): what kinds there are, their codes, their tree, and how two become one."""

import re
import unicodedata
from enum import StrEnum

from competition.domain.errors import RuleViolation

LONGEST = 120


class OrganisationKind(StrEnum):
    """Federation (总工会), district or industry union, or a unit."""

    FEDERATION = "federation"
    DISTRICT = "district"
    INDUSTRY = "industry"
    UNIT = "unit"


CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_LENGTH = 18
PARENTS: dict[OrganisationKind, frozenset[OrganisationKind | None]] = {
    OrganisationKind.FEDERATION: frozenset({None}),
    OrganisationKind.DISTRICT: frozenset({OrganisationKind.FEDERATION, None}),
    OrganisationKind.INDUSTRY: frozenset({OrganisationKind.FEDERATION, None}),
    OrganisationKind.UNIT: frozenset(
        {
            OrganisationKind.DISTRICT,
            OrganisationKind.INDUSTRY,
            OrganisationKind.FEDERATION,
            None,
        }
    ),
}


def require_name(name: str, *, taken: bool) -> str:
    """Give the name back, cut. Raises RuleViolation ORG-01 when it is missing, too long or taken.

    Rule ORG-01: every organisation has a name of its own.
    """
    cut = name.strip()
    if not cut or len(cut) > LONGEST:
        message = "Give a name of at most %(most)s characters."
        raise RuleViolation("ORG-01", message, field="name", most=LONGEST)
    if taken:
        raise RuleViolation("ORG-01", "There is an organisation of this name.", field="name")
    return cut


class OrganisationState(StrEnum):
    """At work, or become part of another organisation."""

    ACTIVE = "active"
    MERGED = "merged"


def require_code(text: str) -> str | None:
    """Give the unified social credit code (统一社会信用代码) back, or None when none is given.

    Rule ORG-02: 18 signs of GB 32100 without I, O, S, V and Z; the last one checks the others.
    Raises RuleViolation ORG-02.
    """
    code = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    if not code:
        return None
    if len(code) != CODE_LENGTH or any(sign not in CODE_SIGNS for sign in code):
        message = (
            "A unified social credit code has 18 digits and letters, none of them I, O, S, V, Z."
        )
        raise RuleViolation("ORG-02", message, field="code")
    if code_check_sign(code[:17]) != code[17]:
        message = "The last sign of the credit code does not fit. Compare it with the licence."
        raise RuleViolation("ORG-02", message, field="code")
    return code


def code_check_sign(signs: str) -> str:
    """The check sign of the first 17 signs of a credit code: weights 3^n modulo 31."""
    total = sum(CODE_SIGNS.index(sign) * pow(3, n, 31) for n, sign in enumerate(signs))
    return CODE_SIGNS[-total % 31]


def require_parent(kind: str, parent_kind: str | None) -> None:
    """Raise RuleViolation ORG-03 unless an organisation of this kind may stand there.

    Rule ORG-03: federation, below it districts and industry unions, below those units; so nothing
    is ever above itself.
    """
    above = None if parent_kind is None else OrganisationKind(parent_kind)
    if above not in PARENTS[OrganisationKind(kind)]:
        message = "Units belong to a district or industry union, and those to the federation."
        raise RuleViolation("ORG-03", message, field="parent")


def require_active(state: str) -> None:
    """Raise RuleViolation ORG-05 for an organisation that became part of another one.

    Rule ORG-05: what was merged is history and is not changed any more.
    """
    if state != OrganisationState.ACTIVE:
        raise RuleViolation("ORG-05", "This organisation has become part of another one.")


def require_mergeable(kinds: tuple[str, str], *, same: bool, active: bool) -> None:
    """Raise RuleViolation ORG-04 unless one organisation can become part of the other.

    Rule ORG-04: two different organisations of one kind, both at work.
    """
    if same or not active or kinds[0] != kinds[1]:
        message = "Choose another organisation of the same kind that is still at work."
        raise RuleViolation("ORG-04", message, field="target")
