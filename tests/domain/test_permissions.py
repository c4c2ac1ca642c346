from datetime import UTC, datetime, timedelta

import pytest

from competition.domain.errors import RuleViolation
from competition.domain.permissions import (
    GRANTS,
    INSTALLATION,
    VISITOR,
    Actor,
    Lent,
    Permission,
    Role,
    Scope,
    ScopeKind,
    on_behalf_of,
    permissions_at,
    permits,
    require_fitting,
    require_period,
    scope_of,
)
from competition.domain.windows import Window

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
EVENT = Scope(ScopeKind.EVENT, 7)
COMPETITION = Scope(ScopeKind.COMPETITION, 3)
PATH = (EVENT, COMPETITION)


def actor(role, scope):
    return Actor(1, frozenset({(role, scope)}))


@pytest.mark.parametrize(
    ("scope", "permitted"),
    [
        (EVENT, True),
        (COMPETITION, True),
        (INSTALLATION, True),
        (Scope(ScopeKind.EVENT, 8), False),
        (Scope(ScopeKind.COMPETITION, 7), False),
    ],
)
def test_per_01_a_role_counts_only_in_a_scope_that_contains_the_subject(scope, permitted):
    assert permits(actor(Role.ORGANISER, scope), Permission.EVENT_EDIT, PATH) is permitted


@pytest.mark.parametrize("role", list(Role))
def test_per_01_each_role_may_exactly_what_the_table_grants(role):
    held = {p for p in Permission if permits(actor(role, EVENT), p, PATH)}

    assert held == GRANTS[role]


def test_per_01_a_visitor_may_nothing():
    assert [p for p in Permission if permits(VISITOR, p, PATH)] == []


def test_per_01_what_a_page_offers_is_what_all_roles_in_scope_grant_together():
    elsewhere = (Role.ADMINISTRATOR, Scope(ScopeKind.COMPETITION, 7))
    somebody = Actor(1, frozenset({(Role.JUDGE, EVENT), (Role.STEWARD, INSTALLATION), elsewhere}))

    assert permissions_at(somebody, PATH) == GRANTS[Role.JUDGE] | GRANTS[Role.STEWARD]
    assert permissions_at(VISITOR, PATH) == frozenset()


def test_nobody_who_publishes_also_marks():
    both = {Permission.RESULT_PUBLISH, Permission.MARK_ENTER}

    assert [role for role, granted in GRANTS.items() if both <= granted] == []


def test_has_role_looks_in_every_scope():
    assert actor(Role.JUDGE, EVENT).has_role(Role.JUDGE)
    assert not actor(Role.JUDGE, EVENT).has_role(Role.ORGANISER)


LEAVER = 7
LENT = Lent(Role.ORGANISER, COMPETITION, LEAVER)


def test_del_04_what_only_a_lent_role_permits_is_done_for_its_holder():
    standing_in = Actor(1, frozenset({(Role.ORGANISER, COMPETITION)}), lent=frozenset({LENT}))

    assert on_behalf_of(standing_in, Permission.EVENT_EDIT, PATH) == LEAVER
    assert on_behalf_of(standing_in, Permission.MARK_ENTER, PATH) is None


def test_del_04_what_an_own_role_permits_too_is_done_in_the_own_name():
    roles = frozenset({(Role.ORGANISER, COMPETITION), (Role.ORGANISER, EVENT)})

    assert on_behalf_of(Actor(1, roles, "", frozenset({LENT})), Permission.EVENT_EDIT, PATH) is None


@pytest.mark.parametrize(
    ("opens", "closes", "sound"),
    [(None, None, True), (None, 1, True), (2, 3, True), (3, 2, False), (None, -1, False)],
)
def test_per_03_a_role_ends_after_it_begins_and_after_now(opens, closes, sound):
    days = [None if day is None else NOON + timedelta(days=day) for day in (opens, closes)]

    if sound:
        require_period(Window(*days), NOON)
        return
    with pytest.raises(RuleViolation) as refusal:
        require_period(Window(*days), NOON)
    assert (refusal.value.rule, refusal.value.field) == ("PER-03", "until")


def test_per_02_a_role_holds_in_a_named_place():
    assert scope_of("installation", None) == INSTALLATION
    assert scope_of("event", 7) == EVENT
    for kind, number, field in [("event", None, "scope_id"), ("moon", 1, "scope_kind")]:
        with pytest.raises(RuleViolation) as refusal:
            scope_of(kind, number)
        assert (refusal.value.rule, refusal.value.field) == ("PER-02", field)


@pytest.mark.parametrize("kind", [kind for kind in ScopeKind if kind is not ScopeKind.ORGANISATION])
def test_per_04_a_clerk_acts_for_one_organisation_only(kind):
    with pytest.raises(RuleViolation) as refusal:
        require_fitting(Role.CLERK, Scope(kind, 1))
    require_fitting(Role.CLERK, Scope(ScopeKind.ORGANISATION, 1))
    require_fitting(Role.OFFICER, INSTALLATION)

    assert (refusal.value.rule, refusal.value.field) == ("PER-04", "scope_kind")
