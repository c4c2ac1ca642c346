"""The judges of the demonstration city at work: by work code, as on their phones."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from competition.domain.identifiers import AccountId, EventId
from competition.domain.judging import TypedMark
from competition.domain.marking import Aspect, Module
from competition.services import blind_codes, judging
from competition.services.demo.marks import ability, mark
from competition.services.demo.people import THEORY_JUDGES, judge, organiser
from competition.services.demo.plans import EventPlan
from competition.services.judging import SheetLine
from competition.services.unit_of_work import UnitOfWork

MINUTES_EACH = timedelta(seconds=100)
SLIP = "复核计量记录，原读数抄录有误"


@dataclass(slots=True)
class PanelAtWork:
    """The judge of theory and the panel of practice of one event.

    `numbers` tells which entry a code stands for: the city knows, its judges never ask.
    """

    plan: EventPlan
    accounts: Mapping[str, AccountId]
    competition_title: str
    event_id: EventId = field(default=EventId(0))
    numbers: dict[str, str] = field(default_factory=dict)

    @property
    def logins(self) -> tuple[str, ...]:
        """Who judges: theory first, then practice."""
        return (THEORY_JUDGES[self.plan.entries % 2], *self.plan.panel)

    def learn_codes(self, uow: UnitOfWork, event_id: EventId) -> None:
        """Note which code stands for which entry, as the organisers do who label the works."""
        mine = replace(uow, actor=organiser(self.accounts["organiser"]))
        self.event_id = event_id
        decoded = blind_codes.decode_works(mine, event_id)
        self.numbers = {str(work.work_code): work.number for work in decoded}

    def marking(self, place: int) -> Callable[[UnitOfWork], None]:
        """What the judge in this place does: mark so many sheets, leave the next one half done."""

        def work(uow: UnitOfWork) -> None:
            sheets = list(self._sheets(uow, place))
            share = self.plan.shares[place - 1] if self.plan.shares and place else 1.0
            done = round(len(sheets) * share)
            for serial, sheet in enumerate(sheets[: done + 1]):
                at = uow.now + MINUTES_EACH * serial
                here = replace(self._as_judge(uow, place), now=at)
                typed = self._typed(sheet, place)
                if serial < done:
                    judging.enter_marks(here, sheet.sheet_id, typed)
                    judging.submit_sheet(here, sheet.sheet_id)
                else:
                    judging.enter_marks(here, sheet.sheet_id, typed[: len(typed) // 2])

        return work

    def correct_one(self, uow: UnitOfWork) -> None:
        """The first judge of practice corrects a mark that was read off wrongly."""
        here = self._as_judge(uow, 1)
        for line in self._sheets(uow, 1):
            if self.numbers[line.work_code] == "0002":
                sheet = judging.describe_sheet(here, line.sheet_id)
                old = next(one for one in sheet.aspects if one.aspect.id == "B6")
                new = "9.5" if str(old.value) != "9.5" else "8.5"
                typed = TypedMark("B6", new, old.version)
                judging.correct_mark(here, line.sheet_id, typed, SLIP)

    def _sheets(self, uow: UnitOfWork, place: int) -> Iterator[SheetLine]:
        """The judge's sheets of this event, in the order of the entries, so that runs are alike."""
        lines = judging.list_sheets(self._as_judge(uow, place))
        title = (self.plan.trade.title, self.plan.round_name, self.competition_title)
        mine = [
            line
            for line in lines
            if (line.event_title, line.round_name, line.competition_title) == title
        ]
        yield from sorted(mine, key=lambda line: self.numbers[line.work_code])

    def _typed(self, sheet: SheetLine, place: int) -> list[TypedMark]:
        """What the judge types for the work behind a sheet."""
        plan = self.plan
        number = self.numbers[sheet.work_code]
        like = plan.equals.get(number, number)
        skill = plan.abilities.get(like, ability(plan.key, like))
        typed = []
        for aspect in self._aspects(place):
            drawn = mark(plan.key, like, aspect, str(place), skill)
            text = plan.written.get((number, aspect.id, place - 1), drawn)
            typed.append(TypedMark(aspect.id, text))
        return typed

    def _aspects(self, place: int) -> tuple[Aspect, ...]:
        theory, practice = self.plan.trade.scheme.modules
        module: Module = practice if place else theory
        return module.aspects

    def _as_judge(self, uow: UnitOfWork, place: int) -> UnitOfWork:
        return replace(uow, actor=judge(self.accounts[self.logins[place]], self.event_id))
