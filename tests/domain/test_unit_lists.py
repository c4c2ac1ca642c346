from datetime import date

import pytest

from competition.domain.errors import RuleViolation
from competition.domain.facts import Fact
from competition.domain.unit_lists import (
    MOST_ROWS,
    ListChanges,
    ListState,
    check_rows,
    columns_of,
    require_sealable,
    require_sealed,
    require_single,
    require_sound,
    require_unsealed,
    seal_digest,
    tidy_rows,
)

TODAY = date(2026, 11, 22)
GOOD = {"name": "王小明", "id_number": "11010519491231002X", "level": "4"}


def rule_of(refused):
    return refused.value.rule


def test_a_list_asks_for_the_person_the_level_and_what_the_conditions_ask_but_not_the_birth():
    assert columns_of([Fact.BORN_ON, Fact.TRADE_SINCE]) == (
        *("name", "id_number", "phone"),
        *("level", "trade_since"),
    )


def test_lst_01_rows_keep_known_columns_only_and_are_at_most_so_many():
    rows = [{"name": " 李四 ", "admin": "yes"}, {"name": ""}, {"phone": "x" * 500}]

    assert tidy_rows(rows, ("name", "phone")) == ({"name": "李四"}, {"phone": "x" * 400})
    with pytest.raises(RuleViolation) as refused:
        tidy_rows([{"name": "某人"}] * (MOST_ROWS + 1), ("name",))
    assert rule_of(refused) == "LST-01"


def test_a_sound_row_tells_the_person_and_the_day_of_birth():
    (row,) = check_rows([GOOD], [], TODAY)

    assert row.is_sound
    assert (row.person.name, row.facts.level) == ("王小明", "4")
    assert row.facts.born_on == date(1949, 12, 31)


def test_lst_02_name_and_id_number_are_needed_in_every_row():
    nobody, unnumbered = check_rows([{"level": "4"}, {"name": "李四"}], [], TODAY)

    assert {issue.path for issue in nobody.issues} == {"name", "id_number"}
    assert [(i.rule, i.path) for i in unnumbered.issues] == [("LST-02", "id_number")]
    assert (nobody.is_sound, unnumbered.is_sound) == (False, False)


def test_lst_03_nobody_stands_twice():
    first, second, third = check_rows([GOOD, GOOD, {**GOOD, "id_number": "1"}], [], TODAY)

    assert first.is_sound
    assert [(i.rule, i.path, i.params) for i in second.issues] == [
        ("LST-03", "id_number", {"row": 1})
    ]
    assert third.person is None


@pytest.mark.parametrize("state", [ListState.SEALED, ListState.ENTERING])
def test_lst_04_a_list_that_is_sealed_or_being_entered_does_not_change(state):
    with pytest.raises(RuleViolation) as refused:
        require_unsealed(state)

    assert rule_of(refused) == "LST-04"
    require_unsealed(ListState.WRITING)


def test_lst_05_a_list_is_entered_whole_or_not_at_all():
    for rows, faulty in ((0, 0), (2, 1)):
        with pytest.raises(RuleViolation) as refused:
            require_sound(rows, faulty)
        assert rule_of(refused) == "LST-05"
    require_sound(1, 0)


def test_what_is_typed_into_a_part_of_a_list_leaves_the_other_rows_alone():
    rows = [{"name": "甲"}, {"name": "乙"}, {"name": "丙"}]

    changed = ListChanges({2: {"name": "乙二"}, 7: {"name": "丁"}}, {1}, [{"name": "戊"}]).made_to(
        rows
    )

    assert [row["name"] for row in changed] == ["乙二", "丙", "丁", "戊"]


@pytest.mark.parametrize(("rows", "entered"), [(0, 0), (3, 2)])
def test_lst_06_only_what_is_entered_is_sealed(rows, entered):
    with pytest.raises(RuleViolation) as refused:
        require_sealable(rows=rows, entered=entered)

    assert rule_of(refused) == "LST-06"
    require_sealable(rows=3, entered=3)


def test_lst_07_the_seal_covers_the_head_and_every_row_in_order():
    head, other = {"event": "车工", "unit": "甲厂"}, {**GOOD, "name": "李四"}
    digests = {
        seal_digest(head, [GOOD, other]),
        seal_digest(head, [other, GOOD]),
        seal_digest(head, [GOOD]),
        seal_digest({**head, "unit": "乙厂"}, [GOOD, other]),
    }

    assert len(digests) == 4
    assert seal_digest(head, [GOOD]) == seal_digest(dict(reversed(head.items())), [GOOD])


def test_lst_08_teams_have_no_list():
    with pytest.raises(RuleViolation) as refused:
        require_single(is_team=True)

    assert rule_of(refused) == "LST-08"
    require_single(is_team=False)


def test_lst_09_only_a_sealed_list_is_stamped():
    with pytest.raises(RuleViolation) as refused:
        require_sealed(ListState.WRITING)

    assert rule_of(refused) == "LST-09"
    require_sealed(ListState.SEALED)
