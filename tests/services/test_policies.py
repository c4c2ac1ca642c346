import pytest
from sqlalchemy import select

from competition.domain.bundle_policies import read_policies
from competition.domain.bundle_scheme import read_scheme
from competition.domain.errors import Conflict, NotPermitted, RuleViolation
from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.models.competitions import PoliciesRow
from competition.services.policies import describe_policies, preview_policies, save_policies
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


def policies_of(**document):
    scheme, _ = read_scheme(SCHEME, headings=True)
    policies, issues = read_policies(document, scheme)
    assert policies is not None, issues
    return policies


@pytest.fixture
def event_of(act):
    """`event_of(state)` is an event with a scheme: its id and its organiser."""

    def make(state="open"):
        with act() as uow:
            competition_id = a_competition(uow)
            event_id = an_event(uow, competition_id, state=state)
            a_scheme(uow, event_id)
            return event_id, organiser_of(competition_id, an_account(uow))

    return make


def test_saving_makes_a_new_version(act, event_of):
    event_id, organiser = event_of()
    wanted = policies_of(advance={"places": 3}, ties=["module:B"])

    with act(organiser) as uow:
        number = save_policies(uow, event_id, wanted, 0)

    with act(organiser) as uow:
        found = describe_policies(uow, event_id)
        assert (number, found.number, found.policies) == (1, 1, wanted)


def test_reason_is_kept_once_marking_has_begun(act, event_of):
    event_id, organiser = event_of("marking")
    wanted = policies_of(advance={"places": 3})

    with act(organiser) as uow, pytest.raises(RuleViolation) as caught:
        save_policies(uow, event_id, wanted, 0)
    with act(organiser) as uow:
        save_policies(uow, event_id, wanted, 0, "一个席位让出")

    assert (caught.value.rule, caught.value.field) == ("EVT-08", "reason")
    with act() as uow:
        assert uow.session.scalars(select(PoliciesRow.reason)).all() == ["一个席位让出"]
        details = uow.session.scalars(select(AuditRecordRow.detail)).all()
        assert details == [{"version": 1, "reason": "一个席位让出"}]


def test_published_policies_are_fixed(act, event_of):
    event_id, organiser = event_of("published")

    with act(organiser) as uow, pytest.raises(RuleViolation):
        save_policies(uow, event_id, policies_of(), 0, "because")


def test_saving_on_an_older_version_is_a_conflict(act, event_of):
    event_id, organiser = event_of()
    with act() as uow:
        some_policies(uow, event_id)

    with act(organiser) as uow, pytest.raises(Conflict) as caught:
        save_policies(uow, event_id, policies_of(), 0)

    assert caught.value.theirs.number == 1


def test_preview_compares_on_a_worked_example_before_marks_are_there(act, event_of):
    event_id, organiser = event_of()
    with act() as uow:
        some_policies(uow, event_id, {"advance": {"places": 2}})

    with act(organiser) as uow:
        preview = preview_policies(uow, event_id, policies_of(advance={"places": 6}))

    assert preview.is_example
    assert preview.advancing == (2, 6)
    assert preview.changed == 4


def test_judges_do_not_meet_policies(act, event_of):
    event_id, _ = event_of()

    with act(judge_of(event_id)) as uow:
        for use in (describe_policies, lambda *a: preview_policies(*a, policies_of())):
            with pytest.raises(NotPermitted):
                use(uow, event_id)
