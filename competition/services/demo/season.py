"""The season of the demonstration city: its competitions, and where each event stands."""

from competition.domain.competitions import Level
from competition.domain.entries import Standing
from competition.services.demo.plans import CompetitionPlan, EventPlan, Stage, final, trial
from competition.services.demo.workroom import EMBROIDERY, HAIR, NURSING, SOFTWARE, TEA
from competition.services.demo.workshop import ELECTRICS, ROBOTS, TURNING, WELDING

FEDERATION = "苏城市总工会"
HEALTH, DIGITAL = "苏城市卫生健康工会", "苏城市电子信息产业工会"
OTHER_PANEL = ("referee04", "referee05", "referee06")
THIRD_PANEL = ("referee07", "referee08", "referee09")
FIVE = ("referee08", "referee09", "referee10", "referee11", "referee12")

GUEST = (Standing.GUEST, "邻市友好单位选手，列席不计名次")
ABSENT = (Standing.ABSENT, "未在规定时间内检录")
WITHDRAWN = (Standing.WITHDRAWN, "因伤退赛，有书面说明")
DISQUALIFIED = (Standing.DISQUALIFIED, "携带通信设备进入工位，经裁判长认定")

FINALS = (
    EventPlan(
        "turning-final",
        TURNING,
        Stage.PUBLISHED,
        -18,
        34,
        final("module:B", "item:B1"),
        panel=("chief", "judge1", "judge3"),
        workers=("worker1", "colleague01", "colleague02", "colleague03"),
        standings={"0030": GUEST, "0031": ABSENT, "0032": WITHDRAWN, "0033": DISQUALIFIED},
        deductions=(
            ("0007", "2", "B", "超时 5 分钟以内"),
            ("0012", "5", "B", "未戴护目镜，经提醒改正"),
            ("0020", "1", None, "在答卷上做记号"),
        ),
        abilities={"0001": 0.95},
    ),
    EventPlan(
        "welding-final",
        WELDING,
        Stage.PUBLISHED,
        -16,
        30,
        final(advance={"percent": "30", "of": "placed", "round": "down", "reserves": 3}),
        panel=OTHER_PANEL,
        workers=("colleague04", "colleague05"),
        standings={"0029": ABSENT},
        equals={"0019": "0021", "0023": "0009"},
    ),
    EventPlan(
        "electrics-final",
        ELECTRICS,
        Stage.REPUBLISHED,
        -12,
        32,
        final(),
        workers=("colleague06", "colleague07", "colleague08"),
        standings={"0028": WITHDRAWN},
        deductions=(("0015", "5", "B", "带电操作，裁判叫停"),),
    ),
    EventPlan(
        "robots-final",
        ROBOTS,
        Stage.MARKING,
        -1,
        24,
        final(),
        panel=("chief", "judge1", "judge2", "judge3"),
        workers=("colleague09",),
        standings={"0021": ABSENT},
        shares=(1.0, 1.0, 0.6, 0.35),
        written={
            ("0005", "B3", 0): "3",
            ("0005", "B3", 1): "1",
            ("0014", "B6", 0): "0",
            ("0014", "B6", 1): "2",
        },
        recused=True,
    ),
    EventPlan("nursing-final", NURSING, Stage.CLOSED, 6, 36, final(), panel=THIRD_PANEL),
)

DISTRICT_EVENTS = (
    EventPlan(
        "turning-yunqi",
        TURNING,
        Stage.PUBLISHED,
        -62,
        24,
        trial(),
        "初赛",
        workers=("worker1", "colleague01", "colleague10"),
        abilities={"0001": 0.93},
        standings={"0024": ABSENT},
    ),
    EventPlan(
        "electrics-yunqi",
        ELECTRICS,
        Stage.PUBLISHED,
        -60,
        22,
        trial(),
        "初赛",
        panel=OTHER_PANEL,
        workers=("colleague06",),
        equals={"0014": "0006"},
    ),
    EventPlan(
        "hair-yunqi", HAIR, Stage.OPEN, 24, 9, trial(), "初赛", seats=24, workers=("colleague11",)
    ),
)
JINFAN = (
    EventPlan(
        "welding-jinfan", WELDING, Stage.PUBLISHED, -55, 20, trial(), "初赛", panel=THIRD_PANEL
    ),
    EventPlan(
        "nursing-jinfan",
        NURSING,
        Stage.MARKING,
        -2,
        22,
        trial(),
        "初赛",
        panel=OTHER_PANEL,
        workers=("colleague12",),
        shares=(1.0, 1.0, 1.0),
    ),
)
WANGHU = (
    EventPlan(
        "tea-wanghu",
        TEA,
        Stage.PUBLISHED,
        -40,
        20,
        trial({"percent": "30", "of": "entered", "round": "half_up", "per_unit": 2}),
        "初赛",
        panel=FIVE,
        workers=("colleague13",),
    ),
    EventPlan("hair-wanghu", HAIR, Stage.PUBLISHED, -38, 16, trial(), "初赛", panel=FIVE),
    EventPlan("electrics-wanghu", ELECTRICS, Stage.OPEN, 30, 14, trial(), "初赛", seats=40),
)
HEALTH_EVENTS = (
    EventPlan(
        "nursing-practice",
        NURSING,
        Stage.PUBLISHED,
        -28,
        128,
        trial({"places": 60, "per_unit": 8, "must_pass": ["A"], "reserves": 6}),
        "初赛",
        panel=("referee07", "referee08"),
        workers=("colleague12", "colleague14", "colleague15", "colleague16"),
        standings={"0040": ABSENT, "0077": ABSENT, "0101": WITHDRAWN, "0120": GUEST},
        deductions=(("0033", "3", "B", "操作前未核对腕带"),),
        equals={"0050": "0022", "0088": "0007"},
    ),
)
DIGITAL_EVENTS = (
    EventPlan(
        "robots-trial",
        ROBOTS,
        Stage.PUBLISHED,
        -33,
        24,
        trial({"places": 12, "reserves": 3}),
        "初赛",
        panel=OTHER_PANEL,
        workers=("colleague09", "colleague17"),
    ),
    EventPlan(
        "software-final",
        SOFTWARE,
        Stage.OPEN,
        34,
        18,
        final(),
        workers=("colleague18", "colleague19", "colleague20"),
        seats=60,
    ),
    EventPlan("software-students", SOFTWARE, Stage.CLOSED, 9, 21, trial(), "学生组选拔"),
)
CRAFT = (
    EventPlan(
        "embroidery-final",
        EMBROIDERY,
        Stage.PUBLISHED,
        -22,
        26,
        final(),
        panel=("referee10", "referee11", "referee12"),
        workers=("colleague21",),
        equals={"0019": "0004"},
    ),
    EventPlan(
        "tea-final",
        TEA,
        Stage.MARKING,
        -1,
        16,
        final("module:B", "item:B4"),
        panel=("judge1", "judge2", "judge3", "judge4", "judge5"),
        workers=("colleague13", "colleague22"),
        shares=(0.8, 0.5, 0.7, 0.4, 0.2),
        recused=True,
    ),
    EventPlan(
        "tea-open",
        TEA,
        Stage.OPEN,
        20,
        12,
        trial(),
        "迎新专场",
        workers=("colleague22", "colleague23", "colleague24", "worker2"),
        seats=30,
    ),
)

