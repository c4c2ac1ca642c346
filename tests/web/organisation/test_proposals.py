"""Proposers' pages: steps, autosave, versions apart, handing in, lists."""

import io
import re
from urllib.parse import quote

import pytest

from competition.domain.proposal_document import Step, fields_of
from competition.domain.proposals import Action
from tests.proposals import TEXTS, Tree

AUTOSAVE = {"HX-Request": "true"}


@pytest.fixture
def tree(act):
    return Tree(act)


@pytest.fixture
def officer(tree, sign_in):
    return sign_in(tree.officer.account_id)


def url(proposal_id, rest=""):
    return f"/organisation/proposals/{proposal_id}{rest}"


def form_of(step, texts=TEXTS, **more):
    """What the page of a step would send."""
    found = dict(more)
    for field in fields_of(Step(step)):
        value = texts.get(field.key, "")
        if field.columns:
            for number, row in enumerate(value or ()):
                found |= {f"{field.key}{number}-{key}": text for key, text in row.items()}
        else:
            found[field.key] = "\n".join(value) if isinstance(value, list) else value
    return found


def version_of(page):
    return re.search(r'id="version" name="version" value="(\d+)"', page)[1]


@pytest.mark.parametrize(
    ("season", "told"),
    [
        ("abcd", "请填写整数。"),
        ("2028年", "请填写整数。"),
        ("1999", "2000"),
        ("", "此项必填。"),
    ],
)
def test_a_season_that_is_no_year_is_told_once(officer, tree, season, told):
    data = {"organisation": tree.district, "season": season}
    page = officer.post("/organisation/proposals/new", data=data).text

    assert page.count('class="field-error"') == 1
    assert told in page.partition('class="field-error"')[2][:300]


def test_without_a_sign_in_a_page_leads_to_it_and_a_part_of_one_is_refused(client, tree):
    here = url(tree.propose(), "/steps/judges")
    whole, part = client.get(here), client.get(here, headers=AUTOSAVE)

    assert (whole.status_code, whole.location) == (302, f"/account/sign-in?next={quote(here, '')}")
    assert (part.status_code, part.text) == (401, "")


def test_a_form_sent_after_the_sign_in_ended_leads_to_the_next(client, tree):
    here = url(tree.propose(), "/steps/judges")
    answer = client.post(here, headers={"Referer": f"http://localhost{here}"})

    assert answer.status_code == 400
    assert f'href="/account/sign-in?next={here}"' in answer.text


def test_a_proposal_is_begun_and_written_step_by_step_without_script(officer, tree):
    begun = officer.post(
        "/organisation/proposals/new", data={"organisation": tree.district, "season": "２０２７"}
    )
    here = begun.location
    for step in Step:
        page = officer.get(f"{here}/steps/{step}").text
        data = form_of(step, version=version_of(page), page="p1", do="next")
        answer = officer.post(f"{here}/steps/{step}", data=data)
        assert answer.status_code == 302, (step, answer.text)
    check = officer.get(f"{here}/check").text
    version = re.search(r'name="version" value="(\d+)"', check)[1]
    done = officer.post(f"{here}/submit", data={"version": version})

    assert answer.location == f"{here}/check"
    assert "2027年甲区总工会车工职业技能竞赛" in check
    assert done.status_code == 302
    assert tree.facts(1, "state") == ("submitted",)


def test_typing_is_saved_by_itself_with_the_time_and_the_sums(officer, tree):
    proposal_id = tree.propose()
    page = officer.get(url(proposal_id, "/steps/budget")).text
    costs = [{"title": "耗材", "amount": "50000"}, {"title": "奖金", "amount": "１２，０００.5"}]
    data = form_of("budget", TEXTS | {"costs": costs}, version=version_of(page), page="p1")

    saved = officer.post(url(proposal_id, "/steps/budget"), data=data, headers=AUTOSAVE)
    again = officer.post(url(proposal_id, "/steps/budget"), data=data, headers=AUTOSAVE)

    assert saved.status_code == again.status_code == 200
    assert re.search(r'<time class="num">\d\d:\d\d</time>', saved.text)
    assert 'id="sum-costs" class="num" hx-swap-oob="true">62000.5<' in saved.text
    assert "<html" not in saved.text
    assert tree.facts(proposal_id, "texts")[0]["costs"] == costs


