import pytest

from competition.domain.entries import Standing
from competition.domain.errors import RuleViolation
from competition.domain.registration import EntryState
from competition.domain.tickets import (
    ALPHABET,
    has_ticket,
    masked,
    require_ticket,
    ticket_code,
    tidy_code,
)


@pytest.mark.parametrize("standing", [Standing.COMPETING, Standing.GUEST])
def test_tkt_01_accepted_entry_that_takes_part_has_a_ticket(standing):
    require_ticket(EntryState.ACCEPTED, standing)

    assert has_ticket(EntryState.ACCEPTED, standing)


@pytest.mark.parametrize(
    ("state", "standing"),
    [
        (EntryState.SUBMITTED, Standing.COMPETING),
        (EntryState.WITHDRAWN, Standing.COMPETING),
        (EntryState.ACCEPTED, Standing.WITHDRAWN),
        (EntryState.ACCEPTED, Standing.DISQUALIFIED),
    ],
)
def test_tkt_01_no_other_entry_has_one(state, standing):
    with pytest.raises(RuleViolation) as caught:
        require_ticket(state, standing)

    assert caught.value.rule == "TKT-01"


def test_tkt_02_stranger_learns_the_first_character_of_a_name():
    assert [masked(name) for name in ("王小明", "王", "")] == ["王○○", "王", ""]


def test_code_is_short_plain_and_read_back_as_people_type_it():
    code = ticket_code("f" * 64)

    assert (len(code), set(code) <= set(ALPHABET)) == (10, True)
    assert ticket_code("e" * 64) != code
    assert tidy_code(f" {code[:5].lower()}-{code[5:]} ") == code
