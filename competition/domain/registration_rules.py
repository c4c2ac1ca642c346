"""How an event is entered (报名规则): teams, places, deadlines; kept as versions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from competition.domain.conditions import (
    Condition,
    ConditionTexts,
    condition_texts,
    read_conditions,
)
from competition.domain.errors import RuleViolation
from competition.domain.issues import Issue
from competition.domain.places import unit_key
from competition.domain.registration import UNIT_LENGTH, plain
from competition.domain.teams import MOST_COACHES, MOST_IN_TEAM, MOST_SUBSTITUTES, TeamRules

HOURS, MOST_HOURS, MOST_PLACES, MOST_EXCEPTIONS = 48, 720, 999, 200
CITY_TIME = ZoneInfo("Asia/Shanghai")
SWITCHES = (
    "waiting_list",
    "second_review",
    "one_event",
    "real_name",
    "late_changes",
    "mixed_teams",
)


@dataclass(frozen=True, slots=True)
class RegistrationRules:
    """The rules of an event's registration; the defaults are those of an event without any.

    `unit_seats` is the quota (名额) of each unit, `exceptions` the units with another one, by name.
    A second reviewer looks at each entry where the organisers say so. `late_changes`: units may ask
    for changes of sealed lists also after entries have closed. `mixed_teams`: the members of a team
    may belong to several units.
    """

    team: TeamRules = TeamRules()
    unit_seats: int | None = None
    exceptions: tuple[tuple[str, int], ...] = ()
    waiting_list: bool = False
    offer_hours: int = HOURS
    replace_until: datetime | None = None
    second_review: bool = False
    one_event: bool = False
    real_name: bool = False
    late_changes: bool = False
    mixed_teams: bool = False
    conditions: tuple[Condition, ...] = field(default=())

    def seats_of(self, *names: str) -> int | None:
        """The quota of the unit with these names, the present one first; None without one.

        Rule PLC-03.
        """
        keys = [key for key in map(unit_key, names) if key]
        if not keys:
            return None
        named = {unit_key(name): seats for name, seats in self.exceptions}
        return next((named[key] for key in keys if key in named), self.unit_seats)


def read_rules(
    texts: Mapping[str, str], conditions: tuple[Condition, ...] = ()
) -> tuple[RegistrationRules | None, list[Issue]]:
    """Read the settings from texts; the conditions are kept as they are.

    Takes team_least, team_most, substitutes, coaches, unit_seats, exceptions (lines "unit: seats"),
    waiting_list, offer_hours, replace_until, second_review, one_event, real_name, late_changes,
    mixed_teams; a switch is on when its text is not empty.
    Returns the rules, or None with every issue at its name.
    Rule RGS-01: sizes and hours are whole numbers within their limits, the smaller one first.
    Rule RGS-02: an exception names a unit once, and its places. Rule RGS-03: a deadline is a day
    and a time.
    """
    reader = _Reader({key: plain(text) for key, text in texts.items()})
    rules = RegistrationRules(
        team=reader.team(),
        unit_seats=reader.number("unit_seats", 1, MOST_PLACES),
        exceptions=reader.exceptions(),
        offer_hours=reader.number("offer_hours", 1, MOST_HOURS) or HOURS,
        replace_until=reader.moment("replace_until"),
        conditions=conditions,
        **{name: bool(reader.texts.get(name)) for name in SWITCHES},
    )
    return (None if reader.issues else rules), reader.issues


def rules_texts(rules: RegistrationRules) -> dict[str, str]:
    """Write the settings as the texts they are read from."""
    until = rules.replace_until
    texts = {
        "team_least": str(rules.team.least),
        "team_most": str(rules.team.most),
        "substitutes": str(rules.team.substitutes),
        "coaches": str(rules.team.coaches),
        "unit_seats": "" if rules.unit_seats is None else str(rules.unit_seats),
        "exceptions": "\n".join(f"{name}: {seats}" for name, seats in rules.exceptions),
        "offer_hours": str(rules.offer_hours),
        "replace_until": f"{until.astimezone(CITY_TIME):%Y-%m-%dT%H:%M}" if until else "",
    }
    return texts | {name: "on" if getattr(rules, name) else "" for name in SWITCHES}


def rules_document(rules: RegistrationRules) -> dict[str, object]:
    """Write the rules as a document to be stored."""
    conditions = [
        {"key": one.key, "effect": one.effect, "words": one.words, "rows": one.rows}
        for one in map(condition_texts, rules.conditions)
    ]
    return {"settings": rules_texts(rules), "conditions": conditions}


def rules_of(document: Mapping[str, object]) -> RegistrationRules:
    """Read stored rules. Raises ValueError for a document that `rules_document` did not write."""
    settings = cast(dict[str, str], document["settings"])
    stored = cast(list[dict[str, Any]], document["conditions"])
    conditions, issues = read_conditions([ConditionTexts(**one) for one in stored])
    rules, more = read_rules(settings, conditions or ())
    if rules is None or issues:
        raise ValueError(f"stored rules of registration cannot be read: {[*issues, *more][0]}")
    return rules


def read_moment(text: str, name: str) -> datetime:
    """Read a day and a time of the city. Raises RuleViolation RGS-03 at the field of this name."""
    try:
        found = datetime.fromisoformat(plain(text))
    except ValueError:
        raise RuleViolation("RGS-03", "Type a day and a time.", field=name) from None
    zoned = found if found.tzinfo else found.replace(tzinfo=CITY_TIME)
    return zoned.astimezone(UTC)


class _Reader:
    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.issues: list[Issue] = []

    def number(self, name: str, least: int, most: int) -> int | None:
        text = self.texts.get(name, "")
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < 5 and least <= int(text) <= most:
            return int(text)
        self.issues.append(
            Issue(
                "RGS-01",
                name,
                "Type a whole number from %(least)s to %(most)s.",
                {"least": least, "most": most},
            )
        )
        return None

    def team(self) -> TeamRules:
        least = self.number("team_least", 1, MOST_IN_TEAM) or 1
        most = self.number("team_most", 1, MOST_IN_TEAM) or least
        if most < least:
            self.issues.append(
                Issue("RGS-01", "team_most", "The largest team is smaller than the smallest.")
            )
        return TeamRules(
            least,
            most,
            self.number("substitutes", 0, MOST_SUBSTITUTES) or 0,
            self.number("coaches", 0, MOST_COACHES) or 0,
        )

    def exceptions(self) -> tuple[tuple[str, int], ...]:
        found: dict[str, tuple[str, int]] = {}
        lines = filter(None, map(str.strip, self.texts.get("exceptions", "").split("\n")))
        for line in lines:
            name, _, seats = line.rpartition(":")
            key, count = unit_key(name), seats.strip()
            sound = key and len(name) <= UNIT_LENGTH and count.isascii() and count.isdigit()
            if not sound or len(count) > 3 or key in found or len(found) >= MOST_EXCEPTIONS:
                message = "“%(line)s” is not a unit, a colon and its places; each unit once."
                self.issues.append(Issue("RGS-02", "exceptions", message, {"line": line}))
            else:
                found[key] = name.strip(), int(count)
        return tuple(found.values())

    def moment(self, name: str) -> datetime | None:
        text = self.texts.get(name, "")
        try:
            return read_moment(text, name) if text else None
        except RuleViolation as violation:
            self.issues.append(Issue(violation.rule, name, violation.message))
            return None
