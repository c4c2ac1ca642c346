"""Levels review: comment, assign, decide, take back; two at once never overwrite each other."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from competition.domain.errors import Conflict, NotFound, NotPermitted, RuleViolation
from competition.domain.permissions import VISITOR
from competition.domain.proposals import Action
from competition.persistence.models.competitions import CompetitionRow, EventRow
from competition.services import proposal_reviews, proposals
from competition.services.proposal_reviews import Decision
from competition.services.proposals import Wanted
from tests.factories import a_scheme
from tests.proposals import Tree


@pytest.fixture
def tree(act):
    return Tree(act)


def review(act, actor, proposal_id):
    with act(actor) as uow:
        return proposal_reviews.describe_review(uow, proposal_id)


def comment(act, actor, proposal_id, field="judges", body="裁判少了"):
    with act(actor) as uow:
        return proposal_reviews.enter_comment(uow, proposal_id, field, body)


def undo(act, actor, tree, proposal_id):
    (turn,) = tree.facts(proposal_id, "turn")
    with act(actor) as uow:
        proposal_reviews.undo_decision(uow, proposal_id, turn)


def held(act):
    with act() as uow:
        titles = list(uow.session.scalars(select(CompetitionRow.title)))
        query = select(EventRow).order_by(EventRow.id)
        events = [(e.group, e.round_name, e.venue, e.state) for e in uow.session.scalars(query)]
        return titles, events


@pytest.mark.parametrize(
    ("competition_class", "action", "state"),
    [("1", Action.APPROVE, "approved"), ("2", Action.FILE, "filed")],
)
def test_the_city_says_yes_and_the_competition_is_there(
    tree, act, competition_class, action, state
):
    proposal_id = tree.submitted(competition_class=competition_class)

    tree.decide(proposal_id, action)

    assert tree.facts(proposal_id, "state", "competition_id") == (state, 1)
    assert held(act) == (
        ["2027年甲区总工会车工职业技能竞赛"],
        [
            ("worker", "初赛", "甲厂", "draft"),
            ("worker", "决赛", "技师学院", "draft"),
            ("student", "初赛", "甲厂", "draft"),
            ("student", "决赛", "技师学院", "draft"),
        ],
    )
    assert tree.actions(proposal_id)[-1] == f"proposal.{state}"
    assert tree.told(tree.officer) == [f"proposal.{state}"]


def test_a_units_proposal_goes_up_level_by_level(tree, act):
    proposal_id = tree.submitted(tree.clerk, tree.unit)
    tree.decide(proposal_id, Action.ENDORSE, "推荐", tree.officer)

    assert tree.facts(proposal_id, "state", "stage", "stage_organisation_id") == (
        "submitted",
        1,
        tree.city,
    )
    assert tree.told(tree.organiser) == ["proposal.waiting"]
    assert tree.told(tree.clerk) == ["proposal.endorsed"]
    assert review(act, tree.officer, proposal_id).actions == ()
    assert review(act, tree.organiser, proposal_id).actions[0] is Action.APPROVE


@pytest.mark.parametrize("action", [Action.ENDORSE, Action.FILE])
def test_yes_is_said_as_the_level_and_the_class_want_it(tree, action):
    proposal_id = tree.submitted()

    with pytest.raises(RuleViolation) as refused:
        tree.decide(proposal_id, action)

    assert refused.value.rule == "PRP-04"
    assert tree.facts(proposal_id, "state") == ("submitted",)


def test_comments_are_seen_below_once_the_level_has_decided(tree, act):
    proposal_id = tree.submitted()
    comment(act, tree.organiser, proposal_id)

    with act(tree.officer) as uow:
        before = proposals.describe_proposal(uow, proposal_id).comments
    tree.decide(proposal_id, Action.RETURN)
    with act(tree.officer) as uow:
        (after,) = proposals.describe_proposal(uow, proposal_id).comments

    assert before == ()
    assert (after.field, after.body, after.organisation, after.number) == (
        "judges",
        "裁判少了",
        "市总工会",
        1,
    )
    assert tree.told(tree.officer) == ["proposal.returned"]


def test_own_comments_are_taken_back_while_nobody_below_saw_them(tree, act):
    proposal_id = tree.submitted()
    first, second = (comment(act, tree.organiser, proposal_id) for _ in range(2))
    with act(tree.organiser) as uow:
        proposal_reviews.withdraw_comment(uow, proposal_id, first)

    with pytest.raises(NotFound), act(tree.second) as uow:
        proposal_reviews.withdraw_comment(uow, proposal_id, second)

    assert [one.id for one in review(act, tree.organiser, proposal_id).found.comments] == [second]


@pytest.mark.parametrize(
    ("field", "body"), [("judges", "  "), ("nothing", "x"), ("level", "x" * 1001)]
)
def test_a_comment_says_something_about_a_field(tree, act, field, body):
    proposal_id = tree.submitted()

    with pytest.raises(RuleViolation) as refused:
        comment(act, tree.organiser, proposal_id, field, body)

    assert refused.value.field == f"comment-{field}"


def test_a_returned_proposal_comes_back_as_its_next_version(tree, act):
    proposal_id = tree.submitted()
    tree.decide(proposal_id, Action.RETURN, "裁判少了")
    tree.write(proposal_id, judges="11")

    assert tree.submit(proposal_id) == 2
    actions = [line.action for line in review(act, tree.organiser, proposal_id).found.history]
    assert actions == ["submit", "return", "submit"]


@pytest.mark.parametrize("action", [Action.RETURN, Action.DECLINE])
def test_saying_no_needs_a_reason(tree, action):
    proposal_id = tree.submitted()

    with pytest.raises(RuleViolation) as refused:
        tree.decide(proposal_id, action)

    assert (refused.value.rule, refused.value.field) == ("PRP-07", "reason")
    assert tree.facts(proposal_id, "state", "turn") == ("submitted", 1)


def test_two_reviewers_at_once_the_second_sees_both_views(tree, act):
    proposal_id = tree.submitted()
    mine = Decision(Action.DECLINE, 1, "重复申报")
    tree.decide(proposal_id, Action.RETURN, "请补充", tree.second)

    with pytest.raises(Conflict) as refused, act(tree.organiser) as uow:
        proposal_reviews.decide(uow, proposal_id, mine)

    theirs = refused.value.theirs
    assert (theirs.action, theirs.by, theirs.reason) == ("return", "赵六", "请补充")
    assert refused.value.ours == mine
    assert tree.facts(proposal_id, "state") == ("returned",)


def test_nobody_decides_what_they_handed_in(tree, act):
    proposal_id = tree.submitted(tree.officer, tree.unit)

    with pytest.raises(RuleViolation) as refused:
        tree.decide(proposal_id, Action.ENDORSE, "", tree.officer)

    assert refused.value.rule == "PRP-05"


def test_a_proposal_is_assigned_to_somebody_of_the_level(tree, act):
    proposal_id = tree.submitted()
    with act(tree.organiser) as uow:
        proposal_reviews.assign_reviewer(uow, proposal_id, tree.second.account_id)

    found = review(act, tree.organiser, proposal_id)
    with act(tree.second) as uow:
        mine = proposal_reviews.list_reviews(uow, Wanted(is_mine=True)).page.lines
    with pytest.raises(RuleViolation), act(tree.organiser) as uow:
        proposal_reviews.assign_reviewer(uow, proposal_id, tree.officer.account_id)

    assert (found.reviewer, [one.name for one in found.reviewers]) == ("赵六", ["王五", "赵六"])
    assert [line.id for line in mine] == [proposal_id]
    assert tree.told(tree.second) == ["proposal.waiting", "proposal.assigned"]


@pytest.mark.parametrize("action", [Action.APPROVE, Action.RETURN, Action.DECLINE])
def test_a_decision_is_taken_back_while_nothing_followed(tree, act, action):
    proposal_id = tree.submitted()
    comment(act, tree.organiser, proposal_id)
    before = tree.facts(proposal_id, "state", "stage_organisation_id", "due_at")
    tree.decide(proposal_id, action, "理由")

    undo(act, tree.second, tree, proposal_id)

    assert tree.facts(proposal_id, "state", "stage_organisation_id", "due_at") == before
    assert held(act) == ([], [])
    with act(tree.officer) as uow:
        assert proposals.describe_proposal(uow, proposal_id).comments == ()
    last = review(act, tree.organiser, proposal_id).found.history[-1]
    assert (last.action, last.undone_by) == (action, "赵六")
    tree.decide(proposal_id)
    assert tree.facts(proposal_id, "state") == ("approved",)


def test_an_endorsement_is_taken_back_until_the_next_level_decides(tree, act):
    proposal_id = tree.submitted(tree.clerk, tree.unit)
    tree.decide(proposal_id, Action.ENDORSE, "", tree.officer)
    undo(act, tree.officer, tree, proposal_id)
    at_district = tree.facts(proposal_id, "stage_organisation_id")
    tree.decide(proposal_id, Action.ENDORSE, "", tree.officer)
    tree.decide(proposal_id)

    with pytest.raises((RuleViolation, NotPermitted)):
        undo(act, tree.officer, tree, proposal_id)

    assert at_district == (tree.district,)
    assert tree.facts(proposal_id, "state") == ("approved",)


def test_work_on_the_competition_keeps_the_decision(tree, act):
    edited, marked = tree.submitted(), tree.submitted(trade_code="6-18-01-02")
    tree.decide(edited)
    tree.decide(marked)
    with act() as uow:
        uow.session.get(CompetitionRow, 1).about = "已着手"
        a_scheme(uow, uow.session.scalar(select(EventRow.id).where(EventRow.competition_id == 2)))

    for proposal_id in (edited, marked):
        with pytest.raises(RuleViolation) as refused:
            undo(act, tree.organiser, tree, proposal_id)
        assert refused.value.rule == "PRP-19"
    assert (len(held(act)[0]), len(held(act)[1])) == (2, 8)


def test_what_the_proposer_has_changed_stays_returned(tree, act):
    proposal_id = tree.submitted()
    tree.decide(proposal_id, Action.RETURN, "裁判少了")
    tree.write(proposal_id, judges="11")

    with pytest.raises(RuleViolation) as refused:
        undo(act, tree.organiser, tree, proposal_id)

    assert refused.value.rule == "PRP-19"


def test_nothing_is_taken_back_where_nothing_was_decided(tree, act):
    proposal_id = tree.submitted()

    with pytest.raises(RuleViolation) as refused:
        undo(act, tree.organiser, tree, proposal_id)

    assert refused.value.rule == "PRP-19"
    assert review(act, tree.organiser, proposal_id).undo_turn is None


def test_only_the_levels_above_review_and_only_the_city_approves(tree, act):
    proposal_id = tree.submitted()
    decision = Decision(Action.APPROVE, 1)
    deeds = [
        lambda uow: proposal_reviews.decide(uow, proposal_id, decision),
        lambda uow: proposal_reviews.enter_comment(uow, proposal_id, "judges", "x"),
        lambda uow: proposal_reviews.assign_reviewer(uow, proposal_id, None),
        lambda uow: proposal_reviews.withdraw_comment(uow, proposal_id, 1),
    ]
    looks = [
        lambda uow: proposal_reviews.describe_review(uow, proposal_id),
        lambda uow: proposal_reviews.list_reviews(uow, Wanted()),
    ]

    for stranger, refused in ((tree.officer, deeds), (tree.clerk, deeds + looks), (VISITOR, looks)):
        for deed in refused:
            with pytest.raises(NotPermitted), act(stranger) as uow:
                deed(uow)
    draft = tree.propose()
    with pytest.raises(NotPermitted), act(tree.organiser) as uow:
        proposal_reviews.describe_review(uow, draft)


def test_a_level_sees_its_queue_with_the_most_urgent_first(tree, act, count_queries):
    later, sooner = tree.submitted(), tree.submitted(trade_code="6-18-01-02")
    unit_id = tree.submitted(tree.clerk, tree.unit, trade_code="6-18-01-03")
    tree.propose(trade_code="6-18-01-04")
    with act() as uow:
        tree.row(uow, sooner).due_at -= timedelta(days=2)

    with act(tree.organiser) as uow:
        with count_queries(uow) as one:
            page = proposal_reviews.list_reviews(uow, Wanted(state="submitted", limit=1)).page
        with count_queries(uow) as many:
            queue = proposal_reviews.list_reviews(uow, Wanted(state="submitted"), here=True)
    with act(tree.officer) as uow:
        here = proposal_reviews.list_reviews(uow, Wanted(state="submitted"), here=True)

    assert [line.id for line in queue.page.lines] == [sooner, later]
    assert [line.id for line in page.lines] == [unit_id]
    assert one.count <= many.count <= one.count + 1
    assert (queue.unions, queue.may_decide) == (((tree.district, "甲区总工会"),), True)
    assert ([line.id for line in here.page.lines], here.may_decide) == ([unit_id], False)


def test_the_queue_is_filtered_by_level_union_industry_season_and_words(tree, act):
    mine = tree.submitted(level="province", industry="BIO", season=2028, trade="焊工")
    tree.submitted()
    wanted = [
        Wanted(level="province"),
        Wanted(industry="BIO"),
        Wanted(season=2028),
        Wanted(search="焊工"),
    ]

    with act(tree.organiser) as uow:
        found = [proposal_reviews.list_reviews(uow, one).page.lines for one in wanted]
        none = proposal_reviews.list_reviews(uow, Wanted(union_id=tree.unit)).page.lines

    assert [[line.id for line in lines] for lines in found] == [[mine]] * 4
    assert none == ()
