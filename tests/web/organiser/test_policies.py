import pytest
from sqlalchemy import select

from competition.domain.bundle_policies import read_policies
from competition.domain.bundle_scheme import read_scheme
from competition.persistence.models.competitions import PoliciesRow
from competition.web.organiser.policy_forms import read_rows, rows_of
from tests.factories import SCHEME, a_role, a_scheme, an_account, an_event, some_policies

FORM = {
    "version": "0",
    "do": "save",
    "ties0-key": "module:B",
    "ties1-key": "measure",
    "ties1-measure": "time",
    "ties1-lower": "true",
    "advance-by": "percent",
    "advance-percent": "４０",
    "advance-of": "entered",
    "advance-round": "half_up",
    "advance-tie": "keys",
    "cut0-key": "item:B3",
    "advance-per_unit": "5",
    "advance-must_pass": ["A", "B"],
    "advance-reserves": "2",
    "prizes0-name": "一等奖",
    "prizes0-percent": "10",
    "prizes1-name": "特别奖",
    "prizes1-count": "1",
    "prize_of": "placed",
    "prize_round": "down",
    "prize_tie": "all_out",
    "promotions0-to": "2",
    "promotions0-first": "1",
    "promotions0-last": "3",
    "promotions0-from": ["3", "none"],
    "promotions0-must_pass": ["B"],
    "promotions0-min_age": "21",
    "promotions1-to": "",
}
DOCUMENT = {
    "ties": ["module:B", "-measure:time"],
    "advance": {
        "percent": "40",
        "of": "entered",
        "round": "half_up",
        "tie_at_cut": ["item:B3"],
        "per_unit": 5,
        "must_pass": ["A", "B"],
        "reserves": 2,
    },
    "prizes": [{"name": "一等奖", "percent": "10"}, {"name": "特别奖", "count": 1}],
    "prize_of": "placed",
    "prize_round": "down",
    "prize_tie": "all_out",
    "promotions": [
        {"places": [1, 3], "must_pass": ["B"], "from": ["3", None], "to": "2", "min_age": 21}
    ],
}


@pytest.fixture
def organiser(act, sign_in):
    with act() as uow:
        account_id = an_account(uow)
        a_role(uow, account_id)
    return sign_in(account_id)


@pytest.fixture
def url(act):
    with act() as uow:
        event_id = an_event(uow)
        a_scheme(uow, event_id)
        return f"/organiser/events/{event_id}/policies"


def documents(act):
    with act() as uow:
        return list(uow.session.scalars(select(PoliciesRow.document).order_by(PoliciesRow.number)))


def test_form_becomes_the_document(organiser, url, act):
    answer = organiser.post(url, data=FORM)

    assert answer.status_code == 302
    assert documents(act) == [DOCUMENT]


@pytest.mark.parametrize(
    "document",
    [
        DOCUMENT,
        {"advance": {"places": 3, "tie_at_cut": "all_out", "cap_percent": "50"}},
        {"advance": {"total": "60", "strict": True}},
        {},
    ],
)
def test_policies_survive_the_way_through_the_form(document):
    scheme, _ = read_scheme(SCHEME, headings=True)
    policies, _ = read_policies(document, scheme)

    assert read_rows(rows_of(policies), scheme) == (policies, {})


def test_refused_policies_keep_every_field_and_name_every_fault(organiser, url, act):
    wrong = {
        "ties0-key": "module:Z",
        "advance-percent": "140",
        "prizes0-count": "1",
        "promotions0-min_age": "old",
        "promotions0-last": "0",
    }

    answer = organiser.post(url, data=FORM | wrong)

    assert answer.status_code == 422
    for name in ("ties0-key", "advance-percent", "prizes0-name", "promotions0-min_age"):
        assert f'href="#{name}"' in answer.text
        assert f'id="{name}-issue1"' in answer.text
    assert 'value="140"' in answer.text
    assert documents(act) == []


def test_stale_policies_show_the_stored_ones(organiser, url, act):
    with act() as uow:
        some_policies(uow, 1, {"advance": {"places": 7}})

    refused = organiser.post(url, data=FORM)

    assert refused.status_code == 409
    assert 'name="version" value="1"' in refused.text
    assert 'value="特别奖"' in refused.text


def test_preview_is_a_part_for_scripts_and_a_page_without(organiser, url):
    part = organiser.post(f"{url}/preview", data=FORM, headers={"HX-Request": "true"})
    page = organiser.post(f"{url}/preview", data=FORM)

    assert ("<html" in part.text, "<html" in page.text) == (False, True)
    assert part.text.count('<tr class="is-changed">') == page.text.count('<tr class="is-changed">')
    assert 'value="特别奖"' in page.text


def test_rows_move_up_and_away(organiser, url, act):
    moved = organiser.post(url, data=FORM | {"do": "up:prizes1"}).text
    removed = organiser.post(url, data=FORM | {"do": "remove:prizes0"}).text
    ignored = organiser.post(url, data=FORM | {"do": "up:prizes9"})

    assert moved.index('value="特别奖"') < moved.index('value="一等奖"')
    assert 'value="一等奖"' not in removed
    assert (ignored.status_code, documents(act)) == (200, [])


def test_policies_need_a_scheme_first(organiser, act):
    with act() as uow:
        event_id = an_event(uow)

    page = organiser.get(f"/organiser/events/{event_id}/policies").text

    assert f'href="/organiser/events/{event_id}/scheme"' in page


def test_reason_is_asked_for_at_its_field_once_marking_has_begun(organiser, act):
    with act() as uow:
        event_id = an_event(uow, state="marking")
        a_scheme(uow, event_id)
    url = f"/organiser/events/{event_id}/policies"

    refused = organiser.post(url, data=FORM | {"ties1-key": ""})
    accepted = organiser.post(url, data=FORM | {"ties1-key": "", "reason": "裁判长建议"})

    assert (refused.status_code, accepted.status_code) == (422, 302)
    assert 'name="reason"' in refused.text
