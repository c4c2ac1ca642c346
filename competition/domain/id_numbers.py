"""Identity numbers (公民身份号码) after GB 11643: form, region, birth date, check character.

Only the two digits of the province are checked: the county codes of old cards have long been
retired, and a list of today's codes refuses people who hold a good card.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from competition.domain.errors import RuleViolation

LENGTH = 18
OLD_LENGTH = 15
OLDEST = 120
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
SHAPE = re.compile(r"[0-9]{17}[0-9X]")
PERMITS = frozenset({"81", "82", "83"})
PROVINCES = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71))
REGIONS = PERMITS | {str(n) for first, last in PROVINCES for n in range(first, last + 1)}


class IdKind(StrEnum):
    """A resident's card (居民身份证), or the residence permit of Hong Kong, Macao and Taiwan."""

    RESIDENT = "resident"
    RESIDENCE_PERMIT = "residence_permit"


class Sex(StrEnum):
    """What the last digit but one tells."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A checked number and what it tells. `region` is the six digits of where it was given."""

    kind: IdKind
    number: str
    born_on: date
    sex: Sex
    region: str


def read_id_number(text: str, today: date | None = None) -> IdNumber:
    """Read an identity number as people type it: full width, blanks and a small x are fine.

    Takes the day on which it is read, if the age shall be plausible too.
    Raises RuleViolation IDN-01 to IDN-05 for the first thing that is wrong.
    """
    number = normalise_id_number(text)
    _require_shape(number)
    _require_region(number[:2])
    born_on = _birth_date(number[6:14], today)
    if check_character(number[:17]) != number[17]:
        message = "The check character does not fit. Compare every digit with the card."
        raise _refusal("IDN-05", message)
    kind = IdKind.RESIDENCE_PERMIT if number[:2] in PERMITS else IdKind.RESIDENT
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return IdNumber(kind, number, born_on, sex, number[:6])


def normalise_id_number(text: str) -> str:
    """Bring an identity number into its one form, whether it is right or not."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[\s\u2010-\u2015-]", "", plain)


def check_character(digits: str) -> str:
    """The check character of the first 17 digits: ISO 7064 MOD 11-2, as GB 11643 has it."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return CHECKS[total % 11]


def masked_id_number(number: str) -> str:
    """The number as screens show it: 440***********0014."""
    return f"{number[:3]}{'*' * (LENGTH - 7)}{number[-4:]}"


def age_on(born_on: date, day: date) -> int:
    """Full years on that day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def _require_shape(number: str) -> None:
    """Rule IDN-01: 17 digits and a check character. Rule IDN-02: no cards of 15 digits."""
    if len(number) == OLD_LENGTH and number.isascii() and number.isdigit():
        raise _refusal(
            "IDN-02",
            "This is a number of the old 15 digits. Give the 18 characters of the present card.",
        )
    if not SHAPE.fullmatch(number):
        message = "An ID number has 18 characters: 17 digits, then a digit or X."
        raise _refusal("IDN-01", message)


def _require_region(prefix: str) -> None:
    """Rule IDN-03: it begins with a province, or with 81 to 83 on a residence permit."""
    if prefix not in REGIONS:
        message = "No ID number begins with %(prefix)s. Compare it with the card."
        raise _refusal("IDN-03", message, prefix=prefix)


def _birth_date(digits: str, today: date | None) -> date:
    """Rule IDN-04: the birth date is in the calendar, not in the future, at most 120 years ago."""
    try:
        born_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as error:
        message = "The birth date in the ID number (%(digits)s) is in no calendar."
        raise _refusal("IDN-04", message, digits=digits) from error
    if today is not None and not 0 <= age_on(born_on, today) <= OLDEST:
        message = "The birth date in the ID number (%(digits)s) cannot be right."
        raise _refusal("IDN-04", message, digits=digits)
    return born_on


def _refusal(rule: str, message: str, **params: object) -> RuleViolation:
    return RuleViolation(rule, message, field="id_number", **params)
