"""What the holders of a role have to do next, on the start page."""

from datetime import timedelta

import pytest

from competition.domain.permissions import INSTALLATION, VISITOR, Actor, Role, Scope, ScopeKind
from competition.persistence.models.account_security import InvitationRow
from competition.persistence.models.proposals import ProposalRow
from competition.persistence.models.unit_lists import UnitListRow
from competition.services import duties, home, programme_editions
from competition.services.duties import Kind
from tests.factories import (
    a_change,
    a_competition,
    a_job,
    a_membership,
    a_person,
    a_plan,
    a_role,
    an_account,
    an_event,
    an_organisation,
)
from tests.factories.proposals import a_proposal


def actor_of(role, organisation_id=None, account_id=None):
    place = Scope(ScopeKind.ORGANISATION, organisation_id) if organisation_id else INSTALLATION
    return Actor(account_id, frozenset({(role, place)}))


ORGANISER, ADMINISTRATOR = actor_of(Role.ORGANISER), actor_of(Role.ADMINISTRATOR)


class Office:
    """The city, a district below it and a unit below that."""

    def __init__(self, act):
        self.act = act
        with act() as uow:
            self.city = an_organisation(uow, "市总工会")
            self.district = an_organisation(uow, "甲区总工会", "district", self.city)
            self.unit = an_organisation(uow, "甲厂", "unit", self.district)
            self.account = an_account(uow)
            a_role(uow, an_account(uow), Role.ORGANISER)
        self.clerk = actor_of(Role.CLERK, self.unit, self.account)
        self.officer = actor_of(Role.OFFICER, self.district, self.account)

    def todo(self, actor, *kinds, target=0):
        with self.act(actor) as uow:
            found = duties.list_duties(uow, target)
        return [one for one in found if not kinds or one.kind in kinds]

    def list_of(self, rows, entered, closes_in=5, state="writing"):
        with self.act() as uow:
            closes = uow.now + timedelta(days=closes_in)
            event = an_event(uow, title=f"赛项{rows}", entries_close_at=closes)
            row = UnitListRow(
                event_id=event, organisation_id=self.unit, row_count=rows, entered=entered
            )
            row.state, row.rows_sealed, row.changed_at = state, b"", uow.now
            uow.session.add(row)
        return event


@pytest.fixture
def office(act):
    return Office(act)


def test_a_clerk_confirms_members_and_nobody_elses(office):
    with office.act() as uow:
        other = an_organisation(uow, "乙厂", "unit", office.district)
        for unit, state in (
            (office.unit, "claimed"),
            (office.unit, "confirmed"),
            (other, "claimed"),
        ):
            a_membership(uow, a_person(uow), unit, state=state)

    (found,) = office.todo(office.clerk)

    assert (found.kind, found.title, found.count) == (Kind.CONFIRM_MEMBERS, "甲厂", 1)
    assert office.todo(actor_of(Role.CLERK, other))[0].title == "乙厂"


def test_a_clerk_is_told_of_lists_that_wait_late_ones_first(office):
    full, late = office.list_of(8, 8), office.list_of(9, 3, closes_in=-1)
    office.list_of(7, 7, state="sealed")

    found = office.todo(office.clerk, Kind.SEAL_LIST)

    assert [(one.subject_id, one.count, one.total, bool(one.late)) for one in found] == [
        (late, 6, 9, True),
        (full, 0, 8, False),
    ]


def test_whoever_proposes_reworks_what_was_returned(office):
    with office.act() as uow:
        returned, draft, waiting = (
            a_proposal(uow, office.district, office.city, title=title) for title in "甲乙丙"
        )
        uow.session.get(ProposalRow, returned).state = "returned"
        uow.session.get(ProposalRow, draft).state = "draft"

    found = office.todo(office.officer, Kind.REWORK_PROPOSAL, Kind.FINISH_PROPOSAL)

    assert {(one.kind, one.subject_id) for one in found} == {
        (Kind.REWORK_PROPOSAL, returned),
        (Kind.FINISH_PROPOSAL, draft),
    }
    assert office.todo(office.clerk) == []


def test_reviewers_see_how_many_wait_how_many_late_and_the_first_deadline(office):
    with office.act() as uow:
        ids = [a_proposal(uow, office.unit, office.district) for _ in range(3)]
        a_proposal(uow, office.district, office.city)
        first = uow.session.get(ProposalRow, ids[0])
        first.due_at, first.reviewer_id = uow.now - timedelta(days=1), office.account

    (district,), (city,) = office.todo(office.officer), office.todo(ORGANISER)

    assert (district.kind, district.count, district.late, district.total) == (
        Kind.REVIEW_PROPOSALS,
        3,
        1,
        1,
    )
    assert (city.kind, city.count, city.late) == (Kind.REVIEW_PROPOSALS, 1, 0)


