"""Retention: which personal data go when, the run that takes them away, holds, and the log.

A run goes in steps, each a transaction of its own with its line in the log: broken off, the next
run goes on with what is still there. What stands on a published ranking is never touched.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from competition.domain.errors import Conflict
from competition.domain.identifiers import CompetitionId, JobId
from competition.domain.issues import Issue
from competition.domain.permissions import Permission
from competition.domain.retention import (
    OF_COMPETITIONS,
    OF_THE_HOUSE,
    RULES,
    Ending,
    Kind,
    due_on,
    is_due,
    read_periods,
    require_hold,
    require_reason,
    usual_periods,
)
from competition.persistence import competitions, events, retention
from competition.persistence.aged import AGED_STORES
from competition.persistence.queries import retention as queries
from competition.persistence.queries.retention import LoggedRun
from competition.persistence.retained import EVENT_STORES
from competition.persistence.retention import Hold, Removal, StoredPolicy
from competition.services.jobs import enqueue
from competition.services.unit_of_work import UnitOfWork

__all__ = ["Hold", "LoggedRun", "StoredPolicy"]
RUN = "retention.run"
"""The kind of the job that takes away what is due; the clock asks for it once a day."""
BATCH, PAGE, SOON = 500, 20, timedelta(days=30)
CHAIN = "retention"


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of one competition, or of the house (competition None), that is due."""

    kind: Kind
    competition_id: CompetitionId | None
    amount: int


@dataclass(frozen=True, slots=True)
class Upcoming:
    """How many rows of a kind a competition still has, and from when they go (None: not yet)."""

    what: Task
    title: str
    days: int
    ending: Ending
    on: date | None
    is_due: bool


@dataclass(frozen=True, slots=True)
class Aging:
    """How many rows of a kind of the house go now, and how many within thirty days."""

    kind: Kind
    days: int
    due: int
    soon: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """The policy, what it will take away when, and the holds."""

    policy: StoredPolicy
    days: dict[Kind, int]
    upcoming: tuple[Upcoming, ...]
    aging: tuple[Aging, ...]
    holds: tuple[Hold, ...]

    @property
    def due(self) -> int:
        """How many rows a run would take away now."""
        return sum(one.what.amount for one in self.upcoming if one.is_due) + sum(
            one.due for one in self.aging
        )


@dataclass(frozen=True, slots=True)
class OwnOutlook:
    """One competition: the days that hold for it, its own ones, what goes when, its hold."""

    title: str
    policy: StoredPolicy
    days: dict[Kind, int]
    upcoming: tuple[Upcoming, ...]
    hold: Hold | None


def describe_retention(uow: UnitOfWork) -> Outlook:
    """The policy in force and all that it will take away. Needs RETENTION_RUN everywhere."""
    uow.authorise(Permission.RETENTION_RUN)
    policies = retention.policies(uow.session)
    usual = policies.get(retention.INSTALLATION, StoredPolicy(retention.INSTALLATION, 0, {}))
    days = usual_periods() | usual.days
    upcoming = _upcoming(uow, days, policies)
    ordered = sorted(upcoming, key=lambda one: (one.on or date.max, one.title, one.what.kind))
    aging = tuple(_aging(uow, kind, days[kind]) for kind in OF_THE_HOUSE)
    return Outlook(usual, days, tuple(ordered), aging, retention.holds(uow.session))


def describe_own(uow: UnitOfWork, competition_id: CompetitionId) -> OwnOutlook:
    """What goes when of one competition. Needs RETENTION_RUN there. Raises NotFound."""
    _authorise(uow, competition_id)
    found = competitions.load(uow.session, competition_id)
    own = retention.newest_policy(uow.session, retention.scope_name(competition_id))
    usual = retention.newest_policy(uow.session, retention.INSTALLATION)
    days = usual_periods() | usual.days | own.days
    ended = queries.endings(uow.session, uow.now, [competition_id])[competition_id]
    upcoming = tuple(
        _line(uow, Task(kind, competition_id, left.get(competition_id, 0)), ended, days[kind])
        for kind in OF_COMPETITIONS
        for left in [queries.remaining(uow.session, kind, competition_id)]
    )
    hold = next(iter(retention.holds(uow.session, competition_id)), None)
    return OwnOutlook(found.details.title, own, days, upcoming, hold)


def list_runs(uow: UnitOfWork, before: int | None = None) -> tuple[LoggedRun, ...]:
    """A page of the log, the newest run first, and one more if there are more.

    Needs RETENTION_RUN everywhere.
    """
    uow.authorise(Permission.RETENTION_RUN)
    return queries.runs(uow.session, before, PAGE + 1)


def save_periods(
    uow: UnitOfWork,
    texts: Mapping[str, str],
    reason: str,
    seen: int,
    competition_id: CompetitionId | None = None,
) -> list[Issue]:
    """Set the days of all kinds, or a competition's own ones where they differ.

    Takes the version that editing started from. Returns the issues at the kinds; then, and when a
    rule forbids it, nothing is written. Needs RETENTION_RUN there. Audited as retention.changed.
    Raises RuleViolation RET-06, Conflict for a stale version.
    """
    _authorise(uow, competition_id)
    kinds = tuple(Kind) if competition_id is None else OF_COMPETITIONS
    days, issues = read_periods(texts, kinds, partly=competition_id is not None)
    if issues:
        return issues
    cut, scope = require_reason(reason), retention.scope_name(competition_id)
    present = retention.newest_policy(uow.session, scope)
    if present.number != seen:
        raise Conflict("The periods were changed meanwhile. Load the page again.")
    new = StoredPolicy(scope, present.number + 1, days, cut)
    retention.add_policy(uow.session, new, uow.actor.account_id, uow.now)
    chain = CHAIN if competition_id is None else scope
    plain = {kind.value: count for kind, count in days.items()}
    uow.audit("retention.changed", chain, version=new.number, days=plain, reason=cut)
    return []


