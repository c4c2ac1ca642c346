import pytest

from tests.factories import an_account, an_entry, an_event
from tests.rankings import a_marked_event, publish, retract

ME = {"name": "王小明", "unit": "苏城机械厂", "level": "4", "born_on": "１９９０-05-17"}


@pytest.fixture
def worker(act, sign_in):
    with act() as uow:
        account = an_account(uow, "王小明", unit="苏城机械厂")
    return sign_in(account)


@pytest.fixture
def event(act):
    with act() as uow:
        return an_event(uow)


def text_of(answer):
    return answer.get_data(as_text=True)


def enter(browser, event, **more):
    """Go through the steps; where the last one leads."""
    told = browser.post(f"/events/{event}/enter", data=ME | more)
    assert told.location == f"/events/{event}/enter/check", text_of(told)
    return browser.post(f"/events/{event}/enter/check", data={"declared": "y"})


def test_form_is_filled_from_the_account(worker, event):
    text = text_of(worker.get(f"/events/{event}/enter"))

    assert 'value="王小明"' in text
    assert 'value="苏城机械厂"' in text


def test_worker_enters_and_sees_the_entry_waiting(worker, event):
    answer = enter(worker, event)

    assert answer.status_code == 302
    assert "0001" in text_of(worker.get(answer.location))
    assert "数控车工" in text_of(worker.get("/me/entries"))


def test_every_mistake_is_shown_at_its_field_and_nothing_is_lost(worker, event):
    wrong = {"name": "", "unit": " ", "level": "9", "born_on": "七十"}

    answer = worker.post(f"/events/{event}/enter", data=wrong)

    text = text_of(answer)
    assert answer.status_code == 422
    assert [f'id="{name}-error"' in text for name in wrong] == [True] * 4
    assert 'value="七十"' in text
    assert "数控车工" not in text_of(worker.get("/me/entries"))


def test_what_was_typed_is_kept_for_later_and_can_be_changed(worker, event):
    worker.post(f"/events/{event}/enter", data=ME | {"unit": "东港船厂"})

    check, again = (
        text_of(worker.get(f"/events/{event}/enter/check")),
        text_of(worker.get(f"/events/{event}/enter")),
    )

    assert "东港船厂" in check
    assert "1990年5月17日" in check
    assert 'value="东港船厂"' in again


def test_nothing_is_sent_without_the_declaration(worker, event):
    worker.post(f"/events/{event}/enter", data=ME)

    answer = worker.post(f"/events/{event}/enter/check", data={})

    assert answer.status_code == 422
    assert 'id="declared-error"' in text_of(answer)
    assert "数控车工" not in text_of(worker.get("/me/entries"))


def test_the_last_step_leads_back_to_the_first_that_is_missing(worker, event):
    answer = worker.get(f"/events/{event}/enter/check")

    assert answer.location == f"/events/{event}/enter?step=me"


def test_second_try_is_refused_before_and_after_typing(worker, event):
    enter(worker, event)

    shown, sent = (
        worker.get(f"/events/{event}/enter"),
        worker.post(f"/events/{event}/enter/check", data={"declared": "y"}),
    )

    assert "entry-form" not in text_of(shown)
    assert sent.status_code == 422


def test_visitor_is_sent_to_sign_in(client, event):
    answer = client.get(f"/events/{event}/enter")

    assert answer.status_code == 302
    assert answer.location.startswith("/account/sign-in")


def test_worker_withdraws_after_a_question(worker, event):
    entry = enter(worker, event).location

    question = worker.get(f"{entry}/withdraw")
    answer = worker.post(f"{entry}/withdraw")

    assert "data-confirm-body" in text_of(question)
    assert answer.location == entry
    assert worker.post(f"{entry}/withdraw").status_code == 422


def test_declined_entry_tells_the_reason(act, sign_in, event):
    with act() as uow:
        account = an_account(uow)
        entry = an_entry(uow, event, account_id=account, state="declined", remark="证书已过期")

    assert "证书已过期" in text_of(sign_in(account).get(f"/me/entries/{entry}"))


def test_entry_of_somebody_else_is_not_there(act, worker, event):
    with act() as uow:
        entry = an_entry(uow, event, account_id=an_account(uow))

    assert worker.get(f"/me/entries/{entry}").status_code == 404
    assert worker.post(f"/me/entries/{entry}/withdraw").status_code == 404


def test_own_result_appears_with_publication_and_goes_with_retraction(act, sign_in):
    with act() as uow:
        account = an_account(uow, "赵敏")
        event = a_marked_event(uow)
        entry = an_entry(uow, event, "0009", "赵敏", account_id=account, state="accepted")
    browser = sign_in(account)

    before = text_of(browser.get(f"/me/entries/{entry}"))
    publish(act, event)
    during = text_of(browser.get(f"/me/entries/{entry}"))
    retract(act, event)
    after = text_of(browser.get(f"/me/entries/{entry}"))

    assert ["own-result" in text for text in (before, during, after)] == [False, True, False]
    assert "王小明" not in during