def test_an_officer_is_told_how_far_the_data_are_from_the_target(office):
    with office.act() as uow:
        for name in "甲乙丙丁":
            a_membership(uow, a_person(uow, name), office.unit)

    (found,) = office.todo(office.officer, target=95)

    assert (found.kind, found.count, found.organisation_id) == (
        Kind.RAISE_QUALITY,
        4,
        office.district,
    )
    assert office.todo(office.officer, target=0) == []


def test_organisers_decide_changes_publish_what_differs_and_report(office):
    with office.act() as uow:
        planned = a_competition(uow, "甲赛", "draft", office.city)
        a_change(uow, a_plan(uow, planned))
    with office.act(ORGANISER) as uow:
        programme_editions.publish_edition(uow, 2026, "")
    assert [one.kind for one in office.todo(ORGANISER)] == [Kind.DECIDE_CHANGES]

    with office.act() as uow:
        ended = a_competition(uow, "乙赛", "announced", office.city)
        an_event(uow, ended, state="published")
        a_competition(uow, "丙赛", "announced", office.city)

    found = {one.kind: one for one in office.todo(ORGANISER)}
    assert set(found) == {Kind.DECIDE_CHANGES, Kind.PUBLISH_PROGRAMME, Kind.WRITE_REPORTS}
    programme, reports = found[Kind.PUBLISH_PROGRAMME], found[Kind.WRITE_REPORTS]
    assert (programme.subject_id, programme.count, programme.total) == (2026, 2, 1)
    assert reports.count == 1


def test_an_organiser_of_one_competition_is_not_asked_for_the_city(office):
    with office.act() as uow:
        mine = a_competition(uow, "甲赛", "announced", office.city)
        a_change(uow, a_plan(uow, mine))
    actor = Actor(None, frozenset({(Role.ORGANISER, Scope(ScopeKind.COMPETITION, mine))}))

    assert office.todo(actor) == []


def test_failed_tasks_reach_who_asked_and_administrators(office):
    with office.act() as uow:
        a_job(uow, office.account, state="failed")
        a_job(uow, None, state="failed")
        a_job(uow, office.account, state="done")

    assert [one.count for one in office.todo(office.officer)] == [1]
    assert [(one.kind, one.count) for one in office.todo(ADMINISTRATOR)] == [(Kind.RETRY_JOBS, 2)]


def test_administrators_hear_of_invitations_that_end(office):
    with office.act() as uow:
        for days in (1, 2, 9, -1):
            row = InvitationRow(
                token_digest=f"{days}",
                invited_index="x",
                invited_sealed=b"",
                role="steward",
                scope_kind="installation",
                scope_id=0,
                made_at=uow.now,
                expires_at=uow.now + timedelta(days=days),
            )
            uow.session.add(row)

    (found,) = office.todo(ADMINISTRATOR)

    assert (found.kind, found.count) == (Kind.RENEW_INVITATIONS, 2)


def test_the_first_administrator_is_told_what_a_new_installation_lacks(act):
    def todo():
        with act(ADMINISTRATOR) as uow:
            return [one.kind for one in duties.list_duties(uow, 95)]

    assert todo() == [Kind.WRITE_ORGANISATIONS, Kind.INVITE_ORGANISERS]
    with act() as uow:
        an_organisation(uow, "甲厂", "unit")
        a_role(uow, an_account(uow), Role.ORGANISER)
    assert todo() == []


def test_visitors_and_workers_have_no_duties(office):
    office.list_of(8, 2)

    assert office.todo(VISITOR) == []
    assert office.todo(Actor(office.account, frozenset({(Role.WORKER, INSTALLATION)}))) == []


def test_the_start_page_asks_as_often_for_much_as_for_little(office, count_queries):
    actor = Actor(office.account, office.clerk.roles | office.officer.roles | ORGANISER.roles)
    counts = []
    for _ in range(2):
        with office.act(actor) as uow, count_queries(uow) as seen:
            home.describe_home(uow, 95)
        counts.append(seen.count)
        for number in range(3):
            office.list_of(20 + number, 2)
        with office.act() as uow:
            for title in "甲乙丙":
                a_proposal(uow, office.unit, office.district, title=title)
                a_plan(uow, a_competition(uow, title, "draft", office.city))
                a_membership(uow, a_person(uow, title), office.unit, state="claimed")

    assert counts[0] == counts[1]
