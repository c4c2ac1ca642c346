"""A stored file through the browser, and requests that are too large."""

import io

import pytest

from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.services import files
from competition.services.file_contents import read_upload
from tests.factories import a_competition, an_account, an_entry, an_event
from tests.uploads import PDF, a_document, a_picture


@pytest.fixture
def owner(act):
    with act() as uow:
        account = an_account(uow)
        an_entry(uow, an_event(uow, a_competition(uow)), account_id=account)
    return Actor(account, frozenset({(Role.WORKER, INSTALLATION)}))


def store(act, owner, content, subject="entry:1"):
    read = read_upload(io.BytesIO(content), "证书 1.bin", "attachment")
    with act(owner) as uow:
        return files.store_file(uow, read, subject)


def test_picture_is_shown_in_a_sandbox_and_kept_by_nobody(act, sign_in, owner):
    file_id = store(act, owner, a_picture())

    answer = sign_in(owner.account_id).get(f"/files/{file_id}")

    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"] == (
        "inline; filename=\"__ 1.jpg\"; filename*=UTF-8''%E8%AF%81%E4%B9%A6%201.jpg"
    )
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")


def test_only_pictures_and_pdfs_are_shown(act, sign_in, owner):
    paper, text = store(act, owner, PDF), store(act, owner, a_document())
    client = sign_in(owner.account_id)

    answers = [client.get(f"/files/{name}") for name in (paper, f"{paper}?save", text)]

    ways = [answer.headers["Content-Disposition"].split(";")[0] for answer in answers]
    assert ways == ["inline", "attachment", "attachment"]
    assert answers[0].data == PDF


def test_stranger_cannot_tell_a_file_from_none(act, sign_in, owner):
    file_id = store(act, owner, PDF)
    with act() as uow:
        stranger = an_account(uow)

    answers = [sign_in(stranger).get(f"/files/{number}") for number in (file_id, 999)]

    shown = [answer.get_data(as_text=True).partition("<main")[2] for answer in answers]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert shown[0].partition("</main>")[0] == shown[1].partition("</main>")[0] != ""


def test_visitor_sees_public_files_and_signs_in_for_the_others(act, client, owner):
    public = store(act, owner, a_picture(), subject="site:1")
    private = store(act, owner, a_picture())

    assert client.get(f"/files/{public}").status_code == 200
    assert client.get(f"/files/{private}").location.startswith("/account/sign-in")


def test_request_that_is_far_too_large_is_answered_by_a_page(act, sign_in):
    with act() as uow:
        account, event = an_account(uow), an_event(uow, a_competition(uow))
    client, sent = sign_in(account), io.BytesIO(bytes(2_000_000))
    length = {"CONTENT_LENGTH": "200000000", "wsgi.input": sent}

    answer = client.post(
        f"/events/{event}/enter",
        content_type="multipart/form-data; boundary=x",
        environ_overrides=length,
    )

    assert (answer.status_code, sent.tell()) == (413, 2_000_000)
    assert "10 至 20 MB" in answer.get_data(as_text=True)
