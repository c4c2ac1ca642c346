"""Who stands behind an entry: one competitor, or a team with captain, substitutes and coaches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from competition.domain.errors import RuleViolation
from competition.domain.issues import Issue
from competition.domain.people import PersonDraft, check_person

MOST_IN_TEAM, MOST_SUBSTITUTES, MOST_COACHES = 30, 10, 2


class EntrantRole(StrEnum):
    """The part a person has in an entry: captain (队长), member (队员), substitute (替补)."""

    CAPTAIN = "captain"
    MEMBER = "member"
    SUBSTITUTE = "substitute"
    COACH = "coach"


COMPETING = frozenset({EntrantRole.CAPTAIN, EntrantRole.MEMBER})
"""Roles of those who compete; they are counted as the size of the team."""


@dataclass(frozen=True, slots=True)
class TeamRules:
    """How many compete together, and who may come with them; one alone is no team."""

    least: int = 1
    most: int = 1
    substitutes: int = 0
    coaches: int = 0

    @property
    def is_team(self) -> bool:
        """Whether the event is entered by teams (团体赛项)."""
        return self.most > 1

    @property
    def rows(self) -> int:
        """How many persons an entry can have at most."""
        return self.most + self.substitutes + self.coaches


@dataclass(frozen=True, slots=True)
class Entrant:
    """One person of an entry as written down; the number is that of the ID document.

    `facts` is what was said of this person for the conditions, by the names of `Fact`.
    """

    role: EntrantRole
    name: str
    id_number: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def texts_at(texts: Mapping[str, str], position: int) -> dict[str, str]:
    """What was said of the person at this position, out of all that an entry said.

    The first person's texts stand under their own names, the others' under ``entrants1-level``.
    """
    if not position:
        return {key: text for key, text in texts.items() if "-" not in key}
    prefix = f"entrants{position}-"
    return {key.removeprefix(prefix): texts[key] for key in texts if key.startswith(prefix)}


def all_texts(entrants: Sequence[Entrant]) -> dict[str, str]:
    """What was said of everybody, in the form that `texts_at` takes apart."""
    first, *others = entrants
    texts = dict(first.facts)
    for position, one in enumerate(others, 1):
        texts |= {f"entrants{position}-{key}": text for key, text in one.facts.items()}
    return texts


def with_texts_at(
    texts: Mapping[str, str], position: int, own: Mapping[str, str]
) -> dict[str, str]:
    """All that an entry says, with this instead of what was said of the person there."""
    prefix = f"entrants{position}-" if position else ""
    old = {f"{prefix}{key}" for key in texts_at(texts, position)}
    kept = {key: text for key, text in texts.items() if key not in old}
    return kept | {f"{prefix}{key}": text for key, text in own.items()}


def told_facts(entrant: Entrant, today: date) -> dict[str, str]:
    """What was said of a person, with the day of birth that the ID number tells."""
    told = dict(entrant.facts)
    checked, _ = check_person(PersonDraft(entrant.name, entrant.id_number), today)
    if checked is not None and checked.id_number is not None:
        told["born_on"] = checked.id_number.born_on.isoformat()
    return told


def answers_at(position: int, *, is_team: bool) -> int:
    """Where the answers of the person at this position stand; at 0 those of one alone or a team."""
    return position + 1 if is_team else 0


def captain_of(entrants: Sequence[Entrant]) -> int:
    """The position of the captain; the first person's where there is none."""
    roles = [one.role for one in entrants]
    return roles.index(EntrantRole.CAPTAIN) if EntrantRole.CAPTAIN in roles else 0


def team_issues(entrants: Sequence[Entrant], rules: TeamRules) -> list[Issue]:
    """Say what of a team's make-up does not fit the event.

    Rule TEA-01: as many compete as the event asks for. Rule TEA-02: a team has one captain, who
    competes. Rule TEA-03: no more substitutes and coaches than the event allows. Rule TEA-04: a
    person stands once in an entry.
    """
    issues = [*_size_issues(entrants, rules), *_repeated(entrants)]
    captains = _count(entrants, {EntrantRole.CAPTAIN})
    if rules.is_team and captains != 1:
        issues.append(
            Issue(
                "TEA-02", "entrants", "Name one captain; there are %(count)s.", {"count": captains}
            )
        )
    return issues


def unit_issues(members: Iterable[tuple[int, str, bool]]) -> list[Issue]:
    """Name those of a team who belong to another unit than the one that enters.

    Takes of everybody whose unit is known, coaches left out: the position in the entry, the name,
    and whether the unit is the entering one or a part of it.
    Rule TEA-05: whoever may compete in a team belongs to the unit that enters, or to one below it,
    unless the event takes mixed teams. Whom no unit has confirmed is left to the reviewers.
    """
    message = "%(name)s belongs to another unit than the team, and this event takes no mixed teams."
    return [
        Issue("TEA-05", f"entrants{position}-name", message, {"name": name})
        for position, name, belongs in members
        if not belongs
    ]


def require_sound_team(entrants: Sequence[Entrant], rules: TeamRules) -> None:
    """Raise RuleViolation for the first thing that does not fit in a team's make-up."""
    for issue in team_issues(entrants, rules):
        raise RuleViolation(issue.rule, issue.message, field=issue.path, **issue.params)


def _size_issues(entrants: Sequence[Entrant], rules: TeamRules) -> Iterable[Issue]:
    size = _count(entrants, COMPETING)
    if not rules.least <= size <= rules.most:
        params: dict[str, object] = {"least": rules.least, "most": rules.most, "count": size}
        message = "From %(least)s to %(most)s compete together; there are %(count)s."
        if rules.least == rules.most:
            message = "%(least)s compete together; there are %(count)s."
        yield Issue("TEA-01", "entrants", message, params)
    for role, most, message in (
        (
            EntrantRole.SUBSTITUTE,
            rules.substitutes,
            "At most %(most)s substitutes; there are %(count)s.",
        ),
        (EntrantRole.COACH, rules.coaches, "At most %(most)s coaches; there are %(count)s."),
    ):
        count = _count(entrants, {role})
        if count > most:
            yield Issue("TEA-03", "entrants", message, {"most": most, "count": count})


def _repeated(entrants: Sequence[Entrant]) -> Iterable[Issue]:
    seen = set[str]()
    for number, entrant in enumerate(entrants):
        key = entrant.id_number.strip().upper() or entrant.name.strip()
        if key in seen:
            yield Issue(
                "TEA-04",
                f"entrants{number}-name",
                "%(name)s stands twice in this entry.",
                {"name": entrant.name},
            )
        seen.add(key)


def _count(entrants: Sequence[Entrant], roles: Iterable[EntrantRole]) -> int:
    wanted = set(roles)
    return sum(entrant.role in wanted for entrant in entrants)
