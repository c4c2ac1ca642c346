from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from competition.domain.errors import NotFound, NotPermitted, RuleViolation
from competition.domain.permissions import INSTALLATION, Actor, Permission, Role, Scope, ScopeKind
from competition.domain.windows import Window
from competition.persistence.models.audit import AuditRecordRow
from competition.services import accounts, audit, authority, delegations, sessions
from tests.factories import a_competition, a_role, an_account, an_event

ADMINISTRATOR = Actor(None, frozenset({(Role.ADMINISTRATOR, INSTALLATION)}))


class Office:
    """An organiser who goes on leave, a colleague, two competitions with an event each."""

    def __init__(self, act):
        self.act = act
        with act() as uow:
            self.mine, self.other = a_competition(uow), a_competition(uow)
            self.event, self.elsewhere = an_event(uow, self.mine), an_event(uow, self.other)
            self.scope = Scope(ScopeKind.COMPETITION, self.mine)
            self.holder = an_account(uow, "沈若兰", "shen.ruolan")
            self.colleague = an_account(uow, "郑立恒", "zheng.liheng")
            self.grant = a_role(uow, self.holder, Role.ORGANISER, self.scope)

    def actor(self, account_id, at=timedelta()):
        """Who this is as a session recognises it, now or then."""
        with self.act() as uow:
            token = sessions.open_session(uow, account_id, 24 * 400, has_passed_factor=True)
            return sessions.find_session(replace(uow, now=uow.now + at), token).actor

    def lend(self, days=10, **more):
        with self.act(self.actor(self.holder)) as uow:
            period = Window(None, uow.now + timedelta(days=days))
            return delegations.lend_role(uow, self.grant, "zheng.liheng", period, **more)


@pytest.fixture
def office(act):
    return Office(act)


def test_who_stands_in_may_what_the_holder_may_and_no_longer_than_agreed(office):
    office.lend(days=10)

    during, after = (
        office.actor(office.colleague),
        office.actor(office.colleague, timedelta(days=11)),
    )

    assert (Role.ORGANISER, office.scope) in during.roles
    assert [loan.holder for loan in during.lent] == ["沈若兰"]
    assert (after.roles, after.lent) == ({(Role.WORKER, INSTALLATION)}, frozenset())


def test_del_02_a_part_of_the_own_place_is_lent_and_nothing_outside(office):
    event, elsewhere = (
        Scope(ScopeKind.EVENT, number) for number in (office.event, office.elsewhere)
    )
    office.lend(scope=event)

    assert office.actor(office.colleague).roles == {
        (Role.ORGANISER, event),
        (Role.WORKER, INSTALLATION),
    }
    for wider in (elsewhere, INSTALLATION, Scope(ScopeKind.COMPETITION, office.other)):
        with pytest.raises(RuleViolation) as refusal:
            office.lend(scope=wider)
        assert refusal.value.rule == "DEL-02"


def test_del_01_what_is_on_loan_is_not_lent_on(office, act):
    office.lend()
    colleague = office.actor(office.colleague)

    with act(colleague) as uow, pytest.raises(NotFound):
        delegations.describe_own_grant(uow, office.grant)


def test_del_01_a_role_that_lacks_its_second_factor_is_not_lent(office, act):
    with act(Actor(office.holder)) as uow, pytest.raises(RuleViolation) as refusal:
        delegations.describe_own_grant(uow, office.grant)

    assert refusal.value.rule == "DEL-01"


def test_a_loan_ends_with_the_role_and_with_its_holder(office, act):
    office.lend()
    with act(ADMINISTRATOR) as uow:
        accounts.block_account(uow, office.holder, blocked=True, reason="left")
    blocked = office.actor(office.colleague)
    with act(ADMINISTRATOR) as uow:
        accounts.block_account(uow, office.holder, blocked=False, reason="back")
        accounts.revoke_role(uow, office.holder, Role.ORGANISER, office.scope)

    assert blocked.lent == frozenset()
    assert office.actor(office.colleague).roles == {(Role.WORKER, INSTALLATION)}


@pytest.mark.parametrize("by", ["holder", "colleague"])
def test_either_side_ends_a_loan_and_nobody_else(office, act, by):
    loan = office.lend()
    with act() as uow:
        stranger = an_account(uow)
    with act(Actor(stranger)) as uow, pytest.raises(NotPermitted):
        delegations.give_back(uow, loan)

    with act(office.actor(getattr(office, by))) as uow:
        delegations.give_back(uow, loan)
        assert delegations.list_delegations(uow) == ()

    assert office.actor(office.colleague).lent == frozenset()


def test_del_04_deeds_are_recorded_as_on_behalf_of_the_holder(office, act):
    office.lend()
    with act(office.actor(office.colleague)) as uow:
        uow.authorise(Permission.EVENT_EDIT, [office.scope])
        uow.audit("event.edited", f"event:{office.event}")

    steward = Actor(office.holder, frozenset({(Role.STEWARD, INSTALLATION)}))
    with act(steward) as uow:
        query = select(AuditRecordRow).where(AuditRecordRow.action == "event.edited")
        detail = uow.session.scalars(query).one().detail
        line = audit.list_audit(uow, f"event:{office.event}", None)[0]
    assert detail == {"on_behalf_of": [office.holder]}
    assert (line.who, line.on_behalf_of) == ("郑立恒", ("沈若兰",))


def test_the_page_of_a_place_names_everybody_and_why(office, act):
    office.lend()
    event = Scope(ScopeKind.EVENT, office.event)

    with act(office.actor(office.holder)) as uow:
        found = authority.explain_place(uow, event)
        markers = authority.explain_place(uow, event, Permission.MARK_ENTER)

    assert [(one.name, one.role, one.through, one.by) for one in found.now] == [
        ("沈若兰", Role.ORGANISER, authority.Through.GRANT, ""),
        ("郑立恒", Role.ORGANISER, authority.Through.DELEGATION, "沈若兰"),
    ]
    assert markers.now == ()


def test_the_page_of_a_place_is_for_those_who_work_there(office, act):
    with act() as uow:
        worker = an_account(uow)

    for actor in (Actor(worker), office.actor(office.colleague)):
        with act(actor) as uow, pytest.raises(NotPermitted):
            authority.explain_place(uow, office.scope)
        with act(actor) as uow, pytest.raises(NotPermitted):
            authority.explain_account(uow, office.holder)


def test_per_03_a_role_counts_only_in_its_period(office, act):
    with act() as uow:
        begins, ends = (uow.now + timedelta(days=day) for day in (5, 10))
        account = an_account(uow)
    with act(ADMINISTRATOR) as uow:
        period = Window(begins, ends)
        accounts.grant_role(uow, account, Role.STEWARD, INSTALLATION, period)

    counting = [
        (Role.STEWARD, INSTALLATION) in office.actor(account, timedelta(days=day)).roles
        for day in (4, 6, 11)
    ]

    assert counting == [False, True, False]


def test_explaining_a_place_takes_as_many_queries_for_five_as_for_two(office, act, count_queries):
    def asked():
        with act(ADMINISTRATOR) as uow, count_queries(uow) as seen:
            authority.explain_place(uow, office.scope)
        return seen.count

    few = asked()
    with act() as uow:
        for _ in range(3):
            a_role(uow, an_account(uow), Role.STEWARD)
    office.lend()

    assert asked() == few
