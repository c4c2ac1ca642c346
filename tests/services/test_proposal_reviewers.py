"""Who reviews at a level now: roles within their period, and whoever stands in for them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from competition.domain.errors import NotPermitted
from competition.domain.permissions import Role, Scope, ScopeKind
from competition.domain.proposals import Action
from competition.domain.windows import Window
from competition.persistence.models.accounts import RoleRow
from competition.services import delegations, proposal_messages, proposal_reviews, sessions
from competition.services.proposal_reviews import Decision, Wanted
from tests.factories import a_role, an_account
from tests.proposals import Tree


class Office(Tree):
    """The tree, with a colleague of the district who has no role of the own."""

    def __init__(self, act):
        super().__init__(act)
        with act() as uow:
            self.colleague = an_account(uow, "钱七", "qian.qi")

    def as_signed_in(self, account_id):
        with self.act() as uow:
            token = sessions.open_session(uow, account_id, 24, has_passed_factor=True)
            return sessions.find_session(uow, token).actor

    def lend(self, days=10):
        with self.act() as uow:
            query = uow.session.query(RoleRow).filter_by(account_id=self.officer.account_id)
            assignment = query.one().id
        with self.act(self.officer) as uow:
            period = Window(None, uow.now + timedelta(days=days))
            return delegations.lend_role(uow, assignment, "qian.qi", period, reason="休假")

    def in_period(self, name, first, last):
        with self.act() as uow:
            here = Scope(ScopeKind.ORGANISATION, self.district)
            account = an_account(uow, name)
            row = uow.session.get(RoleRow, a_role(uow, account, Role.OFFICER, here))
            row.valid_from, row.valid_until = (uow.now + timedelta(days=n) for n in (first, last))
        return account

    def reviewers(self, proposal_id, later=timedelta()):
        with self.act(self.officer) as uow:
            found = proposal_reviews.describe_review(uow, proposal_id).found.proposal
            then = replace(uow, now=uow.now + later)
            known = proposal_messages.list_reviewers(then, found)
        return [(one.name, one.holder) for one in known]


@pytest.fixture
def office(act):
    return Office(act)


def test_a_role_counts_at_a_level_only_within_its_period(office):
    former = office.in_period("旧人", -9, -1)
    coming = office.in_period("新人", 1, 9)
    proposal_id = office.submitted(office.clerk, office.unit)

    assert office.reviewers(proposal_id) == [("李四", "")]
    assert office.reviewers(proposal_id, timedelta(days=2)) == [("新人", ""), ("李四", "")]
    assert [office.told(replace(office.officer, account_id=n)) for n in (former, coming)] == [
        [],
        [],
    ]
    with pytest.raises(NotPermitted), office.act(office.as_signed_in(former)) as uow:
        proposal_reviews.describe_review(uow, proposal_id)


def test_who_stands_in_is_told_and_named_and_may_decide(office):
    office.lend()
    proposal_id = office.submitted(office.clerk, office.unit)
    colleague = office.as_signed_in(office.colleague)

    office.decide(proposal_id, Action.ENDORSE, "", colleague)

    assert office.told(colleague) == ["role.lent", "proposal.waiting"]
    assert office.facts(proposal_id, "stage_organisation_id") == (office.city,)


def test_a_loan_that_ended_gives_no_say(office):
    loan = office.lend()
    proposal_id = office.submitted(office.clerk, office.unit)
    assert office.reviewers(proposal_id) == [("李四", ""), ("钱七", "李四")]

    with office.act(office.officer) as uow:
        delegations.give_back(uow, loan)

    assert office.reviewers(proposal_id) == [("李四", "")]
    with pytest.raises(NotPermitted), office.act(office.as_signed_in(office.colleague)) as uow:
        proposal_reviews.decide(uow, proposal_id, Decision(Action.ENDORSE, 1))


def test_an_assignment_reaches_the_reviewer_and_who_stands_in(office):
    proposal_id = office.submitted(office.clerk, office.unit)
    office.lend()

    with office.act(office.as_signed_in(office.colleague)) as uow:
        proposal_reviews.assign_reviewer(uow, proposal_id, office.officer.account_id)
    with office.act(office.officer) as uow:
        proposal_reviews.assign_reviewer(uow, proposal_id, office.officer.account_id)

    assert office.told(office.officer) == ["proposal.waiting", "proposal.assigned"]
    colleague = office.as_signed_in(office.colleague)
    assert office.told(colleague) == ["role.lent", "proposal.assigned"]
    with office.act(colleague) as uow:
        mine = proposal_reviews.list_reviews(uow, Wanted(is_mine=True))
    assert [line.id for line in mine.page.lines] == [proposal_id]
