from tests.bundles import a_bundle, record_of, wrong_in


def test_bnd_03_an_entry_stands_once():
    assert wrong_in(a_bundle(entries=[{"id": "1"}, {"id": "2"}, {"id": "1"}])) == [
        'entries[2].id: "1" already stands at entries[0].id'
    ]


def test_bnd_01_what_is_wrong_with_an_entry_is_named():
    entries = [
        {"id": 7},
        {"id": "1", "standing": 9, "honours": 1, "level": "6", "age": "21"},
        {"id": "2", "unit": 5, "level": 2, "age": 151, "measures": {"time": 95.3, "height": "x"}},
        "3",
        {},
    ]

    assert wrong_in(a_bundle(entries=entries)) == [
        "entries[0].id: must be a string, not 7",
        "entries[1].standing: must be a string, not 9",
        "entries[1].honours: must be true or false, not 1",
        'entries[1].level: must be one of "5", "4", "3", "2", "1", not "6"',
        'entries[1].age: must be a whole number, not "21"',
        "entries[2].unit: must be a string, not 5",
        "entries[2].level: must be a string, not 2",
        "entries[2].age: must be between 0 and 150",
        "entries[2].measures.time: must be a decimal in a string, not the number 95.3",
        'entries[2].measures.height: must be a decimal in a string like "8.25", not "x"',
        'entries[3]: must be an object, not "3"',
        "entries[4].id: is required",
    ]


def test_an_entry_may_say_that_it_has_no_unit_level_or_age():
    bare = {"id": "1", "unit": None, "level": None, "age": None}

    record = record_of(a_bundle(entries=[bare, {"id": "2"}]))

    assert record.entries == record_of(a_bundle()).entries


def test_bnd_05_a_difficulty_is_given_once_for_an_entry_and_item():
    difficulties = [
        {"entry": "1", "item": "A1", "value": "1.5"},
        {"entry": "2", "item": "A1", "value": "-1"},
        {"entry": "1", "item": "A1", "value": "1.6"},
        {"entry": "9", "item": "Z"},
    ]

    assert wrong_in(a_bundle(difficulties=difficulties)) == [
        "difficulties[1].value: must not be negative",
        "difficulties[3].entry: there is no entry 9",
        "difficulties[3].item: the scheme has no item Z",
        "difficulties[3].value: is required",
        "difficulties[2]: entry 1 already has a difficulty for item A1",
    ]


def test_bnd_03_a_deduction_names_what_there_is():
    deductions = [
        {"entry": "1", "points": "1"},
        {"entry": "1", "points": "1", "module": "B", "reason": "late"},
        {"entry": "9", "points": 1, "module": "Z", "reason": 3, "why": ""},
    ]

    assert wrong_in(a_bundle(deductions=deductions)) == [
        "deductions[2].why: is not a known key",
        "deductions[2].entry: there is no entry 9",
        "deductions[2].points: must be a decimal in a string, not the number 1",
        "deductions[2].module: the scheme has no module Z",
        "deductions[2].reason: must be a string, not 3",
    ]
