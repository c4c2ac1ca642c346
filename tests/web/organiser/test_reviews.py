"""The review desk in the browser: queue, an entry beside its documents, one or many decided."""

import re

import pytest

from competition.domain.registration_rules import RegistrationRules
from tests.factories import (
    a_competition,
    a_file,
    a_role,
    an_account,
    an_entry,
    an_event,
    some_rules,
)


def text_of(answer):
    return answer.get_data(as_text=True)


class Desk:
    """Two reviewers' browsers, an event, and what they do there."""

    def __init__(self, act, sign_in, *, two):
        self.act = act
        with act() as uow:
            accounts = [an_account(uow, name) for name in ("王初审", "李复审")]
            for account in accounts:
                a_role(uow, account)
            self.competition = a_competition(uow)
            self.event = an_event(uow, self.competition)
            some_rules(uow, self.event, RegistrationRules(second_review=two))
        self.first, self.second = map(sign_in, accounts)
        self.home = f"/organiser/competitions/{self.competition}/reviews"

    def enter(self, **columns):
        columns.setdefault("state", "submitted")
        with self.act() as uow:
            return an_entry(uow, self.event, account_id=an_account(uow), **columns)

    def address(self, entry):
        return f"/organiser/events/{self.event}/reviews/{entry}"

    def seen(self, entry):
        found = re.search(
            r'name="seen" value="([^"]*)"', text_of(self.first.get(self.address(entry)))
        )
        return found[1]

    def decide(self, who, entry, do="accept", query="", **form):
        form.setdefault("seen", self.seen(entry))
        return who.post(self.address(entry) + query, data={"do": do, **form})

    def preview(self, do="accept", query="", **form):
        return text_of(self.first.post(f"{self.home}/batch{query}", data={"do": do, **form}))

    def decide_all(self, do="accept", **form):
        shown = self.preview(do, which="all")
        seen = re.findall(r'name="seen" value="([^"]*)"', shown)
        return self.first.post(f"{self.home}/batch/decide", data={"do": do, "seen": seen, **form})


@pytest.fixture
def desk(act, sign_in):
    return Desk(act, sign_in, two=False)


@pytest.fixture
def strict(act, sign_in):
    return Desk(act, sign_in, two=True)


def test_the_queue_shows_what_waits_and_links_with_its_filters(desk):
    good, bad = desk.enter(name="钱晓峰"), desk.enter(problems=2, name="贺春梅")

    everything = text_of(desk.first.get(desk.home))
    filtered = text_of(desk.first.get(f"{desk.home}?issue=finding"))

    assert "钱晓峰" in everything
    assert f"reviews/{good}?over=competition" in everything
    assert "钱晓峰" not in filtered
    assert f"reviews/{bad}?issue=finding&amp;over=competition" in filtered


def test_filters_that_make_no_sense_are_left_out(desk):
    desk.enter(name="钱晓峰")

    page = desk.first.get(f"{desk.home}?turn=x&issue=y&days=5&event=z&state=q&after=k")

    assert page.status_code == 200
    assert "钱晓峰" in text_of(page)


def test_the_events_own_queue_shows_only_its_entries(desk, act):
    desk.enter(name="钱晓峰")
    with act() as uow:
        other = an_event(uow, desk.competition)

    assert "钱晓峰" in text_of(desk.first.get(f"/organiser/events/{desk.event}/reviews"))
    assert "钱晓峰" not in text_of(desk.first.get(f"/organiser/events/{other}/reviews"))


def test_documents_stand_beside_the_data_one_at_a_time(desk, act):
    entry = desk.enter()
    with act() as uow:
        first, second = (a_file(uow, f"entry:{entry}", name=n) for n in ("甲.pdf", "乙.pdf"))

    usual = text_of(desk.first.get(desk.address(entry)))
    chosen = text_of(desk.first.get(f"{desk.address(entry)}?doc={second}"))

    assert f'<iframe src="/files/{first}"' in usual
    assert f'<iframe src="/files/{second}"' in chosen


def test_a_decision_leads_to_the_next_in_the_same_queue_and_can_be_taken_back(desk):
    first, _, third = desk.enter(problems=0), desk.enter(problems=1), desk.enter()

    done = desk.decide(desk.first, first, query="?issue=none&over=competition")
    following = text_of(desk.first.get(done.location))

    assert done.location.startswith(f"{desk.address(third)}?issue=none&over=competition&done=")
    undo = re.search(r'action="([^"]*/undo[^"]*)"', following)[1].replace("&amp;", "&")
    back = desk.first.post(undo)
    assert back.location == f"{desk.address(first)}?issue=none&over=competition"
    assert "已撤回" in text_of(desk.first.get(back.location))


