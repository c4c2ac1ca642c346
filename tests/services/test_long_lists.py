"""A page of a list asks as many statements of many rows as of few, and tells how many fit."""

import pytest

from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.services import audit, entries, inbox, members
from competition.services.entries import EntryFilter
from competition.services.members import MemberFilter
from tests.factories import (
    a_membership,
    a_message,
    a_person,
    an_account,
    an_entry,
    an_event,
    an_organisation,
)

ROLES = (Role.ORGANISER, Role.ADMINISTRATOR, Role.STEWARD, Role.WORKER)


class Lists:
    """Lists that grow together, and the one who may see all of them."""

    def __init__(self, act):
        self.act, self.rows = act, 0
        with act() as uow:
            self.account, self.event = an_account(uow), an_event(uow)
            self.unit = an_organisation(uow, kind="unit")
        self.actor = Actor(self.account, frozenset((role, INSTALLATION) for role in ROLES))

    def grow(self, many):
        with self.act() as uow:
            for _ in range(many):
                self.rows += 1
                an_entry(uow, self.event, f"{self.rows:04}", unit=f"第{self.rows}厂")
                a_membership(uow, a_person(uow), self.unit)
                a_message(uow, self.account)
                uow.audit("entry.added", f"event:{self.event}", f"entry:{self.rows}")


@pytest.fixture
def lists(act):
    made = Lists(act)
    made.grow(2)
    return made


PAGES = {
    "entries": lambda uow, on: entries.list_entries(uow, on.event, EntryFilter()),
    "entries by state": lambda uow, on: entries.list_entries(
        uow, on.event, EntryFilter(state="accepted")
    ),
    "people": lambda uow, on: members.list_members(uow, on.unit, MemberFilter()),
    "messages": lambda uow, _: inbox.list_messages(uow),
    "audit": lambda uow, _: audit.list_audit(uow),
}


@pytest.mark.parametrize("page", PAGES)
def test_as_many_statements_for_many_rows_as_for_few(lists, act, count_queries, page):
    counts = []
    for more in (0, 60):
        lists.grow(more)
        with act(lists.actor) as uow, count_queries(uow) as seen:
            PAGES[page](uow, lists)
        counts.append(seen.count)

    assert counts[0] == counts[1] > 0


@pytest.mark.parametrize(
    ("wanted", "matching"),
    [
        (EntryFilter(), 62),
        (EntryFilter(after="0055"), 62),
        (EntryFilter(state="accepted"), 62),
        (EntryFilter(state="declined"), 0),
        (EntryFilter(standing="competing"), 62),
        (EntryFilter(state="accepted", standing="competing"), 62),
        (EntryFilter(search="00", after="0050"), 62),
        (EntryFilter(search="0061"), 1),
        (EntryFilter(unit="第7厂"), 1),
        (EntryFilter(problems="yes"), 0),
    ],
)
def test_a_page_tells_how_many_entries_fit_in_all(lists, act, wanted, matching):
    lists.grow(60)

    with act(lists.actor) as uow:
        found = entries.list_entries(uow, lists.event, wanted)

    assert found.matching == matching
