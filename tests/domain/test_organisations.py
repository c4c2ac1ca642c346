import pytest

from competition.domain.errors import RuleViolation
from competition.domain.organisations import require_name


def test_org_01_a_name_is_kept_without_its_ends():
    assert require_name(" 苏城市总工会 ", taken=False) == "苏城市总工会"


@pytest.mark.parametrize(("name", "taken"), [(" ", False), ("长" * 121, False), ("某工会", True)])
def test_org_01_a_name_is_there_fits_and_is_its_own(name, taken):
    with pytest.raises(RuleViolation) as refusal:
        require_name(name, taken=taken)

    assert (refusal.value.rule, refusal.value.field) == ("ORG-01", "name")
