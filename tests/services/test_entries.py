from decimal import Decimal

import pytest
from sqlalchemy import select

from competition.domain.entries import Standing
from competition.domain.errors import Conflict, NotFound, NotPermitted, RuleViolation
from competition.domain.issues import Issue
from competition.domain.permissions import VISITOR
from competition.domain.registration import EntryDraft
from competition.persistence.models.entries import EntryRow
from competition.services import entries, entry_reviews
from competition.services.entries import EntryFilter, ReadRow
from tests.factories import an_entry, an_event, judge_of
from tests.services.house import House


@pytest.fixture
def house(act):
    return House(act, state="open")


def stored(house, column):
    with house.act() as uow:
        return uow.session.scalars(select(column).order_by(EntryRow.number)).all()


def rows(*pairs):
    return [
        ReadRow(line, {"number": number, "name": name})
        for line, (number, name) in enumerate(pairs, start=2)
    ]


def test_adds_an_entry_and_says_so_in_the_audit(house):
    house.enter("0001", level="3", age=30, measures={"time": Decimal("95.30")})

    assert stored(house, EntryRow.measures) == [{"time": "95.30"}]
    assert stored(house, EntryRow.state) == ["accepted"]
    assert house.actions() == ["entry.added"]


def test_reg_05_refuses_a_taken_number_and_writes_nothing(house):
    house.enter("a1")

    with pytest.raises(RuleViolation, match="already taken") as refusal:
        house.enter("A1")

    assert (refusal.value.rule, refusal.value.field) == ("REG-05", "number")
    assert stored(house, EntryRow.number) == ["a1"]
    assert house.actions() == ["entry.added"]


def test_reg_06_takes_no_entries_once_codes_are_handed_out(act):
    house = House(act, state="marking")

    with pytest.raises(RuleViolation) as refusal:
        house.enter("1")

    assert refusal.value.rule == "REG-06"


def test_reg_10_takes_no_more_entries_than_there_are_seats(act):
    house = House(act, state="open", seats=1)
    house.enter("1")

    with pytest.raises(RuleViolation) as refusal:
        house.enter("2")

    assert refusal.value.rule == "REG-10"


@pytest.mark.parametrize("judge", [True, False])
def test_only_organisers_see_entries(house, act, judge):
    stranger = judge_of(house.event) if judge else VISITOR

    with act(stranger) as uow, pytest.raises(NotPermitted):
        entries.list_entries(uow, house.event, EntryFilter())


def test_lists_by_number_as_people_count_and_page_by_page(house, act, monkeypatch):
    monkeypatch.setattr(entries, "PAGE", 2)
    for number in ("10", "9", "2"):
        house.enter(number)

    with act(house.organiser) as uow:
        first = entries.list_entries(uow, house.event, EntryFilter())
        second = entries.list_entries(uow, house.event, EntryFilter(after=first.after))

    assert [line.number for line in first.entries] == ["2", "9"]
    assert [line.number for line in second.entries] == ["10"]
    assert (first.after, second.after, first.matching) == ("9", None, 3)


def test_search_takes_percent_signs_as_they_are(house, act):
    house.enter("1", name="张伟", unit="100%钢厂")
    house.enter("2", name="王芳", unit="钢厂")

    with act(house.organiser) as uow:
        found = entries.list_entries(uow, house.event, EntryFilter(search="%钢"))

    assert [line.number for line in found.entries] == ["1"]


def test_search_finds_capitals_by_small_letters(house, act):
    house.enter("1", name="Li Wei")

    with act(house.organiser) as uow:
        found = entries.list_entries(uow, house.event, EntryFilter(search="lI wE"))

    assert [line.number for line in found.entries] == ["1"]


def test_filters_by_standing_and_counts_all(house, act):
    first = house.enter("1")
    house.enter("2")
    with act(house.organiser) as uow:
        entries.set_standing(uow, house.event, first, Standing.ABSENT, "未到场")

    with act(house.organiser) as uow:
        found = entries.list_entries(uow, house.event, EntryFilter(standing="absent"))

    assert [line.number for line in found.entries] == ["1"]
    assert found.counts.standings == {"absent": 1, "competing": 1}


def test_lists_with_as_many_queries_for_one_entry_as_for_three(house, act, count_queries):
    counts = []
    for number in ("1", "2", "3"):
        house.enter(number)
        with act(house.organiser) as uow, count_queries(uow) as seen:
            entries.list_entries(uow, house.event, EntryFilter())
        counts.append(seen.count)

    assert counts[0] == counts[2]


def test_edits_an_entry_but_keeps_its_standing(house, act):
    entry = house.enter("1", standing=Standing.GUEST)

    with act(house.organiser) as uow:
        entries.edit_entry(uow, house.event, entry, EntryDraft("7", "赵敏"), version=1)

    assert stored(house, EntryRow.number) == ["7"]
    assert stored(house, EntryRow.standing) == ["guest"]


