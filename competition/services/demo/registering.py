"""Who registers in the demonstration city: units with their data, people, conditions, lists.

ID numbers are valid in form; their region does not exist, so they are nobody's.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from competition.domain.conditions import Condition, Kind, Requirement
from competition.domain.entering import NO_NUMBER
from competition.domain.entry_forms import Asked, Question
from competition.domain.id_numbers import check_character
from competition.domain.identifiers import AccountId, EventId, OrganisationId
from competition.domain.organisations import code_check_sign
from competition.domain.people import PersonDraft
from competition.domain.permissions import Actor
from competition.domain.registration import EntryDraft
from competition.domain.registration_rules import RegistrationRules
from competition.services import (
    entering,
    entry_forms,
    members,
    people,
    registration_rules,
    unit_lists,
)
from competition.services.demo.people import City, organiser, worker
from competition.services.demo.proposing import clerk
from competition.services.demo.stages import EventStory, Step
from competition.services.members import MemberFilter
from competition.services.organisations import Contact, OrganisationDraft
from competition.services.unit_of_work import UnitOfWork

NOWHERE = "329999"
"""A region of no place: the ID numbers of the city belong to nobody."""

WITH_LIST, WITH_FAULTS, FULL = "electrics-wanghu", "welding-lianting", "embroidery-qinghe"
MEMBERS = ("worker1", "colleague01", "colleague02", "colleague03")
ASKING = ("colleague05", "colleague06", "colleague07")
WAITING = ("colleague08", "colleague09", "colleague10")
CONDITIONS = (
    Condition("", ((Requirement(Kind.AGE, 18, 50),),)),
    Condition("", ((Requirement(Kind.LEVEL, 1, level="4"),), (Requirement(Kind.TRADE, 6),))),
)
QUESTIONS = (
    Question("q1", "服装尺码", Asked.ONE, required=True, choices=("S", "M", "L", "XL", "XXL")),
    Question("q2", "是否需要住宿", Asked.ONE, required=True, choices=("是", "否")),
)
OFFICE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def id_number(serial: int, age: int, year: int) -> str:
    """An ID number that is valid in form and nobody's."""
    digits = f"{NOWHERE}{year - age}{serial % 12 + 1:02d}{serial % 28 + 1:02d}{serial % 1000:03d}"
    return digits + check_character(digits)


def credit_code(kind: str, serial: int) -> str:
    """A unified social credit code of a place that does not exist, both of its checks right."""
    office = f"{serial:08d}"
    left = -sum(weight * int(digit) for weight, digit in zip(OFFICE_WEIGHTS, office, strict=True))
    sign = "0123456789X"[left % 11]
    signs = f"{'91' if kind == 'unit' else '81'}{NOWHERE}{office}{sign}"
    return signs + code_check_sign(signs)


def drawn_up(
    name: str, kind: str, parent: OrganisationId | None, serial: int, contact: str
) -> OrganisationDraft:
    """An organisation with a credit code and somebody to ask."""
    duty = "工会主席" if kind == "unit" else "劳动和经济工作部"
    asked = Contact(contact, duty, f"199{serial:08d}", "")
    code = credit_code(kind, serial)
    return OrganisationDraft(name, kind, parent, code=code, contacts=(asked,))


