"""Proposers write, hand in, withdraw; nothing typed is lost and nobody else gets in."""

from datetime import timedelta

import pytest

from competition.domain.errors import Conflict, NotFound, NotPermitted, RuleViolation
from competition.domain.permissions import VISITOR, Role, Scope, ScopeKind
from competition.domain.proposal_document import Step
from competition.domain.proposals import Action
from competition.persistence.models.catalogues import OccupationRow
from competition.persistence.models.proposals import ProposalVersionRow
from competition.services import proposals
from competition.services.proposals import Wanted
from tests.factories import an_account, an_organisation
from tests.proposals import TEXTS, Tree, actor_of


@pytest.fixture
def tree(act):
    return Tree(act)


def described(act, actor, proposal_id):
    with act(actor) as uow:
        return proposals.describe_proposal(uow, proposal_id)


def test_a_new_proposal_names_its_organiser_and_lacks_nearly_everything(tree, act):
    with act(tree.clerk) as uow:
        proposal_id = proposals.open_proposal(uow, tree.unit, 2027)

    found = described(act, tree.clerk, proposal_id)

    assert (found.organisation, found.checked.document.organiser) == ("甲厂", "甲厂")
    assert [link.name for link in found.chain] == ["甲区总工会", "市总工会"]
    assert {issue.rule for issue in found.checked.issues} == {"PRP-09"}
    assert tree.facts(proposal_id, "union_id", "state") == (tree.district, "draft")
    assert tree.actions(proposal_id) == ["proposal.opened"]


def test_who_begins_twice_gets_the_first_while_it_is_empty(tree, act):
    def begin(season):
        with act(tree.clerk) as uow:
            return proposals.open_proposal(uow, tree.unit, season)

    first = begin(2027)

    assert begin(2027) == first
    assert begin(2028) != first
    with act(tree.clerk) as uow:
        proposals.enter_step(uow, first, Step.COMPETITION, {"purpose": "练兵"}, 1)
    assert begin(2027) != first


def test_a_whole_proposal_is_handed_in_to_the_level_above(tree, act):
    proposal_id = tree.propose()
    with act(tree.officer) as uow:
        number = proposals.submit_proposal(uow, proposal_id, tree.row(uow, proposal_id).version)

    assert number == 1
    assert tree.facts(proposal_id, "state", "stage_organisation_id", "title", "submitted_by") == (
        "submitted",
        tree.city,
        "2027年甲区总工会车工职业技能竞赛",
        tree.officer.account_id,
    )
    assert tree.actions(proposal_id) == ["proposal.opened", "proposal.submitted"]
    assert (tree.told(tree.organiser), tree.told(tree.officer)) == (["proposal.waiting"], [])


def test_a_units_proposal_waits_at_its_district_first(tree):
    proposal_id = tree.submitted(tree.clerk, tree.unit)

    assert tree.facts(proposal_id, "stage_organisation_id") == (tree.district,)
    assert (tree.told(tree.officer), tree.told(tree.organiser)) == (["proposal.waiting"], [])


def test_what_cannot_be_read_is_kept_and_keeps_it_from_being_handed_in(tree, act):
    proposal_id = tree.propose(judges="九名")

    found = described(act, tree.officer, proposal_id)
    with pytest.raises(RuleViolation) as refused, act(tree.officer) as uow:
        proposals.submit_proposal(uow, proposal_id, found.proposal.version)

    assert found.proposal.texts["judges"] == "九名"
    assert [(issue.rule, issue.path) for issue in found.checked.issues] == [("PRP-08", "judges")]
    assert (refused.value.rule, refused.value.field) == ("PRP-08", "judges")
    assert tree.facts(proposal_id, "state", "number") == ("draft", 0)


def test_a_stale_edit_shows_what_is_stored_and_changes_nothing(tree, act):
    proposal_id = tree.propose()

    with pytest.raises(Conflict) as refused, act(tree.officer) as uow:
        proposals.enter_step(uow, proposal_id, Step.JUDGES, {"judges": "5"}, 1)

    assert refused.value.theirs.texts["judges"] == "9"
    assert refused.value.ours["judges"] == "5"
    assert tree.facts(proposal_id, "texts")[0]["judges"] == "9"


