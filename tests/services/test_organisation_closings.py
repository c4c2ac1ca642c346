"""An organisation is closed with a reason, when nothing of it is left to do."""

from datetime import timedelta

import pytest

from competition.domain.errors import NotPermitted, RuleViolation
from competition.domain.permissions import INSTALLATION, Actor, Role, Scope, ScopeKind
from competition.persistence.models.accounts import RoleRow
from competition.persistence.models.competitions import OrganisationRow
from competition.persistence.models.messages import MessageRow
from competition.persistence.models.organisations import OrganisationChangeRow
from competition.persistence.models.people import MembershipRow
from competition.persistence.models.unit_lists import UnitListRow
from competition.services import competitions, organisation_closings, organisations
from competition.services.organisations import OrganisationDraft
from tests.factories import (
    a_competition,
    a_membership,
    a_person,
    a_role,
    an_account,
    an_event,
    an_organisation,
)
from tests.factories.proposals import a_proposal

ADMINISTRATOR = Actor(roles=frozenset({(Role.ADMINISTRATOR, INSTALLATION)}))
REASON = "2026年10月破产清算"


class Town:
    """A district with a unit that has two people, one of them with an account, and a clerk."""

    def __init__(self, act):
        self.act = act
        with act() as uow:
            self.city = an_organisation(uow, "市总工会")
            self.district = an_organisation(uow, "甲区总工会", "district", self.city)
            self.unit = an_organisation(uow, "甲厂", "unit", self.district)
            self.worker, self.clerk = an_account(uow), an_account(uow, "经办人")
            person = a_person(uow, "王小明", account_id=self.worker)
            a_membership(uow, person, self.unit)
            a_membership(uow, a_person(uow, "李秀英"), self.unit, state="claimed")
            self.scope = Scope(ScopeKind.ORGANISATION, self.unit)
            a_role(uow, self.clerk, Role.CLERK, self.scope)
        place = Scope(ScopeKind.ORGANISATION, self.district)
        self.officer = Actor(None, frozenset({(Role.OFFICER, place)}))

    def close(self, actor=None, organisation_id=None, reason=REASON):
        with self.act(actor or self.officer) as uow:
            number = organisation_id or self.unit
            return organisation_closings.close_organisation(uow, number, reason)

    def obstacles(self, organisation_id=None):
        with self.act(ADMINISTRATOR) as uow:
            number = organisation_id or self.unit
            return organisation_closings.preview_closing(uow, number).obstacles

    def state(self):
        with self.act() as uow:
            return uow.session.get(OrganisationRow, self.unit).state


@pytest.fixture
def town(act):
    return Town(act)


def test_people_leave_and_roles_end_and_everybody_is_told_why(town, act):
    closing = town.close()

    with act() as uow:
        states = sorted(row.state for row in uow.session.query(MembershipRow))
        told = sorted((m.account_id, m.template) for m in uow.session.query(MessageRow))
        roles = uow.session.query(RoleRow).count()
        (change,) = uow.session.query(OrganisationChangeRow).all()
        history = (change.kind, change.reason, change.detail)
    assert (closing.members, closing.representatives, town.state()) == (2, 1, "closed")
    assert (states, roles) == (["left", "refused"], 0)
    assert told == [(town.worker, "organisation.closed"), (town.clerk, "role.ended")]
    assert history == ("closed", REASON, {"members": 2, "roles": 1})


def test_org_06_all_that_stands_against_it_is_listed(town, act):
    with act() as uow:
        a_proposal(uow, town.unit, town.district, title="焊工竞赛")
        event = an_event(uow, a_competition(uow, "甲厂内部赛", organisation_id=town.unit))
        row = UnitListRow(event_id=event, organisation_id=town.unit, rows_sealed=b"")
        row.changed_at = uow.now
        uow.session.add(row)

    keys = [issue.path for issue in town.obstacles()]
    with pytest.raises(RuleViolation) as refused:
        town.close()

    assert keys == ["proposals", "lists", "competitions"]
    assert (refused.value.rule, town.state()) == ("ORG-06", "active")
    assert [issue.path for issue in town.obstacles(town.district)] == ["children", "reviews"]
    assert [issue.path for issue in town.obstacles(town.city)] == ["kind", "children"]


def test_a_reason_and_the_right_are_needed(town):
    with pytest.raises(RuleViolation) as refused:
        town.close(reason=" ")
    place = Scope(ScopeKind.ORGANISATION, town.unit)
    with pytest.raises(NotPermitted):
        town.close(Actor(town.clerk, frozenset({(Role.CLERK, place)})))

    assert (refused.value.rule, town.state()) == ("MEM-02", "active")


def test_what_is_closed_is_not_changed_and_can_be_opened_again(town):
    town.close()

    draft = OrganisationDraft("乙厂", "unit", town.district)
    with pytest.raises(RuleViolation) as edited, town.act(ADMINISTRATOR) as uow:
        organisations.edit_organisation(uow, town.unit, draft, 2)
    with pytest.raises(RuleViolation) as again:
        town.close()
    with town.act(town.officer) as uow:
        organisation_closings.reopen_organisation(uow, town.unit, "撤销决定作废")

    assert (edited.value.rule, again.value.rule, town.state()) == ("ORG-05", "ORG-05", "active")
    with pytest.raises(RuleViolation) as twice, town.act(town.officer) as uow:
        organisation_closings.reopen_organisation(uow, town.unit, "撤销决定作废")
    assert twice.value.rule == "ORG-07"


def test_a_list_of_an_event_that_is_over_is_no_obstacle(town, act):
    with act() as uow:
        event = an_event(uow, state="closed", entries_close_at=uow.now - timedelta(days=3))
        row = UnitListRow(event_id=event, organisation_id=town.unit, rows_sealed=b"")
        row.changed_at = uow.now
        uow.session.add(row)

    assert town.obstacles() == ()


def test_competitions_are_offered_to_the_city_first_and_to_nobody_who_has_closed(act):
    with act() as uow:
        city = an_organisation(uow, "苏城市总工会")
        for name in ("乙厂", "丙厂"):
            an_organisation(uow, name, "unit", city)
        closed = an_organisation(uow, "丁厂", "unit", city)
        uow.session.get(OrganisationRow, closed).state = "closed"

    with act(ADMINISTRATOR) as uow:
        offered = [name for _, name in competitions.list_organisations(uow)]

    assert offered == ["苏城市总工会", "丙厂", "乙厂"]
