from datetime import UTC, datetime, timedelta

import pytest

from competition.domain.errors import RuleViolation
from competition.domain.events import Event, EventState
from competition.domain.list_requests import (
    Change,
    RequestState,
    Wanted,
    changed_rows,
    is_askable,
    require_askable,
    require_line,
    require_unanswered,
)
from competition.domain.unit_lists import ListState
from competition.domain.windows import Window

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)
A, B, C = ({"name": name} for name in ("赵一鸣", "钱海", "孙大伟"))


def event(state=EventState.OPEN, closes=NOW + DAY):
    return Event(1, 1, "焊工", "焊工", state, 1, entries=Window(None, closes))


def refusal(function, *given, **more):
    with pytest.raises(RuleViolation) as caught:
        function(*given, **more)
    return caught.value.rule


@pytest.mark.parametrize(
    ("found", "state", "late", "may"),
    [
        (event(), ListState.SEALED, False, True),
        (event(closes=None), ListState.SEALED, False, True),
        (event(), ListState.WRITING, True, False),
        (event(closes=NOW), ListState.SEALED, False, False),
        (event(closes=NOW), ListState.SEALED, True, True),
        (event(EventState.MARKING), ListState.SEALED, True, False),
    ],
)
def test_lst_10_until_entries_close_and_later_where_organisers_say_so(found, state, late, may):
    assert is_askable(found, state, NOW, late=late) is may
    if may:
        require_askable(found, state, NOW, late=late)
    else:
        assert refusal(require_askable, found, state, NOW, late=late) == "LST-10"


def test_lst_11_a_row_is_in_the_list_and_waits_for_one_answer():
    require_line(Wanted(Change.ADD, 0, C), (A, B), [1])
    require_line(Wanted(Change.WITHDRAW, 2), (A, B), [1])

    assert refusal(require_line, Wanted(Change.WITHDRAW, 3), (A, B), []) == "LST-11"
    assert refusal(require_line, Wanted(Change.REPLACE, 1, C), (A, B), [1]) == "LST-11"
    assert refusal(changed_rows, (A,), Wanted(Change.WITHDRAW, 2), B) == "LST-11"


def test_lst_12_a_request_is_answered_once():
    require_unanswered(RequestState.OPEN)

    assert refusal(require_unanswered, RequestState.REFUSED) == "LST-12"


def test_a_change_touches_its_row_only_wherever_it_stands_by_now():
    assert changed_rows((A, B), Wanted(Change.ADD, 0, C), None) == (A, B, C)
    assert changed_rows((A, B), Wanted(Change.WITHDRAW, 1), A) == (B,)
    assert changed_rows((B, A), Wanted(Change.REPLACE, 1, C), A) == (B, C)
    assert changed_rows((A,), Wanted(Change.ADD), None) == (A, {})
