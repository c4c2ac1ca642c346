"""Places are not oversold, however many ask at once; and without the lock they would be."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import Engine, event, func, insert, select

from competition.domain.errors import RuleViolation
from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.domain.registration import EntryDraft
from competition.domain.registration_rules import RegistrationRules
from competition.persistence import db as database
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.entries import EntryRow
from competition.services import entering, entries
from tests.factories import a_competition, an_account, an_event, organiser_of, some_rules

REQUESTS, PLACES, WORKERS = 1000, 100, 15
# as many at once as the pool has connections: nobody waits for one until it times out


def accounts(uow, count):
    rows = [
        {
            "login_index": f"many{n}",
            "login_sealed": b"",
            "display_name": "王小明",
            "password_hash": "",
            "created_at": uow.now,
        }
        for n in range(count)
    ]
    return list(uow.session.scalars(insert(AccountRow).returning(AccountRow.id), rows))


def at_once(act, event_id, people, unit_of):
    """Everybody tries to enter; what came out, counted."""

    def try_to_enter(account):
        actor = Actor(account, frozenset({(Role.WORKER, INSTALLATION)}))
        try:
            with act(actor) as uow:
                draft = EntryDraft("0", "王小明", unit_of(account))
                entering.enter_event(uow, event_id, draft)
        except RuleViolation as violation:
            return violation.rule
        return "in"

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(try_to_enter, people))


def stored(act):
    with act() as uow:
        return uow.session.scalar(select(func.count(EntryRow.id)))


def test_a_thousand_requests_for_a_hundred_places_take_exactly_a_hundred(act):
    with act() as uow:
        event_id = an_event(uow, seats=PLACES)
        people = accounts(uow, REQUESTS)

    outcomes = at_once(act, event_id, people, lambda _: "苏城机械厂")

    assert (outcomes.count("in"), outcomes.count("REG-10")) == (PLACES, REQUESTS - PLACES)
    assert stored(act) == PLACES


def test_units_that_ask_at_once_keep_to_their_quotas(act):
    with act() as uow:
        event_id = an_event(uow)
        some_rules(uow, event_id, RegistrationRules(unit_seats=3))
        people = accounts(uow, 120)

    outcomes = at_once(act, event_id, people, lambda account: f"第{account % 4}厂")

    assert (outcomes.count("in"), outcomes.count("PLC-01")) == (12, 108)


@pytest.fixture
def pause():
    """The named point: whoever is about to write an entry waits for the other one."""
    barrier = Barrier(2, timeout=2)

    def wait(_connection, _cursor, statement, *_more):
        if statement.startswith("INSERT INTO entry "):
            try:
                barrier.wait()
            except BrokenBarrierError:
                barrier.passed_alone = True

    event.listen(Engine, "before_cursor_execute", wait)
    yield barrier
    event.remove(Engine, "before_cursor_execute", wait)


@pytest.fixture
def without_locks(monkeypatch):
    """Take the row lock out of statements, and SQLite's transactions and turns away."""

    def unlocked(_connection, _cursor, statement, parameters, _context, _many):
        return statement.replace(" FOR UPDATE", ""), parameters

    event.listen(Engine, "before_cursor_execute", unlocked, retval=True)
    event.remove(Engine, "begin", database._begin)
    monkeypatch.setattr(
        "competition.services.unit_of_work.writers_turn", lambda _engine: nullcontext()
    )
    yield
    event.listen(Engine, "begin", database._begin)
    event.remove(Engine, "before_cursor_execute", unlocked)


def two_at_once_for_one_place(act):
    with act() as uow:
        competition = a_competition(uow)
        event_id = an_event(uow, competition, seats=1)
        organiser = organiser_of(competition, an_account(uow))

    def add(number):
        try:
            with act(organiser) as uow:
                entries.add_entry(uow, event_id, EntryDraft(number, "王小明"))
        except RuleViolation as violation:
            return violation.rule
        return "in"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(add, ("1", "2")))


def test_the_last_place_is_given_once_even_when_two_are_about_to_write(act, pause):
    assert two_at_once_for_one_place(act) == ["REG-10", "in"]
    assert pause.passed_alone


def test_control_without_the_lock_the_last_place_is_given_twice(act, without_locks, pause):
    assert two_at_once_for_one_place(act) == ["in", "in"]
    assert stored(act) == 2
