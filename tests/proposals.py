"""A proposal with everything in it, and the people around it: unit, district, city."""

from sqlalchemy import select

from competition.domain.permissions import INSTALLATION, Actor, Role, Scope, ScopeKind
from competition.domain.proposal_document import Step, fields_of
from competition.domain.proposals import Action
from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.models.messages import MessageRow
from competition.persistence.models.proposals import ProposalRow
from competition.services import proposal_reviews, proposals
from competition.services.proposal_reviews import Decision
from tests.factories import a_role, an_account, an_organisation

TEXTS = {
    "competition_class": "1",
    "level": "city",
    "regional": "no",
    "purpose": "以赛促学、以赛促训",
    "trade_code": "6-18-01-01",
    "trade": "车工",
    "industry": "EQ",
    "basis": "国家职业技能标准",
    "basis_level": "3",
    "organiser": "甲区总工会",
    "hosts": ["甲区技师学院"],
    "contact": "王芳",
    "phone": "0512-66660000",
    "groups": [
        {"group": "worker", "entrants": "60", "units": "20"},
        {"group": "student", "entrants": "40", "units": "8"},
    ],
    "rounds": [
        {"name": "初赛", "starts_on": "2027-05-01", "ends_on": "2027-05-02", "place": "甲厂"},
        {"name": "决赛", "starts_on": "2027-06-01", "ends_on": "", "place": "技师学院"},
    ],
    "parts": [
        {"kind": "theory", "title": "理论", "weight": "30"},
        {"kind": "practical", "title": "实操", "weight": "70"},
    ],
    "judges": "9",
    "judges_source": "省、市裁判库",
    "costs": [{"title": "耗材", "amount": "50000"}],
    "sources": [{"title": "工会经费", "amount": "50,000.00"}],
    "honours": [{"title": "技术能手", "count": "3"}],
    "safety_officer": "李强",
    "safety_plan": "赛前检查设备。",
    "emergency_plan": "设医疗点。",
}


def actor_of(account_id, role, scope=INSTALLATION):
    return Actor(account_id, frozenset({(role, scope)}))


class Tree:
    """A federation, a district below it, a unit below that; a clerk or officer of each."""

    def __init__(self, act):
        self.act = act
        with act() as uow:
            self.city = an_organisation(uow, "市总工会")
            self.district = an_organisation(uow, "甲区总工会", "district", self.city)
            self.unit = an_organisation(uow, "甲厂", "unit", self.district)
            self.clerk = self._person(uow, "张三", Role.CLERK, self.unit)
            self.officer = self._person(uow, "李四", Role.OFFICER, self.district)
            self.organiser = self._person(uow, "王五", Role.ORGANISER)
            self.second = self._person(uow, "赵六", Role.ORGANISER)

    def _person(self, uow, name, role, organisation_id=None):
        account_id = an_account(uow, name)
        here = Scope(ScopeKind.ORGANISATION, organisation_id) if organisation_id else INSTALLATION
        a_role(uow, account_id, role, here)
        return actor_of(account_id, role, here)

    def propose(self, writer=None, organisation_id=None, season=2027, **texts):
        """A draft with everything in it, or with other texts where given."""
        writer = writer or self.officer
        with self.act(writer) as uow:
            organisation_id = organisation_id or self.district
            proposal_id = proposals.open_proposal(uow, organisation_id, season)
        self.write(proposal_id, writer, **TEXTS | texts)
        return proposal_id

    def write(self, proposal_id, writer=None, **texts):
        for step in Step:
            own = {one.key: texts[one.key] for one in fields_of(step) if one.key in texts}
            with self.act(writer or self.officer) as uow:
                version = self.row(uow, proposal_id).version
                proposals.enter_step(uow, proposal_id, step, own, version)

    def submit(self, proposal_id, writer=None):
        with self.act(writer or self.officer) as uow:
            version = self.row(uow, proposal_id).version
            return proposals.submit_proposal(uow, proposal_id, version)

    def submitted(self, writer=None, organisation_id=None, **texts):
        proposal_id = self.propose(writer, organisation_id, **texts)
        self.submit(proposal_id, writer)
        return proposal_id

    def decide(self, proposal_id, action=Action.APPROVE, reason="", actor=None):
        with self.act(actor or self.organiser) as uow:
            turn = self.row(uow, proposal_id).turn
            proposal_reviews.decide(uow, proposal_id, Decision(action, turn, reason))

    @staticmethod
    def row(uow, proposal_id):
        return uow.session.get(ProposalRow, proposal_id)

    def facts(self, proposal_id, *columns):
        with self.act() as uow:
            row = self.row(uow, proposal_id)
            return tuple(getattr(row, column) for column in columns)

    def actions(self, proposal_id):
        with self.act() as uow:
            chain = AuditRecordRow.chain == f"proposal:{proposal_id}"
            query = select(AuditRecordRow.action).where(chain).order_by(AuditRecordRow.sequence)
            return [one for one in uow.session.scalars(query) if one != "proposal.edited"]

    def told(self, actor):
        with self.act() as uow:
            query = select(MessageRow.template).where(MessageRow.account_id == actor.account_id)
            return list(uow.session.scalars(query.order_by(MessageRow.id)))
