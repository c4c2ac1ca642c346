"""What the holders of a role have to do next: clerks, officers, organisers, administrators."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from competition.domain.identifiers import OrganisationId
from competition.domain.permissions import INSTALLATION, Permission, Role, ScopeKind, permits
from competition.domain.programme import EditionDraft
from competition.persistence import programme
from competition.persistence import proposal_rules as rules_rows
from competition.persistence.queries import duties as queries
from competition.persistence.queries import organisations as organisation_queries
from competition.persistence.queries.duties import Work
from competition.services.competitions import reach_of
from competition.services.programme import CITY_TIME, city_scopes
from competition.services.programme_editions import prepare_edition
from competition.services.unit_of_work import UnitOfWork

ENDING = timedelta(days=3)
MOST_ORGANISATIONS = 3


class Kind(StrEnum):
    """What kind of duty it is; the page knows the words and the button of each."""

    CONFIRM_MEMBERS = "confirm_members"
    SETTLE_PEOPLE = "settle_people"
    SEAL_LIST = "seal_list"
    REWORK_PROPOSAL = "rework_proposal"
    FINISH_PROPOSAL = "finish_proposal"
    REVIEW_PROPOSALS = "review_proposals"
    RAISE_QUALITY = "raise_quality"
    DECIDE_CHANGES = "decide_changes"
    PUBLISH_PROGRAMME = "publish_programme"
    WRITE_REPORTS = "write_reports"
    RETRY_OWN_JOBS = "retry_own_jobs"
    RETRY_JOBS = "retry_jobs"
    RESEND_MESSAGES = "resend_messages"
    RENEW_INVITATIONS = "renew_invitations"
    WRITE_ORGANISATIONS = "write_organisations"
    INVITE_ORGANISERS = "invite_organisers"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do: what it is about, how much of how much, how much of it is late, by when."""

    kind: Kind
    title: str = ""
    where: str = ""
    subject_id: int = 0
    organisation_id: int = 0
    count: int = 0
    total: int = 0
    late: int = 0
    due: datetime | None = None
    share: Decimal | None = None


def list_duties(uow: UnitOfWork, target: int) -> tuple[Duty, ...]:
    """What waits for the actor's roles, what is due first coming first.

    Takes the real-name target in percent. Shows only what the actor's own roles open; as many
    queries however much waits.
    """
    found = [*_clerk(uow), *_proposer(uow), *_reviewer(uow), *_quality(uow, target)]
    found += [*_organiser(uow), *_own_jobs(uow), *_administrator(uow)]
    far = uow.now + timedelta(days=3650)
    return tuple(sorted(found, key=lambda one: (not one.late, one.due or far)))


def _organisations(uow: UnitOfWork, *roles: Role) -> list[int]:
    held = {
        scope.id
        for role, scope in uow.actor.roles
        if role in roles and scope.kind is ScopeKind.ORGANISATION
    }
    return sorted(held)


def _clerk(uow: UnitOfWork) -> Iterator[Duty]:
    units = _organisations(uow, Role.CLERK)
    if not units:
        return
    session = uow.session
    for work in queries.members_waiting(session, units):
        yield _of(Kind.CONFIRM_MEMBERS, work)
    for work in queries.people_to_settle(session, units):
        yield _of(Kind.SETTLE_PEOPLE, work)
    for work, unit in queries.lists_to_seal(session, units):
        late = int(work.due is not None and work.due < uow.now)
        yield _of(Kind.SEAL_LIST, work, organisation_id=unit, late=late)


def _proposer(uow: UnitOfWork) -> Iterator[Duty]:
    own = _organisations(uow, Role.CLERK, Role.OFFICER)
    kinds = {"returned": Kind.REWORK_PROPOSAL, "draft": Kind.FINISH_PROPOSAL}
    for work, state in queries.own_proposals(uow.session, own) if own else ():
        yield _of(kinds[state], work, late=int(work.due is not None and work.due < uow.now))


