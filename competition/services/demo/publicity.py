"""The programme made public: plans, editions, changes after approval, competitions' pages."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from competition.domain.identifiers import AccountId, CompetitionId
from competition.domain.programme import Plan
from competition.domain.reports import Report
from competition.domain.sites import PageKind
from competition.services import (
    competitions,
    programme,
    programme_changes,
    programme_editions,
    reports,
    sites,
)
from competition.services.demo.people import organiser, worker
from competition.services.demo.plans import CompetitionPlan, Stage
from competition.services.demo.stages import Step
from competition.services.file_contents import read_upload
from competition.services.unit_of_work import UnitOfWork
from competition.services.workbooks import Column, Page, write_workbook

FOUNDED, FIRST_EDITION, SECOND_EDITION = -138, -130, -10
"""Days from today on which competitions are planned at the latest, and editions are published."""

INDUSTRIES = {
    "数控车工": "K02",
    "焊工": "K02",
    "电工": "K02",
    "工业机器人系统操作员": "K02",
    "网站与软件开发": "K01",
    "护理技能": "N13",
    "刺绣": "N02",
    "茶艺师": "N11",
    "美发师": "N14",
}
"""The industry by the title of an event's trade."""

CONTACT = "组委会办公室：周海燕，0500-88886666（工作日 9:00—17:00）"
FAQ = """# 谁可以报名
本市行政区域内用人单位的在职职工，从事本工种工作，身体健康。
# 怎样报名
- 个人：在本站找到赛项，点“报名参赛”。
- 单位：由工会经办人上传 Excel 名单，核对后封存提交。
# 比赛当天要带什么
请携带**身份证原件**和参赛证，赛前 30 分钟到检录处报到。工具自备清单见技术文件。
# 成绩在哪里查
公示后在赛项页面查看名次，每一分怎样得来都有说明。"""
TECHNICAL = """# 命题依据
国家职业技能标准三级（高级工）及以上要求，结合企业生产实际。
# 竞赛内容与分值
- 理论知识：闭卷机考，60 分钟，占 30%。
- 操作技能：现场操作，180 分钟，占 70%。
# 评分办法
1. 测量项由裁判组取一个一致的数值。
2. 评价项按 0—3 级独立评分，级差超过 1 级须复议。
3. 模块分与总分保留两位小数。
# 安全要求
选手须穿戴劳动防护用品；违反安全操作规程、经提醒不改正的，裁判长可终止其比赛。"""


def announcement(title: str, about: str) -> str:
    """The announcement (竞赛公告) of a competition, as its page shows it."""
    return f"""{about}
# 组织机构
主办单位见本页概览；设组委会、裁判组和监督仲裁组，分别负责组织、评判和监督。
# 参赛办法
各单位按分配名额组队，**每人限报一个赛项**。报名截止时间见赛程安排，逾期不再受理。
# 奖励
按参赛人数设一、二、三等奖；理论、操作均合格者，按规定申报相应职业技能等级。
# 纪律
{title}公平、公正、公开，评判全程盲评，结果公示后接受监督。"""


def publish_pages(uow: UnitOfWork, competition_id: CompetitionId, pages: Mapping[str, str]) -> None:
    """Write pages of a competition and make them public."""
    for kind, text in pages.items():
        sites.save_page(uow, competition_id, PageKind(kind), text, 0)
        sites.publish_page(uow, competition_id, PageKind(kind))


def ask_and_decide(
    uow: UnitOfWork,
    competition_id: CompetitionId,
    facts: Mapping[str, str],
    reason: str,
    answer: bool | None,
) -> None:
    """Ask for a change of a planned competition, and decide it unless `answer` is None."""
    now = programme_changes.describe_changes(uow, competition_id).facts
    change = programme_changes.ask_change(uow, competition_id, {**now, **facts}, reason)
    if answer is not None:
        words = "同意，请做好选手通知。" if answer else "与市级决赛时间冲突，请另选日期。"
        programme_changes.decide_change(uow, change, words, approve=answer)


