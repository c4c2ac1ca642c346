"""Counting entries by day, state, event, unit, district, level and age."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from competition.domain.errors import NotPermitted
from competition.domain.permissions import INSTALLATION, Actor, Role, Scope, ScopeKind
from competition.persistence.models.entries import EntryRow
from competition.services import statistics
from tests.factories import a_competition, an_entry, an_event, an_organisation, organiser_of

LATE = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)
"""In Shanghai it is the next day already."""


def officer_of(organisation_id):
    return Actor(1, frozenset({(Role.OFFICER, Scope(ScopeKind.ORGANISATION, organisation_id))}))


@pytest.fixture
def city(act):
    """A district with a unit; seven entries of the unit, one of nobody's, one declined."""
    with act() as uow:
        district = an_organisation(uow, "甲区总工会", kind="district")
        unit = an_organisation(uow, "甲厂", kind="unit", parent_id=district)
        competition = a_competition(uow)
        event = an_event(uow, competition)
        for age, level in (
            (22, "3"),
            (28, "3"),
            (29, "3"),
            (31, "3"),
            (33, "3"),
            (34, "4"),
            (60, "4"),
        ):
            an_entry(uow, event, unit="甲厂", unit_id=unit, age=age, level=level)
        an_entry(uow, event, unit="")
        an_entry(uow, event, unit="乙厂", state="declined")
        uow.session.execute(EntryRow.__table__.update().values(created_at=LATE))
    return {"district": district, "competition": competition, "event": event}


def test_an_organiser_sees_every_count(act, city):
    with act(organiser_of(city["competition"])) as uow:
        found = statistics.describe_event(uow, city["event"])

    assert (found.way.entered, found.way.alive, found.way.accepted) == (9, 8, 8)
    assert found.states == {"accepted": 8, "declined": 1}
    assert found.days == {date(2026, 3, 2): 9}
    assert (found.units, found.unit_count) == ({"甲厂": 7}, 1)
    assert found.districts == {"甲区总工会": 7, "": 1}
    assert found.levels == {"5": 0, "4": 2, "3": 5, "2": 0, "1": 0, "": 1}
    assert found.ages == {"-24": 1, "25-34": 5, "35-44": 0, "45-54": 0, "55-": 1, "": 1}
    assert not found.is_careful


def test_an_officer_sees_the_own_units_and_no_small_count(act, city):
    with act(officer_of(city["district"])) as uow:
        found = statistics.describe_organisation(uow, city["district"], 2026)

    assert (found.way.entered, found.is_careful) == (7, True)
    assert found.levels == {"5": 0, "4": None, "3": None, "2": 0, "1": 0}
    assert found.ages == {"-24": None, "25-34": 5, "35-44": 0, "45-54": 0, "55-": None}


def test_competition_and_season_count_all_their_events(act, city):
    with act() as uow:
        an_entry(uow, an_event(uow, city["competition"], title="焊工"))
        an_entry(uow, an_event(uow, title="钳工"))

    with act(Actor(1, frozenset({(Role.ORGANISER, INSTALLATION)}))) as uow:
        competition = statistics.describe_competition(uow, city["competition"])
        season = statistics.describe_season(uow, 2026)

    assert competition.events == {"数控车工": 8, "焊工": 1}
    assert (competition.way.entered, season.way.entered) == (10, 11)


def test_figures_are_told_only_where_one_may_see_them(act, city):
    strangers = (organiser_of(city["competition"] + 1), officer_of(city["district"]), Actor(1))
    for actor in strangers:
        with pytest.raises(NotPermitted), act(actor) as uow:
            statistics.describe_event(uow, city["event"])
    for actor in (organiser_of(city["competition"]), officer_of(city["district"])):
        with pytest.raises(NotPermitted), act(actor) as uow:
            statistics.describe_season(uow, 2026)


def test_a_thousand_entries_are_counted_by_as_many_queries_as_nine(act, city, count_queries):
    organiser = organiser_of(city["competition"])
    with act(organiser) as uow, count_queries(uow) as few:
        statistics.describe_event(uow, city["event"])
    common = {"event_id": city["event"], "name": "王", "created_at": LATE, "version": 1}
    rows = [common | {"number": f"9{n:04d}", "unit": f"厂{n % 90}"} for n in range(1000)]
    with act() as uow:
        uow.session.execute(insert(EntryRow), rows)

    with act(organiser) as uow, count_queries(uow) as many:
        found = statistics.describe_event(uow, city["event"])

    assert (found.way.entered, found.unit_count, len(found.units)) == (1009, 91, 50)
    assert many.count == few.count
