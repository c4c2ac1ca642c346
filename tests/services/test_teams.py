"""Teams: everybody is held by the own facts and against the own other entries."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from competition.domain.conditions import Condition, Effect, Kind, Requirement
from competition.domain.entry_reviews import Decision
from competition.domain.errors import RuleViolation
from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.domain.registration import EntryDraft
from competition.domain.registration_rules import RegistrationRules
from competition.domain.teams import Entrant, EntrantRole, TeamRules
from competition.persistence import entries, events
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.registration import EntrantRow
from competition.services import (
    eligibility,
    entering,
    entrants,
    entry_desk,
    entry_reviews,
    review_batches,
    teams,
)
from competition.services.entering import Said
from competition.services.entrants import Replacement
from competition.services.entry_reviews import Deed
from tests.factories import (
    a_competition,
    a_membership,
    a_person,
    an_account,
    an_event,
    an_id_number,
    an_organisation,
    organiser_of,
    some_rules,
)

R = EntrantRole
FIFTY = Condition("c1", ((Requirement(Kind.AGE, None, 50),),))
SKILLED = Condition("c2", ((Requirement(Kind.LEVEL, level="4"),),))
TITLES = Condition("c3", ((Requirement(Kind.TITLES, among=("全国技术能手",)),),), Effect.NO_HONOURS)
RULES = RegistrationRules(team=TeamRules(2, 2, 1, 2), conditions=(FIFTY, SKILLED))
ME = {"born_on": "1990-05-17", "level": "4"}
OLD, YOUNG = an_id_number(1, "19600307"), an_id_number(2, "19900307")


def member(name="李秀英", number=YOUNG, role=R.MEMBER, **facts):
    return Entrant(role, name, number, facts or {"level": "4"})


def team_of(*others, me=R.CAPTAIN):
    return Said(ME, (Entrant(me, "王小明"), *others))


@pytest.fixture
def scene(act, now):
    def make(rules=RULES):
        with act() as uow:
            account = an_account(uow, "王小明", unit="苏城机械厂")
            competition = a_competition(uow)
            event = an_event(uow, competition, held_on=now.date())
            some_rules(uow, event, rules)
        actor = Actor(account, frozenset({(Role.WORKER, INSTALLATION)}))
        return actor, event, organiser_of(competition)

    return make


def enter(act, actor, event, said):
    with act(actor) as uow:
        return entering.enter_event(uow, event, EntryDraft("0", "王小明", "苏城机械厂"), said)


def refused(act, actor, event, said):
    with pytest.raises(RuleViolation) as caught:
        enter(act, actor, event, said)
    return caught.value.rule, caught.value.field


@pytest.mark.parametrize(
    "others",
    [
        (member(number=OLD),),
        (member(level="5"),),
        (member(number="", level="4"),),
        (member(), member("赵强", OLD, R.SUBSTITUTE)),
    ],
    ids=["too old", "unskilled", "age not said", "substitute too old"],
)
def test_one_member_who_does_not_fit_refuses_the_team(act, scene, others):
    actor, event, _ = scene()

    assert refused(act, actor, event, team_of(*others)) == ("ELG-14", None)


def test_coaches_are_not_held_against_the_conditions(act, scene):
    actor, event, _ = scene()

    entry = enter(act, actor, event, team_of(member(), member("赵强", OLD, R.COACH)))

    with act() as uow:
        row = uow.session.get(EntryRow, entry)
        assert (row.failed, row.facts["entrants1-born_on"]) == ([], "1990-03-07")


def test_the_captain_s_name_and_level_stand_for_the_entry_of_a_coach(act, scene):
    actor, event, _ = scene()
    others = member("李秀英", YOUNG, R.CAPTAIN, level="3"), member("赵强", an_id_number(3))

    entry = enter(act, actor, event, team_of(*others, me=R.COACH))

    with act() as uow:
        row = uow.session.get(EntryRow, entry)
        assert (row.name, row.level) == ("李秀英", "3")


def test_what_speaks_against_a_member_is_told_before_sending(act, scene):
    actor, event, _ = scene()
    said = team_of(member(number=OLD))

    with act(actor) as uow:
        found = teams.check_team(uow, event, said.facts, said.entrants)

    assert found.eligibility.refusing == ("c1@1",)
    assert found.eligibility.at(1).findings[0].person == "李秀英"


def test_a_number_of_somebody_else_is_told_without_the_name(act, scene):
    actor, event, _ = scene()
    with act() as uow:
        a_person(uow, "钱多多", YOUNG)

    with act(actor) as uow:
        found = teams.check_team(uow, event, ME, team_of(member()).entrants)

    assert [(one.rule, one.path) for one in found.issues] == [("PSN-06", "entrants1-id_number")]
    assert refused(act, actor, event, team_of(member())) == ("PSN-06", "entrants1-id_number")


def test_the_worker_s_own_number_is_not_a_second_person(act, scene):
    actor, event, _ = scene()
    with act() as uow:
        a_person(uow, "王小明", YOUNG, account_id=actor.account_id)

    twice = team_of(member("王小明", YOUNG))

    assert refused(act, actor, event, twice)[0] == "TEA-04"


def in_other_event(act, now, event, role):
    """Somebody of the team takes part in another event of the same competition."""
    with act() as uow:
        competition = events.load(uow.session, event).competition_id
        other = an_event(uow, competition, title="焊工")
        person = a_person(uow, "李秀英", YOUNG)
        entry = EntryRow(event_id=other, number="7", name="钱多多", unit="", created_at=uow.now)
        uow.session.add(entry)
        uow.session.flush()
        facts = {"name": "李秀英", "position": 1, "joined_at": now}
        row = EntrantRow(entry_id=entry.id, person_id=person, role=role, **facts)
        uow.session.add(row)


@pytest.mark.parametrize(
    ("role", "expected"), [("member", ("PLC-09", "entrants1-name")), ("coach", None)]
)
def test_one_event_counts_for_every_member_but_not_for_coaches(act, now, scene, role, expected):
    actor, event, _ = scene(replace(RULES, one_event=True))
    in_other_event(act, now, event, role)

    if expected:
        assert refused(act, actor, event, team_of(member())) == expected
    else:
        assert enter(act, actor, event, team_of(member()))


def test_a_member_of_another_team_of_the_event_is_named(act, scene):
    actor, event, _ = scene()
    enter(act, actor, event, team_of(member()))
    with act() as uow:
        other = Actor(an_account(uow, "孙立"), actor.roles)

    again = Said(ME, (Entrant(R.CAPTAIN, "孙立"), member()))

    assert refused(act, other, event, again) == ("ENT-07", "entrants1-name")


def test_closing_checks_every_member_again_and_an_organiser_lifts_for_one(act, scene):
    actor, event, organiser = scene(replace(RULES, conditions=(SKILLED,)))
    entry = enter(act, actor, event, team_of(member(number=OLD)))
    with act() as uow:
        some_rules(uow, event, RULES, number=2)

    with act(organiser) as uow:
        changed = entry_desk.check_all_again(uow, event)
        (change,) = eligibility.list_changes(uow, event)
    with act(organiser) as uow:
        eligibility.lift_condition(uow, event, entry, "c1@1", "单位特批")

    assert (changed, change.after) == (1, ("c1@1",))
    with act() as uow:
        row = uow.session.get(EntryRow, entry)
        assert (row.failed, row.problems) == (["c1@1"], 0)


def replaced(act, by, entry, name, number):
    with act() as uow:
        query = select(EntrantRow.id).where(EntrantRow.entry_id == entry, EntrantRow.position == 1)
        old = uow.session.scalars(query.where(EntrantRow.left_at.is_(None))).one()
    with act(by) as uow:
        new = Entrant(R.MEMBER, name, number)
        entrants.replace_entrant(uow, entry, Replacement(old, new, "因病", {"level": "4"}))


def test_who_comes_in_is_held_and_what_was_lifted_for_the_other_counts_again(act, scene):
    actor, event, organiser = scene(replace(RULES, conditions=(SKILLED, FIFTY, TITLES)))
    said = team_of(member(level="4", titles="全国技术能手"))
    entry = enter(act, actor, event, replace(said, facts=ME | {"titles": "none"}))
    with act(organiser) as uow:
        eligibility.lift_condition(uow, event, entry, "c3@1", "单位特批")

    with pytest.raises(RuleViolation) as caught:
        replaced(act, actor, entry, "赵强", OLD)
    replaced(act, organiser, entry, "赵强", OLD)

    assert caught.value.rule == "ELG-14"
    with act() as uow:
        row = uow.session.get(EntryRow, entry)
        assert (row.failed, row.problems, row.name) == (["c1@1"], 1, "王小明")
        assert eligibility.describe_eligibility(uow, event, _stored(uow, entry)).liftings == ()


def _stored(uow, entry):
    return entries.load(uow.session, entry)


def test_nobody_takes_two_parts_of_one_team(act, scene):
    actor, event, _ = scene()
    entry = enter(act, actor, event, team_of(member(), member("赵强", an_id_number(3), R.COACH)))

    with pytest.raises(RuleViolation) as caught:
        replaced(act, actor, entry, "赵强", an_id_number(3))

    assert (caught.value.rule, caught.value.field) == ("TEA-04", "name")


def send_back(uow, event, entry):
    deed = Deed(Decision.RETURN, "请补证书", None, review_batches.new_key())
    entry_reviews.decide_entry(uow, event, entry, deed)


def test_a_lifted_condition_stays_lifted_when_the_same_team_comes_again(act, scene):
    actor, event, organiser = scene(replace(RULES, conditions=(SKILLED,)))
    said = team_of(member(number=OLD))
    entry = enter(act, actor, event, said)
    with act() as uow:
        some_rules(uow, event, RULES, number=2)
    with act(organiser) as uow:
        entry_desk.check_all_again(uow, event)
        eligibility.lift_condition(uow, event, entry, "c1@1", "单位特批")
        send_back(uow, event, entry)

    again = enter(act, actor, event, said)
    with act(organiser) as uow:
        send_back(uow, event, entry)
    other = team_of(member("赵强", an_id_number(4, "19600307")))

    assert again == entry
    assert refused(act, actor, event, other) == ("ELG-14", None)


@pytest.fixture
def units(act):
    """A district with a works and its workshop, and another works; who is confirmed where."""
    with act() as uow:
        works = an_organisation(uow, "苏城机械厂", "unit")
        shop = an_organisation(uow, "一车间", "unit", works)
        other = an_organisation(uow, "东港船厂", "unit")

    def confirm(unit):
        with act() as uow:
            a_membership(uow, a_person(uow, "李秀英", YOUNG), unit)

    return works, shop, other, confirm


@pytest.mark.parametrize(("at", "role"), [(1, R.MEMBER), (2, R.COACH)])
def test_who_belongs_below_the_entering_unit_or_coaches_may_be_part_of_the_team(
    act, scene, units, at, role
):
    actor, event, _ = scene()
    units[3](units[at])
    more = () if role is R.MEMBER else (member("赵强", an_id_number(3)),)

    assert enter(act, actor, event, team_of(member(role=role), *more))


def test_tea_05_a_member_of_another_unit_is_told_while_typing_and_refused(act, scene, units):
    actor, event, _ = scene()
    units[3](units[2])

    with act(actor) as uow:
        found = teams.check_team(uow, event, ME, team_of(member()).entrants, "苏城机械厂")

    assert [(one.rule, one.path) for one in found.issues] == [("TEA-05", "entrants1-name")]
    assert refused(act, actor, event, team_of(member())) == ("TEA-05", "entrants1-name")


def test_an_event_may_take_mixed_teams(act, scene, units):
    actor, event, _ = scene(replace(RULES, mixed_teams=True))
    units[3](units[2])

    assert enter(act, actor, event, team_of(member()))


def test_nobody_of_another_unit_steps_in_unless_the_organisers_say_so(act, scene, units):
    actor, event, organiser = scene()
    entry = enter(act, actor, event, team_of(member("赵强", an_id_number(3))))
    units[3](units[2])
    with act() as uow:
        old = uow.session.scalars(select(EntrantRow.id).where(EntrantRow.name == "赵强")).one()
    wanted = Replacement(old, Entrant(R.MEMBER, "李秀英", YOUNG), "受伤", {"level": "4"})

    with pytest.raises(RuleViolation) as refusal, act(actor) as uow:
        entrants.replace_entrant(uow, entry, wanted)
    with act(organiser) as uow:
        entrants.replace_entrant(uow, entry, wanted)

    assert (refusal.value.rule, refusal.value.field) == ("TEA-05", "name")
