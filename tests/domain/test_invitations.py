from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from competition.domain.errors import RuleViolation
from competition.domain.invitations import (
    InvitationState,
    needs_proof,
    require_invitable,
    require_invited,
    require_proof,
)
from competition.domain.permissions import Role

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
OPEN = InvitationState(NOON, NOON + timedelta(days=7))


@pytest.mark.parametrize(
    ("state", "name"),
    [
        (OPEN, "invited"),
        (replace(OPEN, accepted_at=NOON), "accepted"),
        (replace(OPEN, revoked_at=NOON), "withdrawn"),
        (replace(OPEN, expires_at=NOON), "lapsed"),
        (replace(OPEN, sender_may=False), "lapsed"),
    ],
)
def test_inv_01_an_invitation_holds_once_and_for_a_while(state, name):
    assert state.name(NOON) == name
    if name == "invited":
        state.require_open(NOON)
        return
    with pytest.raises(RuleViolation, match="no longer holds"):
        state.require_open(NOON)


@pytest.mark.parametrize("role", list(Role))
def test_inv_02_judges_are_appointed_and_workers_are_everybody(role):
    if role not in {Role.WORKER, Role.JUDGE, Role.CHIEF_JUDGE}:
        require_invitable(role)
        return
    with pytest.raises(RuleViolation, match="Nobody is invited"):
        require_invitable(role)


def test_inv_03_a_forwarded_invitation_is_useless():
    require_invited(is_invited=True)
    with pytest.raises(RuleViolation, match="for somebody else"):
        require_invited(is_invited=False)


@pytest.mark.parametrize(
    ("login", "minutes", "needed"),
    [("13812345678", 1, True), ("13812345678", -1, False), ("chen.jing", 1, False)],
)
def test_inv_04_a_phone_registered_after_the_invitation_is_proved(login, minutes, needed):
    assert needs_proof(login, NOON + timedelta(minutes=minutes), OPEN) is needed


def test_inv_04_the_code_sent_to_the_phone_has_to_fit():
    require_proof(fits=True)
    with pytest.raises(RuleViolation) as refusal:
        require_proof(fits=False)
    assert (refusal.value.rule, refusal.value.field) == ("INV-04", "code")
