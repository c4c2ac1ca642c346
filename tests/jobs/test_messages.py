"""Messages leave the house: a real SMTP conversation, real signed requests, a file of texts."""

import hashlib
import hmac
import json
import socket
import threading
from datetime import UTC, datetime
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from competition.domain.messages import Category, Channel
from competition.jobs.couriers import Letter, Undelivered, Unreachable
from competition.jobs.webhooks import WebhookCourier
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.messages import DeliveryRow, MailAddressRow
from competition.persistence.sealing import keyring
from competition.services import messages
from competition.services.deliveries import Parcel
from tests.factories import a_webhook, an_account

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


class Mailbox:
    """A mail server's side of the conversation; `refuse` is what it says to `refused`."""

    def __init__(self):
        self.mails, self.refuse, self.refused = [], None, "wang@example.cn"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 -- aiosmtpd's name
        if self.refuse and address == self.refused:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- aiosmtpd's name
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append((envelope.rcpt_tos, mail))
        return "250 taken"


@pytest.fixture
def mail_server():
    """A mailbox and the settings that lead to it."""
    mailbox = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    words = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
    yield mailbox, words | {"mail_from": "匠阶 <jiangjie@example.cn>", "public_url": "https://jj"}
    controller.stop()


class Hook(BaseHTTPRequestHandler):
    """The other system: keeps what it is sent and answers as told."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.path, dict(self.headers), body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()

    def log_message(self, *words):
        """Keep quiet."""


@pytest.fixture
def other_system():
    server = HTTPServer(("127.0.0.1", 0), Hook)
    server.seen, server.answers = [], []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def person(act):
    with act() as uow:
        account_id = an_account(uow, login="13800001111")
        sealed = keyring().seal("wang@example.cn")
        uow.session.add(MailAddressRow(account_id=account_id, address_sealed=sealed))
    return account_id


def tell(act, account_id, template="webhook.tested", **params):
    with act() as uow:
        messages.notify(uow, account_id, template, link="/account/", **(params or {"title": "甲"}))


def outcome(act):
    with act() as uow:
        rows = uow.session.scalars(select(DeliveryRow).order_by(DeliveryRow.id))
        return [(row.route, row.state, row.answer) for row in rows]


def make_due(act):
    with act() as uow:
        for row in uow.session.scalars(select(DeliveryRow)):
            row.due_at = uow.now


def test_a_mail_is_handed_in_with_subject_body_and_link(act, person, run_jobs, mail_server):
    mailbox, words = mail_server
    tell(act, person)

    run_jobs(**words)

    ((recipients, mail),) = mailbox.mails
    assert recipients == ["wang@example.cn"]
    assert mail["Subject"] == "推送测试：“甲”"
    assert str(mail["From"]) == "匠阶 <jiangjie@example.cn>"
    assert mail["Message-ID"].endswith("@example.cn>")
    assert mail.get_content().split() == [
        "这是一条测试消息。如果您收到了它，说明推送正常。",
        "https://jj/account/",
    ]
    assert outcome(act) == [("email", "sent", "SMTP 250")]


def test_a_mail_is_written_in_its_readers_language(act, person, run_jobs, mail_server):
    mailbox, words = mail_server
    with act() as uow:
        uow.session.get(AccountRow, person).locale = "en"
    tell(act, person)

    run_jobs(**words)

    assert mailbox.mails[0][1]["Subject"] == "Test of the webhook “甲”"


def test_one_bad_recipient_spoils_nothing_for_the_others(act, person, run_jobs, mail_server):
    mailbox, words = mail_server
    with act() as uow:
        other = an_account(uow)
        sealed = keyring().seal("bad@example.cn")
        uow.session.add(MailAddressRow(account_id=other, address_sealed=sealed))
        uow.session.flush()
        messages.notify_many(uow, [other, person], "webhook.tested", title="甲")
    mailbox.refuse, mailbox.refused = "550 unknown", "bad@example.cn"

    run_jobs(**words)

    assert [recipients for recipients, _mail in mailbox.mails] == [["wang@example.cn"]]
    assert [state for _route, state, _answer in outcome(act)] == ["failed", "sent"]


@pytest.mark.parametrize(
    ("said", "state", "answer"),
    [
        ("550 unknown", "failed", "SMTP 550"),
        ("450 later", "waiting", "SMTP 450"),
    ],
)
def test_a_refused_mail_fails_or_waits_by_its_number(  # noqa: PLR0917 -- what the test needs
    act, person, run_jobs, mail_server, said, state, answer
):
    mailbox, words = mail_server
    mailbox.refuse = said
    tell(act, person)

    run_jobs(**words)

    assert outcome(act) == [("email", state, answer)]


def test_mail_waits_while_the_server_is_away_and_nothing_else_knocks(
    act, person, run_jobs, mail_server
):
    mailbox, words = mail_server
    with act() as uow:
        messages.notify_many(uow, [person, an_account(uow)], "webhook.tested", title="甲")
        messages.notify(uow, person, "webhook.tested", title="乙")

    run_jobs(**words | {"smtp_port": 9})
    assert {state for _route, state, _answer in outcome(act)} == {"waiting"}
    make_due(act)
    with act() as uow:
        messages.enqueue(uow, "messages.resume")
    run_jobs(**words)

    assert len(mailbox.mails) == 2
    assert {state for _route, state, _answer in outcome(act)} == {"sent"}


def test_short_messages_are_written_to_a_file_without_id_numbers(act, person, run_jobs, instance):
    tell(act, person, "address.confirm", code="110101199003074514")

    run_jobs()

    (line,) = (instance / "sms.jsonl").read_text(encoding="utf-8").splitlines()
    text = json.loads(line)
    assert text["to"] == "13800001111"
    assert "11****************" in text["text"]
    assert "199003074514" not in line
    assert oct((instance / "sms.jsonl").stat().st_mode)[-3:] == "600"


def add_webhook(act, server):
    with act() as uow:
        a_webhook(uow, url=f"http://127.0.0.1:{server.server_port}/hook?x=1")


def test_a_webhook_is_told_with_a_signature_that_it_can_check(act, person, run_jobs, other_system):
    add_webhook(act, other_system)
    tell(act, person)

    run_jobs(webhook_private=True)

    ((path, headers, body),) = other_system.seen
    time, _, given = headers["X-Jiangjie-Signature"].removeprefix("t=").partition(",v1=")
    expected = hmac.new(b"secret", f"{time}.".encode() + body, hashlib.sha256).hexdigest()
    content = json.loads(body)
    assert (path, given) == ("/hook?x=1", expected)
    assert (content["account"], content["template"]) == (person, "webhook.tested")
    assert content["subject"] == "推送测试：“甲”"
    assert headers["X-Jiangjie-Delivery"] == str(content["delivery"])


@pytest.mark.parametrize(
    ("answers", "state", "answer"),
    [
        ([500], "waiting", "HTTP 500"),
        ([302], "waiting", "HTTP 302"),
        ([410], "failed", "HTTP 410"),
        ([204], "sent", "HTTP 204"),
    ],
)
def test_a_webhooks_answer_decides(  # noqa: PLR0917 -- what the test needs
    act, person, run_jobs, other_system, answers, state, answer
):
    add_webhook(act, other_system)
    other_system.answers = answers
    tell(act, person)

    run_jobs(webhook_private=True)

    assert outcome(act)[-1][1:] == (state, answer)
    assert len(other_system.seen) == 1


def test_a_webhook_never_leads_into_our_own_network(act, person, run_jobs, other_system):
    add_webhook(act, other_system)
    tell(act, person)

    run_jobs()

    assert outcome(act)[-1][1:] == ("failed", "The address is not allowed.")
    assert other_system.seen == []


def test_a_name_that_leads_into_our_network_is_not_connected_to(other_system):
    courier = WebhookCourier(allow_private=False, resolve=lambda host, port: ["127.0.0.1"])
    parcel = a_parcel(f"https://app.example.cn:{other_system.server_port}/")

    with pytest.raises(Undelivered) as refusal:
        courier.send(parcel, a_letter())

    assert refusal.value.final
    assert other_system.seen == []


def test_a_webhook_that_is_away_is_unreachable():
    courier = WebhookCourier(allow_private=True)

    with pytest.raises(Unreachable):
        courier.send(a_parcel("http://127.0.0.1:9/"), a_letter())


def a_parcel(url):
    return Parcel(
        delivery_id=1,
        message_id=1,
        channel=Channel.WEBHOOK,
        route="webhook:1",
        attempt=1,
        template="webhook.tested",
        category=Category.WORK,
        account_id=1,
        params={},
        link="",
        locale="en",
        created_at=NOON,
        address=url,
        secret="secret",
    )


def a_letter():
    return Letter("subject", "body", "", NOON)
