"""Reasons kept ready: a start set, edited as a whole, every fault at its field."""

import pytest

from tests.factories import a_competition, a_role, an_account


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def organiser(act, sign_in):
    with act() as uow:
        account = an_account(uow)
        a_role(uow, account)
    return sign_in(account)


@pytest.fixture
def address(act):
    with act() as uow:
        return f"/organiser/competitions/{a_competition(uow)}/reviews/reasons"


def form(*rows, version=0):
    columns = map(list, zip(*rows, strict=True))
    return dict(zip(("decision", "title", "text"), columns, strict=True)) | {"version": version}


def test_there_are_reasons_to_start_from(organiser, address):
    text = text_of(organiser.get(address))

    assert "缺少职业技能等级证书" in text
    assert "工种不符" in text


def test_reasons_are_saved_as_a_whole(organiser, address):
    rows = ("return", "照片", "请换一张照片。"), ("decline", "", "")

    saved = organiser.post(address, data=form(*rows), follow_redirects=True)

    assert "常用理由已保存" in text_of(saved)
    assert "请换一张照片。" in text_of(saved)
    assert "工种不符" not in text_of(saved)


def test_faults_stand_at_their_fields_and_nothing_is_lost(organiser, address):
    refused = organiser.post(address, data=form(("return", "照片", ""), ("x", "工种", "不符。")))

    assert refused.status_code == 422
    assert 'id="reasons[0].text-error"' in text_of(refused)
    assert 'id="reasons[1].decision-error"' in text_of(refused)
    assert "不符。" in text_of(refused)


def test_somebody_elses_reasons_are_shown_and_ones_own_kept(organiser, address):
    organiser.post(address, data=form(("return", "照片", "请换一张照片。")))

    late = organiser.post(address, data=form(("return", "证书", "请补充证书。")))

    assert late.status_code == 409
    assert "请换一张照片。" in text_of(late)
    assert "请补充证书。" in text_of(late)
