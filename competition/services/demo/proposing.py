"""What happens to a proposal of the demonstration city, one instant after the other."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from competition.domain.identifiers import AccountId, EventId, OrganisationId, ProposalId
from competition.domain.permissions import Actor, Permission, Role, Scope, ScopeKind
from competition.domain.proposal_document import Step as Page
from competition.domain.proposal_document import fields_of
from competition.domain.proposal_rules import ProposalRules, write_rules
from competition.domain.proposals import Action
from competition.domain.windows import Window
from competition.persistence import events as event_rows
from competition.persistence import proposals as rows
from competition.services import (
    catalogues,
    competitions,
    events,
    proposal_reviews,
    proposal_rules,
    proposals,
)
from competition.services.demo.people import organiser
from competition.services.demo.programme import ACCEPTED, CHANGED, Fate, ProposalPlan
from competition.services.demo.publicity import (
    CONTACT,
    FAQ,
    announcement,
    ask_and_decide,
    publish_pages,
)
from competition.services.demo.stages import Step
from competition.services.proposal_reviews import Decision
from competition.services.unit_of_work import UnitOfWork

MOST_TRADES = 6
HANDED_IN = {Fate.AT_CITY: -7, Fate.LATE: -24, Fate.AT_UNION: -3, Fate.RETURNED: -12}
"""On which day proposals that are still on their way were handed in; all others long ago."""

LONG_AGO = -160
COMMENTS = (("judges", "裁判人数偏少，请增至 5 人以上"), ("emergency_plan", "请补充医疗保障单位"))
REASONS = {
    Action.RETURN: "方案总体可行，请按批注补充后重新提交。",
    Action.DECLINE: "与市级同工种竞赛重复，建议组队参加市赛。",
}


def season_rules(uow: UnitOfWork, season: int) -> None:
    """Set the season's rules for proposals, as the federation does each year."""
    texts = write_rules(replace(ProposalRules(), most_trades=MOST_TRADES))
    reason = "区市总工会每年申报工种较多，上限由 3 个放宽到 6 个"
    proposal_rules.save_rules(uow, season, texts, 0, reason)


def officer(account_id: AccountId, union: OrganisationId) -> Actor:
    """An officer of a union."""
    scope = Scope(ScopeKind.ORGANISATION, union)
    return Actor(account_id, frozenset({(Role.OFFICER, scope)}))


def clerk(account_id: AccountId, unit: OrganisationId) -> Actor:
    """The clerk of a unit."""
    scope = Scope(ScopeKind.ORGANISATION, unit)
    return Actor(account_id, frozenset({(Role.CLERK, scope)}))


