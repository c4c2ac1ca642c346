"""Uploaded files (上传文件): what may be uploaded for which purpose, told by content alone."""

import re
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import category

from competition.domain.errors import RuleViolation

MEGABYTE = 1024 * 1024
NAME_LENGTH = 120
MOST_WAITING = 40
"""So many uploads of one account may wait for the form they belong to."""

END_OF_ZIP = b"PK\x05\x06"
TAIL = 65_557
"""A ZIP archive's directory ends within so many bytes of its end."""

ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
LOCKED_PDF = re.compile(rb"/Encrypt\b")
FOREIGN = re.compile(rb"%PDF-[12]\.|<svg[\s>]|<script[\s>]|<html[\s>]|<\?php", re.IGNORECASE)
"""What has no business inside a picture: the beginnings of other kinds of files."""


class Kind(StrEnum):
    """The kinds of files that are taken, by their media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ZIP = "application/zip"
    CSV = "text/csv"


PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})
SHOWN = PICTURES | {Kind.PDF}
"""What a browser may show inside its window; everything else is saved."""

ENDINGS = {
    Kind.JPEG: "jpg",
    Kind.PNG: "png",
    Kind.WEBP: "webp",
    Kind.PDF: "pdf",
    Kind.XLSX: "xlsx",
    Kind.DOCX: "docx",
    Kind.ZIP: "zip",
    Kind.CSV: "csv",
}
PHONE_PICTURES = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1"})
OFFICE = {"xl/workbook.xml": Kind.XLSX, "word/document.xml": Kind.DOCX}
"""The part by which an Office archive is known."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a file is for: the kinds taken, its largest size, how large a picture is kept."""

    key: str
    kinds: frozenset[Kind]
    most_megabytes: int
    picture_side: int = 2400
    least_side: int = 1


_PAPER = PICTURES | {Kind.PDF}
_ANY = frozenset(Kind) - {Kind.ZIP, Kind.CSV}
"""ZIP archives and CSV are made here and never taken."""
PURPOSES = {
    purpose.key: purpose
    for purpose in (
        Purpose("photo", PICTURES, 10, picture_side=1200, least_side=240),
        Purpose("certificate", _PAPER, 10),
        Purpose("scan", _PAPER, 20),
        Purpose("attachment", _ANY, 20),
        Purpose("picture", PICTURES, 10, picture_side=1920),
        Purpose("download", _ANY, 20),
    )
}
"""证件照 photo, 证书 certificate, 盖章扫描件 scan, 附件 attachment; pages' pictures, downloads."""

LARGEST_FLAT, LARGEST_JPEG = 40_000_000, 130_000_000
"""Most pixels of a picture; a JPEG is read at a fraction of its size, the others are not."""


def kind_of(content: bytes, parts: frozenset[str] = frozenset()) -> Kind:
    """Tell the kind of a file from its first bytes, or from the parts of its archive.

    Raises RuleViolation FIL-01 with advice for what is not taken anywhere.
    """
    head = content[:16]
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind.WEBP
    if re.match(rb"%PDF-[12]\.\d", head):
        return Kind.PDF
    for part, kind in OFFICE.items():
        if part in parts:
            return kind
    raise _not_taken(content)


def _not_taken(content: bytes) -> RuleViolation:
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content[4:8] == b"ftyp" and content[8:12] in PHONE_PICTURES:
        return _advise(
            "This is a HEIC picture. On the phone choose Settings, Camera, Formats, Most Compatible"
            " and take it again, or send a screenshot of it."
        )
    if start.startswith(b"<svg") or (start.startswith((b"<?xml", b"<!")) and b"<svg" in start):
        return _advise("SVG drawings are not taken. Save the picture as PNG or JPEG.")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _advise("This is an old or locked Office file. Save it as .docx or .xlsx, unlocked.")
    if not content:
        return _advise("The file is empty.")
    return _advise("Files of this kind are not taken.")


def _advise(message: str) -> RuleViolation:
    return RuleViolation("FIL-01", message, field="file")