def test_a_stale_edit_is_a_conflict_and_shows_what_is_stored(house, act):
    entry = house.enter("1")
    with act(house.organiser) as uow:
        entries.edit_entry(uow, house.event, entry, EntryDraft("1", "赵敏"), version=1)

    with act(house.organiser) as uow, pytest.raises(Conflict) as conflict:
        entries.edit_entry(uow, house.event, entry, EntryDraft("1", "钱进"), version=1)

    assert conflict.value.theirs.name == "赵敏"


def test_an_entry_of_another_event_is_not_found(house, act):
    with act() as uow:
        other = an_entry(uow, an_event(uow), "1")

    with act(house.organiser) as uow, pytest.raises(NotFound):
        entries.describe_entry(uow, house.event, other)


def test_accepts_and_declines_what_workers_submitted(house, act):
    with act() as uow:
        good = an_entry(uow, house.event, "1", state="submitted")
        bad = an_entry(uow, house.event, "2", state="submitted")

    with act(house.organiser) as uow:
        entry_reviews.answer_entry(uow, house.event, good, accept=True)
        entry_reviews.answer_entry(uow, house.event, bad, accept=False, reason="不属本工种")

    assert stored(house, EntryRow.state) == ["accepted", "declined"]
    assert stored(house, EntryRow.remark) == ["", "不属本工种"]
    assert house.actions() == ["entry.accepted", "entry.declined"]


@pytest.mark.parametrize(
    ("state", "reason", "rule"), [("submitted", " ", "REG-08"), ("accepted", "x", "REG-09")]
)
def test_an_answer_needs_a_reason_and_a_waiting_entry(house, act, state, reason, rule):
    with act() as uow:
        entry = an_entry(uow, house.event, "1", state=state)

    with act(house.organiser) as uow, pytest.raises(RuleViolation) as refusal:
        entry_reviews.answer_entry(uow, house.event, entry, accept=False, reason=reason)

    assert refusal.value.rule == rule
    assert stored(house, EntryRow.state) == [state]


def test_reg_07_keeps_standings_while_the_ranking_is_published(act):
    house = House(act, state="published")
    with act() as uow:
        entry = an_entry(uow, house.event, "1")

    with act(house.organiser) as uow, pytest.raises(RuleViolation) as refusal:
        entries.set_standing(uow, house.event, entry, Standing.ABSENT, "未到场")

    assert refusal.value.rule == "REG-07"


def test_import_preview_names_every_bad_cell_and_stores_nothing(house, act):
    house.enter("7")
    read = rows(("７", "张伟"), ("8", ""), ("9", "王芳"), ("9", "李娜"))
    read.append(ReadRow(6, {"number": "10", "name": "赵敏", "age": "x"}))
    read.append(ReadRow(7, {"number": "11", "name": "x"}, (Issue("REG-12", "unit", "broken"),)))

    with act(house.organiser) as uow:
        staged = entries.preview_import(uow, house.event, read)

    found = {row.line: sorted(row.problems) for row in staged.rows}
    assert found == {2: ["number"], 3: ["name"], 4: [], 5: ["number"], 6: ["age"], 7: ["unit"]}
    assert staged.faulty == 5
    assert stored(house, EntryRow.number) == ["7"]


def test_the_same_person_twice_is_pointed_out_and_imported_all_the_same(house, act):
    house.enter("1", "张伟", unit="")
    twice = rows(("2", "王芳"), ("3", "王芳"), ("4", "张伟"))

    with act(house.organiser) as uow:
        staged = entries.preview_import(uow, house.event, twice)
        many = entries.import_entries(uow, house.event, twice, "abc")

    assert {row.line: sorted(row.doubts) for row in staged.rows} == {
        2: [],
        3: ["name"],
        4: ["name"],
    }
    assert (staged.faulty, staged.doubtful, many) == (0, 2, 3)


def test_imports_all_rows_and_notes_the_file(house, act):
    with act(house.organiser) as uow:
        many = entries.import_entries(uow, house.event, rows(("１", "张伟"), ("2", "王芳")), "abc")

    assert many == 2
    assert stored(house, EntryRow.number) == ["1", "2"]
    assert house.actions() == ["entries.imported"]


def test_imports_nothing_when_a_number_was_taken_meanwhile(house, act):
    house.enter("2")

    with act(house.organiser) as uow, pytest.raises(Conflict):
        entries.import_entries(uow, house.event, rows(("1", "张伟"), ("2", "王芳")), "abc")

    assert stored(house, EntryRow.number) == ["2"]


def test_reg_12_an_empty_workbook_is_refused(house, act):
    with act(house.organiser) as uow, pytest.raises(RuleViolation) as refusal:
        entries.import_entries(uow, house.event, [], "abc")

    assert refusal.value.rule == "REG-12"


def test_reg_11_only_accepted_entries_have_a_standing(house, act):
    with act() as uow:
        entry = an_entry(uow, house.event, "1", state="submitted")

    with act(house.organiser) as uow, pytest.raises(RuleViolation) as refusal:
        entries.set_standing(uow, house.event, entry, Standing.ABSENT, "未到场")

    assert refusal.value.rule == "REG-11"
