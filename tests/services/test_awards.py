import pytest
from sqlalchemy import select

from competition.domain.errors import NotFound, NotPermitted
from competition.domain.permissions import VISITOR
from competition.domain.what_if import Outcome
from competition.persistence.models.audit import AuditRecordRow
from competition.services import awards, results
from tests.factories import judge_of, some_policies
from tests.services.house import marked_house

POLICIES = {
    "advance": {"places": 1, "reserves": 1},
    "prizes": [{"name": "一等奖", "count": 1}, {"name": "二等奖", "count": 1}],
    "promotions": [{"to": "2", "places": [1, 1], "from": ["3"]}],
}


@pytest.fixture
def published(act):
    house = marked_house(act)
    with act() as uow:
        some_policies(uow, house.event, POLICIES, number=9)
    with act(house.organiser) as uow:
        results.publish_results(uow, house.event, "")
    return house


def listed(house):
    with house.act(house.organiser) as uow:
        return awards.list_awards(uow, house.event)


def test_lists_what_the_published_ranking_gives(published):
    found = listed(published)

    assert [line.number for line in found.advancing] == ["1"]
    assert [(line.number, line.reserve) for line in found.reserves] == [("2", 1)]
    assert [(line.number, line.prize) for line in found.prized] == [
        ("1", "一等奖"),
        ("2", "二等奖"),
    ]
    assert (found.has_advancement, found.has_prizes, found.has_promotions) == (True, True, True)


def test_every_entry_carries_the_reason_at_the_cut_and_the_promotion_rules(published):
    first, second, _ = listed(published).lines

    assert (first.cut["why"], second.cut["why"]) == ("place", "no_seat")
    rule = second.proposal["rules"][0]
    assert {check["condition"]: check["fits"] for check in rule["checks"]}["places"] is False
    assert second.promotion is None


def test_before_publication_and_after_retraction_there_is_nothing(act, published):
    with act(published.organiser) as uow:
        results.retract_results(uow, published.event, "a mark was mistyped")

    assert listed(published) is None
    with act(published.organiser) as uow, pytest.raises(NotFound):
        awards.export_awards(uow, published.event)


def test_tells_who_moves_up_and_what_a_withdrawal_changes(act, published):
    with act(published.organiser) as uow:
        moving = awards.describe_moving_up(uow, published.event, "1")

    changes = {(change.entry, change.outcome): change.after for change in moving.changes}
    assert [line.number for line in moving.moves_up] == ["2"]
    assert changes["2", Outcome.PLACE] == 1
    assert changes["2", Outcome.PRIZE] == "一等奖"


def test_an_unknown_entry_is_not_found(act, published):
    with act(published.organiser) as uow, pytest.raises(NotFound):
        awards.describe_moving_up(uow, published.event, "77")


def test_an_export_is_on_record(act, published):
    with act(published.organiser) as uow:
        awards.export_awards(uow, published.event)

    with act() as uow:
        actions = uow.session.scalars(select(AuditRecordRow.action)).all()
    assert actions.count("awards.exported") == 1


def test_judges_and_visitors_see_no_awards(act, published):
    for actor in (VISITOR, judge_of(published.event)):
        with act(actor) as uow, pytest.raises(NotPermitted):
            awards.list_awards(uow, published.event)


def test_listing_takes_the_same_queries_however_many_lines(act, published, count_queries):
    with act(published.organiser) as uow, count_queries(uow) as seen:
        awards.list_awards(uow, published.event)

    assert seen.count <= 6
