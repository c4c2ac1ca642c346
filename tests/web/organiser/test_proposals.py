"""Reviewers' pages: queue, comments, decisions and their undoing, two at once, batches, rules."""

import re

import pytest

from competition.domain.proposal_rules import ProposalRules, write_rules
from competition.domain.proposals import Action
from tests.proposals import Tree


@pytest.fixture
def tree(act):
    return Tree(act)


@pytest.fixture
def organiser(tree, sign_in):
    return sign_in(tree.organiser.account_id)


def url(proposal_id, rest=""):
    return f"/organiser/proposals/{proposal_id}{rest}"


def turn_of(page):
    return re.search(r'name="turn" value="(\d+)"', page)[1]


def decide(client, proposal_id, action, reason=""):
    asked = client.get(url(proposal_id, f"/decide/{action}"))
    data = {"turn": turn_of(asked.text), "reason": reason}
    return client.post(url(proposal_id, f"/decide/{action}"), data=data)


def test_a_proposal_is_returned_with_comments_at_its_fields(organiser, tree, sign_in):
    proposal_id = tree.submitted()
    here = url(proposal_id, "/comments")
    organiser.post(here, data={"field": "judges", "body": "每个工位至少两名裁判"})
    empty = organiser.post(here, data={"field": "judges", "body": " "})
    officer = sign_in(tree.officer.account_id)
    hidden = officer.get(f"/organisation/proposals/{proposal_id}").text
    done = decide(organiser, proposal_id, "return")
    shown = officer.get(f"/organisation/proposals/{proposal_id}/steps/judges").text

    assert empty.status_code == 422
    assert ("每个工位至少两名裁判" in hidden, done.status_code) == (False, 302)
    assert "每个工位至少两名裁判" in shown
    assert tree.facts(proposal_id, "state") == ("returned",)


def test_own_comments_can_be_taken_back(organiser, tree):
    proposal_id = tree.submitted()
    organiser.post(url(proposal_id, "/comments"), data={"field": "level", "body": "核对级别"})
    page = organiser.get(url(proposal_id)).text
    number = re.search(r"comments/(\d+)/remove", page)[1]

    organiser.post(url(proposal_id, f"/comments/{number}/remove"))

    assert "核对级别" in page
    assert "核对级别" not in organiser.get(url(proposal_id)).text


def test_approving_makes_the_competition_and_undoing_takes_it_away(organiser, tree):
    proposal_id = tree.submitted()
    decide(organiser, proposal_id, "approve", "同意")
    page = organiser.get(url(proposal_id)).text
    made = tree.facts(proposal_id, "state", "competition_id")
    undone = organiser.post(url(proposal_id, "/undo"), data={"turn": turn_of(page)})
    again = organiser.post(url(proposal_id, "/undo"), data={"turn": turn_of(page)})

    assert made == ("approved", 1)
    assert (undone.status_code, again.status_code) == (302, 422)
    assert tree.facts(proposal_id, "state", "competition_id") == ("submitted", None)


def test_declining_without_a_reason_is_refused_at_the_field(organiser, tree):
    proposal_id = tree.submitted()

    refused = decide(organiser, proposal_id, "decline")

    assert refused.status_code == 422
    assert 'id="reason-error"' in refused.text
    assert tree.facts(proposal_id, "state") == ("submitted",)


def test_the_second_of_two_sees_what_the_first_did(organiser, tree):
    proposal_id = tree.submitted()
    asked = organiser.get(url(proposal_id, "/decide/decline")).text
    tree.decide(proposal_id, Action.RETURN, "请补充预算", tree.second)

    data = {"turn": turn_of(asked), "reason": "名额已满"}
    apart = organiser.post(url(proposal_id, "/decide/decline"), data=data)

    assert apart.status_code == 409
    assert all(text in apart.text for text in ("请补充预算", "赵六", "名额已满"))
    assert tree.facts(proposal_id, "state") == ("returned",)


def test_a_reviewer_is_assigned(organiser, tree):
    proposal_id = tree.submitted()
    here = url(proposal_id, "/reviewer")
    good = organiser.post(here, data={"reviewer": tree.second.account_id})
    bad = organiser.post(here, data={"reviewer": tree.officer.account_id})

    assert (good.status_code, bad.status_code) == (302, 422)
    assert tree.facts(proposal_id, "reviewer_id") == (tree.second.account_id,)
    assert organiser.post(here, data={"reviewer": ""}).status_code == 302
    assert tree.facts(proposal_id, "reviewer_id") == (None,)


