"""Texts become a document and come back, whatever was typed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.issues import Issue
from competition.domain.proposal_document import (
    BY_KEY,
    FIELDS,
    Attachment,
    GroupScale,
    Kind,
    Money,
    Part,
    PlannedRound,
    ProposalDocument,
    Step,
    fields_of,
    place_of,
    total,
)
from competition.domain.proposal_texts import read_document, write_document


def faults(texts):
    _, issues = read_document(texts)
    assert {issue.rule for issue in issues} <= {"PRP-08"}
    return [(issue.path, issue.words()) for issue in issues]


def test_texts_become_values_of_their_kind():
    document, issues = read_document(
        {
            "competition_class": "1",
            "purpose": " 以赛促学\r\n以赛促训 ",
            "hosts": ["甲技师学院", "", " 甲技师学院 ", "乙公司"],
            "groups": [{"group": "worker", "entrants": "６０", "units": "1,200"}],
            "rounds": [{"name": "决赛", "starts_on": "2027年5月1日", "ends_on": "2027/5/02"}],
            "parts": [{"kind": "theory", "title": "理论", "weight": "30%"}],
            "costs": [{"title": "耗材", "amount": "１２，０００．５０"}],
            "attachments": [{"file_id": "7", "name": "方案.pdf", "size": "2048"}],
        }
    )

    assert issues == ()
    assert document == ProposalDocument(
        competition_class="1",
        purpose="以赛促学\n以赛促训",
        hosts=("甲技师学院", "乙公司"),
        groups=(GroupScale("worker", 60, 1200),),
        rounds=(PlannedRound("决赛", date(2027, 5, 1), date(2027, 5, 2)),),
        parts=(Part("theory", "理论", Decimal(30)),),
        costs=(Money("耗材", Decimal("12000.50")),),
        attachments=(Attachment(7, "方案.pdf", 2048),),
    )
    assert (document.weight, document.theory_weight) == (30, 30)
    assert (document.entrants, total(document.costs)) == (60, Decimal("12000.50"))


@pytest.mark.parametrize(
    ("texts", "path", "words"),
    [
        ({"judges": "五名"}, "judges", "“五名” is not a whole number."),
        ({"judges": "1001"}, "judges", "At most 1000."),
        ({"level": "planet"}, "level", "Choose one of the answers."),
        ({"judges": "0"}, "judges", "At least 1."),
        ({"groups": [{"entrants": "-5"}]}, "groups0-entrants", "At least 1."),
        ({"costs": [{"amount": "－1,000"}]}, "costs0-amount", "At least 0."),
        ({"contact": "王" * 41}, "contact", "At most 40 characters; these are 41."),
        ({"hosts": ["甲" * 121]}, "hosts", "At most 120 characters in a line."),
        ({"hosts": [str(n) for n in range(41)]}, "hosts", "At most 40 lines."),
        ({"costs": [{} for _ in range(41)]}, "costs", "At most 40 lines."),
        ({"parts": [{"weight": "30.125"}]}, "parts0-weight", "At most 2 decimals."),
        ({"parts": [{"weight": "101"}]}, "parts0-weight", "At most 100."),
        ({"costs": [{}, {"amount": "3万"}]}, "costs1-amount", "“3万” is not a number."),
        (
            {"rounds": [{"starts_on": "2027-02-30"}]},
            "rounds0-starts_on",
            "“2027-02-30” is not a day such as 2026-05-01.",
        ),
        (
            {"rounds": [{"ends_on": "soon"}]},
            "rounds0-ends_on",
            "“soon” is not a day such as 2026-05-01.",
        ),
    ],
)
def test_prp_08_what_cannot_be_read_is_an_issue_at_its_field(texts, path, words):
    assert faults(texts) == [(path, words)]


def test_prp_08_all_faults_are_told_at_once():
    texts = {"judges": "many", "level": "?", "rounds": [{"starts_on": "x"}, "not a row"]}

    assert [path for path, _ in faults(texts)] == ["level", "rounds0-starts_on", "judges"]


@pytest.mark.parametrize("raw", [None, 7, {"a": 1}, ["x"], "x", [[1]], [{"weight": 3}]])
def test_texts_of_a_wrong_shape_count_as_nothing_or_are_told(raw):
    for field in FIELDS:
        document, issues = read_document({field.key: raw})

        assert all(isinstance(issue, Issue) for issue in issues)
        assert isinstance(document, ProposalDocument)


short = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)


def values_of(field):
    kinds = {
        Kind.TEXT: short,
        Kind.LONG: short,
        Kind.WHOLE: st.integers(0, int(field.most)).map(str),
        Kind.DECIMAL: st.decimals(0, int(field.most), places=field.places).map("{:f}".format),
        Kind.DAY: st.dates(date(1000, 1, 1)).map(date.isoformat),
        Kind.CHOICE: st.sampled_from(["", *field.choices]),
        Kind.NAMES: st.lists(short, max_size=5),
    }
    if field.kind is Kind.ROWS:
        row = st.fixed_dictionaries({one.key: values_of(one) for one in field.columns})
        return st.lists(row, max_size=3)
    return kinds[field.kind]


@given(st.fixed_dictionaries({field.key: values_of(field) for field in FIELDS}))
def test_what_was_written_reads_back_as_the_same(texts):
    document, _ = read_document(texts)

    again, issues = read_document(write_document(document))

    assert again == document
    assert issues == ()


def test_every_field_stands_in_one_step_and_every_step_has_fields():
    assert [field for step in Step for field in fields_of(step)] == list(FIELDS)
    assert all(fields_of(step) for step in Step)


def test_no_key_ends_in_a_digit_so_that_paths_can_be_told_apart():
    assert [key for key in BY_KEY if key[-1].isdigit()] == []
    assert place_of("rounds12-place") == "rounds"
    assert place_of("judges") == "judges"
    assert place_of("version") == ""
