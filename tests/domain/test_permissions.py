import pytest

from competition.domain.errors import RuleViolation
from competition.domain.permissions import (
    GRANTS,
    INSTALLATION,
    VISITOR,
    Actor,
    Permission,
    Role,
    Scope,
    ScopeKind,
    permits,
    scope_of,
)

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


def test_nobody_who_publishes_also_marks():
    both = {Permission.RESULT_PUBLISH, Permission.MARK_ENTER}

    assert [role for role, granted in GRANTS.items() if both <= granted] == []


def test_has_role_looks_in_every_scope():
    assert actor(Role.JUDGE, EVENT).has_role(Role.JUDGE)
    assert not actor(Role.JUDGE, EVENT).has_role(Role.ORGANISER)


def test_per_02_a_role_holds_in_a_named_place():
    assert scope_of("installation", None) == INSTALLATION
    assert scope_of("event", 7) == EVENT
    for kind, number, field in [("event", None, "scope_id"), ("moon", 1, "scope_kind")]:
        with pytest.raises(RuleViolation) as refusal:
            scope_of(kind, number)
        assert (refusal.value.rule, refusal.value.field) == ("PER-02", field)