def test_the_own_page_never_stands_in_its_own_way(officer, tree):
    proposal_id = tree.propose()
    page = officer.get(url(proposal_id, "/steps/judges")).text
    version = version_of(page)
    data = form_of("judges", version=version, page="p1")
    officer.post(url(proposal_id, "/steps/judges"), data=data | {"judges": "5"}, headers=AUTOSAVE)

    own = officer.post(url(proposal_id, "/steps/judges"), data=data | {"judges": "7"})
    other = data | {"judges": "8", "page": "p2"}
    apart = officer.post(url(proposal_id, "/steps/judges"), data=other)
    quiet = officer.post(url(proposal_id, "/steps/judges"), data=other, headers=AUTOSAVE)

    assert (own.status_code, apart.status_code, quiet.status_code) == (302, 409, 409)
    assert "<td>7</td><td>8</td>" in apart.text
    assert 'value="8"' in apart.text
    assert "save-conflict" in quiet.text
    resolved = other | {"version": version_of(apart.text)}
    assert officer.post(url(proposal_id, "/steps/judges"), data=resolved).status_code == 302
    assert tree.facts(proposal_id, "texts")[0]["judges"] == "8"


def test_what_cannot_be_read_is_shown_at_its_field_and_kept(officer, tree):
    proposal_id = tree.propose()
    rounds = [{"name": "决赛", "starts_on": "五月", "ends_on": "2027-02-30", "place": "甲厂"}]
    page = officer.get(url(proposal_id, "/steps/rounds")).text
    data = form_of("rounds", TEXTS | {"rounds": rounds}, version=version_of(page), do="next")

    answer = officer.post(url(proposal_id, "/steps/rounds"), data=data)

    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 2
    assert 'href="#rounds0-starts_on"' in answer.text
    assert 'value="五月"' in answer.text
    assert tree.facts(proposal_id, "texts")[0]["rounds"] == rounds


def test_lines_are_added_and_removed_and_blank_ones_dropped(officer, tree):
    proposal_id = tree.propose()
    here = url(proposal_id, "/steps/honours")
    honours = [{"title": "一等奖", "count": "1"}, {}, {"title": "二等奖", "count": "2"}]
    data = form_of("honours", TEXTS | {"honours": honours})
    page = officer.get(here).text
    officer.post(here, data=data | {"version": version_of(page), "do": "add:honours"})
    page = officer.get(here).text
    data = form_of("honours", tree.facts(proposal_id, "texts")[0])
    answer = officer.post(here, data=data | {"version": version_of(page), "do": "remove:honours0"})

    assert answer.location == here
    assert 'id="honours2-title"' in page
    assert tree.facts(proposal_id, "texts")[0]["honours"] == [{"title": "二等奖", "count": "2"}]


def test_what_is_handed_in_twice_or_written_late_leads_to_how_it_stands(officer, tree):
    proposal_id = tree.propose(organisation_id=tree.district)
    version = re.search(
        r'name="version" value="(\d+)"', officer.get(url(proposal_id, "/check")).text
    )
    data = form_of("judges", version=version[1], page="p1")
    first, second = (
        officer.post(url(proposal_id, "/submit"), data={"version": version[1]}) for _ in range(2)
    )
    late = officer.post(url(proposal_id, "/steps/judges"), data=data | {"judges": "3"})
    quiet = officer.post(url(proposal_id, "/steps/judges"), data=data, headers=AUTOSAVE)
    seen = [officer.get(url(proposal_id, rest)) for rest in ("/check", "/steps/judges")]

    assert {one.location for one in (first, second, late, *seen)} == {url(proposal_id)}
    assert (quiet.status_code, "<html" in quiet.text) == (422, False)
    assert tree.facts(proposal_id, "state", "number") == ("submitted", 1)


def test_more_than_a_proposal_can_hold_is_not_saved_but_stays_typed(officer, tree):
    proposal_id = tree.propose()
    version = version_of(officer.get(url(proposal_id, "/steps/competition")).text)
    data = form_of("competition", TEXTS | {"purpose": "长" * 200_001}, version=version)

    answer = officer.post(url(proposal_id, "/steps/competition"), data=data)

    assert answer.status_code == 422
    assert "长" * 200_001 in answer.text
    assert tree.facts(proposal_id, "texts")[0]["purpose"] == TEXTS["purpose"]


