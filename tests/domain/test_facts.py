from datetime import date

import pytest

from competition.domain.facts import (
    Fact,
    Facts,
    Residence,
    Status,
    fact_texts,
    read_facts,
    whole_years,
)

TODAY = date(2026, 11, 22)
ALL = {fact.value for fact in Fact}


def test_reads_what_was_said_in_the_usual_spellings():
    facts, issues = read_facts(
        {
            "born_on": "１９９０年5月17日",
            "level": "高级工",
            "level_since": "2019-06",
            "trade_since": "2012/3/15",
            "insured_months": "120",
            "residence": "permit",
            "status": "employed",
            "titles": "全国技术能手\n\n",
        },
        ALL,
        TODAY,
    )

    assert issues == []
    assert facts == Facts(
        date(1990, 5, 17),
        "3",
        date(2019, 6, 1),
        date(2012, 3, 15),
        120,
        Residence.PERMIT,
        Status.EMPLOYED,
        frozenset({"全国技术能手"}),
    )
    assert read_facts(fact_texts(facts), ALL, TODAY) == (facts, [])


def test_what_is_left_empty_is_not_said():
    assert read_facts({"born_on": "", "insured_months": " "}, ALL, TODAY) == (Facts(), [])
    assert fact_texts(Facts()) == {}


def test_no_level_and_no_title_are_answers_too():
    facts, _ = read_facts({"level": "none", "titles": "none"}, ALL, TODAY)

    assert (facts.level, facts.titles) == ("", frozenset())
    assert read_facts(fact_texts(facts), ALL, TODAY) == (facts, [])


def test_what_is_not_asked_is_not_read():
    facts, issues = read_facts({"born_on": "1990-05-17", "level": "9"}, {"born_on"}, TODAY)

    assert (facts, issues) == (Facts(born_on=date(1990, 5, 17)), [])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("born_on", "1990-02-30"),
        ("born_on", "2020-01-01"),
        ("born_on", "soon"),
        ("level", "9"),
        ("level_since", "2027-01"),
        ("level_since", "1900-01"),
        ("trade_since", "2019-13"),
        ("insured_months", "ten"),
        ("insured_months", "999"),
        ("residence", "moon"),
        ("status", "boss"),
    ],
)
def test_elg_10_what_cannot_be_is_named_at_its_field(name, text):
    facts, issues = read_facts({name: text}, ALL, TODAY)

    assert facts == Facts()
    assert [(issue.rule, issue.path) for issue in issues] == [("ELG-10", name)]


@pytest.mark.parametrize(
    ("since", "until", "years"),
    [
        (date(1990, 5, 17), date(2026, 5, 16), 35),
        (date(1990, 5, 17), date(2026, 5, 17), 36),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
    ],
)
def test_years_are_whole(since, until, years):
    assert whole_years(since, until) == years
