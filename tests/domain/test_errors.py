from competition.domain.errors import Conflict, RuleViolation


def test_a_message_is_a_template_filled_with_its_parameters():
    violation = RuleViolation("ADV-01", "At most %(most)s.", field="seats", most=3)

    assert (str(violation), violation.message) == ("At most 3.", "At most %(most)s.")
    assert (violation.rule, violation.field, violation.params) == ("ADV-01", "seats", {"most": 3})


def test_a_conflict_carries_both_versions():
    conflict = Conflict("Changed meanwhile.", theirs=2, ours=1)

    assert (str(conflict), conflict.theirs, conflict.ours) == ("Changed meanwhile.", 2, 1)
