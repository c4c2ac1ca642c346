"""A proposal in the reader's words: the labels of its fields, and its values as lines."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _l

from competition.domain.competitions import Level
from competition.domain.events import Group
from competition.domain.proposal_document import (
    FIELDS,
    Attachment,
    Field,
    Kind,
    PartKind,
    ProposalDocument,
    Step,
)
from competition.domain.proposals import Action, ProposalState
from competition.web.formatting import day

STEPS = {
    Step.COMPETITION: _l("The competition"),
    Step.TRADE: _l("Occupation and basis"),
    Step.PEOPLE: _l("Who organises and hosts"),
    Step.SCALE: _l("Groups and expected size"),
    Step.ROUNDS: _l("Rounds, dates, places"),
    Step.PARTS: _l("Parts and weights"),
    Step.JUDGES: _l("Judges of the competition"),
    Step.BUDGET: _l("Budget and sources"),
    Step.HONOURS: _l("Honours asked for"),
    Step.SAFETY: _l("Safety and emergencies"),
    Step.CONDITIONS: _l("Conditions for applicants"),
    Step.ATTACHMENTS: _l("Attachments"),
}
LABELS = {
    "competition_class": _l("Class"),
    "level": _l("Level"),
    "regional": _l("Invitational with other cities"),
    "partner_cities": _l("Cities that take part"),
    "title": _l("Own name"),
    "purpose": _l("Why it should be held"),
    "trade_code": _l("Occupation"),
    "trade": _l("Trade that is contested"),
    "industry": _l("Industry"),
    "basis": _l("Basis standard"),
    "basis_level": _l("Skill level of the basis"),
    "organiser": _l("Organiser (responsible)"),
    "hosts": _l("Hosts"),
    "co_organisers": _l("Co-organisers"),
    "contact": _l("Contact person"),
    "phone": _l("Telephone"),
    "groups": _l("Groups"),
    "rounds": _l("Rounds"),
    "parts": _l("Parts"),
    "judges": _l("Number of judges"),
    "chief_judge": _l("Chief judge"),
    "judges_source": _l("Where the judges come from"),
    "costs": _l("Costs"),
    "sources": _l("Sources of money"),
    "honours": _l("Honours"),
    "honours_about": _l("Remarks about honours"),
    "safety_officer": _l("Person in charge of safety"),
    "safety_plan": _l("Safety plan"),
    "emergency_plan": _l("Emergency plan"),
    "conditions": _l("Conditions that are confirmed"),
    "attachments": _l("Attached files"),
}
HINTS = {
    "competition_class": _l("Class 1 crosses industries and is approved; class 2 is filed."),
    "partner_cities": _l("One a line; needed for an invitational."),
    "title": _l("Left empty, the name follows the rule of the season."),
    "purpose": _l("It will stand on the public page as well."),
    "trade_code": _l("Type a code or a name and choose from the suggestions."),
    "trade": _l("Left empty, it takes the occupation's name."),
    "basis": _l("Name and number of the occupational standard, or the firm's own norm."),
    "hosts": _l("One a line; who runs it on site."),
    "co_organisers": _l("One a line."),
    "judges_source": _l("Pools they come from, and what they must have."),
    "costs": _l("What for, in yuan."),
    "sources": _l("From whom, in yuan. Both sums must be equal."),
    "safety_plan": _l("Venue, equipment, electricity, fire, insurance."),
    "emergency_plan": _l("Injury, power failure, weather, food: who does what."),
    "rounds": _l("In their order. A round on one day needs no last day."),
    "parts": _l("The weights add up to 100 %%."),
}
COLUMNS = {
    "group": _l("Group"),
    "entrants": _l("Expected entrants"),
    "units": _l("Expected units"),
    "name": _l("Name of the round"),
    "starts_on": _l("First day"),
    "ends_on": _l("Last day"),
    "place": _l("Venue"),
    "kind": _l("Kind of part"),
    "title": _l("Name of the item"),
    "weight": _l("Weight in %%"),
    "amount": _l("Amount in yuan"),
    "count": _l("Number of honours"),
}
LEVEL_NAMES = {
    Level.UNIT: _l("unit level"),
    Level.DISTRICT: _l("district level"),
    Level.INDUSTRY: _l("industry level"),
    Level.CITY: _l("city level"),
    Level.PROVINCE: _l("province level"),
    Level.NATION: _l("national level"),
}
CHOICES: Mapping[str, Mapping[str, object]] = {
    "competition_class": {"1": _l("Class 1"), "2": _l("Class 2")},
    "level": {level.value: word for level, word in LEVEL_NAMES.items()},
    "regional": {"no": _l("No"), "yes": _l("Yes")},
    "basis_level": {
        "5": _l("Level 5 (junior)"),
        "4": _l("Level 4 (intermediate)"),
        "3": _l("Level 3 (senior)"),
        "2": _l("Level 2 (technician)"),
        "1": _l("Level 1 (senior technician)"),
    },
    "group": {Group.WORKER.value: _l("Workers"), Group.STUDENT.value: _l("Students")},
    "kind": {
        PartKind.THEORY.value: _l("Theory"),
        PartKind.PRACTICAL.value: _l("Practical work"),
        PartKind.OTHER.value: _l("Other part"),
    },
}
STATES = {
    ProposalState.DRAFT: _l("being written"),
    ProposalState.SUBMITTED: _l("under review"),
    ProposalState.RETURNED: _l("returned to the proposer"),
    ProposalState.APPROVED: _l("approved (class 1)"),
    ProposalState.FILED: _l("filed (class 2)"),
    ProposalState.DECLINED: _l("not accepted"),
    ProposalState.WITHDRAWN: _l("withdrawn by the proposer"),
}
VERBS = {
    Action.ENDORSE: _l("Endorse and pass on"),
    Action.APPROVE: _l("Approve it (class 1)"),
    Action.FILE: _l("File it (class 2)"),
    Action.RETURN: _l("Return for changes"),
    Action.DECLINE: _l("Do not accept it"),
}
DONE = {
    Action.SUBMIT: _l("was handed in"),
    Action.WITHDRAW: _l("was withdrawn"),
    Action.ENDORSE: _l("was endorsed and passed on"),
    Action.APPROVE: _l("was approved"),
    Action.FILE: _l("was filed"),
    Action.RETURN: _l("was returned"),
    Action.DECLINE: _l("was not accepted"),
}


def lines_of(field: Field, value: object, names: Mapping[str, str]) -> tuple[str, ...]:
    """The value of a field as lines; `names` are those of industries and occupations by code."""
    if field.key == "attachments" and isinstance(value, tuple):
        return tuple(_file(one) for one in value)
    if field.kind is Kind.ROWS and isinstance(value, tuple):
        return tuple(row_words(field, row) for row in value)
    if field.kind is Kind.NAMES and isinstance(value, tuple):
        return value
    if field.kind is Kind.LONG:
        return tuple(str(value).splitlines())
    if field.key in ("industry", "trade_code"):
        value = names.get(str(value), value)
    words = one_word(field, value)
    return (words,) if words else ()


def row_words(field: Field, row: object) -> str:
    """A row as one line: its cells with a dot between."""
    cells = {column.key: cell_words(column, getattr(row, column.key)) for column in field.columns}
    if cells.get("starts_on") and cells.get("ends_on"):
        cells["starts_on"] += f" – {cells.pop('ends_on')}"
    return " · ".join(filter(None, cells.values()))


def cell_words(column: Field, value: object) -> str:
    """A cell with its unit, so that a line is understood without the table's head."""
    words = one_word(column, value)
    if not words:
        return ""
    if column.key == "entrants":
        return str(gettext("%(count)s entrants", count=words))
    if column.key == "units":
        return str(gettext("%(count)s units", count=words))
    if column.key == "weight":
        return f"{words} %"
    return str(gettext("%(amount)s yuan", amount=words)) if column.key == "amount" else words


def one_word(field: Field, value: object) -> str:
    """A single value in words."""
    if field.kind is Kind.CHOICE:
        return str(CHOICES.get(field.key, {}).get(str(value), value))
    if isinstance(value, Decimal):
        return str(format_decimal(value))
    if isinstance(value, date):
        return day(value)
    return "" if value is None else str(value)


def document_lines(
    document: ProposalDocument, names: Mapping[str, str]
) -> dict[str, Sequence[str]]:
    """Every field of a document as lines, for a comparison."""
    return {field.key: lines_of(field, getattr(document, field.key), names) for field in FIELDS}


def label_of(path: str) -> str:
    """What the place of an issue is called: ``rounds0-place`` is the place in line 1 of rounds."""
    head, _, column = path.partition("-")
    key = head.rstrip("0123456789")
    label = str(LABELS.get(key, ""))
    if not column:
        return label
    line = int(head.removeprefix(key)) + 1
    named = str(COLUMNS.get(column, column)).replace("%%", "%")
    return str(
        gettext("%(field)s, line %(line)s, %(column)s", field=label, line=line, column=named)
    )


def _file(one: Attachment) -> str:
    return f"{one.name} ({((one.size or 0) + 1023) // 1024} KB)"
