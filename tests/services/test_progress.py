import pytest
from sqlalchemy import select, update

from competition.domain.entries import Standing
from competition.domain.errors import NotPermitted
from competition.persistence.models.judging import AppointmentRow, MarkSheetRow
from competition.services import entries, progress
from competition.services.progress import Cell, CellState
from tests.factories import judge_of
from tests.services.house import House


@pytest.fixture
def house(act):
    house = House(act)
    for number in ("1", "2", "3"):
        house.enter(number, name=f"选手{number}", unit="甲厂" if number == "3" else "乙厂")
    house.appoint("J1")
    house.appoint("J2", modules=("B",))
    house.appoint("J3", unit="甲厂")
    house.hand_out()
    return house


def described(house, actor=None):
    with house.act(actor or house.organiser) as uow:
        return progress.describe_progress(uow, house.event)


def cells(found):
    return sorted(tuple(cell.state.value for cell in work.cells) for work in found.works)


def test_shows_every_sheet_as_it_stands(house):
    house.mark("1", "J1", A1="80")
    house.mark("2", "J1", B1=None, submit=False)

    found = described(house)

    assert cells(found) == [
        ("not_started", "not_started", "none"),
        ("partial", "not_started", "not_started"),
        ("submitted", "not_started", "not_started"),
    ]
    assert (found.sheets, found.submitted, found.marks, found.aspects) == (8, 1, 7, 29)


def test_counts_only_the_aspects_that_a_judge_marks(house):
    found = described(house)

    assert {cell.aspects for work in found.works for cell in work.cells[1:2]} == {3}
    assert [judge.aspects for judge in found.judges] == [12, 9, 8]


def test_names_the_works_that_each_judge_has_not_submitted(house):
    house.mark("1", "J1")

    first, second, _ = described(house).judges

    assert (first.submitted, len(first.missing), len(second.missing)) == (1, 2, 3)


def test_sounds_the_alarm_where_submitted_grades_are_far_apart(house):
    house.mark("1", "J1", B2="0")
    house.mark("1", "J2", B2="2", A1=None)

    found = described(house)

    ((aspect, grades),) = [(one.aspect.id, one.grades) for one in found.disagreements]
    assert (aspect, grades, found.alarms) == ("B2", (("J1", 0), ("J2", 2)), 1)
    (work,) = [w for w in found.works if w.work_code == found.disagreements[0].work_code]
    assert [cell.state for cell in work.cells[:2]] == [CellState.ALARM, CellState.ALARM]
    assert work.cells[2] == Cell(CellState.NOT_STARTED, 0, 4)


def test_a_judge_who_gave_no_such_grade_is_not_alarmed(house):
    house.mark("1", "J1", B2="0")
    house.mark("1", "J2", B2="2", A1=None)
    house.mark("1", "J3", B2=None)

    found = described(house)

    (work,) = [w for w in found.works if w.work_code == found.disagreements[0].work_code]
    assert [cell.state for cell in work.cells] == [
        CellState.ALARM,
        CellState.ALARM,
        CellState.SUBMITTED,
    ]


def test_grades_that_are_not_submitted_alarm_nobody(house):
    house.mark("1", "J1", B2="0")
    house.mark("1", "J2", B2="2", A1=None, submit=False)

    assert described(house).disagreements == ()


def test_a_chief_judge_sees_the_grades_of_others_after_the_own_sheet(house, act):
    house.mark("1", "J1", B2="0")
    house.mark("1", "J2", B2="2", A1=None)
    house.mark("1", "J3", submit=False)
    with act() as uow:
        third = uow.session.scalars(
            select(AppointmentRow).where(AppointmentRow.label == "J3")
        ).one()
        chief, own = judge_of(house.event, third.account_id, chief=True), third.id

    before = described(house, chief)
    with act() as uow:
        of_third = update(MarkSheetRow).where(MarkSheetRow.appointment_id == own)
        uow.session.execute(of_third.values(state="submitted"))
    after = described(house, chief)

    assert (before.alarms, before.disagreements[0].grades) == (1, ())
    assert after.disagreements[0].grades == (("J1", 0), ("J2", 2), ("J3", 2))


def test_works_that_nobody_needs_are_listed_and_not_counted(house, act):
    with act(house.organiser) as uow:
        entry = entries.list_entries(uow, house.event, entries.EntryFilter()).entries[0]
        entries.set_standing(uow, house.event, entry.id, Standing.WITHDRAWN, "伤病")

    found = described(house)

    assert (len(found.works), found.sheets) == (3, 5)
    assert sum(work.is_idle for work in found.works) == 1


def test_a_chief_judge_sees_progress_and_no_name_of_an_entry(house):
    found = described(house, judge_of(house.event, chief=True))

    assert "选手" not in repr(found)
    assert len(found.works) == 3


def test_a_judge_does_not_see_the_others_progress(house):
    with pytest.raises(NotPermitted):
        described(house, judge_of(house.event))


def test_asks_as_many_queries_for_one_work_as_for_three(act, count_queries):
    counts = []
    for many in (1, 3):
        house = House(act)
        for number in range(many):
            house.enter(str(number + 1))
        house.appoint(f"J{many}")
        house.hand_out()
        with act(house.organiser) as uow, count_queries(uow) as seen:
            progress.describe_progress(uow, house.event)
        counts.append(seen.count)

    assert counts[0] == counts[1]
