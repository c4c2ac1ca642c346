import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from competition.domain.errors import RuleViolation
from competition.domain.permissions import VISITOR
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.messages import MessageRow
from competition.persistence.sealing import keyring
from competition.services import accounts, registrations
from tests.factories import PASSWORD, an_account

PHONE = "13812345678"


@pytest.fixture
def new():
    return accounts.prepare_account(PHONE, "陈静", PASSWORD)


def begin(act, new, address="10.0.0.1"):
    with act(VISITOR) as uow:
        return registrations.begin_registration(uow, new, address)


def finish(act, sealed, code):
    with act(VISITOR) as uow:
        return registrations.finish_registration(uow, sealed, code)


def sent(act):
    """What was sent, the newest first: template and code."""
    with act() as uow:
        rows = uow.session.execute(
            select(MessageRow.template, MessageRow.sealed).order_by(MessageRow.id.desc())
        )
        return [
            (row.template, json.loads(keyring().unseal(row.sealed))["params"].get("code"))
            for row in rows
        ]


def test_acc_09_the_code_of_the_phone_opens_the_account_once(act, new):
    sealed = begin(act, new)
    ((template, code),) = sent(act)

    opened = finish(act, sealed, f" {code} ")

    assert template == "account.register_code"
    with act() as uow:
        assert accounts.find_account(uow, PHONE) == opened
    with pytest.raises(RuleViolation, match="cannot be used"):
        finish(act, sealed, code)


def test_a_known_number_gets_the_same_answer_and_its_owner_a_word(act, new):
    with act() as uow:
        an_account(uow, login=PHONE)

    sealed = begin(act, new)

    assert [template for template, _ in sent(act)] == ["account.known"]
    for guess in ("", "000000"):
        refusal = finish(act, sealed, guess)
        assert (refusal.rule, refusal.field) == ("ACC-09", "code")


def test_acc_09_wrong_late_and_made_up_answers_open_nothing(act, new):
    sealed = begin(act, new)
    ((_, code),) = sent(act)
    wrong = "000000" if code != "000000" else "111111"

    assert finish(act, sealed, wrong).rule == "ACC-09"
    assert finish(act, "made-up", code).rule == "ACC-09"
    with act(VISITOR) as uow:
        late = replace(uow, now=uow.now + timedelta(minutes=16))
        assert registrations.finish_registration(late, sealed, code).rule == "ACC-09"
        assert uow.session.scalar(select(func.count(AccountRow.id))) == 0


def test_guessing_the_code_ends_after_eight_tries(act, new):
    sealed = begin(act, new)
    ((_, code),) = sent(act)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(8):
        finish(act, sealed, wrong)

    assert finish(act, sealed, code).rule == "ACC-09"


def test_a_number_gets_three_messages_in_a_quarter_of_an_hour(act, new):
    for place in range(5):
        begin(act, new, f"10.0.0.{place}")

    assert len(sent(act)) == 3


def test_what_waits_in_the_browser_is_sealed(act, new):
    sealed = begin(act, new)

    assert PHONE not in sealed
    assert "argon2" not in sealed


def test_acc_09_a_name_proves_no_phone(act):
    new = accounts.prepare_account("chen.jing", "陈静", PASSWORD)

    with act(VISITOR) as uow, pytest.raises(RuleViolation, match="mobile number"):
        registrations.begin_registration(uow, new, "10.0.0.1")
