from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from competition.domain.errors import NotFound, NotPermitted, RuleViolation
from competition.domain.permissions import INSTALLATION, VISITOR, Actor, Role, Scope, ScopeKind
from competition.domain.windows import Window
from competition.persistence.models.accounts import AccountRow, AccountSessionRow, SignInAttemptRow
from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.models.messages import MessageRow
from competition.services import accounts, sessions
from competition.services.message_texts import worded
from tests.factories import PASSWORD, a_competition, a_role, an_account, an_appointment, an_event

ADMINISTRATOR = Actor(None, frozenset({(Role.ADMINISTRATOR, INSTALLATION)}))
PHONE = "13812345678"


@pytest.fixture
def registered(act):
    new = accounts.prepare_account("138 1234 5678", " 陈静 ", PASSWORD, "苏城精密机械厂")
    with act() as uow:
        return accounts.register_account(uow, new)


def actions(uow):
    return list(uow.session.scalars(select(AuditRecordRow.action).order_by(AuditRecordRow.id)))


def test_registering_keeps_the_phone_number_sealed(act, registered):
    with act() as uow:
        row = uow.session.get(AccountRow, registered)

        assert PHONE not in f"{row.login_index}{row.login_sealed!r}{row.password_hash}"
        assert accounts.find_account(uow, "+8613812345678") == registered
        assert actions(uow) == ["account.registered"]


def test_acc_04_the_same_phone_registers_once_however_it_is_typed(act, registered):
    again = accounts.prepare_account("+86 13812345678", "陈静", PASSWORD)

    with act() as uow, pytest.raises(RuleViolation) as refusal:
        accounts.register_account(uow, again)

    assert refusal.value.rule == "ACC-04"


def test_proving_takes_the_right_password_only(act, registered):
    with act() as uow:
        found = accounts.find_credentials(uow, PHONE, "10.0.0.1")

    assert accounts.prove(found, PASSWORD) == registered
    assert accounts.prove(found, PASSWORD + "x") is None


def test_an_unknown_name_and_a_blocked_account_look_alike(act, registered):
    with act(ADMINISTRATOR) as uow:
        accounts.block_account(uow, registered, blocked=True, reason="left the unit")
    with act() as uow:
        blocked = accounts.find_credentials(uow, PHONE, "10.0.0.1")
        unknown = accounts.find_credentials(uow, "nobody", "10.0.0.1")

    assert accounts.prove(blocked, PASSWORD) is None
    assert accounts.prove(unknown, PASSWORD) is None
    assert (blocked.password_hash, blocked.wait) == (unknown.password_hash, unknown.wait)


def test_acc_03_too_many_failures_make_a_name_wait(act, registered):
    for _ in range(8):
        with act() as uow:
            found = accounts.find_credentials(uow, PHONE, "10.0.0.1")
            accounts.record_attempt(uow, found, succeeded=False)

    with act() as uow:
        assert accounts.find_credentials(uow, PHONE, "10.0.0.9").wait > timedelta(minutes=14)
        assert accounts.find_credentials(uow, "another", "10.0.0.1").wait is None


def test_a_success_forgets_the_failures_of_the_name(act, registered):
    for succeeded in (False, False, True):
        with act() as uow:
            found = accounts.find_credentials(uow, PHONE, "10.0.0.1")
            accounts.record_attempt(uow, found, succeeded=succeeded)

    with act() as uow:
        assert list(uow.session.scalars(select(SignInAttemptRow.succeeded))) == [True]
        assert actions(uow) == ["account.registered", "session.refused", "session.refused"]


def test_a_session_knows_roles_and_appointments(act, registered):
    with act() as uow:
        event_id = an_event(uow)
        a_role(uow, registered, Role.STEWARD)
        an_appointment(uow, event_id, registered, is_chief=True)
        token = sessions.open_session(uow, registered, hours=1, has_passed_factor=True)

    with act() as uow:
        actor = sessions.find_session(uow, token).actor

    assert actor.roles == {
        (Role.STEWARD, INSTALLATION),
        (Role.CHIEF_JUDGE, Scope(ScopeKind.EVENT, event_id)),
        (Role.WORKER, INSTALLATION),
    }


def test_a_session_ends_by_time_by_sign_out_and_by_blocking(act, registered):
    with act() as uow:
        late, left, blocked = (sessions.open_session(uow, registered, h) for h in (-1, 1, 1))
        assert sessions.find_session(uow, late) is None
        sessions.close_session(uow, left)
        assert sessions.find_session(uow, left) is None
        assert sessions.find_session(uow, blocked) is not None
    with act(ADMINISTRATOR) as uow:
        accounts.block_account(uow, registered, blocked=True, reason="left the unit")
        assert sessions.find_session(uow, blocked) is None


def test_only_the_digest_of_a_token_is_stored(act, registered):
    with act() as uow:
        token = sessions.open_session(uow, registered, hours=1)

        assert token not in uow.session.scalars(select(AccountSessionRow.token_digest)).all()


