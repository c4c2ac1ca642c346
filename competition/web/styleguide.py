"""The style page: every component with invented data. Registered in development only."""

from decimal import Decimal

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange

from competition.web.forms import Form

bp = Blueprint("styleguide", __name__)

Row = dict[str, object]

CRUMBS: list[Row] = [
    {"label": "2026 年职工职业技能竞赛", "url": "/"},
    {"label": "数控铣", "url": "/"},
    {"label": "决赛成绩", "url": None},
]
SPINE: list[Row] = [
    {"label": "申报", "state": "done", "date": "3月2日"},
    {"label": "报名", "state": "done", "date": "5月8日"},
    {"label": "理论", "state": "done", "date": "9月12日"},
    {"label": "检录", "state": "done", "date": "10月17日"},
    {"label": "评分", "state": "now", "date": "10月18日", "note": "还有 3 份评分表未提交"},
    {"label": "复核", "state": "blocked", "note": "等评分完成"},
    {"label": "公示", "state": "next", "date": "10月25日"},
    {"label": "终评", "state": "next"},
    {"label": "晋级", "state": "next"},
]
PLACES: list[Row] = [
    {"place": 1, "name": "沈㛃宁", "unit": "东吴精密机械有限公司", "score": "92.46"},
    {"place": 2, "name": "周堃", "unit": "太湖装备制造有限公司", "score": "91.80"},
    {"place": 3, "name": "陆鑫", "unit": "运河电子信息有限公司", "score": "90.15"},
]
RESULTS: list[Row] = [
    {
        "place": 1,
        "entry": "A017",
        "name": "沈㛃宁",
        "marks": "88.50",
        "total": "92.46",
        "state": "advances",
    },
    {
        "place": 2,
        "entry": "A004",
        "name": "周堃",
        "marks": "90.25",
        "total": "91.80",
        "state": "advances",
    },
    {
        "place": 3,
        "entry": "A023",
        "name": "陆鑫",
        "marks": "87.00",
        "total": "90.15",
        "state": "advances",
    },
    {
        "place": 4,
        "entry": "A011",
        "name": "顾婷",
        "marks": "86.75",
        "total": "88.32",
        "state": "reserve",
    },
    {
        "place": None,
        "entry": "A030",
        "name": "钱昊",
        "marks": None,
        "total": None,
        "state": "absent",
    },
]
LADDER: list[Row] = [
    {"label": "评委打分", "text": "8.5、8.7、9.0、9.2、8.8", "value": ""},
    {"label": "去掉", "text": "最高分 9.2，最低分 8.5", "value": "", "kind": "dropped"},
    {
        "label": "取平均",
        "text": "(8.7 + 9.0 + 8.8) ÷ 3",
        "note": "保留两位小数，四舍五入",
        "value": "8.83",
    },
    {
        "label": "模块成绩",
        "text": "理论 88.50 × 30% + 实操 94.16 × 70%",
        "value": "92.46",
        "kind": "sum",
    },
    {"label": "总分", "text": "没有扣分", "value": "92.46", "kind": "total"},
    {"label": "名次", "text": "总分第一，没有并列", "value": "1", "kind": "place"},
]
WORKS: list[Row] = [
    {
        "label": "W-3108",
        "cells": [
            {"state": "complete", "text": "20/20"},
            {"state": "complete", "text": "20/20"},
            {"state": "partial", "text": "12/20"},
        ],
    },
    {
        "label": "W-4471",
        "cells": [
            {"state": "complete", "text": "20/20", "url": "#matrix"},
            {"state": "alarm", "text": "3", "url": "#matrix"},
            {"state": "alarm", "text": "0", "url": "#matrix"},
        ],
    },
    {
        "label": "W-5092",
        "cells": [
            {"state": "complete", "text": "20/20"},
            {"state": "not_started"},
            {"state": "not_started"},
        ],
    },
]
TRADES = [(name, name) for name in ("数控铣", "电工", "焊工")]
PANELS = [(name, name) for name in ("平均分", "中位数", "去掉最高最低后取平均")]
GRADES = [
    (0, "没有做，或不能用"),
    (1, "部分符合行业要求"),
    (2, "符合行业要求"),
    (3, "优于行业要求"),
]
CHART: Row = {
    "xAxis": {"type": "category", "data": ["60–70", "70–80", "80–90", "90–100"]},
    "yAxis": {"type": "value"},
    "tooltip": {"trigger": "axis"},
    "series": [{"type": "bar", "data": [4, 11, 18, 7]}],
}


class SampleForm(Form):
    """One field of each kind."""

    name = StringField(_l("Name of the event"), [InputRequired(), Length(max=60)])
    trade = SelectField(_l("Trade"), choices=TRADES)
    panel = RadioField(_l("How the judges' marks become one"), [InputRequired()], choices=PANELS)
    seats = IntegerField(_l("Seats in the next round"), [InputRequired(), NumberRange(min=1)])
    weight = DecimalField(_l("Weight in percent"), [InputRequired()], default=Decimal("70"))
    held_on = DateField(
        _l("Day of the contest"), description=_l("The day on which marks are given.")
    )
    notes = TextAreaField(_l("Notes for competitors"))
    entries = FileField(
        _l("List of entries"), description=_l("An Excel file made from our template.")
    )
    open_to_guests = BooleanField(
        _l("Guests may enter"), description=_l("They are ranked apart and win no prize.")
    )


@bp.get("/styleguide")
def show_components() -> ResponseReturnValue:
    """Show every component once, fields also with their errors."""
    form = SampleForm(formdata=None)
    refused = SampleForm(formdata=None, prefix="refused-")
    for name in ("name", "panel", "seats"):
        refused[name].validate(refused)
    return render_template(
        "styleguide/index.html",
        form=form,
        refused=refused,
        crumbs=CRUMBS,
        spine_steps=SPINE,
        places=PLACES,
        results=RESULTS,
        ladder_lines=LADDER,
        works=WORKS,
        grades=GRADES,
        chart_option=CHART,
    )


@bp.get("/styleguide/judge")
def show_judge_sheet() -> ResponseReturnValue:
    """Show what a judge marks with."""
    return render_template("styleguide/judge.html", grades=GRADES)


@bp.get("/styleguide/confirm")
def show_confirmation() -> ResponseReturnValue:
    """Show the page that a dangerous action leads to."""
    return render_template("styleguide/confirm.html")
