"""What a proposal (竞赛项目申报) says: its fields, the steps in which they are written, their rows.

The document is plain data. Every field is named once, in `FIELDS`; reading, writing, comparing and
showing follow that table.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from competition.domain.competitions import Level
from competition.domain.events import Group

SHORT, LONG, MOST_ROWS = 120, 4000, 40


class Step(StrEnum):
    """The pages on which a proposal is written, in their order."""

    COMPETITION = "competition"
    TRADE = "trade"
    PEOPLE = "people"
    SCALE = "scale"
    ROUNDS = "rounds"
    PARTS = "parts"
    JUDGES = "judges"
    BUDGET = "budget"
    HONOURS = "honours"
    SAFETY = "safety"
    CONDITIONS = "conditions"
    ATTACHMENTS = "attachments"


class Kind(StrEnum):
    """What is written in a field."""

    TEXT = "text"
    LONG = "long"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DAY = "day"
    CHOICE = "choice"
    NAMES = "names"
    ROWS = "rows"


class PartKind(StrEnum):
    """A part of the contest: theory (理论), practical (实操), or another."""

    THEORY = "theory"
    PRACTICAL = "practical"
    OTHER = "other"


SKILL_LEVELS = ("5", "4", "3", "2", "1")
"""Vocational skill levels (职业技能等级), 5 (初级工) to 1 (高级技师)."""


@dataclass(frozen=True, slots=True)
class GroupScale:
    """How many entrants and units are expected in a group (职工组, 学生组)."""

    group: str = ""
    entrants: int | None = None
    units: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """A round (初赛, 复赛, 决赛) with its days and its place."""

    name: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the contest with its weight in per cent of the total."""

    kind: str = ""
    title: str = ""
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """A line of the budget: what for or from whom, and how many yuan."""

    title: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class HonourWish:
    """An honour that is asked for, and how many of it."""

    title: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored file that belongs to the proposal; `size` in bytes."""

    file_id: int | None = None
    name: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its key, its step, what is written in it; rows have columns and a class.

    `least` and `most` bound numbers; `most` also bounds the characters of texts.
    """

    key: str
    step: Step
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    columns: "tuple[Field, ...]" = ()
    row: type | None = None
    most: int = SHORT
    least: int = 0
    places: int = 0
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class ProposalDocument:
    """All that a proposal says; what is not written yet is empty or None."""

    competition_class: str = ""
    level: str = ""
    regional: str = ""
    partner_cities: tuple[str, ...] = ()
    title: str = ""
    purpose: str = ""
    trade_code: str = ""
    trade: str = ""
    industry: str = ""
    basis: str = ""
    basis_level: str = ""
    organiser: str = ""
    hosts: tuple[str, ...] = ()
    co_organisers: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""
    groups: tuple[GroupScale, ...] = ()
    rounds: tuple[PlannedRound, ...] = ()
    parts: tuple[Part, ...] = ()
    judges: int | None = None
    chief_judge: str = ""
    judges_source: str = ""
    costs: tuple[Money, ...] = ()
    sources: tuple[Money, ...] = ()
    honours: tuple[HonourWish, ...] = ()
    honours_about: str = ""
    safety_officer: str = ""
    safety_plan: str = ""
    emergency_plan: str = ""
    conditions: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def weight(self) -> Decimal:
        """The weights of all parts together, in per cent."""
        return sum((part.weight or Decimal(0) for part in self.parts), Decimal(0))

    @property
    def theory_weight(self) -> Decimal:
        """The weight of the theory parts together, in per cent."""
        theory = (part for part in self.parts if part.kind == PartKind.THEORY)
        return sum((part.weight or Decimal(0) for part in theory), Decimal(0))

    @property
    def entrants(self) -> int:
        """How many entrants are expected in all groups."""
        return sum(group.entrants or 0 for group in self.groups)


def total(lines: tuple[Money, ...]) -> Decimal:
    """Add the amounts of budget lines up; a line without an amount adds nothing."""
    return sum((line.amount or Decimal(0) for line in lines), Decimal(0))


def _column(key: str, kind: Kind = Kind.TEXT, **more: object) -> Field:
    return Field(key, Step.COMPETITION, kind, **more)  # type: ignore[arg-type]  # passed on as is