def test_changing_the_password_signs_other_browsers_out(act, registered):
    with act() as uow:
        here, there = (sessions.open_session(uow, registered, hours=1) for _ in range(2))
        own = sessions.find_session(uow, here)
    with act(own.actor) as uow:
        accounts.change_password(uow, "new hash", own.session_id)

    with act() as uow:
        assert sessions.find_session(uow, here) is not None
        assert sessions.find_session(uow, there) is None
        assert actions(uow)[-1] == "account.password_changed"


def test_nobody_revokes_the_session_of_another(act, registered):
    with act() as uow:
        other = an_account(uow)
        token = sessions.open_session(uow, registered, hours=1)
        found = sessions.find_session(uow, token)
    with act(Actor(other)) as uow:
        accounts.revoke_session(uow, found.session_id)

    with act() as uow:
        assert sessions.find_session(uow, token) is not None


def test_roles_are_granted_once_and_taken_away(act, registered):
    scope = Scope(ScopeKind.COMPETITION, 4)
    with act(ADMINISTRATOR) as uow:
        accounts.grant_role(uow, registered, Role.ORGANISER, scope)
        accounts.grant_role(uow, registered, Role.ORGANISER, scope)
        assert accounts.describe_account(uow, registered).roles == ((Role.ORGANISER, scope),)
        accounts.revoke_role(uow, registered, Role.ORGANISER, scope)

    with act(ADMINISTRATOR) as uow:
        assert accounts.describe_account(uow, registered).roles == ()
        assert actions(uow) == ["account.registered", "role.granted", "role.revoked"]
        with pytest.raises(NotFound):
            accounts.revoke_role(uow, registered, Role.ORGANISER, scope)


def test_who_gets_a_role_is_told_which_where_and_how_long(act, registered):
    with act(ADMINISTRATOR) as uow:
        place = Scope(ScopeKind.COMPETITION, a_competition(uow, title="焊工大赛"))
        period = Window(None, datetime(2090, 1, 1, 16, tzinfo=UTC))
        accounts.grant_role(uow, registered, Role.ORGANISER, place, period)
        params = uow.session.scalars(select(MessageRow.params)).one()

    told = worded("role.given", params, str, chinese=False)
    assert told.subject == "You have a new role: Organiser"
    assert "Where: 焊工大赛. Until and including Sun 1 Jan 2090." in told.body


def test_who_loses_a_role_is_told_which_and_where(act, registered):
    with act(ADMINISTRATOR) as uow:
        place = Scope(ScopeKind.COMPETITION, a_competition(uow, title="焊工大赛"))
        accounts.grant_role(uow, registered, Role.ORGANISER, place)
        accounts.revoke_role(uow, registered, Role.ORGANISER, place)
        kept = select(MessageRow.template, MessageRow.params).order_by(MessageRow.id.desc())
        template, params = uow.session.execute(kept.limit(1)).one()

    told = worded(template, params, str, chinese=False)
    assert told.subject == "Your role ended: Organiser"
    assert "Where: 焊工大赛." in told.body


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATOR])
def test_only_administrators_see_block_and_grant(act, registered, role):
    actor = Actor(99, frozenset({(role, INSTALLATION)}))
    deeds = (
        accounts.list_accounts,
        lambda uow: accounts.describe_account(uow, registered),
        lambda uow: accounts.block_account(uow, registered, blocked=True, reason="x"),
        lambda uow: accounts.grant_role(uow, registered, Role.STEWARD, INSTALLATION),
        lambda uow: accounts.revoke_role(uow, registered, Role.STEWARD, INSTALLATION),
    )

    for deed in deeds:
        with act(actor) as uow, pytest.raises(NotPermitted):
            deed(uow)

    with act() as uow:
        assert actions(uow) == ["account.registered"]


def test_a_visitor_has_no_own_account(act):
    with act(VISITOR) as uow, pytest.raises(NotPermitted):
        accounts.own_account(uow)


def test_accounts_are_found_by_name_and_by_the_whole_phone_number(act, registered):
    with act(ADMINISTRATOR) as uow:
        an_account(uow, name="李雷")

        by_name = accounts.list_accounts(uow, "静")
        by_phone = accounts.list_accounts(uow, "13812345678")
        by_part = accounts.list_accounts(uow, "1381234")

    assert [line.login for line in by_name] == ["138****5678"]
    assert by_phone == by_name
    assert by_part == ()


def test_listing_takes_as_many_queries_for_three_as_for_one(act, registered, count_queries):
    with act(ADMINISTRATOR) as uow, count_queries(uow) as one:
        accounts.list_accounts(uow)
    with act() as uow:
        for n in range(2):
            a_role(uow, an_account(uow, name=f"成员{n}"), Role.STEWARD)
    with act(ADMINISTRATOR) as uow, count_queries(uow) as three:
        accounts.list_accounts(uow)

    assert three.count == one.count
