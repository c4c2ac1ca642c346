from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from competition.domain.errors import NotPermitted, RuleViolation
from competition.domain.permissions import INSTALLATION, VISITOR, Actor, Role
from competition.persistence.models.account_security import OneTimeSecretRow
from competition.persistence.models.jobs import JobRow
from competition.persistence.models.messages import MessageRow
from competition.services import accounts, password_resets, sessions
from tests.factories import PASSWORD, an_account

ADMINISTRATOR = Actor(7001, frozenset({(Role.ADMINISTRATOR, INSTALLATION)}))
PHONE = "13812345678"


@pytest.fixture
def worker(act):
    new = accounts.prepare_account(PHONE, "陈静", PASSWORD)
    with act() as uow:
        return accounts.register_account(uow, new)


@pytest.fixture
def administrator(act):
    with act() as uow:
        account_id = an_account(uow, "管理员")
    return Actor(account_id, frozenset({(Role.ADMINISTRATOR, INSTALLATION)}))


@pytest.fixture
def link_for(act, administrator):
    def make(account_id):
        with act(administrator) as uow:
            return password_resets.make_reset_link(uow, account_id).rsplit("/", 1)[1]

    return make


def counted(act, table):
    with act() as uow:
        return uow.session.scalar(select(func.count()).select_from(table))


@pytest.mark.parametrize("login", [PHONE, "139 0000 0000", "nobody.here", "名字不成"])
def test_asking_does_the_same_whether_or_not_there_is_an_account(act, worker, login):
    with act(VISITOR) as uow:
        password_resets.ask_reset(uow, login, "10.0.0.1")

    assert (counted(act, JobRow), counted(act, OneTimeSecretRow)) == (1, 0)


def test_the_link_goes_to_the_phone_sealed_and_to_no_inbox(act, worker, run_jobs):
    with act(VISITOR) as uow:
        password_resets.ask_reset(uow, "+86 138 1234 5678", "10.0.0.1")
    run_jobs()

    with act() as uow:
        rows = uow.session.execute(select(MessageRow.account_id, MessageRow.template)).all()
        assert rows == [(None, "account.reset_link")]
    assert counted(act, OneTimeSecretRow) == 1


def test_nothing_is_sent_for_an_unknown_name_or_a_blocked_account(act, worker, run_jobs):
    with act(ADMINISTRATOR) as uow:
        accounts.block_account(uow, worker, blocked=True, reason="left")
    for login in (PHONE, "nobody.here"):
        with act(VISITOR) as uow:
            password_resets.ask_reset(uow, login, "10.0.0.1")
    run_jobs()

    assert (counted(act, MessageRow), counted(act, OneTimeSecretRow)) == (0, 0)


def test_asking_again_and_again_is_counted_by_name(act, worker):
    for place in range(5):
        with act(VISITOR) as uow:
            password_resets.ask_reset(uow, PHONE, f"10.0.0.{place}")

    with act() as uow:
        attempts = uow.session.scalar(select(func.count(JobRow.id)))
    assert attempts <= 3


def test_acc_07_a_link_counts_once_and_signs_every_browser_out(act, worker, link_for):
    first, second = link_for(worker), link_for(worker)
    with act() as uow:
        token = sessions.open_session(uow, worker, 1)
    with act(VISITOR) as uow:
        password_resets.reset_password(uow, first, "new hash")

    with act(VISITOR) as uow:
        assert sessions.find_session(uow, token) is None
        for used in (first, second):
            with pytest.raises(RuleViolation, match="no longer holds"):
                password_resets.reset_password(uow, used, "another hash")


def test_acc_07_a_link_ends_after_half_an_hour(act, worker, link_for):
    token = link_for(worker)

    with act(VISITOR) as uow:
        assert password_resets.whose_reset(uow, token) == "138****5678"
        late = replace(uow, now=uow.now + timedelta(minutes=31))
        with pytest.raises(RuleViolation, match="no longer holds"):
            password_resets.whose_reset(late, token)


def test_only_administrators_make_links_and_not_for_themselves(act, worker, administrator):
    with act(Actor(worker)) as uow, pytest.raises(NotPermitted):
        password_resets.make_reset_link(uow, worker)
    with act(administrator) as uow, pytest.raises(RuleViolation, match="own account"):
        password_resets.make_reset_link(uow, administrator.account_id)
