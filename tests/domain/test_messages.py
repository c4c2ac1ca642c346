"""Which messages take which ways, and what never leaves the house."""

from datetime import UTC, datetime, timedelta

import pytest

from competition.domain.errors import RuleViolation
from competition.domain.messages import (
    Category,
    Channel,
    channel_of,
    is_wanted,
    next_try,
    require_code,
    require_may_refuse,
    without_id_numbers,
)

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize("channel", Channel)
def test_msg_01_security_messages_are_told_whatever_was_chosen(channel):
    assert is_wanted(Category.SECURITY, channel, {(Category.SECURITY, channel): False})


@pytest.mark.parametrize(
    ("channel", "expected"),
    [(Channel.EMAIL, True), (Channel.SMS, False), (Channel.WEBHOOK, True)],
)
def test_who_chose_nothing_gets_mail_but_no_short_messages(channel, expected):
    assert is_wanted(Category.ENTRY, channel, {}) is expected


def test_what_was_chosen_holds_for_its_category_alone():
    chosen = {(Category.NEWS, Channel.EMAIL): False}

    assert not is_wanted(Category.NEWS, Channel.EMAIL, chosen)
    assert is_wanted(Category.ENTRY, Channel.EMAIL, chosen)


def test_msg_01_security_messages_cannot_be_refused():
    require_may_refuse(Category.NEWS)

    with pytest.raises(RuleViolation) as violation:
        require_may_refuse(Category.SECURITY)

    assert violation.value.rule == "MSG-01"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("身份证110101199003074514。", "身份证11****************。"),
        ("11010119900307451X", "11****************"),
        ("11010119900307451x,", "11****************,"),
        ("110101900307451", "11*************"),
        ("１１０１０１１９９００３０７４５１４", "１１****************"),
        ("830000198001010018", "83****************"),
    ],
)
def test_msg_02_id_numbers_are_starred_out(text, expected):
    assert without_id_numbers(text) == expected


@pytest.mark.parametrize(
    "text", ["13800001111", "1101011990030745140", "913205941234567890", "2026-11-22 09:00", "K7M2"]
)
def test_msg_02_other_numbers_stay(text):
    assert without_id_numbers(text) == text


@pytest.mark.parametrize(
    ("address", "channel"),
    [("wang@example.cn", Channel.EMAIL), ("13800001111", Channel.SMS)],
)
def test_an_address_names_its_channel(address, channel):
    assert channel_of(address) is channel


@pytest.mark.parametrize(
    "address", ["", "wang", "wang@", "wang@cn", "a b@example.cn", "a@b@example.cn", "1380000"]
)
def test_msg_03_what_is_no_address_is_refused(address):
    with pytest.raises(RuleViolation) as violation:
        channel_of(address)

    assert violation.value.rule == "MSG-03"


@pytest.mark.parametrize(("tries", "minutes"), [(1, 1), (2, 3), (3, 9), (7, 720)])
def test_msg_04_each_try_waits_three_times_as_long_up_to_half_a_day(tries, minutes):
    assert next_try(tries, NOW) == NOW + timedelta(minutes=minutes)


def test_msg_04_the_eighth_try_is_the_last():
    assert next_try(8, NOW) is None


def test_msg_05_a_code_holds_half_an_hour_and_five_tries():
    require_code(fits=True, tries=4, expires=NOW, now=NOW)


@pytest.mark.parametrize(
    ("fits", "tries", "expires"),
    [
        (False, 0, NOW),
        (True, 5, NOW),
        (True, 0, NOW - timedelta(seconds=1)),
        (True, 0, None),
    ],
)
def test_msg_05_a_wrong_or_worn_out_code_is_refused(fits, tries, expires):
    with pytest.raises(RuleViolation) as violation:
        require_code(fits=fits, tries=tries, expires=expires, now=NOW)

    assert (violation.value.rule, violation.value.field) == ("MSG-05", "code")