@dataclass(slots=True)
class ProposalStory:
    """One proposal on its way.

    Takes the plan, its season, who proposes (organisation and officer), the organiser who decides,
    and the day from which days count.
    """

    plan: ProposalPlan
    season: int
    organisation_id: OrganisationId
    name: str
    proposer: Actor
    decider: AccountId
    today: datetime
    proposal_id: ProposalId = field(default=ProposalId(0))

    def steps(self) -> Iterator[Step]:
        """Everything that happens, in order, as far as the plan goes."""
        fate, begun = self.plan.fate, HANDED_IN.get(self.plan.fate, LONG_AGO)
        yield self._day(begun - 6), self.write
        if fate is Fate.DRAFT:
            return
        yield self._day(begun), self.submit
        afterwards = {
            Fate.RETURNED: ((begun + 4, self.send_back),),
            Fate.WITHDRAWN: ((begun + 4, self.send_back), (begun + 9, self.withdraw)),
            Fate.DECLINED: ((begun + 5, self.decline),),
        }
        if fate in ACCEPTED:
            yield self._day(begun + 6), self.accept
        if fate in CHANGED:
            yield self._day(-25), self.change
        if fate in {Fate.ANNOUNCED, Fate.OPEN}:
            yield self._day(begun + 20), self.announce
        if fate is Fate.OPEN:
            yield self._day(-15), self.open
        for day, step in afterwards.get(fate, ()):
            yield self._day(day), step

    def write(self, uow: UnitOfWork) -> None:
        """Write the proposal; a draft stops half way."""
        mine = replace(uow, actor=self.proposer)
        self.proposal_id = proposals.open_proposal(mine, self.organisation_id, self.season)
        draft, texts = proposals.for_writing(mine, self.proposal_id), self._texts()
        texts["trade"] = catalogues.find_occupation(mine, self.plan.code).name
        pages = list(Page)[: 5 if self.plan.fate is Fate.DRAFT else None]
        written = {one.key for page in pages for one in fields_of(page)} & texts.keys()
        kept = draft.texts | {key: texts[key] for key in written}
        proposals.save_draft(mine, draft, kept, pages[-1])

    def submit(self, uow: UnitOfWork) -> None:
        """Hand it in."""
        version = rows.load(uow.session, self.proposal_id).version
        proposals.submit_proposal(replace(uow, actor=self.proposer), self.proposal_id, version)

    def send_back(self, uow: UnitOfWork) -> None:
        """Comment on two fields and return it."""
        for key, body in COMMENTS:
            mine = replace(uow, actor=organiser(self.decider))
            proposal_reviews.enter_comment(mine, self.proposal_id, key, body)
        self._decide(uow, Action.RETURN)

    def withdraw(self, uow: UnitOfWork) -> None:
        """Take it back for good."""
        mine = replace(uow, actor=self.proposer)
        proposals.withdraw_proposal(mine, self.proposal_id, "与区内企业协商后改在明年举办")

    def decline(self, uow: UnitOfWork) -> None:
        """Decline it."""
        self._decide(uow, Action.DECLINE)

    def accept(self, uow: UnitOfWork) -> None:
        """Approve class 1, file class 2: a competition comes of it."""
        self._decide(uow, Action.APPROVE if self.plan.competition_class == "1" else Action.FILE)

    def announce(self, uow: UnitOfWork) -> None:
        """Make the competition public, with its announcement, answers to questions, and contact."""
        mine = replace(uow, actor=organiser(self.decider))
        proposal = rows.load(uow.session, self.proposal_id)
        if proposal.competition_id is not None:
            competitions.announce_competition(mine, proposal.competition_id)
            text = announcement(
                proposal.title, "以赛促学、以赛促训，选拔技术能手，推荐优秀选手参加市级决赛。"
            )
            pages = {"announcement": text, "faq": FAQ, "contact": CONTACT}
            publish_pages(mine, proposal.competition_id, pages)

    def change(self, uow: UnitOfWork) -> None:
        """Ask for a change after approval; the city decides it or lets it wait."""
        competition_id = rows.load(uow.session, self.proposal_id).competition_id
        if competition_id is not None:
            mine = replace(uow, actor=organiser(self.decider))
            ask_and_decide(mine, competition_id, *CHANGED[self.plan.fate])

    def open(self, uow: UnitOfWork) -> None:
        """Open its final for entries."""
        mine = replace(uow, actor=organiser(self.decider))
        competition_id = rows.load(uow.session, self.proposal_id).competition_id
        if competition_id is None:
            return
        found = competitions.describe_competition(mine, competition_id, Permission.EVENT_VIEW)
        event = event_rows.load(uow.session, EventId(found.events[-1].id))
        closes = self._day(self.plan.day - 10)
        details = replace(
            event_rows.details_of(event), entries=Window(uow.now, closes), seats=self.plan.entrants
        )
        events.edit_event(mine, event.id, details, event.version)
        events.open_entries(mine, event.id)

    def _decide(self, uow: UnitOfWork, action: Action) -> None:
        turn = rows.load(uow.session, self.proposal_id).turn
        decision = Decision(action, turn, REASONS.get(action, ""))
        mine = replace(uow, actor=organiser(self.decider))
        proposal_reviews.decide(mine, self.proposal_id, decision)

    def _day(self, day: int) -> datetime:
        return self.today + timedelta(days=day, minutes=30)

    def _texts(self) -> dict[str, object]:
        plan, held = self.plan, self._day(self.plan.day).date()
        trial = held - timedelta(days=14)
        costs = str(plan.entrants * 800)
        school = "苏城高级技工学校"
        return {
            "competition_class": plan.competition_class,
            "level": "district" if self.name.endswith("总工会") else "industry",
            "regional": "no",
            "purpose": "以赛促学、以赛促训，选拔技术能手，推荐优秀选手参加市级决赛。",
            "trade_code": plan.code,
            "industry": plan.industry,
            "basis": "国家职业技能标准",
            "basis_level": "3",
            "organiser": self.name,
            "hosts": [school],
            "contact": "周海燕",
            "phone": "0500-88886666",
            "groups": [
                {
                    "group": "worker",
                    "entrants": str(plan.entrants),
                    "units": str(plan.entrants // 3),
                }
            ],
            "rounds": [
                {"name": "初赛", "starts_on": f"{trial}", "ends_on": "", "place": school},
                {"name": "决赛", "starts_on": f"{held}", "ends_on": "", "place": school},
            ],
            "parts": [
                {"kind": "theory", "title": "理论知识", "weight": "30"},
                {"kind": "practical", "title": "操作技能", "weight": "70"},
            ],
            "judges": "7",
            "judges_source": "省、市裁判库中本工种裁判",
            "costs": [{"title": "耗材、场地与评审", "amount": costs}],
            "sources": [{"title": "工会经费", "amount": costs}],
            "honours": [{"title": "技术能手", "count": "3"}],
            "safety_officer": "唐国强",
            "safety_plan": "赛前检查设备与用电，选手先做安全培训并签字，现场设安全员。",
            "emergency_plan": "现场设医疗点，与就近医院建立绿色通道，制定停电、设备故障处置办法。",
        }
