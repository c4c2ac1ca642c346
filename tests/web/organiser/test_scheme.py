import io
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from competition.persistence.models.competitions import SchemeRow
from tests.factories import SCHEME, a_role, a_scheme, an_account, an_event

FORM = {
    "version": "0",
    "do": "save",
    "s-places": "2",
    "s-mode": "half_up",
    "s-better": "higher",
    "s-stages": ["item", "total"],
    "s-floor_at_zero": "true",
    "m0-id": "A",
    "m0-title": "理论",
    "m0a0-id": "A1",
    "m0a0-title": "试卷",
    "m0a0-kind": "score",
    "m0a0-max": "１００",
}
SECOND = {"m0a1-id": "A2", "m0a1-title": "答辩", "m0a1-kind": "score", "m0a1-max": "20"}


@pytest.fixture
def organiser(act, sign_in):
    with act() as uow:
        account_id = an_account(uow)
        a_role(uow, account_id)
    return sign_in(account_id)


@pytest.fixture
def url(act):
    with act() as uow:
        return f"/organiser/events/{an_event(uow)}/scheme"


def documents(act):
    with act() as uow:
        return list(uow.session.scalars(select(SchemeRow.document).order_by(SchemeRow.number)))


def values(page, name):
    return re.findall(rf'name="m\d+a\d+-{name}" value="([^"]*)"', page)


def test_scheme_is_saved_as_the_next_version(organiser, url, act):
    answer = organiser.post(url, data=FORM)

    assert answer.status_code == 302
    (document,) = documents(act)
    assert [item["max"] for item in document["modules"][0]["items"]] == ["100"]
    assert document["rounding"]["stages"] == ["item", "total"]


def test_refused_scheme_keeps_every_field_and_names_every_fault(organiser, url, act):
    wrong = FORM | SECOND | {"m0a0-max": "much", "m0a1-id": "A1", "m0-weight": "heavy"}

    answer = organiser.post(url, data=wrong)

    assert answer.status_code == 422
    assert values(answer.text, "max") == ["much", "20"]
    assert re.findall(r'<a href="#(m0[^"]*)"', answer.text) == ["m0-weight", "m0a0-max", "m0a1-id"]
    assert documents(act) == []


def test_stale_scheme_shows_the_stored_one_and_keeps_what_was_typed(organiser, url, act):
    with act() as uow:
        a_scheme(uow, 1)

    refused = organiser.post(url, data=FORM)
    accepted = organiser.post(url, data=FORM | {"version": "1"})

    assert (refused.status_code, accepted.status_code) == (409, 302)
    assert "dimensions" in refused.text
    assert values(refused.text, "title") == ["试卷"]
    assert 'name="version" value="1"' in refused.text
    assert len(documents(act)) == 2


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("up:m0a1", ["A2", "A1"]),
        ("down:m0a0", ["A2", "A1"]),
        ("down:m0a1", ["A1", "A2"]),
        ("remove:m0a0", ["A2"]),
        ("add-aspect:m0", ["A1", "A2", "A3"]),
        ("add-module", ["A1", "A2", "B1"]),
        ("remove:m0", []),
        ("up:m7", ["A1", "A2"]),
        ("nonsense", ["A1", "A2"]),
    ],
)
def test_buttons_change_the_rows_without_saving(organiser, url, act, action, expected):
    answer = organiser.post(url, data=FORM | SECOND | {"do": action})

    assert answer.status_code == 200
    assert values(answer.text, "id") == expected
    assert documents(act) == []


def test_rows_are_read_in_the_order_in_which_they_stand_on_the_page(organiser, url, act):
    moved = {key: FORM[key] for key in FORM if not key.startswith("m0a0")} | SECOND
    moved |= {key: FORM[key] for key in FORM if key.startswith("m0a0")}

    organiser.post(url, data=moved)

    (document,) = documents(act)
    assert [item["id"] for item in document["modules"][0]["items"]] == ["A2", "A1"]


def test_rows_pasted_from_a_spreadsheet_are_added(organiser, url):
    pasted = {"do": "paste:m0", "m0-paste": "外径\t20\n\nA7\t粗糙度\tjudgement\t10\t1\t表面"}

    page = organiser.post(url, data=FORM | pasted).text

    assert values(page, "title") == ["试卷", "外径", "粗糙度"]
    assert values(page, "max") == ["１００", "20", "10"]


def test_scheme_is_read_only_once_marking_has_begun(organiser, act):
    with act() as uow:
        event_id = an_event(uow, state="marking")
        a_scheme(uow, event_id)
    url = f"/organiser/events/{event_id}/scheme"

    assert '<fieldset class="plain-set" disabled>' in organiser.get(url).text
    assert organiser.post(url, data=FORM | {"version": "1"}).status_code == 422


def test_exported_workbook_can_be_imported_after_a_preview(organiser, url, act):
    with act() as uow:
        a_scheme(uow, 1)
    data = organiser.get(f"{url}/template").data

    preview = organiser.post(f"{url}/import", data={"file": (io.BytesIO(data), "scheme.xlsx")})
    document = re.search(r'aria-hidden="true">(\{.*?\})\s*</textarea>', preview.text, re.DOTALL)[1]
    document = document.replace("&#34;", '"').replace("&quot;", '"')
    saved = organiser.post(f"{url}/import/confirm", data={"document": document, "version": "1"})

    assert (preview.status_code, saved.status_code) == (200, 302)
    assert len(documents(act)) == 2
    assert [m["id"] for m in documents(act)[1]["modules"]] == [m["id"] for m in SCHEME["modules"]]


def test_bad_workbook_names_its_cells_and_imports_nothing(organiser, url, act):
    with act() as uow:
        a_scheme(uow, 1)
    book = load_workbook(io.BytesIO(organiser.get(f"{url}/template").data))
    book.worksheets[0]["J3"] = "四十"
    target = io.BytesIO()
    book.save(target)

    answer = organiser.post(
        f"{url}/import", data={"file": (io.BytesIO(target.getvalue()), "scheme.xlsx")}
    )

    assert answer.status_code == 422
    assert "!J3</th>" in answer.text
    assert len(documents(act)) == 1


@pytest.mark.parametrize("data", [b"", b"not a workbook"])
def test_file_that_is_no_workbook_is_refused(organiser, url, data):
    answer = organiser.post(f"{url}/import", data={"file": (io.BytesIO(data), "scheme.xlsx")})

    assert answer.status_code == 422


def test_tampered_preview_is_not_saved(organiser, url, act):
    data = {"document": '{"modules": 5}', "version": "0"}

    answer = organiser.post(f"{url}/import/confirm", data=data)

    assert answer.headers["Location"].endswith("/import")
    assert documents(act) == []
