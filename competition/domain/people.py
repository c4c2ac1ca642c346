"""People (人员): their names, phone numbers, and what makes their data complete.

One person has one record, however they came: by registering, on a unit's list, by import.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from competition.domain.accounts import PHONE
from competition.domain.errors import RuleViolation
from competition.domain.id_numbers import IdNumber, read_id_number
from competition.domain.issues import Issue, Severity

LONGEST = 80
INTERPUNCT = "·"
DOTS = re.compile(r"\s*[\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65\uff0e\u25cf]\s*")
HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
PLAIN_DOT = re.compile(rf"(?<={HAN})\s*\.\s*(?={HAN})")
INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
GOOD_KINDS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Mn", "Mc", "Zs", "Co"})
GOOD_SIGNS = frozenset("·-'.\u2019")
GIVEN_UP = {"\ue863": "䶮"}
"""Characters that old systems kept at a private place before Unicode had them."""


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """What is given about a person, as typed. An empty text is not given."""

    name: str
    id_number: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class CheckedPerson:
    """A draft in its one form; what was not given is None."""

    name: str
    id_number: IdNumber | None = None
    phone: str | None = None

    @property
    def is_complete(self) -> bool:
        """Whether the record is complete: name, ID number and phone.

        Rule PSN-04: the federation counts complete, confirmed and undisputed records.
        """
        return bool(self.name and self.id_number and self.phone)


def normalise_name(text: str) -> str:
    """Bring a name into its one form: one kind of interpunct, single blanks, nothing invisible.

    Rare characters stay as they are. Rule PSN-02: every interpunct becomes ·.
    """
    cut = INVISIBLE.sub("", text)
    for old, new in GIVEN_UP.items():
        cut = cut.replace(old, new)
    dotted = PLAIN_DOT.sub(INTERPUNCT, DOTS.sub(INTERPUNCT, cut))
    return " ".join(dotted.split())


def name_key(name: str) -> str:
    """By what two spellings of one name are known to be the same: without dots, blanks, case."""
    folded = unicodedata.normalize("NFKC", normalise_name(name)).casefold()
    return re.sub(r"[\s·.'\u2019-]", "", folded)


def require_person_name(text: str) -> str:
    """Give the name back in its one form. Raises RuleViolation PSN-01.

    Rule PSN-01: a name has 1 to 80 characters, all of them letters or signs that names have.
    """
    name = normalise_name(text)
    if not name or len(name) > LONGEST:
        message = "Give the person's name, at most %(most)s characters."
        raise RuleViolation("PSN-01", message, field="name", most=LONGEST)
    for sign in name:
        if unicodedata.category(sign) not in GOOD_KINDS and sign not in GOOD_SIGNS:
            message = 'A name does not hold "%(sign)s".'
            raise RuleViolation("PSN-01", message, field="name", sign=sign)
    if not name_key(name):
        raise RuleViolation("PSN-01", "A name holds letters or characters.", field="name")
    return name


def require_phone(text: str) -> str:
    """Give the mobile number back as 11 digits. Raises RuleViolation PSN-03.

    Rule PSN-03: a phone number is a mobile number of the mainland; +86 and blanks are fine.
    """
    digits = re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(\+|00)?86(?=1)", "", digits)
    if not PHONE.fullmatch(digits):
        message = "Give a mobile number of 11 digits."
        raise RuleViolation("PSN-03", message, field="phone")
    return digits


def check_person(draft: PersonDraft, today: date) -> tuple[CheckedPerson | None, list[Issue]]:
    """Check all that is given about a person.

    Returns the person, or None and every error; a path names the field.
    """
    issues: list[Issue] = []
    values: dict[str, object] = {}
    for field, text, read in (
        ("name", draft.name, require_person_name),
        ("id_number", draft.id_number, lambda text: read_id_number(text, today)),
        ("phone", draft.phone, require_phone),
    ):
        try:
            values[field] = read(text) if field == "name" or text.strip() else None
        except RuleViolation as refusal:
            issues.append(Issue(refusal.rule, field, refusal.message, refusal.params))
    if issues:
        return None, issues
    name, number, phone = values["name"], values["id_number"], values["phone"]
    assert isinstance(name, str)  # noqa: S101 -- read above without a refusal
    return (
        CheckedPerson(
            name,
            number if isinstance(number, IdNumber) else None,
            phone if isinstance(phone, str) else None,
        ),
        [],
    )


def printing_warnings(missing: str) -> list[Issue]:
    """What is said of a name with characters that the fonts of printed papers lack.

    Takes those characters, if any.
    Rule PSN-05: it is a warning and never refuses the name.
    """
    if not missing:
        return []
    message = "This character may be missing on printed papers: %(signs)s."
    return [Issue("PSN-05", "name", message, {"signs": missing}, Severity.WARNING)]


def masked_phone(phone: str) -> str:
    """The number as screens show it: 138****5678."""
    return f"{phone[:3]}****{phone[-4:]}"


def is_same_name(one: str, other: str) -> bool:
    """Whether two spellings are of one name: dots, blanks, width and case do not count."""
    return name_key(one) == name_key(other)


def require_own_name(given: str, stored: str) -> None:
    """Raise RuleViolation PSN-06 when the ID number is written down with another name.

    Rule PSN-06: an ID number belongs to one person; another name for it is a dispute, which the
    unit and the federation settle. The message never tells the name that is stored.
    """
    if not is_same_name(given, stored):
        message = (
            "This ID number and this name do not belong together. Compare both with the card."
            " If they are right, the federation settles it."
        )
        raise RuleViolation("PSN-06", message, field="id_number")


def waiting_fields(*, is_confirmed: bool, other_name: bool, other_number: bool) -> tuple[str, ...]:
    """Which changed fields wait until the unit has looked at the card again.

    Rule PSN-07: the name and the ID number of a confirmed member change when the unit confirms it;
    anybody else's change at once, and the history keeps what they were.
    """
    if not is_confirmed:
        return ()
    changed = {"name": other_name, "id_number": other_number}
    return tuple(field for field, is_other in changed.items() if is_other)


def may_link(*, is_free: bool, same_name: bool, phones: tuple[str | None, str | None]) -> bool:
    """Whether the record that a list made may be tied to an account without asking anybody.

    Takes the phone of the record and the one that is given.
    Rule PSN-08: only a record without an account, of the same name, without another phone; all
    else becomes a claim, which the unit or the federation settles and which reveals nothing.
    """
    known, given = phones
    return is_free and same_name and known in {None, given}


def require_union(*, is_union: bool, other_account: bool) -> None:
    """Raise RuleViolation PSN-10 unless this organisation may decide whose number it is.

    Rule PSN-10: a number that another account holds is handed over by a union or the federation,
    never by a unit's clerk.
    """
    if other_account and not is_union:
        message = "Another account holds this number. The district or industry union decides."
        raise RuleViolation("PSN-10", message)