def test_the_last_one_leads_back_to_the_queue(desk):
    entry = desk.enter()

    done = desk.decide(desk.first, entry, query="?over=competition")
    shown = text_of(desk.first.get(done.location))

    assert done.location.startswith(desk.home)
    assert "这一队列已全部审核完毕" in shown
    assert "撤回" in shown


def test_a_reason_is_chosen_or_typed_and_asked_for_where_it_is_missing(desk):
    entry = desk.enter()

    without = desk.decide(desk.first, entry, "return", reason=" ")
    done = desk.decide(desk.first, entry, "return", template="照片不清。", reason="请重传。")

    assert without.status_code == 422
    assert 'id="return-reason-error"' in text_of(without)
    assert 'id="decline-reason-error"' not in text_of(without)
    assert done.status_code == 302
    assert "照片不清。 请重传。" in text_of(desk.first.get(desk.address(entry)))


def test_two_reviewers_see_whose_turn_it_is(strict):
    entry = strict.enter()
    strict.decide(strict.first, entry)

    own = text_of(strict.first.get(strict.address(entry)))
    others = text_of(strict.second.get(strict.address(entry)))
    refused = strict.decide(strict.first, entry)
    settled = strict.decide(strict.second, entry)

    assert "须由另一位审核人复审确认" in own
    assert "复审：同意通过" in others
    assert (refused.status_code, settled.status_code) == (422, 302)
    assert "李复审：已通过" in text_of(strict.first.get(strict.address(entry)))


def test_the_later_reviewer_sees_what_the_other_decided_and_keeps_the_words(strict):
    entry = strict.enter()
    seen = strict.seen(entry)
    strict.decide(strict.first, entry, seen=seen)

    late = strict.decide(strict.second, entry, "decline", seen=seen, reason="证书已经过期")

    assert late.status_code == 409
    assert "王初审" in text_of(late)
    assert "初审建议通过" in text_of(late)
    assert "证书已经过期" in text_of(late)


def test_ones_own_recommendation_is_not_offered_to_be_confirmed(strict):
    entry = strict.enter()
    strict.decide(strict.first, entry)

    assert 'value="accept"' not in text_of(strict.first.get(strict.address(entry)))
    assert 'value="accept"' in text_of(strict.second.get(strict.address(entry)))


def test_the_list_of_entries_does_not_pass_by_the_second_reviewer(strict):
    entry = strict.enter()
    base = f"/organiser/events/{strict.event}/entries/{entry}"

    accepted = strict.first.post(f"{base}/accept", follow_redirects=True)
    declined = strict.second.post(f"{base}/decline", data={"reason": "不符"}, follow_redirects=True)

    assert "等待另一位审核人复审" in text_of(accepted)
    assert "等待另一位审核人复审" in text_of(declined)


def test_many_are_previewed_decided_and_taken_back(desk):
    desk.enter(name="钱晓峰")
    desk.enter(name="贺春梅", problems=1)

    shown = desk.preview(which="all")
    done = desk.decide_all()
    undone = desk.first.post(f"{done.location}/undo", follow_redirects=True)

    assert "将向 1 位选手发送以下通知" in shown
    assert "有 1 项条件不符合" in shown
    assert shown.count('name="seen"') == 1
    assert "（已撤回）" in text_of(undone)
    assert "钱晓峰" in text_of(desk.first.get(desk.home))


def test_only_what_fits_the_filter_is_chosen_with_all(desk):
    desk.enter(name="钱晓峰")
    desk.enter(name="贺春梅", problems=1)

    shown = desk.preview("return", query="?issue=finding", which="all")

    assert "贺春梅" in shown
    assert "钱晓峰" not in shown


def test_nothing_chosen_leads_back_with_the_filters(desk):
    done = desk.first.post(f"{desk.home}/batch?issue=none", data={"do": "accept"})

    assert done.location == f"{desk.home}?issue=none"


def test_many_turned_away_need_a_reason_and_keep_what_was_chosen(desk):
    desk.enter(), desk.enter()

    without = desk.decide_all("decline", reason=" ")

    assert without.status_code == 422
    assert text_of(without).count('name="seen"') == 2
    assert 'id="batch-reason-error"' in text_of(without)


def test_a_batch_with_one_that_was_decided_meanwhile_is_a_conflict(desk):
    first = desk.enter()
    desk.enter()
    seen = re.findall(r'name="seen" value="([^"]*)"', desk.preview(which="all"))
    desk.decide(desk.second, first)

    late = desk.first.post(f"{desk.home}/batch/decide", data={"do": "accept", "seen": seen})

    assert late.status_code == 409
    assert "本批操作全部没有生效" in text_of(late)
    assert text_of(late).count('name="seen"') == 1


@pytest.mark.parametrize("do", ["", "withdraw"])
def test_there_are_three_decisions_and_no_other(desk, do):
    assert desk.decide(desk.first, desk.enter(), do).status_code == 404
    assert desk.first.post(f"{desk.home}/batch", data={"do": do}).status_code == 404