def test_a_batch_is_seen_decided_and_taken_back(organiser, tree):
    first, second = tree.submitted(), tree.submitted(competition_class="2")
    preview = organiser.post("/organiser/proposals/batch", data={"ids": [first, second]})
    seen = re.findall(r'name="seen" value="([\d:]+)"', preview.text)
    done = organiser.post("/organiser/proposals/batch/decide", data={"seen": seen, "do": "accept"})
    shown = organiser.get(done.location)
    states = tree.facts(first, "state") + tree.facts(second, "state")
    organiser.post(done.location + "/undo")
    stale = organiser.post("/organiser/proposals/batch/decide", data={"seen": seen})

    assert (len(seen), done.status_code, shown.status_code) == (2, 302, 200)
    assert states == ("approved", "filed")
    assert tree.facts(first, "state") + tree.facts(second, "state") == ("submitted",) * 2
    assert stale.status_code == 409
    assert organiser.get(done.location).status_code == 404
    assert organiser.post("/organiser/proposals/batch").status_code == 302


def test_declining_a_batch_needs_a_reason(organiser, tree):
    proposal_id = tree.submitted()
    data = {"seen": f"{proposal_id}:1", "do": "decline"}

    refused = organiser.post("/organiser/proposals/batch/decide", data=data)
    done = organiser.post(
        "/organiser/proposals/batch/decide", data=data | {"reason": "年度名额已满"}
    )

    assert (refused.status_code, done.status_code) == (422, 302)
    assert tree.facts(proposal_id, "state") == ("declined",)


def test_the_queue_is_filtered_by_its_address(organiser, tree, act):
    tree.submitted(title="甲赛", level="province")
    late = tree.submitted(title="乙赛", trade_code="6-18-01-02")
    with act() as uow:
        row = tree.row(uow, late)
        row.due_at = row.created_at

    found = {
        query: organiser.get(f"/organiser/proposals?{query}").text
        for query in ("", "level=province", "late=yes", "state=returned", "here=yes&mine=yes")
    }

    shown = {query: ("甲赛" in page, "乙赛" in page) for query, page in found.items()}
    assert shown == {
        "": (True, True),
        "level=province": (True, False),
        "late=yes": (False, True),
        "state=returned": (False, False),
        "here=yes&mine=yes": (False, False),
    }
    assert 'class="num late"' in found["late=yes"]


def test_rules_are_said_in_words_saved_and_refused_at_their_field(organiser):
    here = "/organiser/proposals/rules/2027"
    texts = write_rules(ProposalRules()) | {"conditions": "具有独立法人资格\n有场地", "version": 0}
    words = organiser.post(here, data=texts, headers={"HX-Request": "true"})
    saved = organiser.post(here, data=texts | {"reason": "新一年度"})
    stale = organiser.post(here, data=texts)
    bad = organiser.post(here, data=texts | {"naming": "{town}", "city_days": "ten", "version": 1})
    page = organiser.get(here).text

    assert "2027年云栖区总工会车工职业技能竞赛" in words.text
    assert [one.status_code for one in (saved, stale, bad)] == [302, 409, 422]
    assert bad.text.count('aria-invalid="true"') == 2
    assert 'value="{town}"' in bad.text
    assert "新一年度" in page


def test_what_changed_is_shown_to_reviewers_too(organiser, tree):
    proposal_id = tree.submitted()
    tree.decide(proposal_id, Action.RETURN, "请更正")
    tree.write(proposal_id, judges="11")
    tree.submit(proposal_id)

    page = organiser.get(url(proposal_id, "/changes")).text

    assert "<del>9</del><ins>11</ins>" in page


def test_an_officer_reviews_units_below_but_does_not_approve(tree, sign_in):
    officer = sign_in(tree.officer.account_id)
    own, units = tree.submitted(), tree.submitted(tree.clerk, tree.unit)

    page = officer.get("/organiser/proposals?here=yes").text
    endorsed = decide(officer, units, "endorse", "推荐")
    refused = officer.post(url(own, "/decide/approve"), data={"turn": "1"})

    assert (url(units) in page, url(own) in page) == (True, False)
    assert (endorsed.status_code, refused.status_code) == (302, 403)
    assert tree.facts(units, "stage_organisation_id") == (tree.city,)