def _reviewer(uow: UnitOfWork) -> Iterator[Duty]:
    reach = reach_of(uow.actor, Permission.PROPOSAL_REVIEW)
    levels = [scope.id for scope in reach if scope.kind is ScopeKind.ORGANISATION]
    city = rules_rows.city(uow.session) if INSTALLATION in reach else None
    if city is not None:
        levels.append(city.organisation_id)
    if not levels:
        return
    people = {loan.holder_id for loan in uow.actor.lent} | {uow.actor.account_id or 0}
    found = queries.reviews(uow.session, levels, people, uow.now)
    if found.waiting:
        yield Duty(
            Kind.REVIEW_PROPOSALS,
            count=found.waiting,
            total=found.mine,
            late=found.late,
            due=found.due,
        )


def _quality(uow: UnitOfWork, target: int) -> Iterator[Duty]:
    for number in _organisations(uow, Role.CLERK, Role.OFFICER)[:MOST_ORGANISATIONS]:
        quality = organisation_queries.quality_of(uow.session, OrganisationId(number))
        if not quality.reaches(target):
            yield Duty(
                Kind.RAISE_QUALITY,
                organisation_id=number,
                count=quality.missing(target),
                total=target,
                share=quality.share,
            )


def _organiser(uow: UnitOfWork) -> Iterator[Duty]:
    reach = reach_of(uow.actor, Permission.COMPETITION_EDIT)
    if not reach:
        return
    reports = queries.reports_due(uow.session, reach)
    if reports:
        yield Duty(Kind.WRITE_REPORTS, count=reports)
    if not permits(uow.actor, Permission.PROGRAMME_EDIT, city_scopes(uow)):
        return
    changes = queries.open_changes(uow.session)
    if changes:
        yield Duty(Kind.DECIDE_CHANGES, count=changes)
    yield from _programme(uow)


def _programme(uow: UnitOfWork) -> Iterator[Duty]:
    """The newest published season, if what is planned differs from its last edition."""
    seasons = programme.published_seasons(uow.session)
    season = seasons[0] if seasons else uow.now.astimezone(CITY_TIME).year
    draft: EditionDraft = prepare_edition(uow, season)
    if not draft.issues():
        count = sum(map(len, draft.differences()))
        yield Duty(Kind.PUBLISH_PROGRAMME, subject_id=season, count=count, total=draft.last_number)


def _own_jobs(uow: UnitOfWork) -> Iterator[Duty]:
    if uow.actor.account_id is None or uow.actor.has_role(Role.ADMINISTRATOR):
        return
    failed = queries.failed_jobs(uow.session, uow.actor.account_id)
    if failed:
        yield Duty(Kind.RETRY_OWN_JOBS, count=failed)


def _administrator(uow: UnitOfWork) -> Iterator[Duty]:
    if permits(uow.actor, Permission.JOB_VIEW, ()):
        jobs = queries.failed_jobs(uow.session, None)
        messages = queries.failed_deliveries(uow.session)
        if jobs:
            yield Duty(Kind.RETRY_JOBS, count=jobs)
        if messages:
            yield Duty(Kind.RESEND_MESSAGES, count=messages)
    if permits(uow.actor, Permission.ROLE_GRANT, ()):
        ending = queries.invitations_ending(uow.session, uow.now, uow.now + ENDING)
        if ending.count:
            yield Duty(Kind.RENEW_INVITATIONS, count=ending.count, due=ending.due)
        yield from _first_steps(uow)


def _first_steps(uow: UnitOfWork) -> Iterator[Duty]:
    """What a new installation lacks before anybody else can begin."""
    if not queries.has_unions_or_units(uow.session):
        yield Duty(Kind.WRITE_ORGANISATIONS)
    if not queries.has_organiser(uow.session, uow.now):
        yield Duty(Kind.INVITE_ORGANISERS)


def _of(kind: Kind, work: Work, *, organisation_id: int = 0, late: int = 0) -> Duty:
    return Duty(
        kind,
        work.title,
        work.where,
        work.id,
        organisation_id or work.id,
        work.count,
        work.total,
        late,
        work.due,
    )
