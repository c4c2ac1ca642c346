from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from competition.domain.errors import NotFound, NotPermitted, RuleViolation
from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.domain.second_factors import USUAL
from competition.persistence.models.account_security import RecoveryCodeRow, SecondFactorRow
from competition.persistence.models.audit import AuditRecordRow
from competition.services import second_factors, sessions
from competition.services.demo.factors import known_secret
from competition.services.sessions import Browser
from tests.factories import a_role, an_account

ADMINISTRATOR = Actor(None, frozenset({(Role.ADMINISTRATOR, INSTALLATION)}))


@pytest.fixture
def steward(act):
    with act() as uow:
        account_id = an_account(uow, "郑立恒", "steward")
        a_role(uow, account_id, Role.STEWARD)
    return account_id


@pytest.fixture
def enrolled(act, steward):
    """The secret and the recovery codes of the steward's second factor, set up a minute ago."""
    with act() as uow:
        earlier = replace(uow, now=uow.now - timedelta(minutes=1))
        secret = second_factors.begin_enrolment(earlier, steward).secret
        codes = second_factors.confirm_enrolment(earlier, steward, code_at(secret, earlier.now))
    return secret, codes


def code_at(secret, at):
    return pyotp.TOTP(secret).at(at)


def actions(act):
    with act() as uow:
        return list(uow.session.scalars(select(AuditRecordRow.action).order_by(AuditRecordRow.id)))


def test_fac_01_a_privileged_account_owes_a_factor_and_a_worker_does_not(act, steward):
    with act() as uow:
        assert sessions.is_factor_due(uow, steward)
        assert not sessions.is_factor_due(uow, an_account(uow))


def test_the_secret_and_the_codes_are_not_stored_in_the_clear(act, steward, enrolled):
    secret, codes = enrolled

    with act() as uow:
        row = uow.session.get(SecondFactorRow, steward)
        digests = uow.session.scalars(select(RecoveryCodeRow.digest)).all()
        assert secret.encode() not in row.secret_sealed
        assert (len(codes), len(set(codes)), len(digests)) == (10, 10, 10)
        assert [code for code in codes if code.replace("-", "") in digests] == []


def test_fac_02_a_code_opens_once(act, steward, enrolled, now):
    code = code_at(enrolled[0], now)

    with act() as uow:
        first, second = (second_factors.give_factor(uow, steward, code) for _ in range(2))

    assert (first, second.rule) == (None, "FAC-02")
    assert actions(act) == ["factor.enrolled", "factor.refused"]


@pytest.mark.parametrize(("seconds", "fits"), [(-30, True), (0, True), (30, True), (-75, False)])
def test_fac_02_the_neighbouring_half_minutes_count(act, steward, enrolled, seconds, fits):
    with act() as uow:
        code = code_at(enrolled[0], uow.now + timedelta(seconds=seconds))

        assert (second_factors.give_factor(uow, steward, code) is None) is fits


def test_a_demonstration_shows_a_code_that_does_not_run_out_while_it_is_typed(act, steward):
    with act() as uow:
        second_factors.plant_factor(uow, steward, secret := known_secret("zhengliheng"))
        shown = second_factors.next_code(uow, steward, secret)
        later = replace(uow, now=uow.now + timedelta(seconds=30))

        assert second_factors.give_factor(later, steward, shown) is None


@pytest.mark.parametrize("typed", ["", "000000000", "１２", "动态码是六位", "abcde-fghjk"])
def test_what_is_no_code_is_refused(act, steward, enrolled, typed):
    with act() as uow:
        assert second_factors.give_factor(uow, steward, typed).field == "code"


def test_fac_03_a_recovery_code_opens_once_however_it_is_typed(act, steward, enrolled):
    typed = f" {enrolled[1][0].upper()} "

    with act() as uow:
        first, second = (second_factors.give_factor(uow, steward, typed) for _ in range(2))

        assert (first, second.rule) == (None, "FAC-03")
        assert second_factors.describe_factor(uow, steward).codes_left == 9


def test_guessing_codes_has_to_wait_and_a_success_forgets_it(act, steward, enrolled):
    for _ in range(5):
        with act() as uow:
            second_factors.give_factor(uow, steward, "000000")
    with act() as uow:
        waited = second_factors.factor_wait(uow, steward)
        second_factors.give_factor(uow, steward, enrolled[1][0])
        after = second_factors.factor_wait(uow, steward)

    assert waited > timedelta(minutes=14)
    assert after is None


def test_setting_up_keeps_its_secret_until_a_code_fits(act, steward):
    with act() as uow:
        first, again = (second_factors.begin_enrolment(uow, steward) for _ in range(2))
        with pytest.raises(RuleViolation, match="does not fit"):
            second_factors.confirm_enrolment(uow, steward, "000000")

    assert first == again
    assert first.address.startswith("otpauth://totp/")
    assert "secret=" + first.secret in first.address


def test_a_factor_that_counts_is_never_shown_again(act, steward, enrolled):
    with act() as uow:
        for deed in (second_factors.begin_enrolment, second_factors.describe_enrolment):
            with pytest.raises(NotFound):
                deed(uow, steward)
        with pytest.raises(NotFound):
            second_factors.confirm_enrolment(uow, steward, code_at(enrolled[0], uow.now))


def test_fac_04_who_needs_the_factor_keeps_it_and_others_may_take_it_off(act, steward, enrolled):
    with act(Actor(steward)) as uow, pytest.raises(RuleViolation, match="it stays"):
        second_factors.remove_own_factor(uow, USUAL)
    with act(Actor(steward)) as uow:
        second_factors.remove_own_factor(uow, frozenset())
        assert second_factors.describe_factor(uow, steward).since is None


def test_new_recovery_codes_replace_the_old_ones(act, steward, enrolled):
    with act(Actor(steward)) as uow:
        new = second_factors.renew_recovery_codes(uow)
    with act() as uow:
        old_refusal = second_factors.give_factor(uow, steward, enrolled[1][0])
        refusal = second_factors.give_factor(uow, steward, new[0])

    assert (old_refusal.rule, refusal) == ("FAC-02", None)


def test_an_administrator_takes_a_lost_factor_off_and_the_account_is_out(act, steward, enrolled):
    with act() as uow:
        token = sessions.open_session(uow, steward, 1, has_passed_factor=True)
    with act(Actor(steward)) as uow, pytest.raises(NotPermitted):
        second_factors.reset_factor(uow, steward, "lost")
    with act(ADMINISTRATOR) as uow:
        second_factors.reset_factor(uow, steward, "phone lost")

    with act() as uow:
        assert sessions.find_session(uow, token) is None
        assert second_factors.describe_factor(uow, steward).since is None
        assert sessions.is_factor_due(uow, steward)


def test_the_first_step_opens_nothing_and_the_token_changes(act, steward):
    with act() as uow:
        step = sessions.open_first_step(uow, steward, Browser())
        as_session, as_step = sessions.find_session(uow, step), sessions.find_first_step(uow, step)
        token = sessions.change_session(uow, step, 1, Browser())

    with act() as uow:
        assert (as_session, as_step) == (None, steward)
        assert sessions.find_first_step(uow, step) is None
        assert sessions.find_session(uow, token).lacks_factor is False


def test_a_role_gained_meanwhile_does_not_count_before_the_factor(act):
    with act() as uow:
        worker = an_account(uow)
        token = sessions.open_session(uow, worker, 1)
        a_role(uow, worker, Role.ORGANISER)

    with act() as uow:
        found = sessions.find_session(uow, token)

    assert found.lacks_factor
    assert found.actor.roles == {(Role.WORKER, INSTALLATION)}
