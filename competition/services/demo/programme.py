"""The annual programme of the demonstration city: who proposes what, and how far it has come."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from competition.services.demo.people import CITY, DISTRICTS

EQUIPMENT, ELECTRONICS, MEDICINE, MATERIALS = "K02", "K01", "K03", "K04"
BUILDING, TRANSPORT, POST, POWER, TRADE = "N06", "N07", "N08", "N09", "N11"
HOME, HEALTH, TEXTILES, GREEN, TELECOM = "N14", "N13", "N02", "N16", "N15"


class Fate(StrEnum):
    """How far a proposal of the demonstration has come."""

    DRAFT = "draft"
    AT_UNION = "at_union"
    AT_CITY = "at_city"
    LATE = "late"
    RETURNED = "returned"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    OVERDUE = "overdue"
    PLANNED = "planned"
    CANCELLED = "cancelled"
    MOVED = "moved"
    MOVING = "moving"
    KEPT = "kept"
    ANNOUNCED = "announced"
    OPEN = "open"


CHANGED: dict[Fate, tuple[dict[str, str], str, bool | None]] = {
    Fate.CANCELLED: ({"cancelled": "yes"}, "报名单位不足，经组委会研究取消本年度竞赛", True),
    Fate.MOVED: ({"place": "苏城高级技工学校实训中心二号馆"}, "一号馆设备检修，调整比赛场地", True),
    Fate.MOVING: ({"entrants": "150"}, "园区新增三家企业报名，申请扩大规模", None),
    Fate.KEPT: ({"host": "云栖区人力资源服务中心"}, "原承办单位提出由服务中心承办", False),
}
"""What is asked for after approval, why, and whether it is granted (None: it waits)."""

ACCEPTED = frozenset({Fate.OVERDUE, Fate.PLANNED, Fate.ANNOUNCED, Fate.OPEN, *CHANGED})
"""Proposals of which a competition came."""

FATES: dict[Fate, int] = {
    Fate.DRAFT: 4,
    Fate.AT_UNION: 4,
    Fate.AT_CITY: 8,
    Fate.LATE: 3,
    Fate.RETURNED: 4,
    Fate.DECLINED: 2,
    Fate.WITHDRAWN: 2,
    Fate.OVERDUE: 4,
    Fate.PLANNED: 13,
    Fate.CANCELLED: 1,
    Fate.MOVED: 1,
    Fate.MOVING: 1,
    Fate.KEPT: 1,
    Fate.ANNOUNCED: 24,
    Fate.OPEN: 12,
}


@dataclass(frozen=True, slots=True)
class ProposalPlan:
    """One proposal: who makes it, its occupation and industry, how far it comes, on which day.

    `unit` is set where a unit proposes and its union looks at it first; `day` is when the contest
    is held, in days from today.
    """

    union: str
    code: str
    industry: str
    fate: Fate
    day: int
    entrants: int
    unit: str = ""

    @property
    def competition_class(self) -> str:
        """Class 1 for the first trades of a district, filed class 2 for all others."""
        return "1" if self.industry in {EQUIPMENT, ELECTRONICS} else "2"


DISTRICT_TRADES = (
    (
        ("6-18-01-02", EQUIPMENT),
        ("6-31-01-03", POWER),
        ("4-03-02-01", TRADE),
        ("4-10-01-05", HOME),
        ("4-07-05-04", HOME),
    ),
    (
        ("6-20-01-01", EQUIPMENT),
        ("6-18-02-04", EQUIPMENT),
        ("4-10-01-03", HOME),
        ("6-29-01-01", BUILDING),
        ("4-02-07-08", POST),
    ),
    (
        ("6-31-07-03", EQUIPMENT),
        ("4-12-01-01", TRANSPORT),
        ("4-03-02-02", TRADE),
        ("4-09-10-01", GREEN),
        ("6-05-01-03", TEXTILES),
    ),
    (
        ("6-18-04-01", EQUIPMENT),
        ("4-02-06-03", TRANSPORT),
        ("4-10-03-02", HOME),
        ("6-29-03-03", BUILDING),
        ("4-07-05-01", HOME),
    ),
    (
        ("6-31-01-02", EQUIPMENT),
        ("4-04-04-02", TELECOM),
        ("4-03-02-07", TRADE),
        ("4-10-01-02", HOME),
        ("6-29-01-06", BUILDING),
    ),
)
INDUSTRY_TRADES = {
    f"{CITY}电子信息产业工会": (
        ("6-25-02-05", ELECTRONICS),
        ("6-25-04-09", ELECTRONICS),
        ("6-25-01-13", ELECTRONICS),
    ),
    f"{CITY}装备制造产业工会": (
        ("6-20-03-01", EQUIPMENT),
        ("6-18-01-07", EQUIPMENT),
        ("6-31-07-01", EQUIPMENT),
    ),
    f"{CITY}生物医药产业工会": (
        ("6-12-03-00", MEDICINE),
        ("6-12-02-00", MEDICINE),
        ("6-31-03-01", MEDICINE),
    ),
    f"{CITY}先进材料产业工会": (("6-11-01-03", MATERIALS), ("6-31-03-02", MATERIALS)),
    f"{CITY}建设建材工会": (
        ("6-29-01-04", BUILDING),
        ("6-29-02-08", BUILDING),
        ("6-29-03-04", BUILDING),
    ),
    f"{CITY}交通运输工会": (
        ("4-02-02-01", TRANSPORT),
        ("4-02-01-01", TRANSPORT),
        ("6-30-05-01", TRANSPORT),
    ),
    f"{CITY}邮政快递行业工会": (("4-02-07-09", POST), ("4-02-07-10", POST)),
    f"{CITY}电力行业工会": (("6-31-01-08", POWER), ("6-28-01-01", POWER), ("6-24-03-01", POWER)),
    f"{CITY}商贸餐饮行业工会": (
        ("4-03-02-04", TRADE),
        ("4-03-01-01", TRADE),
        ("4-01-06-01", TRADE),
    ),
    f"{CITY}卫生健康工会": (("4-14-01-02", HEALTH), ("4-14-02-01", HEALTH)),
    f"{CITY}纺织服装产业工会": (
        ("6-04-03-03", TEXTILES),
        ("6-05-01-01", TEXTILES),
        ("6-04-06-02", TEXTILES),
    ),
    f"{CITY}信息通信行业工会": (
        ("4-04-02-02", TELECOM),
        ("4-04-05-05", TELECOM),
        ("4-04-05-01", TELECOM),
        ("4-04-02-01", TELECOM),
    ),
}
"""Industry unions, each with the occupations it proposes."""

UNIONS = (*(f"{name}总工会" for name in DISTRICTS), *INDUSTRY_TRADES)
PROPOSING_UNIT = f"{DISTRICTS[0]}瑞砚数控装备有限公司"
"""The unit of the clerk whom one can be; its proposals go to its district first."""


def proposals() -> Iterator[ProposalPlan]:
    """All proposals of the season, always the same ones in the same order."""
    fates = [fate for fate, many in FATES.items() for _ in range(many)]
    drawn = Random(CITY)  # noqa: S311 -- a made-up city must look alike each time
    drawn.shuffle(fates)
    trades = [
        (union, *trade)
        for place, union in enumerate(UNIONS[: len(DISTRICTS)])
        for trade in DISTRICT_TRADES[place % len(DISTRICT_TRADES)]
    ]
    trades += [(union, *trade) for union, own in INDUSTRY_TRADES.items() for trade in own]
    for place, ((union, code, industry), fate) in enumerate(zip(trades, fates, strict=True)):
        unit = PROPOSING_UNIT if fate is Fate.AT_UNION else ""
        day = -9 - place % 5 if fate is Fate.OVERDUE else 21 + place * 3 % 120
        entrants = drawn.choice((24, 36, 45, 60, 80, 120))
        yield ProposalPlan(union, code, industry, fate, day, entrants, unit)
