"""What stands in a catalogue row, and what is said of one that is wrong."""

import pytest

from competition.domain.catalogues import (
    Industry,
    Occupation,
    code_start,
    plain_code,
    read_industry,
    read_occupation,
    repeated,
    the_one,
)
from competition.domain.errors import RuleViolation

TURNER = Occupation("6-18-01-01", "车工", ("数控车工",), (5, 4, 3, 2, 1))
WELDER = Occupation("6-18-02-04", "焊工")


def found(issues):
    return [(issue.rule, issue.path) for issue in issues]


def occupation(**texts):
    return read_occupation({"code": "6-18-01-01", "name": "车工", **texts})


def test_an_occupation_is_read_with_its_trades_and_levels():
    item, issues = occupation(trades="数控车工", levels="1,2,3,4,5")

    assert (item, issues) == (TURNER, [])
    assert (item.group, item.label) == (6, "6-18-01-01 车工")


@pytest.mark.parametrize("code", ["", "6-18-01", "9-18-01-01", "6.18.01.01", "6-18-01-1"])
def test_cat_01_a_code_is_four_groups_of_figures_in_a_major_group(code):
    item, issues = occupation(code=code)

    assert item is None
    assert found(issues) == [("CAT-01", "code")]


@pytest.mark.parametrize("code", ["6-18-01-01", " ６－１８－０１－０１", "6180101", "6—18—01—01"])
def test_a_code_is_understood_however_it_is_typed(code):
    assert plain_code(code) == "6-18-01-01"


@pytest.mark.parametrize("name", ["", "  ", "工" * 61])
def test_cat_02_everything_has_a_name_of_at_most_60_characters(name):
    assert found(occupation(name=name)[1]) == [("CAT-02", "name")]
    assert found(read_industry({"code": "K01", "name": name})[1]) == [("CAT-02", "name")]


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("", ()),
        ("543", (5, 4, 3)),
        ("３、４、５", (5, 4, 3)),
        ("五级、四级", (5, 4)),
        ("初级工、中级工、高级工、技师、高级技师", (5, 4, 3, 2, 1)),
        ("高级技师", (1,)),
    ],
)
def test_levels_are_understood_as_figures_and_as_words(text, levels):
    assert occupation(levels=text)[0].levels == levels


@pytest.mark.parametrize("text", ["6", "0", "熟练工", "5,x"])
def test_cat_03_levels_are_some_of_5_to_1(text):
    item, issues = occupation(levels=text)

    assert item is None
    assert found(issues) == [("CAT-03", "levels")]
    assert issues[0].params == {"text": text}


def test_every_fault_of_a_row_is_found():
    issues = read_occupation({"code": "x", "name": "", "levels": "9"})[1]

    assert {rule for rule, _ in found(issues)} == {"CAT-01", "CAT-02", "CAT-03"}


def test_trades_are_parted_and_stand_once():
    assert occupation(trades="电焊工、气焊工; 电焊工 ,")[0].trades == ("电焊工", "气焊工")


def test_cat_04_a_code_stands_once_in_a_list():
    twice = repeated([TURNER, WELDER, TURNER], lambda item: item.code, "code")

    assert {at: (i.rule, i.path, i.params) for at, i in twice.items()} == {
        2: ("CAT-04", "code", {"text": "6-18-01-01"})
    }


@pytest.mark.parametrize("key", ["yes", "是", "TRUE", "1"])
def test_a_key_industry_is_read(key):
    assert read_industry({"code": "k01", "name": "电子信息", "key": key}) == (
        Industry("K01", "电子信息", key=True),
        [],
    )


@pytest.mark.parametrize(
    ("code", "key", "paths"),
    [("", "no", ["code"]), ("A" * 13, "", ["code"]), ("电子", "?", ["code", "key"])],
)
def test_cat_05_an_industry_has_a_short_code_and_is_key_or_not(code, key, paths):
    item, issues = read_industry({"code": code, "name": "电子信息", "key": key})

    assert item is None
    assert found(issues) == [("CAT-05", path) for path in paths]


def test_cat_06_what_is_typed_names_exactly_one_occupation():
    assert the_one([TURNER]) == TURNER
    for several in ([], [TURNER, WELDER]):
        with pytest.raises(RuleViolation) as refused:
            the_one(several)
        assert (refused.value.rule, refused.value.field) == ("CAT-06", "occupation")


@pytest.mark.parametrize(
    ("text", "start"),
    [("6-18", "618"), ("6", "6"), ("６－１８", "618"), ("车工", ""), ("9-1", ""), ("", "")],
)
def test_a_search_for_figures_is_one_for_the_beginning_of_a_code(text, start):
    assert code_start(text) == start