def test_saving_what_is_stored_already_is_no_change(tree, act):
    proposal_id = tree.propose()
    (before,) = tree.facts(proposal_id, "version")

    with act(tree.officer) as uow:
        version = proposals.enter_step(uow, proposal_id, Step.JUDGES, {"judges": "9"}, 1)

    assert version == before


def test_a_step_changes_its_own_fields_only_and_never_the_attachments(tree, act):
    proposal_id = tree.propose()
    stolen = {"judges": "7", "purpose": "x", "attachments": [{"file_id": "1"}]}

    with act(tree.officer) as uow:
        version = tree.row(uow, proposal_id).version
        proposals.enter_step(uow, proposal_id, Step.JUDGES, stolen, version)
        version = tree.row(uow, proposal_id).version
        proposals.enter_step(uow, proposal_id, Step.ATTACHMENTS, stolen, version)

    (texts,) = tree.facts(proposal_id, "texts")
    assert (texts["judges"], texts["purpose"]) == ("7", TEXTS["purpose"])
    assert "attachments" not in texts


def test_more_than_a_proposal_can_hold_is_refused(tree, act):
    proposal_id = tree.propose()

    with pytest.raises(RuleViolation) as refused:
        tree.write(proposal_id, judges_source="长" * 200_001)

    assert refused.value.rule == "PRP-08"


def test_the_occupation_is_found_in_the_catalogue_and_gives_the_trade_its_name(tree, act):
    with act() as uow:
        row = {"code": "6-18-01-01", "figures": "6180101", "name": "车工"}
        uow.session.add(OccupationRow(**row, trades="", levels="543"))
    proposal_id = tree.propose(trade_code="6-18-01-01 车工", trade="")
    unknown = tree.propose(trade_code="大家都会的工种")

    (texts,) = tree.facts(proposal_id, "texts")
    issues = described(act, tree.officer, unknown).checked.issues
    assert (texts["trade_code"], texts["trade"]) == ("6-18-01-01", "车工")
    assert [(issue.rule, issue.path) for issue in issues] == [("PRP-24", "trade_code")]


def test_the_same_occupation_in_the_next_season_is_warned_of(tree, act):
    first = tree.submitted(season=2026)
    tree.decide(first)
    second = tree.propose()

    issues = described(act, tree.officer, second).checked.issues

    assert [(issue.rule, issue.severity.value) for issue in issues] == [("PRP-14", "warning")]


def test_a_fourth_occupation_of_a_season_is_refused(tree):
    for code in ("6-18-01-02", "6-18-01-03", "6-18-01-04"):
        tree.submitted(trade_code=code)
    fourth = tree.propose()

    with pytest.raises(RuleViolation) as refused:
        tree.submit(fourth)

    assert refused.value.rule == "PRP-15"


def test_handing_in_what_somebody_changed_meanwhile_is_a_conflict(tree, act):
    proposal_id = tree.propose()

    with pytest.raises(Conflict), act(tree.officer) as uow:
        proposals.submit_proposal(uow, proposal_id, 1)

    assert tree.facts(proposal_id, "state") == ("draft",)


def test_what_is_handed_in_does_not_change_and_is_kept_word_for_word(tree, act):
    proposal_id = tree.submitted()

    with pytest.raises(RuleViolation) as refused:
        tree.write(proposal_id, judges="5")

    with act() as uow:
        version = uow.session.query(ProposalVersionRow).one()
        assert (version.number, version.document["judges"]) == (1, "9")
        assert version.document["sources"] == [{"title": "工会经费", "amount": "50000.00"}]
    assert refused.value.rule == "PRP-02"


