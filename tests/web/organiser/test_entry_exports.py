"""The page that exports entries in chosen columns."""

import pytest

from competition.domain.permissions import INSTALLATION, Role
from tests.factories import a_role, an_account, an_entry, an_event


@pytest.fixture
def page(act, sign_in):
    """The page's address and an organiser's browser."""
    with act() as uow:
        organiser = an_account(uow)
        a_role(uow, organiser, Role.ORGANISER, INSTALLATION)
        event = an_event(uow)
        an_entry(uow, event, "0007", name="王小明", facts={"level": "3"}, level="3")
    return f"/organiser/events/{event}/entries/export", sign_in(organiser)


def test_the_usual_columns_are_chosen_and_a_file_is_given(page):
    url, browser = page

    shown = browser.get(url).text
    given = browser.post(url, data={"columns": ["number", "name", "fact:level"], "kind": "csv"})

    assert shown.count(" checked>") == 7
    assert given.content_type == "text/csv"
    assert "0007,王小明,高级" in given.get_data(as_text=True)


def test_no_column_and_numbers_without_a_reason_are_refused_and_stay_typed(page):
    url, browser = page

    none = browser.post(url, data={"kind": "xlsx"})
    numbers = browser.post(url, data={"columns": ["id_number"], "readable": "yes", "kind": "csv"})

    assert (none.status_code, numbers.status_code) == (422, 422)
    assert "请至少选择一列" in none.text
    assert numbers.text.count(" checked>") == 3
