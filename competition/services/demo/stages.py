"""What happens to an event of the demonstration city, one instant after the other."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from competition.domain.bundle_policies import read_policies
from competition.domain.entering import NO_NUMBER
from competition.domain.entries import Deduction, Standing
from competition.domain.identifiers import AccountId, CompetitionId, EventId
from competition.domain.permissions import Actor
from competition.domain.preparation import EventDetails
from competition.domain.registration import EntryDraft
from competition.domain.windows import Window
from competition.services import (
    appointments,
    blind_codes,
    deductions,
    entering,
    entries,
    entry_reviews,
    events,
    policies,
    results,
    schemes,
)
from competition.services.appointments import NewAppointment
from competition.services.demo.judging import PanelAtWork
from competition.services.demo.people import City, organiser, worker
from competition.services.demo.plans import EventPlan, Stage
from competition.services.entries import EntryFilter, ReadRow
from competition.services.unit_of_work import UnitOfWork

Step = tuple[datetime, Callable[[UnitOfWork], None]]
"""An instant, and what is done then."""

REMARKS = ("材料齐全", "所在单位未在名单中，请改由单位申报")


@dataclass(slots=True)
class EventStory:
    """One event on its way; `accounts` are the ids by sign-in name."""

    plan: EventPlan
    competition_id: CompetitionId
    competition_title: str
    accounts: Mapping[str, AccountId]
    city: City
    held: datetime
    event_id: EventId = field(default=EventId(0))
    units: list[str] = field(default_factory=list)
    panel: PanelAtWork = field(init=False)

    def __post_init__(self) -> None:
        """Bring the judges together."""
        self.panel = PanelAtWork(self.plan, self.accounts, self.competition_title)

    def steps(self) -> Iterator[Step]:
        """Everything that happens, in order, as far as the plan goes."""
        day, stage = self._day, self.plan.stage
        yield day(-75), self.create
        if stage >= Stage.OPEN:
            yield day(-60), self.open
            for place, login in enumerate(self.plan.workers):
                yield day(-58, minutes=7 * place), self._entering(login)
            yield day(-50), self.answer
            yield day(-40, minutes=20), self.import_list
        if stage >= Stage.CLOSED:
            yield day(-14), self.close
            yield day(-8), self.appoint
        if stage >= Stage.MARKING:
            yield day(0, minutes=-60), self.hand_out
            yield from self._marking()
        if stage >= Stage.PUBLISHED:
            yield day(2, minutes=420), self.publish
        if stage is Stage.REPUBLISHED:
            yield day(3), self.retract
            yield day(3, minutes=95), self.panel.correct_one
            yield day(4), self.publish

    def create(self, uow: UnitOfWork) -> None:
        """Write the event down with its scheme and its policies."""
        trade = self.plan.trade
        details = EventDetails(
            title=trade.title,
            trade=trade.occupation,
            group="student" if "学生" in self.plan.round_name else "worker",
            round_name=self.plan.round_name,
            venue=trade.venue,
            about=trade.about,
            held_on=self.held.date(),
            entries=Window(self._day(-60), self._day(-15, minutes=540)),
            seats=self.plan.seats,
        )
        mine = self._as_organiser(uow)
        self.event_id = events.create_event(mine, self.competition_id, details)
        schemes.save_scheme(mine, self.event_id, trade.scheme, 0)
        read, issues = read_policies(self.plan.policies, trade.scheme)
        if read is None:
            raise ValueError(f"the policies of {self.plan.key} cannot be read: {issues[0]}")
        policies.save_policies(mine, self.event_id, read, 0)

    def open(self, uow: UnitOfWork) -> None:
        """Open the event for entries."""
        events.open_entries(self._as_organiser(uow), self.event_id)

    def close(self, uow: UnitOfWork) -> None:
        """Close the event for entries."""
        events.close_entries(self._as_organiser(uow), self.event_id)

    def answer(self, uow: UnitOfWork) -> None:
        """Accept those who entered by themselves; of an open event the last still waits."""
        mine = self._as_organiser(uow)
        found = entries.list_entries(mine, self.event_id, EntryFilter()).entries
        waiting = found[:-1] if self.plan.stage is Stage.OPEN and len(found) > 1 else found
        for place, entry in enumerate(waiting):
            declined = self.plan.stage is Stage.OPEN and place == 1
            entry_reviews.answer_entry(
                mine, self.event_id, entry.id, accept=not declined, reason=REMARKS[declined]
            )

    def import_list(self, uow: UnitOfWork) -> None:
        """Take the list of the units, as from a workbook."""
        first, last = len(self.plan.workers) + 1, self.plan.entries
        rows = [
            ReadRow(line, self._row(number))
            for line, number in enumerate(range(first, last + 1), 2)
        ]
        if rows:
            entries.import_entries(self._as_organiser(uow), self.event_id, rows, self.plan.key)

    def appoint(self, uow: UnitOfWork) -> None:
        """Appoint one judge of theory and the panel of practice, its first the chief judge."""
        mine = self._as_organiser(uow)
        for place, login in enumerate(self.panel.logins):
            recused = self.plan.recused and login == self.plan.panel[-1]
            new = NewAppointment(
                f"P{place}" if place else "T1",
                is_chief=place == 1,
                modules=("B",) if place else ("A",),
                unit=self.units[0] if recused else "",
            )
            appointments.appoint_judge(mine, self.event_id, login, new)

    def hand_out(self, uow: UnitOfWork) -> None:
        """Note who is not there, then hand out the codes."""
        mine = self._as_organiser(uow)
        for number, (standing, reason) in self.plan.standings.items():
            if standing is not Standing.DISQUALIFIED:
                self._stand(mine, number, standing, reason)
        blind_codes.issue_codes(mine, self.event_id)
        self.panel.learn_codes(uow, self.event_id)

    def deduct(self, uow: UnitOfWork) -> None:
        """Enter what is taken off, and who is out."""
        for number, (standing, reason) in self.plan.standings.items():
            if standing is Standing.DISQUALIFIED:
                self._stand(self._as_organiser(uow), number, standing, reason)
        for number, points, module, reason in self.plan.deductions:
            deduction = Deduction(number, Decimal(points), module, reason)
            deductions.enter_deduction(self._as_organiser(uow), self.event_id, deduction)

    def publish(self, uow: UnitOfWork) -> None:
        """Publish the ranking."""
        results.publish_results(self._as_organiser(uow), self.event_id)

    def retract(self, uow: UnitOfWork) -> None:
        """Take the ranking back."""
        reason = "复核发现一份评分表录入有误，更正后重新公布"
        results.retract_results(self._as_organiser(uow), self.event_id, reason)

    def _marking(self) -> Iterator[Step]:
        for place in range(len(self.panel.logins)):
            yield self._day(0, minutes=60 * (place + 1)), self.panel.marking(place)
        if self.plan.deductions:
            yield self._day(0, minutes=450), self.deduct

    def _entering(self, login: str) -> Callable[[UnitOfWork], None]:
        def enter(uow: UnitOfWork) -> None:
            account_id = self.accounts[login]
            mine = replace(uow, actor=worker(account_id))
            own = entering.prepare_entering(mine, self.event_id).own
            level = "3" if login == "worker1" else self.city.level()
            age = 33 if login == "worker1" else self.city.age()
            draft = EntryDraft(NO_NUMBER, own.name, own.unit, level, age)
            entering.enter_event(mine, self.event_id, draft)
            self.units.append(own.unit)

        return enter

    def _row(self, number: int) -> dict[str, str]:
        unit = self.city.unit(self.plan.trade.units)
        self.units.append(unit)
        return {
            "number": f"{number:04d}",
            "name": self.city.name(),
            "unit": unit,
            "level": self.city.level() or "",
            "age": str(self.city.age()),
            "honours": "否" if number == self.plan.entries - 4 else "是",
        }

    def _stand(self, mine: UnitOfWork, number: str, standing: Standing, reason: str) -> None:
        found = entries.list_entries(mine, self.event_id, EntryFilter(search=number)).entries
        entry_id = next(entry.id for entry in found if entry.number == number)
        entries.set_standing(mine, self.event_id, entry_id, standing, reason)

    def _as_organiser(self, uow: UnitOfWork) -> UnitOfWork:
        return replace(uow, actor=self._organiser)

    @property
    def _organiser(self) -> Actor:
        return organiser(self.accounts["organiser"])

    def _day(self, days: int, minutes: int = 0) -> datetime:
        return self.held + timedelta(days=days, minutes=minutes)