@dataclass(slots=True)
class RegistrationStory:
    """How people and units come to the events that are open."""

    accounts: Mapping[str, AccountId]
    names: Mapping[str, str]
    unit_id: OrganisationId
    city: City
    today: datetime
    stories: Mapping[str, EventStory]
    serial: int = 0

    def steps(self) -> Iterator[Step]:
        """Everything that happens, in order."""
        for place, login in enumerate((*MEMBERS, *ASKING)):
            yield self._day(-30, 3 * place), self._introducing(login)
        yield self._day(-29), self.confirm
        for key in (WITH_LIST, WITH_FAULTS):
            yield self._opened(key), self._asking(key)
        yield self._opened(FULL), self.limit
        for place, login in enumerate(WAITING):
            yield self._day(-1, 11 * place), self._queueing(login)
        yield self._day(-2), self.seal_one
        yield self._day(-1), self.leave_one_open

    def confirm(self, uow: UnitOfWork) -> None:
        """The clerk confirms those of the unit who asked first; the others wait."""
        mine, own = replace(uow, actor=self._clerk), {self.accounts[login] for login in MEMBERS}
        found = members.list_members(mine, self.unit_id, MemberFilter()).members
        first = [line.membership_id for line in found if line.account_id in own]
        members.answer_members(mine, self.unit_id, first, confirm=True)

    def limit(self, uow: UnitOfWork) -> None:
        """Let those wait for whom there is no place."""
        mine = replace(uow, actor=self._organiser)
        event_id = self.stories[FULL].event_id
        base = registration_rules.describe_rules(mine, event_id).number
        registration_rules.save_settings(mine, event_id, RegistrationRules(waiting_list=True), base)

    def seal_one(self, uow: UnitOfWork) -> None:
        """A list of ten, entered and sealed."""
        mine, event_id = replace(uow, actor=self._clerk), self.stories[WITH_LIST].event_id
        version = unit_lists.save_list(mine, event_id, self.unit_id, self._rows(10), 0)
        unit_lists.enter_list(mine, event_id, self.unit_id, version)
        stored = unit_lists.describe_list(mine, event_id, self.unit_id).stored
        unit_lists.seal_list(mine, event_id, self.unit_id, stored.version)

    def leave_one_open(self, uow: UnitOfWork) -> None:
        """A list of eight in which three rows cannot be entered yet."""
        mine, event_id = replace(uow, actor=self._clerk), self.stories[WITH_FAULTS].event_id
        rows = self._rows(8)
        rows[1]["id_number"] = rows[1]["id_number"][:-2]
        rows[4]["id_number"] = rows[0]["id_number"]
        rows[6] |= {"level": "none", "level_since": "", "trade_since": f"{self.today.year - 1}-03"}
        unit_lists.save_list(mine, event_id, self.unit_id, rows, 0)

    def _introducing(self, login: str) -> Callable[[UnitOfWork], None]:
        def introduce(uow: UnitOfWork) -> None:
            mine = replace(uow, actor=worker(self.accounts[login]))
            people.save_own_person(mine, PersonDraft(self.names[login], *self._numbers()))
            members.join_unit(mine, self.unit_id)

        return introduce

    def _asking(self, key: str) -> Callable[[UnitOfWork], None]:
        def ask(uow: UnitOfWork) -> None:
            mine, event_id = replace(uow, actor=self._organiser), self.stories[key].event_id
            base = registration_rules.describe_rules(mine, event_id).number
            registration_rules.save_conditions(mine, event_id, CONDITIONS, base)
            rules = RegistrationRules(second_review=key == WITH_LIST)
            registration_rules.save_settings(mine, event_id, rules, base + 1)
            seen = entry_forms.describe_form(mine, event_id).digest
            entry_forms.save_form(mine, event_id, QUESTIONS, seen)

        return ask

    def _queueing(self, login: str) -> Callable[[UnitOfWork], None]:
        def queue(uow: UnitOfWork) -> None:
            mine, event_id = replace(uow, actor=worker(self.accounts[login])), self._full
            own = entering.prepare_entering(mine, event_id).own
            draft = EntryDraft(NO_NUMBER, own.name, own.unit, self.city.level(), self.city.age())
            entering.enter_event(mine, event_id, draft)

        return queue

    def _rows(self, count: int) -> list[dict[str, str]]:
        """Rows of a list: names and numbers of people who are in order."""
        year = self.today.year
        found = []
        for place in range(count):
            number, phone = self._numbers()
            row = {"name": self.city.name(), "id_number": number, "phone": phone}
            row |= {"level": "43"[place % 2], "level_since": f"{year - 4}-06"}
            found.append(row | {"trade_since": f"{year - 8}-03"})
        return found

    def _numbers(self) -> tuple[str, str]:
        self.serial += 1
        age = 24 + self.serial * 5 % 22
        return id_number(self.serial, age, self.today.year), f"1990001{self.serial:04d}"

    def _opened(self, key: str) -> datetime:
        return self.stories[key].held - timedelta(days=75) + timedelta(minutes=30)

    def _day(self, days: int, minutes: int = 0) -> datetime:
        return self.today + timedelta(days=days, minutes=minutes)

    @property
    def _full(self) -> EventId:
        return self.stories[FULL].event_id

    @property
    def _clerk(self) -> Actor:
        return clerk(self.accounts["clerk"], self.unit_id)

    @property
    def _organiser(self) -> Actor:
        return organiser(self.accounts["organiser"])
