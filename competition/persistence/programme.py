"""The annual programme's rows: plans, editions, changes asked for."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from competition.domain.errors import Conflict, NotFound
from competition.domain.identifiers import AccountId, CompetitionId
from competition.domain.programme import Change, ChangeState, Plan, PlanState
from competition.domain.proposal_texts import read_document
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.catalogues import IndustryRow
from competition.persistence.models.competitions import CompetitionRow
from competition.persistence.models.programme import ChangeRow, EditionRow, PlanRow
from competition.persistence.models.proposals import ProposalRow

GRANTED = ("approved", "filed")
"""States of a proposal by which its competition is in the programme."""


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan with the version that an edit must be based on, and what it was copied from."""

    plan: Plan
    version: int = 0
    copied_from: CompetitionId | None = None


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """A published edition of a season's programme."""

    season: int
    number: int
    note: str
    lines: tuple[dict[str, Any], ...]
    digest: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class StoredChange:
    """A change with who asked for it and who decided it, and when."""

    id: int
    competition_id: CompetitionId
    competition: str
    change: Change
    requested_by: str
    requested_by_id: AccountId | None
    requested_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision: str
    version: int


def load_plan(
    session: Session, competition_id: CompetitionId, *, lock: bool = False
) -> StoredPlan | None:
    """The competition's plan, held against other writers if `lock`; None when it has none.

    Until somebody wrote one, it is what the approved or filed proposal says.
    """
    query = select(PlanRow).where(PlanRow.competition_id == competition_id)
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        asked = select(ProposalRow).where(
            ProposalRow.competition_id == competition_id, ProposalRow.state.in_(GRANTED)
        )
        proposal = session.scalar(asked.order_by(ProposalRow.id.desc()).limit(1))
        return StoredPlan(_proposed(session, proposal)) if proposal else None
    copied = CompetitionId(row.copied_from) if row.copied_from else None
    return StoredPlan(plan_of(row), row.version, copied)


def plan_of(row: PlanRow) -> Plan:
    """A plan's row as the domain knows it."""
    return Plan(
        state=PlanState(row.state),
        occupation_code=row.occupation_code,
        industry_code=row.industry_code,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        place=row.place,
        host=row.host,
        partners=row.partners,
        entrants=row.entrants,
        contact=row.contact,
    )


def plan_of_proposal(row: ProposalRow) -> Plan:
    """What an approved or filed proposal says of the plan; what cannot be read is left open."""
    document, _ = read_document(row.texts)
    starts = sorted(one.starts_on for one in document.rounds if one.starts_on)
    ends = sorted(day for day in (one.ends_on or one.starts_on for one in document.rounds) if day)
    places = dict.fromkeys(one.place for one in document.rounds if one.place)
    return Plan(
        state=PlanState.PLANNED,
        occupation_code=row.trade_code[:10],
        industry_code=row.industry[:12],
        starts_on=starts[0] if starts else None,
        ends_on=ends[-1] if ends else None,
        place="、".join(places)[:120],
        host="、".join(document.hosts)[:120],
        partners="、".join(document.co_organisers)[:400],
        entrants=sum(one.entrants or 0 for one in document.groups) or None,
    )


def save_plan(
    session: Session,
    competition_id: CompetitionId,
    plan: Plan,
    copied_from: CompetitionId | None = None,
) -> None:
    """Store a competition's plan, anew or over the one it has."""
    row = session.get(PlanRow, competition_id)
    if row is None:
        row = PlanRow(competition_id=competition_id, copied_from=copied_from)
        session.add(row)
    row.state = plan.state.value
    for name in ("occupation_code", "industry_code", "starts_on", "ends_on", "place", "host"):
        setattr(row, name, getattr(plan, name))
    row.partners, row.entrants, row.contact = plan.partners, plan.entrants, plan.contact
    session.flush()


def add_edition(session: Session, edition: StoredEdition, account_id: AccountId | None) -> None:
    """Store a published edition. Raises Conflict when its number was taken meanwhile."""
    row = EditionRow(
        season=edition.season,
        number=edition.number,
        note=edition.note,
        document={"lines": list(edition.lines)},
        digest=edition.digest,
        published_at=edition.published_at,
        published_by=account_id,
    )
    session.add(row)
    session.flush()


def edition(session: Session, season: int, number: int | None = None) -> StoredEdition | None:
    """One edition of the season, the newest without a number; None when there is none."""
    query = select(EditionRow).where(EditionRow.season == season)
    if number is not None:
        query = query.where(EditionRow.number == number)
    row = session.scalar(query.order_by(EditionRow.number.desc()).limit(1))
    return _edition(row) if row else None


