import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.errors import RuleViolation
from competition.domain.files import (
    MEGABYTE,
    MOST_WAITING,
    NAME_LENGTH,
    PURPOSES,
    Kind,
    damaged,
    kind_of,
    require_inert_pdf,
    require_kind,
    require_picture,
    require_room,
    require_single,
    require_size,
    safe_name,
)

PHOTO, DOWNLOAD = PURPOSES["photo"], PURPOSES["download"]
HEIC = b"\x00\x00\x00\x18ftypheic"


def refusal(rule, *arguments):
    with pytest.raises(RuleViolation) as caught:
        rule(*arguments)
    return caught.value.rule


@pytest.mark.parametrize(
    ("content", "parts", "kind"),
    [
        (b"\xff\xd8\xff\xe0", set(), Kind.JPEG),
        (b"\x89PNG\r\n\x1a\n", set(), Kind.PNG),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", set(), Kind.WEBP),
        (b"%PDF-1.7\n", set(), Kind.PDF),
        (b"PK\x03\x04", {"xl/workbook.xml"}, Kind.XLSX),
        (b"PK\x03\x04", {"word/document.xml"}, Kind.DOCX),
    ],
)
def test_fil_01_kind_is_told_by_the_content(content, parts, kind):
    assert kind_of(content, frozenset(parts)) is kind


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEIC, "This is a HEIC picture."),
        (b"<svg xmlns='x'>", "SVG drawings are not taken."),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg>", "SVG drawings are not taken."),
        (b"\xd0\xcf\x11\xe0", "This is an old or locked Office file."),
        (b"", "The file is empty."),
        (b"GIF89a", "Files of this kind are not taken."),
        (b"<?xml version='1.0'?><html>", "Files of this kind are not taken."),
        (b"junk %PDF-1.7", "Files of this kind are not taken."),
        (b"MZ\x90", "Files of this kind are not taken."),
    ],
)
def test_fil_01_other_kinds_are_refused_with_advice(content, words):
    with pytest.raises(RuleViolation) as caught:
        kind_of(content)

    assert str(caught.value).startswith(words)


def test_fil_01_each_purpose_takes_its_kinds():
    require_kind(Kind.PDF, DOWNLOAD)

    assert refusal(require_kind, Kind.PDF, PHOTO) == "FIL-01"


def test_fil_02_file_is_no_larger_than_its_purpose_allows():
    require_size(10 * MEGABYTE, PHOTO)

    assert refusal(require_size, 10 * MEGABYTE + 1, PHOTO) == "FIL-02"


@pytest.mark.parametrize(
    ("kind", "width", "height"),
    [(Kind.PNG, 8000, 5001), (Kind.JPEG, 13_001, 10_000), (Kind.JPEG, 239, 400)],
)
def test_fil_03_picture_has_neither_too_many_pixels_nor_too_few(kind, width, height):
    require_picture(kind, 8000, 5000, PHOTO)

    assert refusal(require_picture, kind, width, height, PHOTO) == "FIL-03"


def test_fil_03_damaged_file_is_named_so():
    assert damaged().rule == "FIL-03"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff %PDF-1.4 ", Kind.JPEG),
        (b"\x89PNG <SCRIPT>alert(1)", Kind.PNG),
        (b"\x89PNG <svg onload=x>", Kind.PNG),
        (b"\xff\xd8\xff <?php ", Kind.JPEG),
        (b"\xff\xd8\xff" + b"PK\x05\x06" + b"\0" * 18, Kind.JPEG),
        (b"%PDF-1.7" + b"PK\x05\x06" + b"\0" * 18, Kind.PDF),
    ],
)
def test_fil_04_file_is_of_one_kind_only(content, kind):
    assert refusal(require_single, content, kind) == "FIL-04"


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"\xff\xd8\xff plain", Kind.JPEG), (b"PK\x03\x04 PK\x05\x06", Kind.XLSX), (b"%PDF-1.7", "")],
)
def test_fil_04_plain_files_pass(content, kind):
    require_single(content, kind)


@pytest.mark.parametrize("text", [b"/JS (x)", b"/JavaScript 3 0 R", b"/Launch", b"/EmbeddedFile"])
def test_fil_04_pdf_runs_nothing_and_holds_no_files(text):
    require_inert_pdf(b"/Type /Page /JSON /JavaScripts")

    assert refusal(require_inert_pdf, b"<< " + text + b" >>") == "FIL-04"


def test_fil_03_pdf_behind_a_password_is_refused():
    assert refusal(require_inert_pdf, b"trailer << /Encrypt 4 0 R >>") == "FIL-03"


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("照片.PNG", Kind.JPEG, "照片.jpg"),
        ("../../etc/passwd", Kind.PDF, "passwd.pdf"),
        ("C:\\temp\\证书.jpeg", Kind.JPEG, "证书.jpg"),
        ("abc\u202egnp.exe", Kind.JPEG, "abcgnp.jpg"),
        ("王𠮷 · 2026.报名", Kind.PDF, "王𠮷 · 2026.报名.pdf"),
        ("a<b>c\r\nd.docx", Kind.DOCX, "abcd.docx"),
        ("...", Kind.PDF, "file.pdf"),
        ("", Kind.XLSX, "file.xlsx"),
    ],
)
def test_fil_05_name_is_a_text_and_never_a_path(name, kind, shown):
    assert safe_name(name, kind) == shown


@given(st.text(), st.sampled_from(Kind))
def test_fil_05_every_name_becomes_a_short_plain_one(name, kind):
    shown = safe_name(name, kind)

    assert len(shown) <= NAME_LENGTH
    assert set(shown) & set('/\\<>:"|?*\0\r\n\u202e') == set()
    assert safe_name(shown, kind) == shown


def test_fil_06_only_so_many_uploads_wait():
    require_room(MOST_WAITING - 1)

    assert refusal(require_room, MOST_WAITING) == "FIL-06"
