import pytest

from competition.domain.appointments import (
    NewAppointment,
    next_label,
    require_impartial,
    unknown_judge,
)
from competition.domain.errors import RuleViolation


def rule_of(function, *args, **kwargs):
    with pytest.raises(RuleViolation) as caught:
        function(*args, **kwargs)
    return caught.value.rule


@pytest.mark.parametrize("label", ["", "裁判", "J 1", "-J", "J" * 21, "j1"])
def test_app_01_a_label_is_plain_and_free(label):
    assert rule_of(NewAppointment(label).require_sound, {"J1"}, ()) == "APP-01"


def test_app_01_proposes_the_first_free_label():
    assert next_label(["J1", "j3"]) == "J2"
    assert next_label([]) == "J1"


def test_app_02_modules_are_those_of_the_scheme():
    NewAppointment("J2", modules=("A",)).require_sound({"J1"}, {"A"})

    assert rule_of(NewAppointment("J2", modules=("B",)).require_sound, (), {"A"}) == "APP-02"


def test_app_03_nobody_judges_twice_or_where_they_compete():
    require_impartial(competes=False, is_appointed=False)

    assert rule_of(require_impartial, competes=True, is_appointed=False) == "APP-03"
    assert rule_of(require_impartial, competes=False, is_appointed=True) == "APP-03"


def test_app_04_a_judge_has_an_account():
    assert unknown_judge().rule == "APP-04"
