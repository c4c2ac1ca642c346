"""The trades of the demonstration city: what is marked in each, as a technical document says it."""

from dataclasses import dataclass
from decimal import Decimal

from competition.domain.marking import (
    Aspect,
    AspectKind,
    Calculation,
    Choice,
    Count,
    Difference,
    Ladder,
    MarkingScheme,
    Module,
    Panel,
    Tolerance,
)

THEORY, PRACTICE = Decimal("0.30"), Decimal("0.70")
PASS = Decimal(60)
TRIMMED = Panel(drop_high=1, drop_low=1, drop_from=5, minimum=3)
"""Five judges; the highest and the lowest mark are left out (去掉一个最高分和一个最低分)."""

WORKMANSHIP = (
    "未完成，或达不到行业标准",
    "达到行业标准",
    "达到行业标准，部分超出",
    "优秀，全面超出行业标准",
)


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade: the event's title, the occupation, which units send people, what is marked."""

    title: str
    occupation: str
    units: str
    scheme: MarkingScheme
    venue: str
    about: str


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-criterion, under which aspects are listed; knows the headings above them."""

    criterion: str
    name: str
    panel: Panel = Panel()

    def score(self, key: str, maximum: int, title: str) -> Aspect:
        """An aspect that gets points."""
        return self._aspect(key, AspectKind.SCORE, maximum, title)

    def grade(
        self, key: str, maximum: int, title: str, *descriptors: str, spread: int = 1
    ) -> Aspect:
        """An aspect that gets a grade 0-3, each with its descriptor."""
        return Aspect(
            key,
            AspectKind.JUDGEMENT,
            Decimal(maximum),
            title,
            self.criterion,
            self.name,
            panel=self.panel,
            max_spread=spread,
            descriptors=descriptors or WORKMANSHIP,
        )

    def measure(
        self, key: str, maximum: int, title: str, calculation: Calculation | None = None
    ) -> Aspect:
        """An aspect that is measured."""
        return self._aspect(key, AspectKind.MEASUREMENT, maximum, title, calculation)

    def _aspect(
        self,
        key: str,
        kind: AspectKind,
        maximum: int,
        title: str,
        calculation: Calculation | None = None,
    ) -> Aspect:
        return Aspect(
            key,
            kind,
            Decimal(maximum),
            title,
            self.criterion,
            self.name,
            panel=self.panel,
            calculation=calculation,
        )


def difference(target: str, step: str, deduct: str, count: Count = Count.WHOLE) -> Difference:
    """Lose so much for each step away from the target."""
    return Difference(Decimal(target), Decimal(step), Decimal(deduct), count)


def tolerance(target: str, plus: str, minus: str) -> Tolerance:
    """All or nothing within limits."""
    return Tolerance(Decimal(target), Decimal(plus), Decimal(minus))


def ladder(beyond: str, **rungs: str) -> Ladder:
    """Marks by rung, as ``up_to_1_6="10"``."""
    bounds = (
        (Decimal(name.removeprefix("up_to_").replace("_", ".")), Decimal(mark))
        for name, mark in rungs.items()
    )
    return Ladder(tuple(bounds), Decimal(beyond))


def choice(**deduct: str | None) -> Choice:
    """What each finding costs; None costs everything."""
    return Choice(
        tuple((name, None if cost is None else Decimal(cost)) for name, cost in deduct.items())
    )


def theory(*chapters: str) -> Module:
    """Module A: the paper, in three parts."""
    part = Part("理论试卷", "、".join(chapters))
    aspects = (
        part.score("A1", 40, "单项选择题（40 题，每题 1 分）"),
        part.score("A2", 30, "多项选择题（15 题，每题 2 分）"),
        part.score("A3", 30, "判断题（30 题，每题 1 分）"),
    )
    return Module("A", "理论知识", aspects, THEORY, PASS)


def scheme(paper: Module, *aspects: Aspect, title: str = "操作技能") -> MarkingScheme:
    """Theory 30 %, practice 70 %, both with a pass mark of 60."""
    return MarkingScheme((paper, Module("B", title, aspects, PRACTICE, PASS)))