def require_kind(kind: Kind, purpose: Purpose) -> None:
    """Raise RuleViolation FIL-01 unless the purpose takes this kind.

    Rule FIL-01: a file's kind is told by its content, and each purpose takes certain kinds.
    """
    if kind not in purpose.kinds:
        raise RuleViolation(
            "FIL-01",
            "Send one of these here: %(endings)s. This file is a %(found)s.",
            field="file",
            endings=", ".join(sorted(ENDINGS[one] for one in purpose.kinds)),
            found=ENDINGS[kind],
        )


def require_size(size: int, purpose: Purpose) -> None:
    """Raise RuleViolation FIL-02 for a file larger than the purpose allows.

    Rule FIL-02: a file is no larger than its purpose allows.
    """
    if size > purpose.most_megabytes * MEGABYTE:
        raise RuleViolation(
            "FIL-02",
            "The file is larger than %(most)s MB. Send a smaller one.",
            field="file",
            most=purpose.most_megabytes,
        )


def require_picture(kind: Kind, width: int, height: int, purpose: Purpose) -> None:
    """Raise RuleViolation FIL-03 for a picture of too many or too few pixels.

    Rule FIL-03: a picture can be read whole, and has neither too many pixels nor too few.
    """
    if width * height > (LARGEST_JPEG if kind is Kind.JPEG else LARGEST_FLAT):
        raise RuleViolation("FIL-03", "The picture has too many pixels.", field="file")
    if min(width, height) < purpose.least_side:
        raise RuleViolation(
            "FIL-03",
            "The picture is too small to be printed: at least %(least)s pixels each way.",
            field="file",
            least=purpose.least_side,
        )


def damaged() -> RuleViolation:
    """What to raise for a file that begins well and cannot be read. Rule FIL-03."""
    return RuleViolation("FIL-03", "The file is damaged or not complete.", field="file")


def require_single(content: bytes, kind: Kind) -> None:
    """Raise RuleViolation FIL-04 for a file that is two kinds of files at once.

    Rule FIL-04: a file is of one kind only and holds nothing that runs, and no other file.
    """
    two = kind in PICTURES and FOREIGN.search(content)
    if two or (kind in SHOWN and END_OF_ZIP in content[-TAIL:]):
        raise RuleViolation(
            "FIL-04",
            "Another file is hidden in this one. Save it anew and send that.",
            field="file",
        )


def require_inert_pdf(texts: bytes) -> None:
    """Raise RuleViolation FIL-04 for a PDF that runs something or holds files.

    Takes the PDF's objects as far as they can be read. FIL-03 for one behind a password.
    """
    if LOCKED_PDF.search(texts):
        raise RuleViolation(
            "FIL-03", "This PDF asks for a password. Save it without one.", field="file"
        )
    if ACTIVE_PDF.search(texts):
        raise RuleViolation(
            "FIL-04",
            "This PDF holds scripts, forms or other files. Print it to a new PDF and send that.",
            field="file",
        )


def safe_name(name: str, kind: Kind) -> str:
    """A file's name as a text to show: no path, nothing invisible, the ending of its kind.

    Rule FIL-05: a file's name is a text for people, and never a path.
    """
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(c for c in last if category(c)[0] != "C" and c not in '<>:"|?*').strip(" .")
    stem, dot, ending = seen.rpartition(".")
    stem = stem if dot and re.fullmatch(r"[0-9A-Za-z]{1,5}", ending) else seen
    tail = f".{ENDINGS[kind]}"
    return f"{stem[: NAME_LENGTH - len(tail)].rstrip(' .') or 'file'}{tail}"


def require_room(waiting: int) -> None:
    """Raise RuleViolation FIL-06 when too many uploads of an account wait for their form.

    Rule FIL-06: only so many uploads of one account wait for the form they belong to.
    """
    if waiting >= MOST_WAITING:
        raise RuleViolation(
            "FIL-06",
            "Too many of your files wait for their form. Send those forms first.",
            field="file",
        )
