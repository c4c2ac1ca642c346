"""The small markup of public pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.errors import NotFound, RuleViolation
from competition.domain.events import CompetitionState
from competition.domain.site_text import (
    Heading,
    Listing,
    Paragraph,
    Span,
    is_safe_link,
    read_text,
    require_length,
)
from competition.domain.sites import require_public, require_text, require_title


def line(*spans):
    return tuple(Span(span) if isinstance(span, str) else span for span in spans)


def test_sit_01_a_page_has_at_most_20000_characters():
    assert require_length(" 甲\r\n乙 \r丙") == "甲\n乙 \n丙"
    with pytest.raises(RuleViolation) as refused:
        require_length("字" * 20_001)
    assert (refused.value.rule, refused.value.field) == ("SIT-01", "text")


def test_sit_02_headings_lists_links_and_bold_are_understood():
    text = (
        "# 参赛对象\n在职职工\n第二行\n- 满**18**岁\n* 持[证书](https://x.cn/a?b=1)"
        "\n\n1. 报名\n2、审核"
    )

    assert read_text(text) == (
        Heading(1, line("参赛对象")),
        Paragraph((line("在职职工"), line("第二行"))),
        Listing(
            numbered=False,
            items=(
                line("满", Span("18", bold=True), "岁"),
                line("持", Span("证书", href="https://x.cn/a?b=1")),
            ),
        ),
        Listing(numbered=True, items=(line("报名"), line("审核"))),
    )


def test_blocks_are_parted_by_empty_lines():
    assert read_text("甲\n\n乙\n\n\n- 一\n\n- 二\n三\n") == (
        Paragraph((line("甲"),)),
        Paragraph((line("乙"),)),
        Listing(numbered=False, items=(line("一"),)),
        Listing(numbered=False, items=(line("二"),)),
        Paragraph((line("三"),)),
    )
    assert read_text("- 一\n1. 二") == (
        Listing(numbered=False, items=(line("一"),)),
        Listing(numbered=True, items=(line("二"),)),
    )
    assert read_text("") == ()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "#没有空格",
        "####  四级",
        "** **x",
        "[空](not a link)",
        "[坏](javascript:alert(1))",
        "[坏](//evil.cn)",
        "[坏](data:text/html,x)",
        "&lt;b&gt;",
        "2026年5月1日",
        "1.5米长",
        "-5度",
    ],
)
def test_everything_else_stands_as_it_was_typed(text):
    assert read_text(text) == (Paragraph((line(text),)),)


@pytest.mark.parametrize(
    ("href", "safe"),
    [
        ("https://example.cn/x", True),
        ("HTTP://example.cn", True),
        ("mailto:jingsai@example.cn", True),
        ("tel:0512-12345678", True),
        ("/files/3", True),
        ("//evil.cn", False),
        ("/\\evil.cn", False),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\tscript:alert(1)", False),
        ("data:text/html,<b>", False),
        ('https://x.cn/"onclick=', False),
        ("https://x.cn/<b>", False),
        ("vbscript:x", False),
        ("files/3", False),
        ("", False),
    ],
)
def test_sit_03_links_lead_to_web_pages_mail_telephone_or_this_site(href, safe):
    assert is_safe_link(href) is safe


@given(st.text(alphabet="ab*#-[]()<>/:\n 1.、javscript\"'", max_size=80))
def test_no_text_is_lost_and_no_link_is_unsafe(text):
    blocks = read_text(text)
    runs = []
    for block in blocks:
        if isinstance(block, Heading):
            runs.append(block.spans)
        else:
            runs.extend(block.lines if isinstance(block, Paragraph) else block.items)

    spans = [span for run in runs for span in run]
    assert all(is_safe_link(span.href) for span in spans if span.href)
    kept = "".join(span.text + span.href for span in spans)
    assert not set("<>\"'") & set(text) - set(kept)


def test_sit_04_nothing_is_public_before_the_announcement():
    require_public(CompetitionState.ANNOUNCED)
    with pytest.raises(NotFound):
        require_public(CompetitionState.DRAFT)


@pytest.mark.parametrize("text", ["", "  \r\n "])
def test_sit_05_an_empty_page_is_not_published(text):
    with pytest.raises(RuleViolation) as refused:
        require_text(text)

    assert (refused.value.rule, refused.value.field) == ("SIT-05", "text")
    assert require_text(" 公告 ") == "公告"


@pytest.mark.parametrize("title", ["", " ", "题" * 121])
def test_news_have_a_title(title):
    with pytest.raises(RuleViolation) as refused:
        require_title(title)

    assert refused.value.field == "title"
    assert require_title(" 场地  变更 ") == "场地 变更"
