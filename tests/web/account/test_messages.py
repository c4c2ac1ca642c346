"""The inbox, the count in the header, and how one wants to be told."""

import re

import pytest
from sqlalchemy import select

from competition.domain.messages import Category, Channel
from competition.persistence.models.messages import MailAddressRow, MessageRow
from competition.persistence.models.messages import PreferenceRow as Preference
from competition.persistence.sealing import keyring
from competition.services import inbox
from tests.factories import a_message, an_account

SETTINGS = "/account/messages/settings"


@pytest.fixture
def worker(act):
    with act() as uow:
        return an_account(uow, name="职工甲", login="13800001111")


def unread(act, account_id):
    with act() as uow:
        query = select(MessageRow.id).where(
            MessageRow.account_id == account_id, MessageRow.read_at.is_(None)
        )
        return list(uow.session.scalars(query))


def subjects(page):
    return re.findall(r'<h2 class="message-subject">(.*?)</h2>', page.text)


def test_the_header_counts_what_is_unread_and_the_inbox_shows_it(sign_in, act, worker):
    with act() as uow:
        a_message(uow, worker, title="甲")
        a_message(uow, worker, title="乙")
    client = sign_in(worker)

    page = client.get("/account/messages")

    assert 'aria-label="消息，2 条未读"' in client.get("/").text
    assert subjects(page) == ["推送测试：“乙”", "推送测试：“甲”"]


def test_the_inbox_speaks_english_too(sign_in, act, worker):
    with act() as uow:
        a_message(uow, worker, title="甲")
    client = sign_in(worker)
    client.post("/language", data={"language": "en", "next": "/"})

    page = client.get("/account/messages")

    assert subjects(page) == ["Test of the webhook “甲”"]
    assert "Messages, 1 unread" in page.text


def test_opening_a_message_marks_it_read_and_leads_to_its_matter(sign_in, act, worker):
    with act() as uow:
        message = a_message(uow, worker, link="/account/")

    answer = sign_in(worker).post(f"/account/messages/{message}/open")

    assert (answer.status_code, answer.location) == (302, "/account/")
    assert unread(act, worker) == []


def test_a_link_that_leads_out_of_the_site_is_not_followed(sign_in, act, worker):
    with act() as uow:
        message = a_message(uow, worker, link="//elsewhere.example")

    answer = sign_in(worker).post(f"/account/messages/{message}/open")

    assert answer.location == "/"


def test_somebody_elses_message_does_not_exist(sign_in, act, worker):
    with act() as uow:
        message = a_message(uow, an_account(uow))

    assert sign_in(worker).post(f"/account/messages/{message}/open").status_code == 404
    assert subjects(sign_in(worker).get("/account/messages")) == []


def test_all_are_marked_read_at_once(sign_in, act, worker):
    with act() as uow:
        other = an_account(uow)
        for account_id in (worker, worker, other):
            a_message(uow, account_id)

    sign_in(worker).post("/account/messages/read")

    assert unread(act, worker) == []
    assert len(unread(act, other)) == 1


def test_a_long_inbox_comes_in_pages_without_gaps(sign_in, act, worker):
    with act() as uow:
        for number in range(inbox.PAGE + 2):
            a_message(uow, worker, title=str(number))
    client = sign_in(worker)
    first = client.get("/account/messages")
    after = re.search(r"after=(\d+)", first.text)[1]

    second = client.get(f"/account/messages?after={after}")

    assert len(subjects(first)) == inbox.PAGE
    assert subjects(second) == ["推送测试：“1”", "推送测试：“0”"]


def test_choices_are_kept_and_shown_again(sign_in, act, worker):
    client = sign_in(worker)

    client.post(SETTINGS, data={"locale": "en", "entry_sms": "y", "news_webhook": "y"})

    with act() as uow:
        rows = uow.session.scalars(select(Preference).where(Preference.wanted)).all()
        assert {(row.category, row.channel) for row in rows} == {
            (Category.ENTRY, Channel.SMS),
            (Category.NEWS, Channel.WEBHOOK),
        }
    page = client.get(SETTINGS).text
    assert re.search(r'<input checked[^>]*name="entry_sms"', page)
    assert not re.search(r'<input checked[^>]*name="entry_email"', page)


def test_without_mail_its_choices_are_not_offered_and_not_lost(sign_in, act, worker):
    client = sign_in(worker)
    page = client.get(SETTINGS).text
    kept = re.findall(r'type="hidden" name="(\w+_email)" value="y"', page)

    client.post(SETTINGS, data={"locale": "zh_CN", **dict.fromkeys(kept, "y")})

    assert page.count('name="entry_email"') == 1
    assert "entry_email" in kept
    assert set(kept) == set(re.findall(r'name="(\w+_email)" value="y"', client.get(SETTINGS).text))


def test_security_messages_have_no_box_to_untick(sign_in, worker):
    page = sign_in(worker).get(SETTINGS).text

    assert "security_" not in page
    assert page.count("始终通知") == len(Channel) - 1


@pytest.fixture
def with_mail(app):
    app.config["MAIL_ENABLED"] = True


def sent_code(act):
    with act() as uow:
        (letter,) = uow.session.scalars(select(MessageRow.sealed))
        return re.search(r'"code": "(\d{6})"', keyring().unseal(letter))[1]


def own_address(act, worker):
    with act() as uow:
        sealed = uow.session.get(MailAddressRow, worker).address_sealed
        return sealed and keyring().unseal(sealed)


@pytest.mark.usefixtures("with_mail")
def test_a_mail_address_counts_once_its_code_is_typed(sign_in, act, worker):
    client = sign_in(worker)
    client.post("/account/messages/address", data={"email": "wang@example.cn"})
    before = own_address(act, worker)

    answer = client.post("/account/messages/address/confirm", data={"code": sent_code(act)})

    assert (before, answer.status_code) == (None, 302)
    assert own_address(act, worker) == "wang@example.cn"
    assert "wang@example.cn" in client.get(SETTINGS).text


@pytest.mark.usefixtures("with_mail")
def test_a_code_can_be_guessed_at_five_times_only(sign_in, act, worker):
    client = sign_in(worker)
    client.post("/account/messages/address", data={"email": "wang@example.cn"})
    code = sent_code(act)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    tries = [
        client.post("/account/messages/address/confirm", data={"code": one}).status_code
        for one in [wrong] * 5 + [code]
    ]

    assert tries == [422] * 6
    assert own_address(act, worker) is None


@pytest.mark.usefixtures("with_mail")
def test_what_is_no_mail_address_is_refused_at_the_field_and_kept(sign_in, worker):
    answer = sign_in(worker).post("/account/messages/address", data={"email": "wang"})

    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert 'value="wang"' in answer.text


@pytest.mark.usefixtures("with_mail")
def test_a_mail_address_is_forgotten_on_request(sign_in, act, worker):
    with act() as uow:
        sealed = keyring().seal("wang@example.cn")
        uow.session.add(MailAddressRow(account_id=worker, address_sealed=sealed))

    sign_in(worker).post("/account/messages/address/forget")

    assert own_address(act, worker) is None
