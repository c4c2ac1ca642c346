"""Publishing a ranking (公布成绩): what stands in the way, and what needs a reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from competition.domain.errors import RuleViolation
from competition.domain.events import EventState
from competition.domain.issues import Issue, Severity, errors
from competition.domain.results import EventResults

LONGEST = 400


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the public last saw of an entry, or would see now."""

    place: int | None
    total: Decimal | None
    advances: bool | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry whose outcome is not what was published before; None where it was not there."""

    entry: str
    before: Outcome | None
    now: Outcome | None


def publication_issues(results: EventResults, unsubmitted: int) -> list[Issue]:
    """Say what stands in the way of publishing these results, or needs a reason.

    Takes the number of mark sheets of works in the ranking that are not submitted.
    Rules PUB-01: somebody must have a place. PUB-02: entries with open items, and sheets that are
    not submitted, need a reason; such an entry stays without a place.
    """
    found = []
    if not any(result.place is not None for result in results.results):
        found.append(Issue("PUB-01", "results", "Nobody has a place yet."))
    incomplete = len({item.entry for item in results.open})
    if incomplete:
        found.append(
            Issue(
                "PUB-02",
                "results",
                "%(count)s entries have open items and stay without a place.",
                {"count": incomplete},
                Severity.WARNING,
            )
        )
    if unsubmitted:
        found.append(
            Issue(
                "PUB-02",
                "results",
                "%(count)s mark sheets are not submitted yet.",
                {"count": unsubmitted},
                Severity.WARNING,
            )
        )
    return found


def require_publishable(issues: Iterable[Issue], remark: str) -> str:
    """Give the remark back, cut. Raises RuleViolation PUB-01 or PUB-02 when publishing is refused.

    Rule PUB-02: whatever is open needs a remark that says why the ranking is published anyway.
    """
    found, cut = list(issues), remark.strip()
    for issue in errors(found):
        raise RuleViolation(issue.rule, issue.message)
    if len(cut) > LONGEST:
        raise RuleViolation(
            "PUB-02", "At most %(most)s characters fit here.", field="remark", most=LONGEST
        )
    if found and not cut:
        raise RuleViolation(
            "PUB-02", "Not everything is settled. Say why you publish all the same.", field="remark"
        )
    return cut


def require_fitting(misfits: Iterable[Issue]) -> None:
    """Raise RuleViolation PUB-05 when the policies cannot be read with the scheme.

    Rule PUB-05: nothing is computed by policies that name what the scheme no longer has.
    """
    for issue in misfits:
        raise RuleViolation(
            "PUB-05",
            "The policies no longer fit the marking scheme (%(path)s). Save them again.",
            path=issue.path,
        )


def require_retractable(state: EventState, reason: str) -> str:
    """Give the reason back, cut. Raises RuleViolation PUB-03 when the ranking stays.

    Rule PUB-03: a published ranking is retracted only with a reason, which is kept.
    """
    if state is not EventState.PUBLISHED:
        raise RuleViolation("PUB-03", "There is no published ranking to retract.")
    cut = reason.strip()
    if not cut or len(cut) > LONGEST:
        raise RuleViolation(
            "PUB-03", "Give a reason of at most %(most)s characters.", field="reason", most=LONGEST
        )
    return cut


def differences(
    before: Mapping[str, Outcome], now: Mapping[str, Outcome]
) -> tuple[Difference, ...]:
    """List the entries whose outcome changed, in the order of now, then those no longer there.

    Rule PUB-04: before a ranking is published again, what changes is shown entry by entry.
    """
    names = [*now, *(name for name in before if name not in now)]
    pairs = ((name, before.get(name), now.get(name)) for name in names)
    return tuple(Difference(name, old, new) for name, old, new in pairs if old != new)


def outcomes(results: EventResults) -> dict[str, Outcome]:
    """What the public would see of each entry, by entry number. Rule PUB-04."""
    return {
        result.entry: Outcome(result.place, result.total, result.advances)
        for result in results.results
    }
