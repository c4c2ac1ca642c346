"""A stranger's file: told by its content, looked through, and pictures made anew.

A picture is decoded and written again as JPEG: what was hidden in it (place, device, owner, another
file) is gone, it stands upright, and no side is longer than its purpose needs.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps

from competition.domain.errors import RuleViolation
from competition.domain.files import (
    MEGABYTE,
    PICTURES,
    PURPOSES,
    Kind,
    Purpose,
    damaged,
    kind_of,
    require_inert_pdf,
    require_kind,
    require_picture,
    require_single,
    require_size,
    safe_name,
)
from competition.services.workbook_guards import WorkbookRefusedError, look_through

FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP"}
QUALITY = 88
MOST_PARTS, MOST_UNPACKED = 2000, 128 * MEGABYTE
MACROS = "/vbaproject.bin"
OBJECT_STREAM = re.compile(rb"/ObjStm.{0,512}?stream\r?\n", re.DOTALL)
MOST_OBJECTS = 4 * MEGABYTE


@dataclass(frozen=True, slots=True)
class ReadFile:
    """An upload that was looked through and may be stored."""

    name: str
    kind: Kind
    purpose: Purpose
    content: bytes


def read_upload(stream: BinaryIO, name: str, purpose: str) -> ReadFile:
    """Look through an upload, outside of any transaction: a picture takes a while.

    Raises RuleViolation FIL-01 to FIL-04, its field always ``file``.
    """
    wanted = PURPOSES[purpose]
    content = stream.read(wanted.most_megabytes * MEGABYTE + 1)
    require_size(len(content), wanted)
    kind = kind_of(content, _parts(content))
    require_kind(kind, wanted)
    require_single(content, kind)
    if kind in PICTURES:
        content, kind = _picture(content, kind, wanted), Kind.JPEG
    elif kind is Kind.PDF:
        _look_through_pdf(content)
    else:
        _look_through_office(content, kind)
    return ReadFile(safe_name(name, kind), kind, wanted, content)


def _picture(content: bytes, kind: Kind, purpose: Purpose) -> bytes:
    """Decode the picture, turn it upright, make it smaller, write that and nothing else."""
    try:
        with Image.open(io.BytesIO(content), formats=[FORMATS[kind]]) as picture:
            require_picture(kind, *picture.size, purpose)
            side = (purpose.picture_side, purpose.picture_side)
            picture.draft("RGB", side)
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail(side, Image.Resampling.LANCZOS)
            target = io.BytesIO()
            _on_white(upright).save(target, "JPEG", quality=QUALITY, optimize=True)
    except RuleViolation:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RuleViolation("FIL-03", "The picture has too many pixels.", field="file") from error
    except (OSError, SyntaxError, ValueError, EOFError, zlib.error) as error:
        raise damaged() from error
    return target.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture in plain colours; what was transparent is white."""
    if picture.mode not in {"RGBA", "LA", "PA"} and "transparency" not in picture.info:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    white = Image.new("RGB", layer.size, "white")
    white.paste(layer, mask=layer.getchannel("A"))
    return white


def _look_through_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-2048:]:
        raise damaged()
    require_inert_pdf(content)
    require_inert_pdf(_packed_objects(content))


def _packed_objects(content: bytes) -> bytes:
    """What the PDF's compressed object streams hold, as far as a few megabytes reach."""
    found, room = [], MOST_OBJECTS
    for match in OBJECT_STREAM.finditer(content):
        try:
            text = zlib.decompressobj().decompress(content[match.end() :], room)
        except zlib.error:
            continue
        found.append(text)
        room -= len(text)
        if room <= 0:
            raise damaged()
    return b"\n".join(found)


def _parts(content: bytes) -> frozenset[str]:
    """The names of an archive's parts; none when it is no archive or begins as something else."""
    if not content.startswith(b"PK\x03\x04"):
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise damaged() from error


def _look_through_office(content: bytes, kind: Kind) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        names = [part.filename for part in parts]
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or len(set(names)) != len(names):
            raise damaged()
        if any(f"/{name.lower()}".endswith(MACROS) for name in names):
            raise RuleViolation(
                "FIL-04", "This document holds macros. Save it without.", field="file"
            )
        if "[Content_Types].xml" not in names:
            raise damaged()
    if kind is Kind.XLSX:
        try:
            look_through(content)
        except WorkbookRefusedError as refused:
            issue = refused.issue
            raise RuleViolation("FIL-03", issue.message, field="file", **issue.params) from refused
