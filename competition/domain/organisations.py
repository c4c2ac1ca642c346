"""Organisations (单位): what kinds there are, their codes, their tree, and how two become one."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

from competition.domain.errors import RuleViolation
from competition.domain.issues import Issue

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
    """At work, dissolved, or become part of another organisation."""

    ACTIVE = "active"
    CLOSED = "closed"
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
    """Raise RuleViolation ORG-05 for an organisation that is closed or became part of another one.

    Rule ORG-05: what was merged or closed is history and is not changed any more.
    """
    if state != OrganisationState.ACTIVE:
        message = "This organisation is closed or has become part of another one."
        raise RuleViolation("ORG-05", message)


def require_mergeable(kinds: tuple[str, str], *, same: bool, active: bool) -> None:
    """Raise RuleViolation ORG-04 unless one organisation can become part of the other.

    Rule ORG-04: two different organisations of one kind, both at work.
    """
    if same or not active or kinds[0] != kinds[1]:
        message = "Choose another organisation of the same kind that is still at work."
        raise RuleViolation("ORG-04", message, field="target")


def require_closed(state: str) -> None:
    """Raise RuleViolation ORG-07 unless it is closed.

    Rule ORG-07: only what was closed is opened again; its people and roles are given anew.
    """
    if state != OrganisationState.CLOSED:
        raise RuleViolation("ORG-07", "This organisation is not closed.")


def _obstacle(key: str, message: str) -> tuple[str, str]:
    """What is not done yet, and what is said of it."""
    return key, message


OBSTACLES = (
    _obstacle(
        "children",
        "Organisations that still belong to it (%(count)s): %(titles)s. Move or close them first.",
    ),
    _obstacle(
        "proposals",
        "Its proposals that are not decided (%(count)s): %(titles)s. Withdraw them first.",
    ),
    _obstacle(
        "reviews", "Proposals that wait for its review (%(count)s): %(titles)s. Decide them first."
    ),
    _obstacle(
        "lists", "Its lists that are not sealed (%(count)s): %(titles)s. Seal or empty them first."
    ),
    _obstacle("competitions", "Its competitions that are not finished (%(count)s): %(titles)s."),
)
NAMED = 5


def closing_issues(kind: str, alive: Mapping[str, Sequence[str]]) -> tuple[Issue, ...]:
    """Say all that keeps an organisation from being closed.

    Takes the titles of what is not done yet, by kind.
    Rule ORG-06: nothing is closed while others belong to it, or with work that is not done; the
    federation never.
    """
    found = []
    if kind == OrganisationKind.FEDERATION:
        found.append(Issue("ORG-06", "kind", "The federation is never closed."))
    for key, message in OBSTACLES:
        titles = alive.get(key, ())
        if titles:
            shown = "、".join(titles[:NAMED]) + ("…" if len(titles) > NAMED else "")
            params: dict[str, object] = {"count": len(titles), "titles": shown}
            found.append(Issue("ORG-06", key, message, params))
    return tuple(found)


def require_closable(issues: Sequence[Issue]) -> None:
    """Raise RuleViolation ORG-06 with the first of the obstacles."""
    for issue in issues:
        raise RuleViolation(issue.rule, issue.message, field=None, **issue.params)
