"""Editions of the programme are frozen and public; changes after approval are asked for."""

from datetime import date

import pytest

from competition.domain.errors import NotFound, NotPermitted, RuleViolation
from competition.domain.events import EventState
from competition.domain.permissions import (
    INSTALLATION,
    VISITOR,
    Actor,
    Role,
    Scope,
    ScopeKind,
)
from competition.domain.programme import ChangeState, PlanState
from competition.persistence.models.competitions import CompetitionRow
from competition.persistence.models.messages import MessageRow
from competition.persistence.queries.public_events import public_event
from competition.services import events, programme, programme_changes, programme_editions, sites
from tests.factories import (
    a_competition,
    a_plan,
    an_account,
    an_entry,
    an_event,
    an_organisation,
)

ORGANISER = Actor(roles=frozenset({(Role.ORGANISER, INSTALLATION)}))
REASON = "一号馆要检修"


@pytest.fixture
def planned(act):
    with act() as uow:
        top = an_organisation(uow, "市总工会")
        one = a_competition(uow, "2026年焊接竞赛", "draft", top)
        a_plan(uow, one, place="一号馆", host="甲校", starts_on=date(2026, 5, 1))
        a_competition(uow, "秘密草稿", "draft", top)
        account = an_account(uow, name="组委会")
        scope = Scope(ScopeKind.COMPETITION, one)
        holder = Actor(account, frozenset({(Role.ORGANISER, scope)}))
    return {"id": one, "top": top, "holder": holder}


def publish(act, note=""):
    with act(ORGANISER) as uow:
        return programme_editions.publish_edition(uow, 2026, note)


def facts_now(act, planned):
    with act(ORGANISER) as uow:
        return programme_changes.describe_changes(uow, planned["id"]).facts


def ask(act, planned, **changes):
    facts = facts_now(act, planned) | changes
    with act(planned["holder"]) as uow:
        return programme_changes.ask_change(uow, planned["id"], facts, REASON)


def test_an_edition_is_frozen_and_everybody_reads_it(act, planned):
    assert publish(act, " 首次公布 ") == 1
    with act() as uow:
        a_plan(uow, a_competition(uow, "后来的竞赛", "announced", planned["top"]))
        public = programme_editions.public_programme(uow)

    (line,) = public.edition.lines
    assert (line["title"], line["starts_on"], line["place"]) == (
        "2026年焊接竞赛",
        "2026-05-01",
        "一号馆",
    )
    assert (public.edition.number, public.edition.note) == (1, "首次公布")
    assert public.edition.digest == programme_editions.digest_of(public.edition.lines)
    assert planned["id"] not in public.with_pages


def test_a_second_edition_says_what_is_new_and_the_first_stays(act, planned):
    publish(act)
    with act() as uow:
        a_competition(uow, "新竞赛", "announced", planned["top"])
    with act(ORGANISER) as uow:
        draft = programme_editions.prepare_edition(uow, 2026)
    publish(act)

    assert draft.differences() == (["新竞赛"], [], [])
    with act() as uow:
        first = programme_editions.public_programme(uow, 2026, 1)
        newest = programme_editions.public_programme(uow, 2026)
    assert [len(one.edition.lines) for one in (first, newest)] == [1, 2]
    assert [number for number, _, _ in newest.editions] == [2, 1]


def test_nothing_is_published_twice_or_empty(act, planned):
    publish(act)
    with pytest.raises(RuleViolation, match="Nothing changed since edition 1"):
        publish(act)
    with act(ORGANISER) as uow, pytest.raises(RuleViolation, match="No competition"):
        programme_editions.publish_edition(uow, 2030, "")


def test_before_the_first_edition_there_is_none(act, planned):
    with act() as uow, pytest.raises(NotFound):
        programme_editions.public_programme(uow)
    publish(act)
    for season, number in ((2030, None), (2026, 9)):
        with act() as uow, pytest.raises(NotFound):
            programme_editions.public_programme(uow, season, number)


def test_only_the_city_publishes(act, planned):
    for actor in (VISITOR, planned["holder"]):
        with act(actor) as uow, pytest.raises(NotPermitted):
            programme_editions.publish_edition(uow, 2026, "")


def test_the_federations_organisers_act_for_the_city(act, planned):
    scope = Scope(ScopeKind.ORGANISATION, planned["top"])
    federation = Actor(roles=frozenset({(Role.ORGANISER, scope)}))
    with act(federation) as uow:
        assert programme_editions.publish_edition(uow, 2026, "") == 1


def test_an_approved_change_holds_at_once_and_stays_in_the_history(act, planned):
    change = ask(act, planned, place="二号馆", title="2026年焊工竞赛")
    with act(ORGANISER) as uow:
        programme_changes.decide_change(uow, change, "同意", approve=True)
    with act(planned["holder"]) as uow:
        history = programme_changes.describe_changes(uow, planned["id"])

    (stored,) = history.changes
    assert (history.facts["place"], history.title) == ("二号馆", "2026年焊工竞赛")
    assert stored.change.state is ChangeState.APPROVED
    assert stored.change.facts == {
        "place": ("一号馆", "二号馆"),
        "title": ("2026年焊接竞赛", "2026年焊工竞赛"),
    }
    assert (stored.change.reason, stored.decision, stored.requested_by) == (
        REASON,
        "同意",
        "组委会",
    )


