"""An entry counts for the organisation that has confirmed the worker, whatever it was called."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from competition.domain.errors import RuleViolation
from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.domain.registration import EntryDraft
from competition.domain.registration_rules import RegistrationRules
from competition.persistence import organisations
from competition.persistence.models.competitions import OrganisationRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.unit_lists import UnitListRow
from competition.services import entering, entries, entry_units
from competition.services.entries import ReadRow
from competition.services.organisation_merges import merge_organisations
from tests.factories import (
    a_competition,
    a_membership,
    a_person,
    an_account,
    an_event,
    an_organisation,
    organiser_of,
    some_rules,
)

ADMIN = Actor(1, frozenset({(Role.ADMINISTRATOR, INSTALLATION)}))
ONE_EACH = RegistrationRules(unit_seats=1)


@pytest.fixture
def city(act):
    """A competition's event with a quota of one place for each unit, and two units."""
    with act() as uow:
        competition = a_competition(uow)
        event = an_event(uow, competition)
        some_rules(uow, event, ONE_EACH)
        works = an_organisation(uow, "苏城机械厂", kind="unit")
        uow.session.get(OrganisationRow, works).short_name = "苏机"
        docks = an_organisation(uow, "东港船厂", kind="unit")
    return event, works, docks, organiser_of(competition)


@pytest.fixture
def worker(act):
    def make(*units, name="王小明"):
        with act() as uow:
            account = an_account(uow, name)
            if units:
                person = a_person(uow, name, account_id=account)
            for unit in units:
                a_membership(uow, person, unit)
        return Actor(account, frozenset({(Role.WORKER, INSTALLATION)}))

    return make


def enter(act, actor, event, unit):
    with act(actor) as uow:
        return entering.enter_event(uow, event, EntryDraft("0", "王小明", unit))


def refused(act, actor, event, unit):
    with pytest.raises(RuleViolation) as caught:
        enter(act, actor, event, unit)
    return caught.value.rule


def unit_of(act, entry):
    with act() as uow:
        row = uow.session.get(EntryRow, entry)
        return row.unit_id, row.unit


def test_a_confirmed_worker_enters_for_the_own_unit_whatever_was_typed(act, city, worker):
    event, works, _, _ = city

    entry = enter(act, worker(works), event, "别的厂")

    assert unit_of(act, entry) == (works, "苏城机械厂")


@pytest.mark.parametrize("typed", ["苏城机械厂", " 苏机 ", "苏城农机厂"])
def test_plc_03_a_typed_name_is_known_in_full_in_short_and_by_a_former_name(
    act, city, worker, typed
):
    event, works, _, _ = city
    with act() as uow:
        organisations.add_change(
            uow.session, works, "renamed", None, uow.now, former_name="苏城农机厂"
        )

    entry = enter(act, worker(), event, typed)

    assert unit_of(act, entry) == (works, "苏城机械厂")
    assert refused(act, worker(name="李秀英"), event, "苏城机械厂") == "PLC-01"


def test_a_name_that_two_units_share_is_nobody_s(act, city, worker):
    event, _, docks, _ = city
    with act() as uow:
        uow.session.get(OrganisationRow, docks).short_name = "苏机"

    assert unit_of(act, enter(act, worker(), event, "苏机")) == (None, "苏机")


def test_a_unit_that_is_not_written_down_counts_by_its_name(act, city, worker):
    event = city[0]
    enter(act, worker(), event, "小作坊")

    assert refused(act, worker(name="李秀英"), event, "小 作坊") == "PLC-01"


def test_merged_units_count_as_one_and_keep_what_they_sealed(act, city, worker):
    event, works, docks, _ = city
    gone, kept = enter(act, worker(works), event, ""), enter(act, worker(docks), event, "")
    with act() as uow:
        facts = {"event_id": event, "rows_sealed": b"", "changed_at": uow.now}
        uow.session.add_all([UnitListRow(organisation_id=one, **facts) for one in (works, docks)])

    with act(ADMIN) as uow:
        merge_organisations(uow, works, docks, "合并")

    assert (unit_of(act, gone), unit_of(act, kept)) == ((docks, "东港船厂"),) * 2
    assert refused(act, worker(name="李秀英"), event, "苏城机械厂") == "PLC-01"
    with act() as uow:
        keys = set(uow.session.scalars(select(EntryRow.unit_key)))
        assert keys == {entry_units.unit_of(uow, docks).key}


def test_a_quota_given_by_a_former_name_holds(act, city, worker):
    event, works, _, _ = city
    with act() as uow:
        some_rules(uow, event, replace(ONE_EACH, exceptions=(("苏城农机厂", 2),)), number=2)
        organisations.add_change(
            uow.session, works, "renamed", None, uow.now, former_name="苏城农机厂"
        )

    for name in ("甲", "乙"):
        enter(act, worker(name=name), event, "苏城机械厂")

    assert refused(act, worker(name="丙"), event, "苏城机械厂") == "PLC-01"


def test_organisers_entries_count_for_the_same_unit(act, city, worker):
    event, works, _, organiser = city
    enter(act, worker(works), event, "")
    row = ReadRow(2, {"number": "9", "name": "李秀英", "unit": "苏机"})

    def added(uow):
        return entries.add_entry(uow, event, EntryDraft("8", "李秀英", "苏机"))

    def imported(uow):
        return entries.import_entries(uow, event, [row], "digest")

    for way in (added, imported):
        with pytest.raises(RuleViolation) as caught, act(organiser) as uow:
            way(uow)
        assert caught.value.rule == "PLC-01"


def test_editing_the_unit_of_an_entry_counts_it_for_the_other_one(act, city):
    event, works, docks, organiser = city
    with act(organiser) as uow:
        entry = entries.add_entry(uow, event, EntryDraft("8", "李秀英", "苏机"))
        entries.edit_entry(uow, event, entry, EntryDraft("8", "李秀英", "东港船厂"), 2)

    assert unit_of(act, entry) == (docks, "东港船厂")
