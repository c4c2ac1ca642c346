"""Documents on paper, set by typst from templates under ``templates/print``.

What people typed reaches a template as data (JSON) and never as its text, so that nothing in a name
can do anything. Each document gets a compiler of its own, because one compiler cannot serve two
threads; the fonts are read once and shared.
"""

import io
import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES, FONTS = ROOT / "templates" / "print", ROOT / "static" / "fonts"
PHOTO_SIZE = (276, 354)
"""35 × 45 mm at 200 dots an inch: sharp on paper, and a thousand of them fit into memory."""

MASK = 2
"""Every mask is readable; looking for the handsomest of the eight takes four fifths of the time."""


def compile_document(
    template: str,
    data: Mapping[str, object],
    pictures: Mapping[str, bytes] | None = None,
    *,
    at: datetime | None = None,
) -> bytes:
    """Set the template (``tickets``) with the data as PDF.

    Takes pictures by the names that the data gives them; they lie on the disk only meanwhile, in
    a folder that nobody else may read. `at` is the date of making that the PDF names.
    """
    found = _compile(
        template, data, pictures or {}, format="pdf", timestamp=at and at.replace(microsecond=0)
    )
    assert isinstance(found, bytes)  # noqa: S101 -- a PDF is one file
    return found


def draw_pages(
    template: str,
    data: Mapping[str, object],
    pictures: Mapping[str, bytes] | None = None,
    *,
    dots: int = 96,
) -> list[bytes]:
    """Draw the pages of the document as PNG pictures, for a preview."""
    found = _compile(template, data, pictures or {}, format="png", ppi=float(dots))
    return found if isinstance(found, list) else [found]


def qr_drawing(text: str) -> str:
    """A QR code as an SVG drawing, one unit a module, with its quiet zone."""
    target = io.BytesIO()
    code = segno.make(text, error="m", micro=False, mask=MASK)
    code.save(target, kind="svg", xmldecl=False, svgns=True, border=4, scale=1)
    return target.getvalue().decode()


def ticket_photo(content: bytes) -> bytes:
    """A photo cut and sized as it is printed on a ticket, so that a thousand stay small."""
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
        picture.draft("RGB", PHOTO_SIZE)
        fitted = ImageOps.fit(picture.convert("RGB"), PHOTO_SIZE, centering=(0.5, 0.35))
    target = io.BytesIO()
    fitted.save(target, "JPEG", quality=82)
    return target.getvalue()


def uncovered(text: str) -> str:
    """The characters that the fonts of documents cannot print, each once."""
    spans = _coverage()
    missing = (c for c in text if not c.isspace() and not _within(ord(c), spans))
    return "".join(dict.fromkeys(missing))


def _compile(
    template: str, data: Mapping[str, object], pictures: Mapping[str, bytes], **options: Any
) -> Any:
    with tempfile.TemporaryDirectory(prefix="document-") as folder:
        root = Path(folder)
        for path in TEMPLATES.glob("*.typ"):
            shutil.copy(path, root)
        (root / "document-data.json").write_text(
            json.dumps(data, ensure_ascii=False), encoding="utf-8"
        )
        for name, content in pictures.items():
            (root / name).write_bytes(content)
        compiler = typst.Compiler(root / f"{template}.typ", root=root, font_paths=_fonts())
        return compiler.compile(**options)


@cache
def _fonts() -> typst.Fonts:
    """Ours first; the machine's own stand in for characters that ours lack."""
    return typst.Fonts(include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _coverage() -> tuple[tuple[int, int], ...]:
    words = (FONTS / "noto-sans-sc-coverage.txt").read_text(encoding="ascii").split()
    ends = (word.partition("-") for word in words)
    return tuple((int(low, 16), int(high or low, 16)) for low, _, high in ends)


def _within(code: int, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code <= high for low, high in spans)