def test_title_level_and_class_change_by_request_as_well(act, planned):
    change = ask(act, planned, title="新名称", level="province", competition_class="2")

    with act(ORGANISER) as uow:
        programme_changes.decide_change(uow, change, "", approve=True)

    facts = facts_now(act, planned)
    assert [facts[key] for key in ("title", "level", "competition_class")] == [
        "新名称",
        "province",
        "2",
    ]


def test_a_declined_change_changes_nothing_and_needs_words(act, planned):
    change = ask(act, planned, place="二号馆")
    with act(ORGANISER) as uow, pytest.raises(RuleViolation, match="reason"):
        programme_changes.decide_change(uow, change, "", approve=False)
    with act(ORGANISER) as uow:
        programme_changes.decide_change(uow, change, "二号馆已有安排", approve=False)

    assert facts_now(act, planned)["place"] == "一号馆"
    with act(ORGANISER) as uow:
        found = programme_changes.describe_change(uow, change)
    assert found.stored.change.state is ChangeState.DECLINED
    assert not (found.may_decide)
    assert not (found.may_withdraw)


def test_a_change_is_decided_once(act, planned):
    change = ask(act, planned, host="乙校")
    with act(ORGANISER) as uow:
        assert [one.id for one in programme_changes.list_open_changes(uow)] == [change]
        programme_changes.decide_change(uow, change, "", approve=True)
    for again in (
        lambda uow: programme_changes.decide_change(uow, change, "", approve=True),
        lambda uow: programme_changes.decide_change(uow, change, "不同意了", approve=False),
    ):
        with act(ORGANISER) as uow, pytest.raises(RuleViolation, match="decided already"):
            again(uow)


def test_a_competition_is_cancelled_by_a_change(act, planned):
    change = ask(act, planned, cancelled="yes")
    with act(ORGANISER) as uow:
        programme_changes.decide_change(uow, change, "", approve=True)
        plan = programme.describe_plan(uow, planned["id"]).plan

    assert plan.state is PlanState.CANCELLED
    with act(planned["holder"]) as uow, pytest.raises(RuleViolation, match="not in the programme"):
        programme_changes.ask_change(uow, planned["id"], {"place": "x"}, REASON)


def test_the_events_of_a_cancelled_competition_take_no_entries(act, planned):
    with act() as uow:
        event = an_event(uow, planned["id"])
        uow.session.get(CompetitionRow, planned["id"]).state = "announced"
    change = ask(act, planned, cancelled="yes")
    with act(ORGANISER) as uow:
        programme_changes.decide_change(uow, change, "", approve=True)

    with act() as uow:
        found = public_event(uow.session, event)
    assert (found.event.state, found.is_cancelled) == (EventState.CLOSED, True)
    with act(ORGANISER) as uow, pytest.raises(RuleViolation, match="cancelled"):
        events.open_entries(uow, event)


def test_who_follows_or_has_entered_hears_what_holds_now(act, planned):
    with act() as uow:
        entered, following = an_account(uow, name="王小明"), an_account(uow, name="张三")
        an_entry(uow, an_event(uow, planned["id"]), account_id=entered)
        uow.session.get(CompetitionRow, planned["id"]).state = "announced"
    with act(Actor(following)) as uow:
        sites.follow(uow, planned["id"], wanted=True)
    for changes in ({"host": "乙校"}, {"place": "二号馆"}, {"cancelled": "yes"}):
        change = ask(act, planned, **changes)
        with act(ORGANISER) as uow:
            programme_changes.decide_change(uow, change, "", approve=True)

    with act() as uow:
        told = [(row.account_id, row.template) for row in uow.session.query(MessageRow)]
        moved = uow.session.query(MessageRow).filter_by(template="programme.moved").first().params
    assert sorted(one for one in told if one[0] != planned["holder"].account_id) == sorted(
        (person, f"programme.{what}")
        for person in (entered, following)
        for what in ("moved", "cancelled")
    )
    assert moved["place"] == "二号馆"


def test_the_asker_alone_withdraws_a_change(act, planned):
    change = ask(act, planned, place="二号馆")
    with act(ORGANISER) as uow, pytest.raises(NotPermitted):
        programme_changes.withdraw_change(uow, change)
    with act(planned["holder"]) as uow:
        assert programme_changes.describe_change(uow, change).may_withdraw
        programme_changes.withdraw_change(uow, change)
    with act(planned["holder"]) as uow, pytest.raises(RuleViolation):
        programme_changes.withdraw_change(uow, change)


def test_changes_that_do_not_fit_are_refused(act, planned):
    for changes in ({}, {"ends_on": "2026-04-01"}, {"starts_on": "0202-05-01"}):
        with pytest.raises(RuleViolation):
            ask(act, planned, **changes)
    with act(planned["holder"]) as uow, pytest.raises(RuleViolation, match="reason"):
        programme_changes.ask_change(uow, planned["id"], {"place": "x"}, " ")


def test_strangers_neither_ask_nor_see(act, planned):
    with act() as uow:
        other = a_competition(uow, "别的竞赛")
        an_event(uow, other)
    stranger = Actor(2, frozenset({(Role.ORGANISER, Scope(ScopeKind.COMPETITION, other))}))
    change = ask(act, planned, place="二号馆")
    for use_case in (
        lambda uow: programme_changes.ask_change(uow, planned["id"], {"place": "x"}, REASON),
        lambda uow: programme_changes.describe_changes(uow, planned["id"]),
        lambda uow: programme_changes.describe_change(uow, change),
        lambda uow: programme_changes.decide_change(uow, change, "", approve=True),
        programme_changes.list_open_changes,
    ):
        with act(stranger) as uow, pytest.raises(NotPermitted):
            use_case(uow)
