"""Read models of the organisation tree: lists, options, representatives, history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from competition.domain.data_quality import Quality
from competition.domain.identifiers import OrganisationId
from competition.persistence.models.accounts import AccountRow, RoleRow
from competition.persistence.models.competitions import OrganisationRow
from competition.persistence.models.organisations import OrganisationChangeRow
from competition.persistence.models.people import MembershipRow, PersonRow
from competition.persistence.queries.members import (
    IS_COMPLETE,
    IS_CONFIRMED,
    IS_PRESENT,
    QUALITIES,
    below,
)

Parent = aliased(OrganisationRow)


@dataclass(frozen=True, slots=True)
class OrganisationFilter:
    """Which organisations are wanted, and after which one the page begins."""

    search: str = ""
    kind: str = ""
    state: str = "active"
    under: int | None = None
    after: int = 0


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """One organisation as lists show it, with how many stand right below it and belong to it."""

    id: OrganisationId
    name: str
    short_name: str
    kind: str
    state: str
    code: str | None
    region: str
    industry: str
    parent_id: OrganisationId | None
    parent: str | None
    children: int = 0
    members: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One organisation on the way from the top."""

    id: OrganisationId
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Representative:
    """Who acts for the organisation: the role, and where it was granted."""

    account_id: int
    name: str
    role: str
    organisation_id: OrganisationId
    organisation: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change in the history of an organisation."""

    at: datetime
    by: str | None
    kind: str
    former_name: str
    detail: dict[str, object]
    reason: str


@dataclass(frozen=True, slots=True)
class QualityLine:
    """The data quality of one organisation and all below it."""

    id: OrganisationId
    name: str
    kind: str
    quality: Quality


def organisations(
    session: Session, wanted: OrganisationFilter, limit: int | None
) -> tuple[OrganisationLine, ...]:
    """Organisations in order of name, after the given one; all of them without a limit."""
    query = (
        select(OrganisationRow, Parent.name)
        .outerjoin(Parent, Parent.id == OrganisationRow.parent_id)
        .where(*conditions(wanted))
    )
    if wanted.after:
        last = select(OrganisationRow.name).where(OrganisationRow.id == wanted.after)
        query = query.where(OrganisationRow.name > last.scalar_subquery())
    rows = session.execute(query.order_by(OrganisationRow.name).limit(limit)).all()
    ids = [row.id for row, _ in rows]
    children = _counted(session, OrganisationRow.parent_id, ids)
    people = _counted(session, MembershipRow.organisation_id, ids, IS_PRESENT)
    return tuple(
        _line(row, parent, children.get(row.id, 0), people.get(row.id, 0)) for row, parent in rows
    )


def count(session: Session, wanted: OrganisationFilter) -> int:
    """How many organisations fit."""
    query = select(func.count()).select_from(OrganisationRow).where(*conditions(wanted))
    return session.scalar(query) or 0


def options(
    session: Session, kinds: tuple[str, ...], text: str, limit: int
) -> tuple[OrganisationLine, ...]:
    """Active organisations of these kinds by part of a name; those that begin with it first."""
    wanted = OrganisationFilter(search=text)
    begins = case((OrganisationRow.name.startswith(text, autoescape=True), 0), else_=1)
    query = (
        select(OrganisationRow, Parent.name)
        .outerjoin(Parent, Parent.id == OrganisationRow.parent_id)
        .where(*conditions(wanted), OrganisationRow.kind.in_(kinds))
        .order_by(begins, OrganisationRow.name)
        .limit(limit)
    )
    return tuple(_line(row, parent) for row, parent in session.execute(query))


def unions(session: Session) -> tuple[OrganisationLine, ...]:
    """The federation and all unions that are at work: some dozens."""
    query = (
        select(OrganisationRow, Parent.name)
        .outerjoin(Parent, Parent.id == OrganisationRow.parent_id)
        .where(OrganisationRow.kind != "unit", OrganisationRow.state == "active")
        .order_by(OrganisationRow.kind.desc(), OrganisationRow.name)
    )
    return tuple(_line(row, parent) for row, parent in session.execute(query))


def numbers_below(session: Session, organisation_id: OrganisationId) -> tuple[int, ...]:
    """The numbers of the organisation and of all below it."""
    return tuple(session.scalars(below(organisation_id)))


def named(session: Session, ids: list[int]) -> tuple[OrganisationLine, ...]:
    """These organisations, in order of name, with how many people belong right to them."""
    query = (
        select(OrganisationRow, Parent.name)
        .outerjoin(Parent, Parent.id == OrganisationRow.parent_id)
        .where(OrganisationRow.id.in_(ids))
        .order_by(OrganisationRow.name)
    )
    children = _counted(session, OrganisationRow.parent_id, ids)
    people = _counted(session, MembershipRow.organisation_id, ids, IS_PRESENT)
    return tuple(
        _line(row, parent, children.get(row.id, 0), people.get(row.id, 0))
        for row, parent in session.execute(query)
    )


def path(session: Session, organisation_id: OrganisationId) -> tuple[Step, ...]:
    """The way from the top down to the organisation."""
    above = (
        select(OrganisationRow.id, OrganisationRow.parent_id)
        .where(OrganisationRow.id == organisation_id)
        .cte("above", recursive=True)
    )
    up = select(OrganisationRow.id, OrganisationRow.parent_id)
    above = above.union(up.join(above, OrganisationRow.id == above.c.parent_id))
    query = select(OrganisationRow).join(above, above.c.id == OrganisationRow.id)
    rows = {row.id: row for row in session.scalars(query)}
    steps, at = [], rows.get(organisation_id)
    while at is not None:
        steps.append(Step(OrganisationId(at.id), at.name, at.kind))
        at = rows.get(at.parent_id) if at.parent_id else None
    return tuple(reversed(steps))


def representatives(session: Session, ids: list[int]) -> tuple[Representative, ...]:
    """Clerks and officers with a role in one of these organisations."""
    query = (
        select(RoleRow, AccountRow.display_name, OrganisationRow.name)
        .join(AccountRow, AccountRow.id == RoleRow.account_id)
        .join(OrganisationRow, OrganisationRow.id == RoleRow.scope_id)
        .where(RoleRow.scope_kind == "organisation", RoleRow.scope_id.in_(ids))
        .order_by(RoleRow.scope_id.desc(), RoleRow.role, AccountRow.display_name)
    )
    return tuple(
        Representative(row.account_id, name, row.role, OrganisationId(row.scope_id), organisation)
        for row, name, organisation in session.execute(query)
    )


def changes(session: Session, organisation_id: OrganisationId) -> tuple[ChangeLine, ...]:
    """The history of an organisation, the latest first."""
    query = (
        select(OrganisationChangeRow, AccountRow.display_name)
        .outerjoin(AccountRow, AccountRow.id == OrganisationChangeRow.account_id)
        .where(OrganisationChangeRow.organisation_id == organisation_id)
        .order_by(OrganisationChangeRow.id.desc())
        .limit(100)
    )
    return tuple(
        ChangeLine(row.at, name, row.kind, row.former_name, dict(row.detail), row.reason)
        for row, name in session.execute(query)
    )


def quality_below(session: Session, organisation_id: OrganisationId) -> tuple[QualityLine, ...]:
    """The data quality of each organisation right below this one, all below it included."""
    start = select(OrganisationRow.id, OrganisationRow.id.label("top"))
    tree = start.where(OrganisationRow.parent_id == organisation_id).cte("tree", recursive=True)
    tree = tree.union_all(
        select(OrganisationRow.id, tree.c.top).join(tree, OrganisationRow.parent_id == tree.c.id)
    )
    sums = _sums().join(tree, tree.c.id == MembershipRow.organisation_id)
    found = {
        row[-1]: Quality(*map(int, row[:-1]))
        for row in session.execute(sums.add_columns(tree.c.top).group_by(tree.c.top))
    }
    query = select(OrganisationRow).where(
        OrganisationRow.parent_id == organisation_id, OrganisationRow.state == "active"
    )
    return tuple(
        QualityLine(OrganisationId(row.id), row.name, row.kind, found.get(row.id, Quality()))
        for row in session.scalars(query.order_by(OrganisationRow.name))
    )


def quality_of(session: Session, organisation_id: OrganisationId) -> Quality:
    """The data quality of the organisation and all below it."""
    query = _sums().where(MembershipRow.organisation_id.in_(below(organisation_id)))
    row = session.execute(query).one()
    return Quality(*(int(value or 0) for value in row))


def conditions(wanted: OrganisationFilter) -> list[ColumnElement[bool]]:
    """What the filter asks of an organisation; its own name, a former one, or its code fit."""
    found: list[ColumnElement[bool]] = []
    if wanted.state:
        found.append(OrganisationRow.state == wanted.state)
    if wanted.kind:
        found.append(OrganisationRow.kind == wanted.kind)
    if wanted.under is not None:
        found.append(OrganisationRow.id.in_(below(OrganisationId(wanted.under))))
        found.append(OrganisationRow.id != wanted.under)
    if wanted.search:
        text = wanted.search
        former = select(OrganisationChangeRow.organisation_id).where(
            OrganisationChangeRow.former_name.contains(text, autoescape=True)
        )
        found.append(
            or_(
                OrganisationRow.name.contains(text, autoescape=True),
                OrganisationRow.short_name.contains(text, autoescape=True),
                OrganisationRow.code == text.upper(),
                OrganisationRow.id.in_(former),
            )
        )
    return found


def _sums() -> Select[*tuple[Any, ...]]:
    names = (IS_COMPLETE, IS_CONFIRMED, QUALITIES["disputed"], QUALITIES["good"])
    sums = [func.sum(case((condition, 1), else_=0)) for condition in names]
    return (
        select(func.count(), *sums)
        .select_from(MembershipRow)
        .join(PersonRow, PersonRow.id == MembershipRow.person_id)
        .where(IS_PRESENT)
    )


def _counted(
    session: Session, column: object, ids: list[int], *more: ColumnElement[bool]
) -> dict[int, int]:
    query = select(column, func.count()).where(column.in_(ids), *more).group_by(column)  # type: ignore[attr-defined,call-overload]  # a mapped column
    return {row[0]: row[1] for row in session.execute(query)}


def _line(
    row: OrganisationRow, parent: str | None, children: int = 0, members: int = 0
) -> OrganisationLine:
    return OrganisationLine(
        OrganisationId(row.id),
        row.name,
        row.short_name,
        row.kind,
        row.state,
        row.code,
        row.region,
        row.industry,
        None if row.parent_id is None else OrganisationId(row.parent_id),
        parent,
        children,
        members,
    )
