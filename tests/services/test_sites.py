"""Public pages: written as drafts, published, followed; nothing leaks before its time."""

from datetime import date

import pytest

from competition.domain.errors import Conflict, NotFound, NotPermitted, RuleViolation
from competition.domain.files import PURPOSES, Kind
from competition.domain.permissions import VISITOR, Actor
from competition.domain.sites import PageKind
from competition.persistence.models.messages import MessageRow
from competition.services import files, sites
from competition.services.files import ReadFile
from tests.factories import a_competition, a_file, an_account, an_event, organiser_of

PAGE = PageKind.ANNOUNCEMENT


@pytest.fixture
def announced(act):
    with act() as uow:
        competition = a_competition(uow, "焊接竞赛")
        an_event(uow, competition, title="焊工", held_on=date(2026, 5, 1))
        an_event(uow, competition, title="秘密赛项", state="draft")
    return competition


@pytest.fixture
def draft(act):
    with act() as uow:
        return a_competition(uow, "未公布竞赛", "draft")


@pytest.fixture
def fan(act):
    with act() as uow:
        return Actor(an_account(uow, name="张三"))


def write(act, competition, text, version=0, *, publish=True):
    with act(organiser_of(competition, None)) as uow:
        sites.save_page(uow, competition, PAGE, text, version)
        if publish:
            sites.publish_page(uow, competition, PAGE)


def read(act, competition, actor=VISITOR):
    with act(actor) as uow:
        return sites.describe_site(uow, competition)


def told(act):
    with act() as uow:
        query = uow.session.query(MessageRow).order_by(MessageRow.id)
        return [(row.account_id, row.template) for row in query]


def test_everyone_reads_what_is_published_and_nothing_else(act, announced):
    write(act, announced, "# 公告")
    write(act, announced, "# 新稿", 2, publish=False)

    found = read(act, announced)

    assert found.texts == {PAGE: "# 公告"}
    assert [event.title for event in found.events] == ["焊工"]
    assert (found.watching, found.may_edit) == (False, False)


def test_before_the_announcement_nobody_reads_anything(act, draft):
    write(act, draft, "# 公告")

    for actor in (VISITOR, organiser_of(draft)):
        with pytest.raises(NotFound):
            read(act, draft, actor)
    with pytest.raises(NotFound):
        read(act, 999)


def test_a_page_is_taken_from_view_and_its_draft_stays(act, announced):
    write(act, announced, "# 公告")
    with act(organiser_of(announced, None)) as uow:
        sites.withdraw_page(uow, announced, PAGE)
        page = sites.describe_desk(uow, announced).pages[PAGE]

    assert read(act, announced).texts == {}
    assert (page.draft, page.published, page.is_ahead) == ("# 公告", None, True)


def test_two_organisers_do_not_overwrite_each_other(act, announced):
    write(act, announced, "甲")
    with pytest.raises(Conflict):
        write(act, announced, "乙", 0)


def test_an_empty_page_or_a_huge_one_is_refused(act, announced):
    with pytest.raises(RuleViolation, match="Write the text first"):
        write(act, announced, "  ")
    with pytest.raises(RuleViolation, match="characters"):
        write(act, announced, "字" * 20_001)
    with act(organiser_of(announced, None)) as uow, pytest.raises(NotFound):
        sites.withdraw_page(uow, announced, PageKind.FAQ)


def test_those_who_follow_are_told_once_and_no_more_after_leaving(act, announced, fan):
    with act(fan) as uow:
        sites.follow(uow, announced, wanted=True)
        sites.follow(uow, announced, wanted=True)
    assert read(act, announced, fan).watching
    write(act, announced, "# 公告")
    with act(organiser_of(announced, None)) as uow:
        sites.post_news(uow, announced, "场地变更", "改到二号馆")
    with act(fan) as uow:
        sites.follow(uow, announced, wanted=False)
    write(act, announced, "# 新公告", 2)

    assert told(act) == [
        (fan.account_id, "site.announcement_changed"),
        (fan.account_id, "site.changed"),
    ]


@pytest.mark.parametrize("kind", list(PageKind))
def test_every_page_has_words_for_those_who_follow(act, announced, fan, kind):
    with act(fan) as uow:
        sites.follow(uow, announced, wanted=True)
    with act(organiser_of(announced, None)) as uow:
        sites.save_page(uow, announced, kind, "文字", 0)
        sites.publish_page(uow, announced, kind)

    assert told(act) == [(fan.account_id, f"site.{kind.value}_changed")]


def test_a_draft_competition_is_not_followed_and_tells_nobody(act, draft, fan):
    with act(fan) as uow, pytest.raises(NotFound):
        sites.follow(uow, draft, wanted=True)
    with act(VISITOR) as uow, pytest.raises(NotFound):
        sites.follow(uow, draft, wanted=True)
    write(act, draft, "# 公告")
    assert told(act) == []


def test_visitors_cannot_follow(act, announced):
    with act(VISITOR) as uow, pytest.raises(NotPermitted):
        sites.follow(uow, announced, wanted=True)


def test_news_are_read_newest_first_until_withdrawn(act, announced):
    with act(organiser_of(announced, None)) as uow:
        first = sites.post_news(uow, announced, "第一", "正文")
        sites.post_news(uow, announced, "第二", "正文")
    assert [one.title for one in read(act, announced).news] == ["第二", "第一"]
    with act(organiser_of(announced, None)) as uow:
        sites.withdraw_news(uow, announced, first)
    with act(organiser_of(announced, None)) as uow, pytest.raises(NotFound):
        sites.withdraw_news(uow, announced, first)
    assert [one.title for one in read(act, announced).news] == ["第二"]


def test_downloads_are_everyones_once_announced(act, announced, draft):
    paper = ReadFile("a.pdf", Kind.PDF, PURPOSES["download"], b"%PDF-1.7")
    ids = {}
    for competition in (announced, draft):
        with act(organiser_of(competition, None)) as uow:
            ids[competition] = sites.add_download(uow, competition, paper)
    with act(VISITOR) as uow:
        assert files.open_stored(uow, ids[announced]).facts.name == "a.pdf"
    with act(VISITOR) as uow, pytest.raises(NotFound):
        files.open_stored(uow, ids[draft])
    with act(organiser_of(announced, None)) as uow:
        sites.remove_download(uow, announced, ids[announced])
    assert read(act, announced).downloads == ()


def test_nobody_removes_the_files_of_others(act, announced):
    with act() as uow:
        foreign = a_file(uow, "entry:1")
    with act(organiser_of(announced, None)) as uow, pytest.raises(NotFound):
        sites.remove_download(uow, announced, foreign)


def test_only_editors_write(act, announced, draft, fan):
    use_cases = (
        lambda uow: sites.describe_desk(uow, announced),
        lambda uow: sites.save_page(uow, announced, PAGE, "x", 0),
        lambda uow: sites.publish_page(uow, announced, PAGE),
        lambda uow: sites.withdraw_page(uow, announced, PAGE),
        lambda uow: sites.post_news(uow, announced, "x", "x"),
        lambda uow: sites.withdraw_news(uow, announced, 1),
        lambda uow: sites.add_download(uow, announced, None),
        lambda uow: sites.remove_download(uow, announced, 1),
    )
    for use_case in use_cases:
        for actor in (VISITOR, fan, organiser_of(draft)):
            with act(actor) as uow, pytest.raises(NotPermitted):
                use_case(uow)
