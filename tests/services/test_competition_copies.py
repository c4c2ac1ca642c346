"""A copy carries everything but people and results."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from competition.domain.errors import NotPermitted, RuleViolation
from competition.domain.permissions import Actor, Role, Scope, ScopeKind
from competition.domain.programme import PlanState
from competition.domain.sites import PageKind
from competition.persistence.db import db
from competition.persistence.models.competitions import (
    CompetitionRow,
    EventRow,
    PoliciesRow,
    SchemeRow,
)
from competition.services import competition_copies, programme, sites
from tests.factories import (
    POLICIES,
    a_competition,
    a_file,
    a_mark_sheet,
    a_plan,
    a_scheme,
    a_work_code,
    an_account,
    an_appointment,
    an_entry,
    an_event,
    an_organisation,
    organiser_of,
    some_policies,
)

CLOSES = datetime(2026, 4, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def last_year(act):
    """A competition with everything: plan, event, scheme twice, people, pages, a file."""
    with act() as uow:
        top = an_organisation(uow, "市总工会")
        one = a_competition(uow, "2026年焊接竞赛", "announced", top)
        a_plan(uow, one, place="一号馆", starts_on=date(2026, 5, 1), occupation_code="6-18-02-04")
        event = an_event(uow, one, held_on=date(2026, 5, 2), entries_close_at=CLOSES, seats=60)
        a_scheme(uow, event)
        a_scheme(uow, event, {"modules": [], "rounding": {}}, number=2)
        some_policies(uow, event)
        entry = an_entry(uow, event, "0001")
        judge = an_account(uow, name="裁判")
        appointment = an_appointment(uow, event, judge)
        a_work_code(uow, event, entry, "K7M2")
        a_mark_sheet(uow, event, appointment, "K7M2")
        a_file(uow, f"site:{one}")
        account = an_account(uow, name="组委会")
    with act(organiser_of(one, None)) as uow:
        sites.save_page(uow, one, PageKind.FAQ, "# 问答", 0)
        sites.publish_page(uow, one, PageKind.FAQ)
        sites.post_news(uow, one, "去年的动态", "正文")
    scope = Scope(ScopeKind.ORGANISATION, top)
    actor = Actor(account, frozenset({(Role.ORGANISER, scope)}))
    return {"id": one, "event": event, "actor": actor}


def copied(act, last_year):
    with act(last_year["actor"]) as uow:
        return competition_copies.copy_competition(uow, last_year["id"], 2027, "新竞赛")


def test_a_preview_says_what_will_come_and_writes_nothing(act, last_year):
    with act(last_year["actor"]) as uow:
        copy = competition_copies.preview_copy(uow, last_year["id"])
        many = len(uow.session.scalars(select(CompetitionRow)).all())

    (event,) = copy.events
    assert (copy.details.title, copy.details.season) == ("2027年焊接竞赛", 2027)
    assert (event.details.held_on, event.settings) == (date(2027, 5, 2), ("scheme", "policies"))
    assert copy.pages == (PageKind.FAQ,)
    assert many == 1


def test_a_copy_holds_plan_events_settings_and_texts(act, last_year):
    target = copied(act, last_year)

    with act(last_year["actor"]) as uow:
        plan = programme.describe_plan(uow, target).plan
        (event,) = uow.session.scalars(select(EventRow).where(EventRow.competition_id == target))
        scheme, policies = (
            [(row.number, row.document) for row in uow.session.scalars(query)]
            for query in (
                select(SchemeRow).where(SchemeRow.event_id == event.id),
                select(PoliciesRow).where(PoliciesRow.event_id == event.id),
            )
        )
        page = sites.describe_desk(uow, target).pages[PageKind.FAQ]
        facts = (event.state, event.held_on, event.entries_close_at, event.seats)

    assert (plan.state, plan.starts_on, plan.place) == (
        PlanState.DRAFT,
        date(2027, 5, 1),
        "一号馆",
    )
    assert facts == ("draft", date(2027, 5, 2), CLOSES.replace(year=2027), 60)
    assert scheme == [(1, {"modules": [], "rounding": {}})]
    assert policies == [(1, POLICIES)]
    assert (page.draft, page.published) == ("# 问答", None)


def test_no_person_and_no_result_comes_along(act, last_year):
    target = copied(act, last_year)

    with act() as uow:
        event = uow.session.scalars(
            select(EventRow.id).where(EventRow.competition_id == target)
        ).one()
        settings = {"marking_scheme", "event_policies"}
        found = {}
        for table in db.metadata.sorted_tables:
            for name, value in (("event_id", event), ("competition_id", target)):
                if name in table.columns:
                    rows = uow.session.execute(select(table).where(table.c[name] == value)).all()
                    found |= {(table.name, name): len(rows)} if rows else {}
    kept = {("competition_plan", "competition_id"), ("event", "competition_id")}
    kept |= {(name, "event_id") for name in settings} | {("site_page", "competition_id")}
    assert set(found) == kept


@pytest.mark.parametrize("season", [2025, 2026])
def test_a_copy_stands_in_a_later_season(act, last_year, season):
    with act(last_year["actor"]) as uow, pytest.raises(RuleViolation, match="later season"):
        competition_copies.copy_competition(uow, last_year["id"], season, "x")


def test_only_who_may_create_there_copies(act, last_year):
    for actor in (organiser_of(last_year["id"]), Actor()):
        with act(actor) as uow, pytest.raises(NotPermitted):
            competition_copies.copy_competition(uow, last_year["id"], 2027, "x")
