"""Trades of the workshop: turning, welding, electrics, robots."""

from competition.domain.marking import Count
from competition.services.demo.trades import (
    Part,
    Trade,
    choice,
    difference,
    ladder,
    scheme,
    theory,
    tolerance,
)

_size, _shape = Part("零件加工", "尺寸精度"), Part("零件加工", "形状与表面")
_process = Part("加工过程", "工艺与安全")

TURNING = Trade(
    "数控车工",
    "车工（数控车床）",
    "机械 数控 制造 轴承 航空 模具 铸造 汽车",
    scheme(
        theory("机械制图", "数控编程", "金属切削"),
        _size.measure("B1", 12, "外圆 Φ48 ±0.02 mm", tolerance("48", "0.02", "0.02")),
        _size.measure("B2", 12, "内孔 Φ30 mm，每偏离 0.01 扣 1 分", difference("30", "0.01", "1")),
        _size.measure("B3", 8, "总长 95 ±0.05 mm", tolerance("95", "0.05", "0.05")),
        _size.measure(
            "B4",
            10,
            "螺纹 M24×1.5（环规检验）",
            choice(通端能过止端不过="0", 止端旋入两扣以内="4", 不合格=None),
        ),
        _shape.measure(
            "B5",
            10,
            "锥度角度偏差（分）",
            ladder("0", up_to_0="10", up_to_1="9", up_to_3="6", up_to_6="3"),
        ),
        _shape.measure(
            "B6",
            10,
            "表面粗糙度 Ra（μm）",
            ladder("0", up_to_1_6="10", up_to_3_2="6", up_to_6_3="2"),
        ),
        _shape.grade("B7", 8, "倒角、去毛刺"),
        _shape.grade("B8", 8, "零件整体外观"),
        _process.score("B9", 12, "工序安排与刀具选用"),
        _process.score("B10", 10, "安全文明生产"),
        title="零件加工",
    ),
    "苏城高级技工学校实训中心一号车间",
    "限时 240 分钟，按图样加工轴套组合件一套。自带量具须经检录。",
)

_weld, _inside = Part("焊缝质量", "外观"), Part("焊缝质量", "内部")
_safe = Part("操作过程", "安全与规范")

WELDING = Trade(
    "焊工",
    "焊工（手工电弧焊、氩弧焊）",
    "重型 船舶 压力容器 钢结构 焊接 轨道",
    scheme(
        theory("焊接工艺", "金属材料", "焊接安全"),
        _weld.measure(
            "B1",
            12,
            "焊缝余高（mm）",
            ladder("0", up_to_1="12", up_to_2="9", up_to_3="5"),
        ),
        _weld.measure("B2", 10, "焊缝宽度差（mm）", difference("0", "0.5", "2")),
        _weld.measure("B3", 12, "咬边深度（mm）", difference("0", "0.1", "1.5", Count.EXACT)),
        _weld.measure("B4", 8, "错边量 0 ~ 0.5 mm", tolerance("0", "0.5", "0.5")),
        _weld.grade(
            "B5",
            12,
            "焊缝成形",
            "成形差，有焊瘤或未焊满",
            "成形合格，接头可辨",
            "成形均匀，接头平整",
            "成形美观，宽窄一致",
        ),
        _inside.measure(
            "B6",
            26,
            "射线探伤评级",
            choice(一级无缺陷="0", 一级有缺陷="4", 二级="10", 三级="18", 三级以下=None),
        ),
        _safe.score("B7", 10, "焊前准备与参数选择"),
        _safe.score("B8", 10, "劳动防护与现场清理"),
        title="板管焊接",
    ),
    "白鹭区职工技能实训基地焊接工位",
    "板对接立焊与管对接水平固定焊各一件，共 150 分钟。",
)

_wiring, _fault = Part("线路安装", "接线与工艺"), Part("故障排除", "判断与修复")

ELECTRICS = Trade(
    "电工",
    "电工（维修电工）",
    "输变电 电缆 电气 新能源 地铁 水务 港务 电梯 燃气",
    scheme(
        theory("电工基础", "电气控制", "安全用电"),
        _wiring.measure("B1", 15, "接线错误处数，每处扣 3 分", difference("0", "1", "3")),
        _wiring.measure("B2", 10, "导线压接不良处数", difference("0", "1", "1")),
        _wiring.grade("B3", 12, "布线工艺"),
        _wiring.measure(
            "B4",
            13,
            "通电试车",
            choice(一次成功="0", 二次成功="5", 三次成功="9", 不成功=None),
        ),
        _fault.measure("B5", 20, "未排除的故障数（共四处）", difference("0", "1", "5")),
        _fault.score("B6", 10, "故障分析与记录"),
        _fault.measure("B7", 10, "绝缘电阻测量值 0.5 MΩ", tolerance("0.5", "0.05", "0.05")),
        _safe.score("B8", 10, "安全操作与工位整理"),
        title="安装与检修",
    ),
    "苏城高级技工学校电工电子实训楼",
    "完成一套电气控制线路的安装、调试与故障检修，限时 180 分钟。",
)

_program, _cell = Part("离线编程", "轨迹与逻辑"), Part("工作站调试", "功能与节拍")

ROBOTS = Trade(
    "工业机器人系统操作员",
    "工业机器人系统操作员",
    "机器人 智能 汽车 视觉 传感器 微电子 制冷",
    scheme(
        theory("机器人基础", "电气与传感", "安全规范"),
        _program.score("B1", 15, "程序结构与注释"),
        _program.measure("B2", 10, "轨迹最大偏差（mm）", difference("0", "0.2", "1")),
        _program.grade("B3", 15, "轨迹平顺与姿态合理"),
        _cell.measure(
            "B4",
            20,
            "一个循环的节拍（秒）",
            ladder("0", up_to_28="20", up_to_32="16", up_to_36="11", up_to_42="5"),
        ),
        _cell.measure(
            "B5",
            15,
            "码垛十件的失误数",
            choice(无失误="0", 一件="3", 两件="7", 三件及以上=None),
        ),
        _cell.grade(
            "B6",
            15,
            "人机界面与报警处理",
            "无法操作",
            "能操作，报警不全",
            "操作清楚，报警齐全",
            "操作清楚，报警齐全并有处理指引",
        ),
        _safe.score("B7", 10, "安全确认与设备保养"),
        title="编程与调试",
    ),
    "锦帆区智能制造公共实训中心",
    "在给定工作站上完成搬运、码垛与视觉检测，限时 210 分钟。",
)
