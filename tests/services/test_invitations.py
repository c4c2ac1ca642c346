import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from competition.domain.errors import NotFound, NotPermitted, RuleViolation
from competition.domain.permissions import INSTALLATION, Actor, Role, Scope, ScopeKind
from competition.persistence import roles
from competition.persistence.models.messages import MessageRow
from competition.persistence.sealing import keyring
from competition.services import invitations
from tests.factories import a_competition, a_role, an_account

PHONE = "13812345678"


@pytest.fixture
def administrator(act):
    with act() as uow:
        account_id = an_account(uow, "卢静安")
        a_role(uow, account_id, Role.ADMINISTRATOR)
    return Actor(account_id, frozenset({(Role.ADMINISTRATOR, INSTALLATION)}), "卢静安")


@pytest.fixture
def organiser(act):
    with act() as uow:
        return Actor(an_account(uow, "沈若兰", "shen.ruolan"), name="沈若兰")


@pytest.fixture
def place(act):
    with act() as uow:
        return Scope(ScopeKind.COMPETITION, a_competition(uow, title="焊工大赛"))


@pytest.fixture
def token(act, administrator, organiser, place):
    with act(administrator) as uow:
        return invitations.invite(uow, " Shen.Ruolan ", Role.ORGANISER, place)


def held(act, actor):
    with act() as uow:
        return {
            (one.role, one.scope) for one in roles.roles_now(uow.session, actor.account_id, uow.now)
        }


def accept(act, actor, token, code=""):
    with act(actor) as uow:
        return invitations.accept_invitation(uow, token, code)


def test_the_invited_takes_the_role_once(act, organiser, place, token):
    with act(organiser) as uow:
        found = invitations.find_invitation(uow, token)
    assert (found.state, found.place, found.sender, found.is_mine, found.needs_proof) == (
        "invited",
        "焊工大赛",
        "卢静安",
        True,
        False,
    )

    assert accept(act, organiser, token) is None

    assert held(act, organiser) == {(Role.ORGANISER, place)}
    with pytest.raises(RuleViolation, match="no longer holds"):
        accept(act, organiser, token)


def test_inv_03_a_forwarded_invitation_tells_and_gives_nothing(act, token):
    with act() as uow:
        stranger = Actor(an_account(uow, "生人"))

    with act(stranger) as uow:
        found = invitations.find_invitation(uow, token)
    with pytest.raises(RuleViolation, match="for somebody else"):
        accept(act, stranger, token)

    assert (found.login, found.is_mine) == ("", False)
    assert held(act, stranger) == set()


def test_inv_01_it_lapses_can_be_taken_back_and_ends_with_its_sender(
    act, administrator, organiser, place, token
):
    with act(organiser) as uow:
        late = replace(uow, now=uow.now + timedelta(days=7))
        assert invitations.find_invitation(late, token).state == "lapsed"
    with act(administrator) as uow:
        (line,) = invitations.list_invitations(uow)
        invitations.revoke_invitation(uow, line.id)
        other = invitations.invite(uow, "shen.ruolan", Role.STEWARD, INSTALLATION)
    with act() as uow:
        roles.take_away(uow.session, administrator.account_id, Role.ADMINISTRATOR, INSTALLATION)

    for one in (token, other):
        with pytest.raises(RuleViolation, match="no longer holds"):
            accept(act, organiser, one)


def test_inv_04_a_phone_registered_afterwards_proves_itself_by_a_code(act, administrator):
    with act(administrator) as uow:
        token = invitations.invite(uow, PHONE, Role.STEWARD, INSTALLATION)
    with act() as uow:
        actor = Actor(an_account(uow, "郑立恒", PHONE))

    assert accept(act, actor, token).rule == "INV-04"
    with act(actor) as uow:
        invitations.send_proof_code(uow, token)
        code = sent_code(uow)
    wrong = "000000" if code != "000000" else "111111"
    assert accept(act, actor, token, wrong).rule == "INV-04"
    assert accept(act, actor, token, code) is None
    assert held(act, actor) == {(Role.STEWARD, INSTALLATION)}


def sent_code(uow):
    """What the phone is sent, read from the sealed message."""
    sealed = uow.session.scalars(select(MessageRow.sealed).order_by(MessageRow.id.desc())).first()
    return json.loads(keyring().unseal(sealed))["params"]["code"]


def test_codes_are_not_sent_without_end(act, administrator):
    with act(administrator) as uow:
        token = invitations.invite(uow, PHONE, Role.STEWARD, INSTALLATION)
    with act() as uow:
        actor = Actor(an_account(uow, "郑立恒", PHONE))
    for _ in range(3):
        with act(actor) as uow:
            invitations.send_proof_code(uow, token)

    with act(actor) as uow, pytest.raises(RuleViolation, match="Too many codes"):
        invitations.send_proof_code(uow, token)


def test_the_role_ends_when_the_invitation_says_so(act, administrator, organiser):
    with act(administrator) as uow:
        until = uow.now + timedelta(days=30)
        token = invitations.invite(uow, "shen.ruolan", Role.STEWARD, INSTALLATION, until)

    accept(act, organiser, token)

    with act() as uow:
        (grant,) = roles.granted(uow.session, organiser.account_id)
    assert grant.period.closes == until


@pytest.mark.parametrize("role", [Role.JUDGE, Role.WORKER])
def test_inv_02_nobody_is_invited_to_judge(act, administrator, role):
    with act(administrator) as uow, pytest.raises(RuleViolation, match="Nobody is invited"):
        invitations.invite(uow, PHONE, role, INSTALLATION)


def test_only_who_may_give_roles_invites_lists_and_takes_back(act, organiser, token):
    deeds = (
        lambda uow: invitations.invite(uow, PHONE, Role.STEWARD, INSTALLATION),
        invitations.list_invitations,
        lambda uow: invitations.revoke_invitation(uow, 1),
    )

    for deed in deeds:
        with act(organiser) as uow, pytest.raises(NotPermitted):
            deed(uow)


def test_a_place_that_does_not_exist_and_an_unknown_link_are_not_found(act, administrator):
    nowhere = Scope(ScopeKind.ORGANISATION, 999)
    with act(administrator) as uow:
        with pytest.raises(NotFound):
            invitations.invite(uow, PHONE, Role.CLERK, nowhere)
        with pytest.raises(NotFound):
            invitations.find_invitation(uow, "made-up")


def test_listing_takes_as_many_queries_for_three_as_for_one(act, administrator, count_queries):
    def asked():
        with act(administrator) as uow, count_queries(uow) as seen:
            invitations.list_invitations(uow)
        return seen.count

    counts = []
    for number in (1, 2):
        with act(administrator) as uow:
            for n in range(number):
                invitations.invite(uow, f"person.{number}.{n}", Role.STEWARD, INSTALLATION)
        counts.append(asked())

    assert counts[0] == counts[1]