@dataclass(slots=True)
class SeasonStory:
    """A season's programme on its way to the public: planned, published, changed, reported.

    Takes the season, the day from which days count, and accounts by sign-in name.
    """

    season: int
    today: datetime
    accounts: Mapping[str, AccountId]
    planned: list[tuple[CompetitionPlan, CompetitionId, str]] = field(default_factory=list)

    def steps(self) -> Iterator[Step]:
        """Everything that happens, in order of time."""
        for plan, competition_id, title in self.planned:
            if not plan.is_draft:
                yield from self._competition(plan, competition_id, title)
        yield self._day(FIRST_EDITION), lambda uow: self._publish(uow, "年度计划首次公布。")
        yield self._day(SECOND_EDITION), lambda uow: self._publish(uow, "按已批准的变更修订。")

    def take_in(
        self, uow: UnitOfWork, plan: CompetitionPlan, competition_id: CompetitionId
    ) -> None:
        """Plan a competition that the city's organisers hold without a proposal."""
        mine, held = self._organiser(uow), sorted(event.day for event in plan.events)
        first, last = (self._day(day).date() for day in (held[0], held[-1]))
        planned = Plan(
            industry_code=INDUSTRIES.get(plan.events[0].trade.title, ""),
            starts_on=first,
            ends_on=last,
            place=plan.events[0].trade.venue,
            host="苏城高级技工学校",
            entrants=sum(event.entries for event in plan.events) or 60,
            contact=CONTACT,
        )
        programme.save_plan(mine, competition_id, planned, 0)
        programme.take_in(mine, competition_id)

    def write_pages(self, uow: UnitOfWork, competition_id: CompetitionId, title: str) -> None:
        """Publish all pages of a competition, a file to download and a piece of news."""
        mine = self._organiser(uow)
        found = competitions.describe_competition(mine, competition_id)
        about = found.competition.details.about
        pages = {"announcement": announcement(title, about), "technical": TECHNICAL}
        publish_pages(mine, competition_id, pages | {"faq": FAQ, "contact": CONTACT})
        name = f"{title}参赛队联系表.xlsx"
        heads = [Column("单位", 30), Column("领队"), Column("手机", 16), Column("参赛赛项", 20)]
        content = io.BytesIO(write_workbook([Page("联系表", heads, [])]))
        sites.add_download(mine, competition_id, read_upload(content, name, "download"))
        reader = replace(uow, actor=worker(self.accounts["worker1"]))
        sites.follow(reader, competition_id, wanted=True)

    def tell_news(self, uow: UnitOfWork, competition_id: CompetitionId) -> None:
        """Publish a piece of news, which reaches those who follow."""
        body = "领队会议于赛前一天 16:00 召开，会后统一熟悉场地。请各参赛队准时参加。"
        sites.post_news(self._organiser(uow), competition_id, "关于召开领队会议的通知", body)

    def report(self, uow: UnitOfWork, competition_id: CompetitionId) -> None:
        """Report on a competition that has ended, and hand it in."""
        mine = self._organiser(uow)
        found = reports.describe_report(mine, competition_id)
        analyses = {one["event_id"]: "选手操作规范，扣分集中在核对环节。" for one in found.figures}
        summary = (
            "本次竞赛覆盖全系统，赛前集中练兵两个月，各单位层层选拔；赛中全程盲评，赛后逐项复核成绩。"
            "参赛选手操作规范、水平接近，达到了以赛促训的目的；不足之处是部分单位练兵时间偏短。"
        )
        written = Report(summary=summary, analyses=analyses)
        reports.save_report(mine, competition_id, written, (), found.version)
        reports.hand_in_report(mine, competition_id)

    def _competition(
        self, plan: CompetitionPlan, competition_id: CompetitionId, title: str
    ) -> Iterator[Step]:
        days = [event.day for event in plan.events]
        yield (
            self._day(min(FOUNDED, min(days) - 75)),
            lambda uow: self.take_in(uow, plan, competition_id),
        )
        yield (
            self._day(min(days) - 70),
            lambda uow: self.write_pages(uow, competition_id, title),
        )
        yield self._day(min(-6, *days)), lambda uow: self.tell_news(uow, competition_id)
        if all(event.stage >= Stage.PUBLISHED for event in plan.events):
            yield self._day(max(days) + 9), lambda uow: self.report(uow, competition_id)

    def _publish(self, uow: UnitOfWork, note: str) -> None:
        programme_editions.publish_edition(self._organiser(uow), self.season, note)

    def _organiser(self, uow: UnitOfWork) -> UnitOfWork:
        return replace(uow, actor=organiser(self.accounts["organiser"]))

    def _day(self, day: int) -> datetime:
        return self.today + timedelta(days=day, hours=1)
