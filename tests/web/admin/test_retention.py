"""Administrators set periods, see what goes when, let it go, and read the log."""

from datetime import date

import pytest
from sqlalchemy import select

from competition.domain.permissions import INSTALLATION, Role, Scope, ScopeKind
from competition.domain.retention import usual_periods
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.retention import RetentionPolicyRow
from tests.factories import a_competition, a_role, an_account, an_entry, an_event

PERIODS = {kind.value: str(days) for kind, days in usual_periods().items()}


@pytest.fixture
def old(act, sign_in):
    """An entry of long ago, an administrator's browser, an organiser's."""
    with act() as uow:
        competition = a_competition(uow, title="2016年竞赛")
        event = an_event(uow, competition, state="published", held_on=date(2016, 6, 30))
        entry = an_entry(uow, event, name="赵落选")
        administrator, organiser = an_account(uow), an_account(uow)
        a_role(uow, administrator, Role.ADMINISTRATOR, INSTALLATION)
        a_role(uow, organiser, Role.ORGANISER, Scope(ScopeKind.COMPETITION, competition))
    return entry, competition, sign_in(administrator), sign_in(organiser)


def test_the_policy_is_told_in_words_with_what_is_due(old):
    _, _, browser, _ = old

    page = browser.get("/admin/retention")

    assert "未列入名次者的姓名：竞赛结束 365 天后匿名化。" in page.text
    assert "2016年竞赛" in page.text
    assert "已到期" in page.text


def test_what_is_due_goes_after_a_look_at_it_and_stands_in_the_log(old, act, run_jobs):
    entry, _, browser, _ = old
    preview = browser.get("/admin/retention/run")

    answer = browser.post("/admin/retention/run")
    run_jobs()

    assert "将清理 1 条记录" in preview.text
    assert answer.status_code == 302
    with act() as uow:
        assert uow.session.get(EntryRow, entry).name == "***"
    log = browser.get("/admin/retention/log").text
    assert "installation#0" in log
    assert "匿名化" in log


def test_periods_are_changed_with_a_reason_and_bad_days_stay_typed(old, act):
    _, _, browser, _ = old
    texts = PERIODS | {"version": "0", "reason": "按市里规定"}

    wrong = browser.post("/admin/retention/periods", data=texts | {"sign_ins": "7"})
    right = browser.post("/admin/retention/periods", data=texts | {"files": "９０"})

    assert wrong.status_code == 422
    assert 'id="sign_ins-error"' in wrong.text
    assert 'value="7"' in wrong.text
    assert right.status_code == 302
    with act() as uow:
        row = uow.session.scalars(select(RetentionPolicyRow)).one()
        assert (row.number, row.days["files"], row.reason) == (1, 90, "按市里规定")


def test_periods_without_a_reason_or_from_an_old_page_are_refused(old):
    _, _, browser, _ = old

    silent = browser.post("/admin/retention/periods", data=PERIODS | {"version": "0"})
    stale = browser.post(
        "/admin/retention/periods", data=PERIODS | {"version": "4", "reason": "按规定"}
    )

    assert silent.status_code == 422
    assert 'id="reason-error"' in silent.text
    assert stale.status_code == 422
    assert "期限刚被他人修改" in stale.text


def test_an_organiser_holds_the_own_competition_and_lets_it_go(old, run_jobs):
    _, competition, browser, organiser = old
    url = f"/organiser/competitions/{competition}/retention"

    refused = organiser.post(f"{url}/hold", data={"wanted": "yes"})
    held = organiser.post(f"{url}/hold", data={"wanted": "yes", "reason": "申诉未了结"})
    shown = browser.get("/admin/retention").text
    released = organiser.post(f"{url}/hold", data={"wanted": "no", "reason": "已了结"})

    assert refused.status_code == 422
    assert (held.status_code, released.status_code) == (302, 302)
    assert "申诉未了结" in shown


def test_an_organiser_sets_the_competition_s_own_days(old):
    _, competition, _, organiser = old
    url = f"/organiser/competitions/{competition}/retention"

    wrong = organiser.post(url, data={"version": "0", "names": "1", "reason": "集训"})
    right = organiser.post(url, data={"version": "0", "names": "7000", "reason": "集训"})
    page = organiser.get(url)

    assert wrong.status_code == 422
    assert 'id="names-error"' in wrong.text
    assert right.status_code == 302
    assert "7000 天" in page.text
