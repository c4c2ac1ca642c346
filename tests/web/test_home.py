import pytest

from competition.domain.permissions import Role
from tests.factories import a_role, an_account


@pytest.mark.parametrize(
    ("role", "way"), [(Role.ORGANISER, "/organiser/competitions"), (None, "/programme")]
)
def test_a_start_page_without_tasks_leads_on_to_where_one_works(act, sign_in, role, way):
    with act() as uow:
        account = an_account(uow)
        if role is not None:
            a_role(uow, account, role)

    page = sign_in(account).get("/").text

    _, _, empty = page.partition("没有待办事项")
    assert f'<a class="btn btn-primary" href="{way}">' in empty