def editions(session: Session, season: int) -> tuple[tuple[int, datetime, str], ...]:
    """Number, moment and note of every edition of the season, the newest first."""
    query = select(EditionRow.number, EditionRow.published_at, EditionRow.note)
    rows = session.execute(
        query.where(EditionRow.season == season).order_by(EditionRow.number.desc())
    )
    return tuple((row.number, row.published_at, row.note) for row in rows)


def published_seasons(session: Session) -> tuple[int, ...]:
    """The seasons of which an edition is published, the newest first."""
    query = select(EditionRow.season).distinct().order_by(EditionRow.season.desc())
    return tuple(session.scalars(query))


def add_change(
    session: Session,
    competition_id: CompetitionId,
    change: Change,
    account_id: AccountId | None,
    at: datetime,
) -> int:
    """Store a change that is asked for."""
    row = ChangeRow(
        competition_id=competition_id,
        changes={key: list(pair) for key, pair in change.facts.items()},
        reason=change.reason,
        state=change.state.value,
        requested_by=account_id,
        requested_at=at,
    )
    session.add(row)
    session.flush()
    return row.id


def load_change(session: Session, change_id: int, *, lock: bool = False) -> StoredChange:
    """One change, held against other deciders if `lock`. Raises NotFound."""
    if lock:
        held = select(ChangeRow.id).where(ChangeRow.id == change_id).with_for_update()
        session.execute(held)
    found = _changes(session, ChangeRow.id == change_id)
    if not found:
        raise NotFound("There is no such change.")
    return found[0]


def decide_change(
    session: Session,
    stored: StoredChange,
    state: ChangeState,
    words: str,
    *,
    by: AccountId | None,
    at: datetime,
) -> None:
    """Store what was decided. Raises Conflict when somebody else decided meanwhile."""
    row = session.get_one(ChangeRow, stored.id)
    if row.version != stored.version:
        raise Conflict("Somebody else decided this meanwhile.")
    row.state, row.decision = state.value, words
    row.decided_by, row.decided_at = by, at
    session.flush()


def changes_of(session: Session, competition_id: CompetitionId) -> tuple[StoredChange, ...]:
    """The history of a competition's changes, the newest first."""
    return _changes(session, ChangeRow.competition_id == competition_id)


def open_changes(session: Session) -> tuple[StoredChange, ...]:
    """Every change that waits for a decision, the newest first."""
    return _changes(session, ChangeRow.state == ChangeState.REQUESTED.value)


def _proposed(session: Session, row: ProposalRow) -> Plan:
    """The proposal's plan; it may name its industry by the code or by the name."""
    known = or_(IndustryRow.code == row.industry, IndustryRow.name == row.industry)
    code = session.scalar(select(IndustryRow.code).where(known).limit(1))
    return replace(plan_of_proposal(row), industry_code=code or "")


def _changes(session: Session, condition: Any) -> tuple[StoredChange, ...]:
    asker, decider = _account("asker"), _account("decider")
    query = (
        select(ChangeRow, CompetitionRow.title, asker.c.name, decider.c.name)
        .join(CompetitionRow, CompetitionRow.id == ChangeRow.competition_id)
        .outerjoin(asker, asker.c.id == ChangeRow.requested_by)
        .outerjoin(decider, decider.c.id == ChangeRow.decided_by)
        .where(condition)
        .order_by(ChangeRow.requested_at.desc(), ChangeRow.id.desc())
    )
    return tuple(_change(*row) for row in session.execute(query))


def _account(name: str) -> Any:
    return select(AccountRow.id, AccountRow.display_name.label("name")).subquery(name)


def _change(row: ChangeRow, title: str, asker: str | None, decider: str | None) -> StoredChange:
    facts = {key: (str(pair[0]), str(pair[1])) for key, pair in dict[str, Any](row.changes).items()}
    return StoredChange(
        id=row.id,
        competition_id=CompetitionId(row.competition_id),
        competition=title,
        change=Change(facts, row.reason, ChangeState(row.state)),
        requested_by=asker or "",
        requested_by_id=AccountId(row.requested_by) if row.requested_by else None,
        requested_at=row.requested_at,
        decided_by=decider or "",
        decided_at=row.decided_at,
        decision=row.decision,
        version=row.version,
    )


def _edition(row: EditionRow) -> StoredEdition:
    document = dict[str, Any](row.document)
    return StoredEdition(
        row.season,
        row.number,
        row.note,
        tuple(document["lines"]),
        row.digest,
        row.published_at,
    )
