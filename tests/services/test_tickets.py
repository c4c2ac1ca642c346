import json

import pytest
import segno

from competition.domain.errors import NotFound, NotPermitted, RuleViolation
from competition.domain.permissions import INSTALLATION, VISITOR, Actor, Role
from competition.persistence.models.files import StoredFileRow
from competition.persistence.models.registration import EntrantRow
from competition.services import tickets
from competition.services.documents import MASK, draw_pages, qr_drawing, uncovered
from tests.factories import (
    a_competition,
    a_file,
    an_account,
    an_entry,
    an_event,
    organiser_of,
)

ADDRESS = "https://skills.example/tickets"


@pytest.fixture
def scene(act):
    with act() as uow:
        account = an_account(uow)
        competition = a_competition(uow)
        event = an_event(uow, competition)
        entry = an_entry(uow, event, "0001", "王小明", account_id=account)
        waiting = an_entry(uow, event, "0002", state="submitted", account_id=an_account(uow))
    worker = Actor(account, frozenset({(Role.WORKER, INSTALLATION)}))
    return organiser_of(competition, account), worker, event, entry, waiting


def test_ticket_is_checked_by_its_code_and_tells_hardly_more_than_its_number(act, scene):
    _organiser, worker, _event, entry, _waiting = scene
    with act(worker) as uow:
        code = tickets.own_ticket(uow, entry).code

    with act(VISITOR) as uow:
        found = tickets.check_ticket(uow, entry, f"{code[:5].lower()}-{code[5:]}")

    assert (found.is_valid, found.number, found.name) == (True, "0001", "王○○")
    assert found.event.title == "数控车工"


def test_wrong_code_tells_nothing(act, scene):
    for entry, code in ((scene[3], "AAAAAAAAAA"), (scene[3], ""), (999, "AAAAAAAAAA")):
        with act(VISITOR) as uow, pytest.raises(NotFound):
            tickets.check_ticket(uow, entry, code)


def test_entry_that_waits_has_no_ticket_and_a_stranger_none_of_mine(act, scene):
    organiser, worker, _event, entry, waiting = scene
    with act(worker) as uow, pytest.raises(NotFound):
        tickets.own_ticket(uow, waiting)
    with act(Actor(99, worker.roles)) as uow, pytest.raises(NotFound):
        tickets.own_ticket(uow, entry)
    with act(organiser) as uow, pytest.raises(NotPermitted):
        tickets.own_ticket(uow, entry)


def test_only_organisers_collect_tickets_and_only_of_those_who_take_part(act, scene):
    organiser, worker, event, entry, _waiting = scene
    with act(worker) as uow, pytest.raises(NotPermitted):
        tickets.collect_tickets(uow, event)
    with act(organiser) as uow:
        found = tickets.collect_tickets(uow, event)

    assert [ticket.entry.id for ticket in found] == [entry]


def test_a_ticket_shows_the_newest_photo_of_the_entry_and_none_that_was_set_aside(act, scene):
    organiser, _worker, event, entry, _waiting = scene
    with act() as uow:
        old, new = (a_file(uow, f"entry:{entry}", name=name) for name in ("旧.jpg", "新.jpg"))

    def photo(file, **changes):
        with act() as uow:
            for key, value in changes.items():
                setattr(uow.session.get(StoredFileRow, file), key, value)
        with act(organiser) as uow:
            return tickets.collect_tickets(uow, event)[0].photo

    assert photo(old, purpose="photo") == old
    assert photo(old, subject=f"left:{entry}") is None
    assert photo(new, purpose="photo") == new


def test_empty_event_is_refused(act, scene):
    with act() as uow:
        empty = an_event(uow, a_competition(uow))
    organiser = Actor(1, frozenset({(Role.ORGANISER, INSTALLATION)}))

    with act(organiser) as uow, pytest.raises(RuleViolation) as caught:
        tickets.request_tickets(uow, empty, ADDRESS)

    assert caught.value.rule == "TKT-01"


def test_ticket_of_a_team_names_its_members_and_not_who_was_replaced(act, scene, now):
    organiser, _worker, event, entry, _waiting = scene
    people = [("captain", "王小明", None), ("member", "旧人", now), ("member", "李新", None)]
    with act() as uow:
        for at, (role, name, left) in enumerate(people):
            row = EntrantRow(entry_id=entry, role=role, name=name, position=at, joined_at=now)
            row.left_at = left
            uow.session.add(row)

    with act(organiser) as uow:
        (found,) = tickets.collect_tickets(uow, event)

    assert found.entry.members == (("captain", "王小明"), ("member", "李新"))
    assert tickets.print_tickets([found], {}, ADDRESS, now).startswith(b"%PDF-")


def test_whatever_stands_in_a_name_is_printed_as_text(act, scene, now):
    organiser, _worker, event, _entry, _waiting = scene
    wild = '#panic() $x$ *a* "; ]} \\ <b> 䶮'
    with act(organiser) as uow:
        an_entry(uow, event, "0003", wild, unit='#import "house.typ"')
        found = tickets.collect_tickets(uow, event)

    content = tickets.print_tickets(found, {}, ADDRESS, now)

    assert content.startswith(b"%PDF-")


def test_qr_code_carries_the_address_in_full():
    text = f"{ADDRESS}/17/ABCDEFGHJK"

    drawing = qr_drawing(text)

    matrix = segno.make(text, error="m", micro=False, mask=MASK).matrix
    dark = sum(sum(row) for row in matrix)
    assert drawn_modules(drawing) == dark
    assert draw_pages("table", TABLE | {"title": drawing})[0][:4] == b"\x89PNG"


TABLE = {"lead": "", "notes": [], "flipped": False, "tables": []}


def drawn_modules(drawing):
    """How many dark modules the drawing's strokes cover: each is as long as its modules."""
    path = drawing.partition(' d="')[2].partition('"')[0]
    return sum(int(part.split("m")[0].split("M")[0]) for part in path.split("h")[1:])


def test_fonts_print_rare_names_and_say_what_they_cannot():
    assert uncovered("龚䶮 㛃堃𬭎 买买提·艾力 ABC 123") == ""
    assert uncovered("李𠮷𠮷𪚥") == "𠮷𪚥"
    assert json.dumps(uncovered("")) == '""'
