import pytest
from sqlalchemy import func, select

from competition.domain.bundle_scheme import read_scheme
from competition.domain.errors import Conflict, NotPermitted, RuleViolation
from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.models.competitions import SchemeRow
from competition.services.schemes import describe_scheme, save_scheme
from tests.factories import (
    SCHEME,
    a_competition,
    a_scheme,
    an_account,
    an_event,
    judge_of,
    organiser_of,
    some_policies,
)


def scheme_of(document=SCHEME):
    scheme, issues = read_scheme(document, headings=True)
    assert scheme is not None, issues
    return scheme


@pytest.fixture
def place(act):
    """An event with an organiser: the event's id and the actor."""
    with act() as uow:
        competition_id = a_competition(uow)
        return an_event(uow, competition_id), organiser_of(competition_id, an_account(uow))


def numbers(act):
    with act() as uow:
        return uow.session.scalars(select(SchemeRow.number).order_by(SchemeRow.number)).all()


def test_saving_makes_a_new_version_and_keeps_the_old(act, place):
    event_id, organiser = place

    for base in (0, 1):
        with act(organiser) as uow:
            save_scheme(uow, event_id, scheme_of(), base)

    with act(organiser) as uow:
        found = describe_scheme(uow, event_id)
        actions = select(func.count()).where(AuditRecordRow.action == "scheme.saved")
        assert (found.number, found.scheme, found.made_by) == (2, scheme_of(), "王小明")
        assert uow.session.scalar(actions) == 2
    assert numbers(act) == [1, 2]


def test_saving_on_an_older_version_is_a_conflict_with_the_stored_one(act, place):
    event_id, organiser = place
    with act() as uow:
        a_scheme(uow, event_id)

    with act(organiser) as uow, pytest.raises(Conflict) as caught:
        save_scheme(uow, event_id, scheme_of(), 0)

    assert caught.value.theirs.number == 1
    assert numbers(act) == [1]


def test_scheme_is_fixed_once_marking_has_begun(act):
    with act() as uow:
        competition_id = a_competition(uow)
        event_id = an_event(uow, competition_id, state="marking")

    with act(organiser_of(competition_id)) as uow, pytest.raises(RuleViolation) as caught:
        save_scheme(uow, event_id, scheme_of(), 0)

    assert caught.value.rule == "EVT-02"


def test_scheme_with_a_pass_mark_out_of_reach_is_refused(act, place):
    event_id, organiser = place
    item = {"id": "A1", "kind": "score", "max": "100"}
    scheme = scheme_of({"modules": [{"id": "A", "pass_mark": "101", "items": [item]}]})

    with act(organiser) as uow, pytest.raises(RuleViolation) as caught:
        save_scheme(uow, event_id, scheme, 0)

    assert caught.value.rule == "MRK-03"


def test_saving_tells_which_policies_no_longer_fit(act, place):
    event_id, organiser = place
    with act() as uow:
        a_scheme(uow, event_id)
        some_policies(uow, event_id, {"ties": ["module:B", "item:B3"]})
    only_a = scheme_of({**SCHEME, "modules": SCHEME["modules"][:1]})

    with act(organiser) as uow:
        stale = save_scheme(uow, event_id, only_a, 1)

    assert [issue.path for issue in stale] == ["policies.ties[0]", "policies.ties[1]"]


def test_judges_neither_see_nor_change_the_editor(act, place):
    event_id, _ = place

    with act(judge_of(event_id)) as uow:
        with pytest.raises(NotPermitted):
            describe_scheme(uow, event_id)
        with pytest.raises(NotPermitted):
            save_scheme(uow, event_id, scheme_of(), 0)