@pytest.mark.parametrize("handed_in", [False, True])
def test_a_proposal_is_withdrawn_once_and_for_good(tree, act, handed_in):
    proposal_id = tree.submitted() if handed_in else tree.propose()
    with act(tree.officer) as uow:
        proposals.withdraw_proposal(uow, proposal_id, "场地不足")

    with pytest.raises(RuleViolation) as refused, act(tree.officer) as uow:
        proposals.withdraw_proposal(uow, proposal_id, "")

    assert refused.value.rule == "PRP-01"
    assert tree.facts(proposal_id, "state", "due_at") == ("withdrawn", None)
    assert tree.actions(proposal_id)[-1] == "proposal.withdrawn"
    history = described(act, tree.officer, proposal_id).history
    assert (history[-1].action, history[-1].reason) == (Action.WITHDRAW, "场地不足")


def test_nobody_else_writes_or_sees_a_proposal(tree, act):
    proposal_id = tree.propose()
    with act() as uow:
        elsewhere = an_organisation(uow, "乙厂", "unit")
        stranger_id = an_account(uow)
    scope = Scope(ScopeKind.ORGANISATION, elsewhere)
    strangers = [actor_of(stranger_id, Role.CLERK, scope), tree.clerk, tree.organiser, VISITOR]
    deeds = [
        lambda uow: proposals.describe_proposal(uow, proposal_id),
        lambda uow: proposals.enter_step(uow, proposal_id, Step.JUDGES, {"judges": "1"}, 1),
        lambda uow: proposals.submit_proposal(uow, proposal_id, 1),
        lambda uow: proposals.withdraw_proposal(uow, proposal_id, ""),
        lambda uow: proposals.open_proposal(uow, tree.district, 2027),
    ]

    for stranger in strangers:
        for deed in deeds:
            with pytest.raises(NotPermitted), act(stranger) as uow:
                deed(uow)
    with pytest.raises(NotFound), act(tree.officer) as uow:
        proposals.describe_proposal(uow, 999)


def test_lists_hold_the_own_and_those_below(tree, act):
    unit_id, district_id = tree.propose(tree.clerk, tree.unit), tree.submitted()

    with act(tree.clerk) as uow:
        own = proposals.list_own(uow, Wanted())
        offered = proposals.list_proposers(uow)
    with act(tree.officer) as uow:
        all_ = proposals.list_own(uow, Wanted())
        drafts = proposals.list_own(uow, Wanted(state="draft"))

    assert [line.id for line in own.lines] == [unit_id]
    assert offered == ((tree.unit, "甲厂"),)
    assert {line.id for line in all_.lines} == {unit_id, district_id}
    assert ([line.id for line in drafts.lines], all_.counts) == (
        [unit_id],
        {"draft": 1, "submitted": 1, "late": 0},
    )
    for deed in (proposals.list_proposers, lambda uow: proposals.list_own(uow, Wanted())):
        with pytest.raises(NotPermitted), act(VISITOR) as uow:
            deed(uow)


def test_pages_follow_one_another_without_gap_and_ask_equally_often(tree, act, count_queries):
    ids = [tree.propose() for _ in range(5)]
    with act(tree.officer) as uow:
        with count_queries(uow) as first:
            page = proposals.list_own(uow, Wanted(limit=1))
        with count_queries(uow) as second:
            whole = proposals.list_own(uow, Wanted(limit=50))
        at, last = page.lines[-1].changed_at, page.lines[-1].id
        rest = proposals.list_own(uow, Wanted(after=(at, last), limit=50))

    seen = [line.id for line in (*page.lines, *rest.lines)]
    assert seen == [line.id for line in whole.lines] == sorted(ids, reverse=True)
    assert (first.count, page.after is None, whole.after) == (second.count, False, None)


def test_a_late_answer_is_told(tree, act):
    proposal_id = tree.submitted()
    with act() as uow:
        tree.row(uow, proposal_id).due_at = uow.now - timedelta(hours=1)

    with act(tree.officer) as uow:
        late = proposals.list_own(uow, Wanted(is_late=True))

    assert [(line.id, line.is_late) for line in late.lines] == [(proposal_id, True)]
    assert late.counts["late"] == 1
    assert described(act, tree.officer, proposal_id).is_late