def test_an_optional_step_without_a_word_is_not_called_complete(officer, tree):
    pages = [officer.get(url(tree.propose(honours=one))).text for one in ([], TEXTS["honours"])]

    assert [page.count("选填，未填写") for page in pages] == [3, 2]


def test_open_points_are_links_to_their_fields(officer, tree):
    proposal_id = tree.propose(contact="", parts=TEXTS["parts"][:1])

    tasks = officer.get(url(proposal_id)).text
    check = officer.get(url(proposal_id, "/check")).text
    version = re.search(r'name="version" value="(\d+)"', check)[1]
    refused = officer.post(url(proposal_id, "/submit"), data={"version": version})
    stale = officer.post(url(proposal_id, "/submit"), data={"version": "1"})

    for page in (tasks, check):
        assert f'href="{url(proposal_id, "/steps/people")}#contact"' in page
        assert f'href="{url(proposal_id, "/steps/parts")}#parts"' in page
    assert (refused.status_code, stale.status_code) == (422, 409)
    assert tree.facts(proposal_id, "state") == ("draft",)


def test_a_returned_proposal_shows_comments_and_then_what_changed(officer, tree):
    proposal_id = tree.submitted()
    tree.decide(proposal_id, Action.RETURN, "裁判人数不足")
    tasks = officer.get(url(proposal_id)).text
    tree.write(proposal_id, judges="11", safety_plan="赛前检查全部设备。")
    tree.submit(proposal_id)

    changes = officer.get(url(proposal_id, "/changes")).text
    closed = officer.get(url(proposal_id, "/steps/judges"))

    assert "裁判人数不足" in tasks
    assert "<del>9</del><ins>11</ins>" in changes
    assert "赛前检查<ins>全部</ins>设备。" in changes
    assert "技师学院" not in changes
    assert closed.location == url(proposal_id)


def test_there_is_nothing_to_compare_before_the_second_version(officer, tree):
    proposal_id = tree.submitted()

    assert officer.get(url(proposal_id, "/changes")).status_code == 404
    tree.decide(proposal_id, Action.RETURN, "x")
    tree.submit(proposal_id)
    assert officer.get(url(proposal_id, "/changes?before=9&after=1")).status_code == 404


def test_withdrawing_asks_first(officer, tree):
    proposal_id = tree.submitted()

    asked = officer.get(url(proposal_id, "/withdraw"))
    before = tree.facts(proposal_id, "state")
    done = officer.post(url(proposal_id, "/withdraw"), data={"reason": "场地不足"})

    assert (asked.status_code, before) == (200, ("submitted",))
    assert done.status_code == 302
    assert tree.facts(proposal_id, "state") == ("withdrawn",)
    assert "场地不足" in officer.get(url(proposal_id)).text


def test_the_list_is_filtered_by_its_address(officer, tree):
    tree.propose(title="甲赛")
    tree.submitted(title="乙赛", trade_code="6-18-01-02")

    everything = officer.get("/organisation/proposals").text
    drafts = officer.get("/organisation/proposals?state=draft&after=nonsense").text
    none = officer.get("/organisation/proposals?state=filed").text

    assert ("甲赛" in everything, "乙赛" in everything) == (True, True)
    assert ("甲赛" in drafts, "乙赛" in drafts) == (True, False)
    assert ("甲赛" in none, "乙赛" in none) == (False, False)


@pytest.mark.parametrize("season", ["", "soon", "1999"])
def test_a_season_is_a_year(officer, tree, season):
    data = {"organisation": tree.district, "season": season}
    answer = officer.post("/organisation/proposals/new", data=data)

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_files_are_attached_and_taken_off(officer, tree):
    proposal_id = tree.propose()
    here = url(proposal_id, "/files")
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
    good = officer.post(here, data={"file": (io.BytesIO(pdf), "方案.pdf")})
    bad = officer.post(here, data={"file": (io.BytesIO(b"MZ"), "x.pdf")})
    none = officer.post(here)
    shown = officer.get(url(proposal_id, "/steps/attachments")).text
    number = re.search(r"files/(\d+)/remove", shown)[1]
    officer.post(url(proposal_id, f"/files/{number}/remove"))

    assert [one.status_code for one in (good, bad, none)] == [302, 422, 422]
    assert "方案.pdf" in shown
    assert "方案.pdf" not in officer.get(url(proposal_id, "/steps/attachments")).text