def set_hold(uow: UnitOfWork, competition_id: CompetitionId, reason: str, *, wanted: bool) -> None:
    """Hold all data of a competition, or let them go by their periods again.

    Needs RETENTION_RUN there. Audited as retention.held, retention.released.
    Raises NotFound, RuleViolation RET-06, RET-07.
    """
    _authorise(uow, competition_id)
    competitions.load(uow.session, competition_id, lock=True)
    require_hold(is_held=bool(retention.holds(uow.session, competition_id)), wanted=wanted)
    cut = require_reason(reason)
    store = retention.add_hold if wanted else retention.release
    store(uow.session, competition_id, cut, uow.actor.account_id, uow.now)
    action = "retention.held" if wanted else "retention.released"
    uow.audit(action, f"competition:{competition_id}", reason=cut)


def request_run(uow: UnitOfWork) -> JobId:
    """Ask for a run now. Needs RETENTION_RUN everywhere."""
    uow.authorise(Permission.RETENTION_RUN)
    return enqueue(uow, RUN, key="run")


def begin_run(uow: UnitOfWork) -> tuple[int, tuple[Task, ...]]:
    """Begin a run: its number, and what is due. Needs RETENTION_RUN everywhere."""
    outlook = describe_retention(uow)
    run_id = retention.add_run(uow.session, uow.actor.account_id, uow.now)
    tasks = [one.what for one in outlook.upcoming if one.is_due]
    tasks += [Task(one.kind, None, one.due) for one in outlook.aging if one.due]
    return run_id, tuple(tasks)


def remove_some(uow: UnitOfWork, run_id: int, task: Task) -> int:
    """Take away the next rows of what is due, at most BATCH, and log it; how many they were.

    Looks again whether they are due: a hold or a longer period may have come since.
    Needs RETENTION_RUN everywhere. Audited as retention.removed.
    """
    uow.authorise(Permission.RETENTION_RUN)
    if task.competition_id is None:
        policy = retention.newest_policy(uow.session, retention.INSTALLATION)
        amount = _remove_aged(uow, task.kind, (usual_periods() | policy.days)[task.kind])
    else:
        competitions.load(uow.session, task.competition_id, lock=True)
        policy, days = _policy_for(uow, task.kind, task.competition_id)
        amount = _remove_of(uow, task.kind, task.competition_id, days)
    if amount:
        way = RULES[task.kind].way
        where, version = task.competition_id, policy.version
        removal = Removal(run_id, task.kind, way, where, version, amount, uow.now)
        retention.log(uow.session, removal)
        chain = CHAIN if where is None else f"competition:{where}"
        detail = {"kind": task.kind.value, "way": way.value, "policy": version, "amount": amount}
        uow.audit("retention.removed", chain, f"retention:{run_id}", **detail)
    return amount


def _remove_of(uow: UnitOfWork, kind: Kind, competition_id: CompetitionId, days: int) -> int:
    ended = queries.endings(uow.session, uow.now, [competition_id])[competition_id]
    if not is_due(due_on(ended.ending, days), uow.now.date()):
        return 0
    ids = queries.first_ids(uow.session, kind, competition_id, BATCH)
    if ids:
        EVENT_STORES[kind].remove(uow.session, ids, uow.now)
    return len(ids)


def _remove_aged(uow: UnitOfWork, kind: Kind, days: int) -> int:
    before, taken = uow.now - timedelta(days=days), 0
    for store in AGED_STORES[kind]:
        ids = tuple(uow.session.scalars(store.rows(before).limit(BATCH - taken)))
        if ids:
            store.remove(uow.session, ids)
        taken += len(ids)
    return taken


def _policy_for(
    uow: UnitOfWork, kind: Kind, competition_id: CompetitionId
) -> tuple[StoredPolicy, int]:
    """The policy that says when the kind goes, the competition's own before the installation's."""
    own = retention.newest_policy(uow.session, retention.scope_name(competition_id))
    if kind in own.days:
        return own, own.days[kind]
    usual = retention.newest_policy(uow.session, retention.INSTALLATION)
    return usual, (usual_periods() | usual.days)[kind]


def _upcoming(
    uow: UnitOfWork, days: Mapping[Kind, int], policies: Mapping[str, StoredPolicy]
) -> list[Upcoming]:
    left = {kind: queries.remaining(uow.session, kind) for kind in OF_COMPETITIONS}
    among = {id_ for counts in left.values() for id_ in counts}
    ended = queries.endings(uow.session, uow.now, among)
    found = []
    for kind, counts in left.items():
        for id_, amount in counts.items():
            own = policies.get(retention.scope_name(id_))
            lasts = own.days.get(kind, days[kind]) if own else days[kind]
            found.append(_line(uow, Task(kind, id_, amount), ended[id_], lasts))
    return found


def _line(uow: UnitOfWork, task: Task, ended: queries.Ended, days: int) -> Upcoming:
    on = due_on(ended.ending, days)
    due = is_due(on, uow.now.date())
    return Upcoming(task, ended.title, days, ended.ending, on, due)


def _aging(uow: UnitOfWork, kind: Kind, days: int) -> Aging:
    before: datetime = uow.now - timedelta(days=days)
    due = queries.aged(uow.session, kind, before)
    return Aging(kind, days, due, queries.aged(uow.session, kind, before + SOON) - due)


def _authorise(uow: UnitOfWork, competition_id: CompetitionId | None) -> None:
    path = () if competition_id is None else events.competition_path(uow.session, competition_id)
    uow.authorise(Permission.RETENTION_RUN, path)
