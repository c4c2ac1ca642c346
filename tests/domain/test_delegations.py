from datetime import UTC, datetime, timedelta

import pytest

from competition.domain.delegations import (
    lending_period,
    require_another,
    require_own,
    require_within,
)
from competition.domain.errors import RuleViolation
from competition.domain.permissions import INSTALLATION, Scope, ScopeKind
from competition.domain.windows import Window

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
EVENT = Scope(ScopeKind.EVENT, 7)
COMPETITION = Scope(ScopeKind.COMPETITION, 3)
OTHER = Scope(ScopeKind.COMPETITION, 4)


def day(number):
    return None if number is None else NOON + timedelta(days=number)


def test_del_01_only_what_was_granted_is_lent():
    require_own(is_own=True)
    with pytest.raises(RuleViolation, match="granted to you"):
        require_own(is_own=False)


@pytest.mark.parametrize(
    ("own", "inside"),
    [(INSTALLATION, True), (COMPETITION, True), (EVENT, True), (OTHER, False)],
)
def test_del_02_a_lent_role_is_never_wider_than_the_own_one(own, inside):
    if inside:
        require_within(own, (EVENT, COMPETITION))
        return
    with pytest.raises(RuleViolation) as refusal:
        require_within(own, (EVENT, COMPETITION))
    assert (refusal.value.rule, refusal.value.field) == ("DEL-02", "scope_id")


@pytest.mark.parametrize(
    ("opens", "closes", "own_end"), [(None, 90, None), (10, 100, None), (-5, 5, 5), (1, 2, 3)]
)
def test_del_03_a_role_is_lent_for_a_period(opens, closes, own_end):
    period = lending_period(Window(day(opens), day(closes)), Window(None, day(own_end)), NOON)

    assert period == (day(opens or 0), day(closes))


@pytest.mark.parametrize(
    ("opens", "closes", "own_end"),
    [(None, None, None), (3, 2, None), (-5, -1, None), (None, 91, None), (1, 4, 3)],
)
def test_del_03_never_without_end_nor_too_long_nor_beyond_the_own_role(opens, closes, own_end):
    with pytest.raises(RuleViolation) as refusal:
        lending_period(Window(day(opens), day(closes)), Window(None, day(own_end)), NOON)

    assert (refusal.value.rule, refusal.value.field) == ("DEL-03", "until")


@pytest.mark.parametrize("delegate", [None, 1])
def test_del_05_somebody_else_stands_in(delegate):
    assert require_another(2, 1) == 2
    with pytest.raises(RuleViolation) as refusal:
        require_another(delegate, 1)
    assert (refusal.value.rule, refusal.value.field) == ("DEL-05", "login")
