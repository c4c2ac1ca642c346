"""Texts of public pages (公开页面) in a small markup: headings, lists, links, bold, nothing else.

Reading gives plain values; whoever shows them escapes every text, so no markup of a browser can
come from a typed text.
"""

import re
from dataclasses import dataclass

from competition.domain.errors import RuleViolation

LONGEST = 20_000
HEADING = re.compile(r"(#{1,3})\s+(\S.*)")
BULLET = re.compile(r"[-*•]\s+(\S.*)")
NUMBER = re.compile(r"\d{1,3}(?:[.)]\s+|[、）]\s*)(\S.*)")
INLINE = re.compile(
    r"\*\*(?P<bold>[^*\s](?:[^*\n]*[^*\s])?)\*\*|\[(?P<words>[^\[\]\n]+)\]\((?P<href>[^()\s]+)\)"
)
WEB = re.compile(r"https?://[^\s\\<>\"'`\x00-\x1f\x7f]+", re.IGNORECASE)
OTHER = re.compile(r"mailto:[^\s\\<>\"'@]+@[\w.-]+|tel:\+?[\d-]{3,20}")
OWN = re.compile(r"/(?![/\\])[^\s\\<>\"'`\x00-\x1f\x7f]*")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text, bold or not, leading somewhere or not."""

    text: str
    bold: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a page; `level` 1 is the highest there."""

    level: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together."""

    lines: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, numbered or not."""

    numbered: bool
    items: tuple[tuple[Span, ...], ...]


Block = Heading | Paragraph | Listing


def require_length(text: str) -> str:
    """Give the text back with plain line ends, cut at its ends.

    Raises RuleViolation SIT-01 when it has more than 20,000 characters.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(plain) > LONGEST:
        message = "The text has %(count)s characters; at most %(most)s fit on a page."
        raise RuleViolation("SIT-01", message, field="text", count=len(plain), most=LONGEST)
    return plain


def read_text(text: str) -> tuple[Block, ...]:
    """Read a text into blocks.

    Rule SIT-02: headings, lists, links and bold are understood; all else stands as it was typed.
    """
    blocks: list[Block] = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        _read_part([line.strip() for line in part.split("\n") if line.strip()], blocks)
    return tuple(blocks)


def is_safe_link(href: str) -> bool:
    """Whether a link may stand on a page.

    Rule SIT-03: links lead to web pages, mail, telephone, or to a page of this site.
    """
    return any(kind.fullmatch(href) for kind in (WEB, OTHER, OWN))


def _read_part(lines: list[str], blocks: list[Block]) -> None:
    for at, line in enumerate(lines):
        if heading := HEADING.fullmatch(line):
            blocks.append(Heading(len(heading[1]), _spans(heading[2])))
        elif bullet := BULLET.fullmatch(line):
            _add_item(blocks, _spans(bullet[1]), numbered=False, fresh=at == 0)
        elif number := NUMBER.fullmatch(line):
            _add_item(blocks, _spans(number[1]), numbered=True, fresh=at == 0)
        else:
            _add_line(blocks, _spans(line), fresh=at == 0)


def _add_item(blocks: list[Block], spans: tuple[Span, ...], *, numbered: bool, fresh: bool) -> None:
    last = blocks[-1] if blocks and not fresh else None
    if isinstance(last, Listing) and last.numbered is numbered:
        blocks[-1] = Listing(numbered, (*last.items, spans))
    else:
        blocks.append(Listing(numbered, (spans,)))


def _add_line(blocks: list[Block], spans: tuple[Span, ...], *, fresh: bool) -> None:
    last = blocks[-1] if blocks and not fresh else None
    if isinstance(last, Paragraph):
        blocks[-1] = Paragraph((*last.lines, spans))
    else:
        blocks.append(Paragraph((spans,)))


def _spans(text: str) -> tuple[Span, ...]:
    found, at = [], 0
    for match in INLINE.finditer(text):
        if match["href"] and not is_safe_link(match["href"]):
            continue
        found.append(Span(text[at : match.start()]))
        if match["bold"]:
            found.append(Span(match["bold"], bold=True))
        else:
            found.append(Span(match["words"], href=match["href"]))
        at = match.end()
    return tuple(span for span in (*found, Span(text[at:])) if span.text)
