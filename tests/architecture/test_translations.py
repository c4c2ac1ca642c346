"""Every text that people read exists in Chinese and in English."""

import re
from pathlib import Path

import pytest

from deploy.messages import CATALOGUES, faults, read, template

CHINESE = CATALOGUES / "zh_Hans_CN" / "LC_MESSAGES" / "messages.po"
ENGLISH = CATALOGUES / "en" / "LC_MESSAGES" / "messages.po"
# The style page shows made-up data, which stands where an installation has its own.
TEMPLATES = [p for p in sorted(Path("templates").rglob("*.html")) if "styleguide" not in p.parts]
HAN = re.compile(r"[\u4e00-\u9fff]")
LETTERS = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]")
SPOKEN = re.compile(r'\b(?:title|placeholder|aria-label|alt)="([^"]*)"')
JINJA = re.compile(
    r"{% block \w*class %}.*?{% endblock %}"
    r"|{%-?\s*trans\b.*?endtrans\s*-?%}|{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|<svg.*?</svg>",
    re.DOTALL,
)
TAG = re.compile(r"<[^>]*>")
# Said alike in every language: the mark, the languages' own names, file kinds, keys.
NAMES = {"匠阶", "Jiangjie", "中文", "English", "QR", "ID", "XLSX", "CSV", "JSON", "ZIP", "Esc"}


def bare_texts(path):
    """Words in the markup or in spoken attributes that do not pass through gettext."""
    markup = JINJA.sub(" ", path.read_text(encoding="utf-8"))
    pieces = TAG.sub("\n", markup).splitlines() + SPOKEN.findall(markup)
    words = [re.sub("|".join(sorted(NAMES, key=len, reverse=True)), "", p) for p in pieces]
    return [w.strip() for w in words if LETTERS.search(re.sub(r"&\w+;", "", w))]


def test_every_text_has_its_chinese():
    assert list(faults(CHINESE, template())) == []


def test_texts_in_the_code_are_english():
    assert [m.id for m in template() if HAN.search(str(m.id)) and m.id not in NAMES] == []


def test_english_is_the_text_itself_unless_it_is_worded_better():
    worded = [m for m in read(ENGLISH) if m.id and m.fuzzy] if ENGLISH.exists() else []

    assert worded == []


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_template_says_nothing_past_gettext(path):
    assert bare_texts(path) == []
