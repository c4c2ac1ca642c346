"""Who lives in the demonstration city: districts, units, names, and the people who can sign in.

Nobody and nothing here is real; names are put together by chance from the same seed each time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from competition.domain.identifiers import AccountId, EventId
from competition.domain.permissions import INSTALLATION, Actor, Role, Scope, ScopeKind

CITY = "苏城市"
PASSWORD = "jiangjie-2026"  # noqa: S105 -- the published password of made-up accounts
DISTRICTS = (
    "云栖区",
    "锦帆区",
    "听潮区",
    "望湖区",
    "莲汀区",
    "青禾区",
    "白鹭区",
    "金穗市",
    "兰舟市",
    "梧桐市",
)
MAKERS = (
    "启衡精密机械",
    "瑞砚数控装备",
    "恒拓智能制造",
    "铭川重型设备",
    "沐阳轴承",
    "锐格刀具",
    "泓泰模具",
    "星桥机器人",
    "同舟船舶配套",
    "凌霜制冷设备",
    "方圆计量仪器",
    "长庚航空部件",
    "砺石铸造",
    "飞梭纺织机械",
    "青霄电梯",
    "和鸣汽车零部件",
    "云帆轨道装备",
    "炽焰焊接材料",
    "鼎新压力容器",
    "远岫钢结构",
    "明州输变电",
    "辰光电缆",
    "拾光新能源",
    "朗照电气安装",
    "玄鸟物流装备",
    "浩淼水务",
    "松涛燃气",
    "千帆港务",
    "知微传感器",
    "芯河微电子",
    "云笺软件",
    "数舟信息技术",
    "灵犀网络",
    "慧眼视觉科技",
    "墨池数据",
    "杏泽生物医药",
    "本草制药",
    "素问医疗器械",
)
"""Companies: the district stands before them, 有限公司 behind."""

HOUSES = (
    "苏城市第一医院",
    "苏城市第二医院",
    "苏城市妇幼保健院",
    "苏城市中医医院",
    "云栖区人民医院",
    "锦帆区人民医院",
    "听潮区社区卫生服务中心",
    "望湖区人民医院",
    "金穗市人民医院",
    "梧桐市康复医院",
    "苏城高级技工学校",
    "苏城工艺美术职业学校",
    "苏城护理职业学院",
    "苏城旅游职业学校",
    "锦帆丝绣研究所",
    "水巷绣坊",
    "听雨轩茶馆",
    "望湖楼茶艺馆",
    "半山茶业",
    "梧桐里美发厅",
    "青丝造型工作室",
    "云鬓美容美发中心",
    "莲汀宾馆",
    "白鹭洲酒店",
    "苏城公交集团",
    "苏城地铁运营公司",
)

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵"
    "孟龙万段钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂"
    "单解仇查区盖缪郗佘"
)
DOUBLE_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "令狐", "皇甫")
GIVEN_FIRST = "建国志海春秀文晓雨子梓佳思若一永明宏景云家俊嘉承立少玉美雪月红丽静桂兰慧敏"
GIVEN_SECOND = "伟芳娜军洁勇艳强磊洋霞涛超英华平刚桂琴斌鹏飞波宁辉玲凤轩涵怡琪睿泽浩宇航婷雯颖"
RARE_NAMES = (
    "龚䶮",
    "𠮷文博",
    "欧阳䶮之",
    "邵喆璟",
    "缪翀",
    "佘珺珺",
    "阿依古丽·买买提",
    "巴图·额尔敦",
    "扎西·多吉",
    "古丽娜尔·艾山",
    "仇禤",
    "单𬍛",
)
"""Names that break what was only ever tried with three common characters."""


@dataclass(frozen=True, slots=True)
class Person:
    """One demonstration account; `hint` says what it is good for, empty for the supporting cast."""

    login: str
    name: str
    unit: str
    role: Role = Role.WORKER
    hint: str = ""


CAST = (
    Person("admin", "卢静安", "苏城市总工会", Role.ADMINISTRATOR, "看账号、授权、封禁"),
    Person("organiser", "沈若兰", "苏城市总工会", Role.ORGANISER, "办赛：从报名到公布、晋级与表彰"),
    Person("steward", "郑立恒", "苏城市总工会", Role.STEWARD, "监督：看审计记录并验证"),
    Person("chief", "顾永成", "苏城高级技工学校", hint="裁判长：看进度，处理打分分歧"),
    Person("judge1", "钱晓峰", "苏城高级技工学校", hint="裁判：给待评的作品打分"),
    Person("judge2", "贺春梅", "苏城工艺美术职业学校", hint="裁判：一部分作品还没打完"),
    Person("judge3", "尹志宏", "苏城高级技工学校", hint="裁判：已交的评分表改分要写理由"),
    Person("judge4", "俞海宁", "苏城旅游职业学校", hint="裁判：茶艺五人评审组"),
    Person("judge5", "韦雪琴", "苏城护理职业学院", hint="裁判：茶艺五人评审组"),
    Person("officer", "唐文秀", "云栖区总工会", Role.OFFICER, "区总工会干部：申报竞赛、看本区单位"),
    Person(
        "clerk",
        "蒋一鸣",
        "云栖区瑞砚数控装备有限公司",
        Role.CLERK,
        "单位经办人：替同事报名、确认职工",
    ),
    Person("worker1", "丁思源", "云栖区瑞砚数控装备有限公司", hint="职工：成绩已公布，拟晋升技师"),
    Person("worker2", "叶雨涵", "听雨轩茶馆", hint="职工：报名待审核"),
    Person("worker3", "巴图·苏和", "金穗市砺石铸造有限公司", hint="职工：还没有报名"),
)
JUDGES = ("chief", "judge1", "judge2", "judge3", "judge4", "judge5")
THEORY_JUDGES = ("theory1", "theory2")
MORE_JUDGES = tuple(f"referee{number:02d}" for number in range(1, 13))
OFFICERS = tuple(f"officer{number:02d}" for number in range(2, 23))
"""One for each union but the first, whose officer one can be."""

MORE_WORKERS = tuple(f"colleague{number:02d}" for number in range(1, 25))
WITHOUT_FACTOR = frozenset({*MORE_WORKERS, "worker1", "worker2", "worker3"})
"""Whose password is enough; everybody else has a second factor with a published secret."""


class City:
    """Draws units and names, no name twice, always the same ones in the same order."""

    def __init__(self, seed: str = CITY) -> None:
        """Begin anew; the same seed gives the same people."""
        self._random = Random(seed)  # noqa: S311 -- a made-up city must look alike each time
        self._names = {person.name for person in CAST}
        self._rare = list(RARE_NAMES)
        companies = [
            f"{DISTRICTS[place % len(DISTRICTS)]}{name}有限公司"
            for place, name in enumerate(MAKERS)
        ]
        self.units = (*companies, *HOUSES)

    def unit(self, words: str = "") -> str:
        """A unit whose name holds one of these characters; any unit when none does."""
        fitting = [unit for unit in self.units if any(word in unit for word in words.split())]
        return self._random.choice(fitting or self.units)

    def name(self) -> str:
        """A name that nobody has yet; a rare one now and then."""
        if self._rare and self._random.random() < 0.03:
            return self._rare.pop(0)
        while True:
            drawn = self._draw_name()
            if drawn not in self._names:
                self._names.add(drawn)
                return drawn

    def age(self) -> int:
        """An age at which people compete, mostly between 25 and 45."""
        return min(58, max(18, round(self._random.gauss(34, 8))))

    def level(self) -> str | None:
        """A skill level held: mostly 4 and 3, sometimes none."""
        return self._random.choices((None, "5", "4", "3", "2"), (8, 12, 40, 34, 6))[0]

    def supporting_cast(self) -> Iterator[Person]:
        """Judges and workers who have accounts, but are nobody to try the city out with."""
        for login in (*THEORY_JUDGES, *MORE_JUDGES):
            yield Person(login, self.name(), self.unit("学校 学院 研究所"))
        for login in OFFICERS:
            yield Person(login, self.name(), "", Role.OFFICER)
        for login in MORE_WORKERS:
            yield Person(login, self.name(), self.unit())

    def _draw_name(self) -> str:
        pick = self._random.choice
        surname = pick(SURNAMES) if self._random.random() < 0.97 else pick(DOUBLE_SURNAMES)
        if self._random.random() < 0.22:
            return surname + pick(GIVEN_SECOND)
        return surname + pick(GIVEN_FIRST) + pick(GIVEN_SECOND)


def organiser(account_id: AccountId) -> Actor:
    """The organiser of the whole city."""
    return Actor(account_id, frozenset({(Role.ORGANISER, INSTALLATION)}))


def judge(account_id: AccountId, event_id: EventId) -> Actor:
    """A judge of one event."""
    return Actor(account_id, frozenset({(Role.JUDGE, Scope(ScopeKind.EVENT, event_id))}))


def worker(account_id: AccountId) -> Actor:
    """A worker who enters."""
    return Actor(account_id, frozenset({(Role.WORKER, INSTALLATION)}))
