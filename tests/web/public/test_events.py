from datetime import timedelta

from competition.domain.registration_rules import RegistrationRules
from tests.factories import a_competition, a_scheme, an_entry, an_event, some_rules


def text_of(client, path):
    return client.get(path).get_data(as_text=True)


def test_events_are_listed_and_those_not_public_are_not(act, client):
    with act() as uow:
        an_event(uow, title="数控车工")
        an_event(uow, title="秘密草稿", state="draft")
        an_event(uow, a_competition(uow, state="draft"), title="未公布竞赛")

    text = text_of(client, "/events")

    assert "数控车工" in text
    assert "秘密草稿" not in text
    assert "未公布竞赛" not in text


def test_open_events_come_first(act, client):
    with act() as uow:
        an_event(uow, title="已关闭", state="closed")
        an_event(uow, title="正在报名")

    text = text_of(client, "/events")

    assert text.index("正在报名") < text.index("已关闭")


def test_events_are_narrowed_by_state_season_trade_and_words(act, client):
    with act() as uow:
        an_event(uow, title="数控车工", venue="一号车间")
        an_event(uow, title="焊接", state="closed", venue="二号车间")

    narrowed = [
        text_of(client, f"/events?{query}")
        for query in ("state=closed", "q=二号", "trade=车工&q=焊", "season=2026&state=closed")
    ]

    assert all("焊接" in text and "数控车工" not in text for text in narrowed)
    assert "数控车工" not in text_of(client, "/events?season=1999")


def test_odd_addresses_are_harmless(act, client):
    with act() as uow:
        an_event(uow)

    for query in ("page=99999999999", "page=-1", "season=x", "state=%27", "q=%25", "page=x"):
        assert client.get(f"/events?{query}").status_code == 200


def test_event_page_invites_while_entries_are_open(act, client):
    with act() as uow:
        event = an_event(uow, seats=5, venue="实训基地")
        a_scheme(uow, event)

    text = text_of(client, f"/events/{event}")

    assert f"/events/{event}/enter" in text
    assert "实训基地" in text


def test_a_full_event_says_whether_one_may_wait(act, client):
    with act() as uow:
        full, waiting = (an_event(uow, a_competition(uow), seats=1) for _ in range(2))
        for event in (full, waiting):
            an_entry(uow, event)
        some_rules(uow, waiting, RegistrationRules(waiting_list=True))

    assert "报名截止前如有人退出" in client.get(f"/events/{full}").text
    assert "进入候补名单" in client.get(f"/events/{waiting}").text


def test_event_page_does_not_invite_before_or_after(act, client):
    with act() as uow:
        early = an_event(uow, entries_open_at=uow.now + timedelta(days=1))
        late = an_event(uow, entries_close_at=uow.now - timedelta(hours=1))

    assert f"/events/{early}/enter" not in text_of(client, f"/events/{early}")
    assert f"/events/{late}/enter" not in text_of(client, f"/events/{late}")
