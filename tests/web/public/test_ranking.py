import csv
import gzip
import hashlib
import io
import json

import pytest
from python_calamine import CalamineWorkbook

from competition.domain.bundle_results import differences, results_document
from competition.domain.bundles import read_bundle
from competition.domain.computing import compute
from tests.factories import an_account, an_entry, an_event
from tests.rankings import PEOPLE, a_marked_event, publish, retract

FILES = ("ranking.json", "ranking.xlsx", "ranking.csv", "print", "ranking/0001")


@pytest.fixture
def event(act):
    with act() as uow:
        return a_marked_event(uow)


@pytest.fixture
def published(act, event):
    publish(act, event)
    return event


def page(client, path, **headers):
    answer = client.get(path, headers=headers)
    return answer.status_code, answer.get_data(as_text=True)


def test_published_ranking_shows_places_totals_and_outcomes(client, published):
    status, text = page(client, f"/events/{published}/ranking")

    assert status == 200
    order = [text.index(f'id="entry-{number}"') for number in PEOPLE]
    assert order == sorted(order)
    assert "93.00" in text
    assert "一等奖" in text


def test_before_publication_nothing_of_the_results_is_there(client, event):
    status, text = page(client, f"/events/{event}/ranking")

    assert status == 200
    assert [name for name, *_ in PEOPLE.values() if name in text] == []
    assert [page(client, f"/events/{event}/{file}")[0] for file in FILES] == [404] * len(FILES)


def test_after_retraction_the_warm_page_is_gone_at_once(act, app, published):
    browsers = [app.test_client(), app.test_client()]
    tags = [b.get(f"/events/{published}/ranking").headers["ETag"] for b in browsers]

    retract(act, published)

    answers = [
        browser.get(f"/events/{published}/ranking", headers={"If-None-Match": tag})
        for browser, tag in zip(browsers, tags, strict=True)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("93.00" not in answer.get_data(as_text=True) for answer in answers)
    assert [page(browsers[0], f"/events/{published}/{file}")[0] for file in FILES] == [404] * 5


def test_republished_ranking_replaces_the_kept_page(act, client, published):
    before = client.get(f"/events/{published}/ranking").headers["ETag"]
    retract(act, published)
    publish(act, published)

    answer = client.get(f"/events/{published}/ranking", headers={"If-None-Match": before})

    assert answer.status_code == 200
    assert answer.headers["ETag"] != before


def test_kept_page_is_revalidated_and_packed_for_those_who_ask(client, published):
    plain = client.get(f"/events/{published}/ranking")
    packed = client.get(f"/events/{published}/ranking", headers={"Accept-Encoding": "gzip"})
    tag = plain.headers["ETag"]
    again = client.get(f"/events/{published}/ranking", headers={"If-None-Match": tag})

    assert gzip.decompress(packed.data) == plain.data
    assert (again.status_code, again.data) == (304, b"")
    assert plain.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in plain.headers


def test_languages_do_not_share_a_page(client, published):
    chinese = client.get(f"/events/{published}/ranking").data
    client.set_cookie("language", "en")

    english = client.get(f"/events/{published}/ranking").data

    assert b'lang="zh-CN"' in chinese
    assert b'lang="en"' in english


def test_signed_in_competitor_sees_the_own_row_and_visitors_never_do(act, client, sign_in, event):
    with act() as uow:
        account = an_account(uow)
        an_entry(uow, event, "0009", "赵敏", account_id=account)
    publish(act, event)

    own = page(sign_in(account), f"/events/{event}/ranking")[1]
    other = page(client, f"/events/{event}/ranking")[1]

    assert '<tr id="entry-0009" class="is-mine">' in own
    assert "is-mine" not in other
    assert "csrf" not in other


def test_entry_is_found_by_number_name_and_unit(client, published):
    for words in ("0002", "李秀", "东吴"):
        text = page(client, f"/events/{published}/ranking?q={words}")[1]

        assert [n for n in PEOPLE if f'id="entry-{n}"' in text] == ["0002"]


def test_number_in_the_address_opens_its_page_and_marks_the_row(act, client):
    people = {f"{n:04d}": (f"选手{n}", "甲厂", (str(90 - n), "20", "1", "9")) for n in range(60)}
    with act() as uow:
        event = a_marked_event(uow, people)
    publish(act, event)

    text = page(client, f"/events/{event}/ranking?number=0055")[1]

    assert '<tr id="entry-0055" class="is-mine">' in text
    assert 'id="entry-0001"' not in text


def test_explanation_is_a_page_and_a_fragment(client, published):
    path = f"/events/{published}/ranking/0001"

    whole, fragment = page(client, path)[1], page(client, path, **{"HX-Request": "true"})[1]

    assert "<html" in whole
    assert "<html" not in fragment
    assert fragment.strip() in whole


def test_downloaded_bundle_recomputes_to_what_was_published(client, published):
    answer = client.get(f"/events/{published}/ranking.json")

    document = json.loads(answer.data)
    record, issues = read_bundle(document)
    computed = results_document(compute(record), record)
    assert (issues, differences(computed, document["published"])) == ([], [])
    digest = hashlib.sha256(answer.data).hexdigest()
    assert digest in client.get(f"/events/{published}/ranking").get_data(as_text=True)


def test_csv_has_its_mark_and_no_formula(client, published):
    answer = client.get(f"/events/{published}/ranking.csv")

    text = answer.data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert rows[1][:7] == ["1", "0001", "王小明", "苏城精密机械厂", "86.00", "96.00", "93.00"]
    assert rows[4][2:4] == ["'=cmd()", "'-1+1"]


def test_workbook_holds_numbers_and_plain_texts(client, published):
    answer = client.get(f"/events/{published}/ranking.xlsx")

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][:7] == [1, "0001", "王小明", "苏城精密机械厂", 86, 96, 93]
    assert rows[4][2] == "=cmd()"


def test_paper_page_lists_everybody(client, published):
    status, text = page(client, f"/events/{published}/print")

    assert status == 200
    assert all(number in text for number in PEOPLE)


def test_draft_event_has_no_page(act, client):
    with act() as uow:
        event = an_event(uow, state="draft")

    assert page(client, f"/events/{event}/ranking")[0] == 404
    assert page(client, f"/events/{event}")[0] == 404