_GROUP_COLUMNS = (
    _column("group", Kind.CHOICE, choices=tuple(Group)),
    _column("entrants", Kind.WHOLE, least=1, most=100_000),
    _column("units", Kind.WHOLE, least=1, most=100_000),
)
_ROUND_COLUMNS = (
    _column("name", most=40),
    _column("starts_on", Kind.DAY),
    _column("ends_on", Kind.DAY, is_needed=False),
    _column("place"),
)
_PART_COLUMNS = (
    _column("kind", Kind.CHOICE, choices=tuple(PartKind)),
    _column("title"),
    _column("weight", Kind.DECIMAL, most=100, places=2),
)
_MONEY_COLUMNS = (
    _column("title"),
    _column("amount", Kind.DECIMAL, most=1_000_000_000, places=2),
)
_HONOUR_COLUMNS = (_column("title"), _column("count", Kind.WHOLE, least=1, most=10_000))
_FILE_COLUMNS = (
    _column("file_id", Kind.WHOLE, most=2**31),
    _column("name", most=200),
    _column("size", Kind.WHOLE, most=2**31),
)
_S = Step
FIELDS: tuple[Field, ...] = (
    Field("competition_class", _S.COMPETITION, Kind.CHOICE, ("1", "2")),
    Field("level", _S.COMPETITION, Kind.CHOICE, tuple(Level)),
    Field("regional", _S.COMPETITION, Kind.CHOICE, ("no", "yes")),
    Field("partner_cities", _S.COMPETITION, Kind.NAMES, is_needed=False),
    Field("title", _S.COMPETITION, is_needed=False),
    Field("purpose", _S.COMPETITION, Kind.LONG, most=LONG),
    Field("trade_code", _S.TRADE, most=20),
    Field("trade", _S.TRADE, most=80),
    Field("industry", _S.TRADE, most=40),
    Field("basis", _S.TRADE, most=200),
    Field("basis_level", _S.TRADE, Kind.CHOICE, SKILL_LEVELS),
    Field("organiser", _S.PEOPLE),
    Field("hosts", _S.PEOPLE, Kind.NAMES),
    Field("co_organisers", _S.PEOPLE, Kind.NAMES, is_needed=False),
    Field("contact", _S.PEOPLE, most=40),
    Field("phone", _S.PEOPLE, most=40),
    Field("groups", _S.SCALE, Kind.ROWS, columns=_GROUP_COLUMNS, row=GroupScale),
    Field("rounds", _S.ROUNDS, Kind.ROWS, columns=_ROUND_COLUMNS, row=PlannedRound),
    Field("parts", _S.PARTS, Kind.ROWS, columns=_PART_COLUMNS, row=Part),
    Field("judges", _S.JUDGES, Kind.WHOLE, least=1, most=1000),
    Field("chief_judge", _S.JUDGES, is_needed=False),
    Field("judges_source", _S.JUDGES, Kind.LONG, most=LONG),
    Field("costs", _S.BUDGET, Kind.ROWS, columns=_MONEY_COLUMNS, row=Money),
    Field("sources", _S.BUDGET, Kind.ROWS, columns=_MONEY_COLUMNS, row=Money),
    Field("honours", _S.HONOURS, Kind.ROWS, (), _HONOUR_COLUMNS, HonourWish, is_needed=False),
    Field("honours_about", _S.HONOURS, Kind.LONG, most=LONG, is_needed=False),
    Field("safety_officer", _S.SAFETY),
    Field("safety_plan", _S.SAFETY, Kind.LONG, most=LONG),
    Field("emergency_plan", _S.SAFETY, Kind.LONG, most=LONG),
    Field("conditions", _S.CONDITIONS, Kind.NAMES, most=200, is_needed=False),
    Field("attachments", _S.ATTACHMENTS, Kind.ROWS, (), _FILE_COLUMNS, Attachment, is_needed=False),
)
BY_KEY = {field.key: field for field in FIELDS}


def fields_of(step: Step) -> tuple[Field, ...]:
    """The fields of one step, in their order."""
    return tuple(field for field in FIELDS if field.step is step)


def place_of(path: str) -> str:
    """The key of the field that a path such as ``rounds0-place`` lies in; empty if in none.

    No key ends in a digit, so the row's number separates field and column.
    """
    head = path.partition("-")[0].rstrip("0123456789")
    return head if head in BY_KEY else ""
