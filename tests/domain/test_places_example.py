from competition.domain.places_example import example_seats, worked_example
from competition.domain.registration_rules import RegistrationRules


def outcomes(rules, seats):
    return [
        (line.unit, line.has_place, line.position, line.refusal and line.refusal.rule)
        for line in worked_example(rules, seats)
    ]


def test_without_limits_everybody_has_a_place():
    assert [place for _, place, _, _ in outcomes(RegistrationRules(), None)] == [True] * 6


def test_a_full_event_refuses_or_lets_wait():
    refused = outcomes(RegistrationRules(), 2)
    waits = outcomes(RegistrationRules(waiting_list=True), 2)

    assert refused == [
        ("A", True, None, None),
        ("A", True, None, None),
        ("B", False, None, "REG-10"),
        ("A", False, None, "REG-10"),
    ]
    assert [position for *_, position, _ in waits] == [None, None, 1, 2]


def test_a_unit_reaches_its_quota_first():
    found = outcomes(RegistrationRules(unit_seats=1), 30)

    assert [rule for *_, rule in found] == [None, "PLC-01", None, "PLC-01", "PLC-01", "PLC-01"]
    assert (example_seats(30), example_seats(0)) == (4, 1)