SEASON = (
    CompetitionPlan(
        "苏城市第十二届职工职业技能大赛",
        FEDERATION,
        Level.CITY,
        "全市职工职业技能大赛决赛。各赛项前三名代表本市参加省赛；理论、操作均合格者拟晋升技能等级。",
        FINALS,
        competition_class=1,
    ),
    CompetitionPlan(
        "云栖区职工技能竞赛",
        "云栖区总工会",
        Level.DISTRICT,
        "区级初赛，前三名进入市决赛。",
        DISTRICT_EVENTS,
    ),
    CompetitionPlan(
        "锦帆区职工技能竞赛", "锦帆区总工会", Level.DISTRICT, "区级初赛，前三名进入市决赛。", JINFAN
    ),
    CompetitionPlan(
        "望湖区“匠心杯”职工技能竞赛",
        "望湖区总工会",
        Level.DISTRICT,
        "服务业与电工类初赛。",
        WANGHU,
    ),
    CompetitionPlan(
        "苏城市卫生健康系统岗位练兵竞赛",
        HEALTH,
        Level.INDUSTRY,
        "全系统护理人员初赛，理论合格者按成绩取前 60 名进入复赛，每单位不超过 8 人。",
        HEALTH_EVENTS,
    ),
    CompetitionPlan(
        "苏城市数字技能竞赛", DIGITAL, Level.INDUSTRY, "工业机器人与软件开发。", DIGITAL_EVENTS
    ),
    CompetitionPlan(
        "苏城市传统技艺职工大赛",
        FEDERATION,
        Level.CITY,
        "刺绣与茶艺。",
        CRAFT,
        competition_class=1,
    ),
    CompetitionPlan(
        "莲汀区职工技能竞赛",
        "莲汀区总工会",
        Level.DISTRICT,
        "数控与焊接初赛。",
        (
            EventPlan("turning-lianting", TURNING, Stage.CLOSED, 11, 18, trial(), "初赛"),
            EventPlan("welding-lianting", WELDING, Stage.OPEN, 26, 7, trial(), "初赛"),
        ),
    ),
    CompetitionPlan(
        "苏城市安全生产技能竞赛",
        FEDERATION,
        Level.CITY,
        "面向重点行业电工岗位。",
        (EventPlan("electrics-safety", ELECTRICS, Stage.CLOSED, 8, 26, final(), "决赛"),),
    ),
    CompetitionPlan(
        "青禾区职工技能竞赛",
        "青禾区总工会",
        Level.DISTRICT,
        "赛项筹备中。",
        (
            EventPlan("embroidery-qinghe", EMBROIDERY, Stage.OPEN, 38, 5, trial(), "初赛", seats=5),
            EventPlan("tea-qinghe", TEA, Stage.DRAFT, 58, 0, trial(), "初赛"),
        ),
    ),
    CompetitionPlan(
        "苏城市长三角班组邀请赛",
        FEDERATION,
        Level.CITY,
        "方案酝酿中，尚未对外公布。",
        (
            EventPlan("robots-invited", ROBOTS, Stage.DRAFT, 66, 0, final()),
            EventPlan("welding-invited", WELDING, Stage.DRAFT, 67, 0, final()),
        ),
        competition_class=1,
        is_draft=True,
    ),
    CompetitionPlan(
        "梧桐市冬季岗位练兵",
        "梧桐市总工会",
        Level.DISTRICT,
        "方案酝酿中，尚未对外公布。",
        (EventPlan("hair-wutong", HAIR, Stage.DRAFT, 70, 0, trial(), "初赛"),),
        is_draft=True,
    ),
)
