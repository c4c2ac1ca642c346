"""Trades of ward, studio, shop and desk: nursing, embroidery, tea, hair, software."""

from competition.services.demo.trades import (
    TRIMMED,
    Part,
    Trade,
    choice,
    difference,
    scheme,
    theory,
    tolerance,
)

_before, _doing = Part("心肺复苏", "评估与准备"), Part("心肺复苏", "操作")
_care = Part("人文关怀", "沟通")

NURSING = Trade(
    "护理技能",
    "护士",
    "医院 医学 卫生 保健 护理 医疗",
    scheme(
        theory("基础护理", "急危重症护理", "院感防控"),
        _before.score("B1", 15, "判断意识、呼救与体位"),
        _doing.measure("B2", 20, "按压频率 100 ~ 120 次/分", tolerance("110", "10", "10")),
        _doing.measure("B3", 20, "按压深度偏离 55 mm 每 1 mm 扣 1 分", difference("55", "1", "1")),
        _doing.measure(
            "B4", 15, "人工呼吸", choice(五个循环全部有效="0", 漏气一至两次="5", 漏气三次以上=None)
        ),
        _doing.score("B5", 15, "除颤仪使用"),
        _care.grade("B6", 15, "关爱病人与家属沟通"),
        title="急救操作",
    ),
    "苏城护理职业学院模拟病房",
    "理论闭卷机考 60 分钟；单人徒手心肺复苏与除颤，限时 8 分钟。",
)

_draft, _stitch = Part("作品设计", "构图与配色"), Part("针法工艺", "针法与劈线")
_whole = Part("作品整体", "完成度")

EMBROIDERY = Trade(
    "刺绣",
    "刺绣工",
    "绣 工艺 纺织 丝",
    scheme(
        theory("刺绣史与纹样", "材料与工具", "针法"),
        _draft.grade("B1", 15, "构图"),
        _draft.grade("B2", 15, "配色与晕染"),
        _stitch.grade(
            "B3",
            25,
            "针法运用",
            "针法单一，针脚外露",
            "针法正确，针脚基本整齐",
            "两种以上针法衔接自然",
            "多种针法得当，丝理顺畅传神",
        ),
        _stitch.measure(
            "B4",
            10,
            "劈线（丝）",
            choice(十六分之一及以上="0", 八分之一="3", 四分之一="6", 未劈线=None),
        ),
        _stitch.measure("B5", 15, "一平方厘米内的跳针处数", difference("0", "1", "2")),
        _whole.score("B6", 20, "作品整洁与完成度"),
        title="绣品制作",
    ),
    "苏城工艺美术职业学校非遗工坊",
    "命题绣品一幅，两日共 12 小时，现场完成。",
)

_manner = Part("茶席与仪态", "布席、礼仪", TRIMMED)
_brew = Part("行茶与茶汤", "冲泡", TRIMMED)
_talk = Part("讲解", "表达", TRIMMED)

TEA = Trade(
    "茶艺师",
    "茶艺师",
    "茶 宾馆 酒店 旅游",
    scheme(
        theory("茶叶知识", "泡茶用水与器具", "茶文化"),
        _manner.score("B1", 20, "茶席布置与主题"),
        _manner.score("B2", 15, "仪态与礼节"),
        _brew.score("B3", 25, "冲泡程序与手法"),
        _brew.score("B4", 25, "茶汤色、香、味"),
        _talk.score("B5", 15, "解说与答问"),
        title="茶艺展示",
    ),
    "望湖区文化馆小剧场",
    "自创主题茶艺，15 分钟以内；五位评委打分，去掉一个最高分和一个最低分。",
)

_cut, _style = Part("修剪", "层次与轮廓", TRIMMED), Part("造型", "吹风与整体", TRIMMED)

HAIR = Trade(
    "美发师",
    "美发师",
    "美发 造型 美容",
    scheme(
        theory("发质与护理", "造型基础", "服务与卫生"),
        _cut.score("B1", 25, "层次衔接"),
        _cut.score("B2", 20, "轮廓与对称"),
        _style.score("B3", 20, "吹风造型"),
        _style.score("B4", 25, "整体效果"),
        _style.score("B5", 10, "卫生与收尾"),
        title="男士发型",
    ),
    "梧桐市职业技能实训中心",
    "公仔头男士时尚发型修剪与吹风，限时 90 分钟。",
)

_front, _back = Part("前端", "页面与交互"), Part("后端", "接口与数据")

SOFTWARE = Trade(
    "网站与软件开发",
    "网络与软件技术人员",
    "软件 信息 网络 数据 微电子",
    scheme(
        theory("程序设计", "数据库", "网络安全"),
        _front.measure("B1", 20, "未通过的界面用例数（共十个）", difference("0", "1", "2")),
        _front.grade("B2", 15, "界面设计与无障碍"),
        _back.measure("B3", 30, "未通过的接口用例数（共十五个）", difference("0", "1", "2")),
        _back.grade("B4", 15, "代码组织与可读性"),
        _back.measure(
            "B5", 10, "注入与越权检查", choice(全部拦截="0", 一处遗漏="5", 两处及以上=None)
        ),
        _back.score("B6", 10, "部署与说明文档"),
        title="项目开发",
    ),
    "锦帆区数字产业园培训中心",
    "六小时内完成一个小型预约系统，现场断网。",
)
