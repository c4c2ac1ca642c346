"""A season's rules are set in versions and hold from then on; files stay with their proposal."""

import io

import pytest

from competition.domain.errors import Conflict, NotFound, NotPermitted, RuleViolation
from competition.domain.identifiers import FileId
from competition.domain.proposal_rules import ProposalRules, write_rules
from competition.domain.proposals import Action
from competition.services import files, proposal_files, proposal_rules, proposals
from tests.proposals import Tree

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def tree(act):
    return Tree(act)


def save(act, tree, base=0, season=2027, **changes):
    with act(tree.organiser) as uow:
        texts = write_rules(ProposalRules()) | changes
        return proposal_rules.save_rules(uow, season, texts, base, "年度调整")


def test_rules_of_a_season_hold_until_others_are_set(tree, act):
    save(act, tree, season=2026, worker_minimum="50")
    with act(tree.organiser) as uow:
        taken_over = proposal_rules.describe_rules(uow, 2027)
        usual = proposal_rules.describe_rules(uow, 2025)
    number = save(act, tree, worker_minimum="100")

    with act(tree.organiser) as uow:
        own = proposal_rules.describe_rules(uow, 2027)
    assert (usual.rules, usual.set_in) == (ProposalRules(), 0)
    assert (taken_over.rules.worker_minimum, taken_over.set_in, taken_over.number) == (50, 2026, 0)
    assert (number, own.rules.worker_minimum, own.number, own.made_by) == (1, 100, 1, "王五")


def test_new_rules_are_told_to_proposals(tree, act):
    proposal_id = tree.propose()
    save(act, tree, worker_minimum="100", minimum_weight="error")

    with act(tree.officer) as uow:
        issues = proposals.describe_proposal(uow, proposal_id).checked.issues

    assert [(issue.rule, issue.severity.value) for issue in issues] == [("PRP-13", "error")]


def test_unsound_or_stale_rules_are_refused(tree, act):
    save(act, tree)
    with pytest.raises(RuleViolation) as refused:
        save(act, tree, base=1, naming="{town}")
    with pytest.raises(Conflict) as stale:
        save(act, tree, base=0)

    assert (refused.value.rule, refused.value.field) == ("PRP-21", "naming")
    assert stale.value.theirs.number == 1


def test_only_organisers_set_rules(tree, act):
    for actor in (tree.officer, tree.clerk):
        with pytest.raises(NotPermitted), act(actor) as uow:
            proposal_rules.describe_rules(uow, 2027)
        with pytest.raises(NotPermitted), act(actor) as uow:
            proposal_rules.save_rules(uow, 2027, {}, 0, "")


def attach(act, tree, proposal_id):
    read = files.read_upload(io.BytesIO(PDF), "方案.pdf", "attachment")
    with act(tree.officer) as uow:
        return proposal_files.attach_file(uow, proposal_id, read)


def detach(act, tree, proposal_id, file_id):
    with act(tree.officer) as uow:
        proposal_files.detach_file(uow, proposal_id, file_id)


def opens(act, actor, file_id):
    try:
        with act(actor) as uow:
            return files.open_stored(uow, file_id).facts.name
    except NotFound:
        return None


def test_an_attached_file_is_opened_by_proposer_and_reviewers(tree, act):
    proposal_id = tree.propose()
    file_id = attach(act, tree, proposal_id)
    before = [opens(act, one, file_id) for one in (tree.officer, tree.organiser, tree.clerk)]
    tree.submit(proposal_id)

    after = [opens(act, one, file_id) for one in (tree.officer, tree.organiser, tree.clerk)]

    assert before == ["方案.pdf", None, None]
    assert after == ["方案.pdf", "方案.pdf", None]


def test_a_file_taken_off_is_gone_unless_a_version_names_it(tree, act):
    proposal_id = tree.propose()
    kept, gone = attach(act, tree, proposal_id), attach(act, tree, proposal_id)
    detach(act, tree, proposal_id, gone)
    tree.submit(proposal_id)
    tree.decide(proposal_id, Action.RETURN, "请更换方案")
    detach(act, tree, proposal_id, kept)

    with pytest.raises(NotFound):
        detach(act, tree, proposal_id, FileId(999))

    assert (opens(act, tree.officer, kept), opens(act, tree.officer, gone)) == ("方案.pdf", None)
    assert tree.facts(proposal_id, "texts")[0]["attachments"] == []
