import io

import pytest
from PIL import Image

from competition.domain.errors import RuleViolation
from competition.domain.files import Kind
from competition.services.file_contents import read_upload
from competition.services.workbooks import Column, Page, write_workbook
from tests.uploads import (
    PDF,
    SVG,
    a_bomb,
    a_document,
    a_packed_pdf,
    a_photo_with_a_place,
    a_picture,
    an_archive,
)

BOOK = write_workbook([Page("名单", [Column("姓名")], [["王小明"]])])


def read(content, purpose="attachment", name="文件.bin"):
    return read_upload(io.BytesIO(content), name, purpose)


def refused(content, purpose="attachment"):
    with pytest.raises(RuleViolation) as caught:
        read(content, purpose)
    assert caught.value.field == "file"
    return caught.value.rule


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_is_made_anew_as_jpeg_whatever_its_name_says(kind):
    found = read(a_picture(kind), "photo", "证件照.gif")

    picture = Image.open(io.BytesIO(found.content))
    assert (found.kind, found.name) == (Kind.JPEG, "证件照.jpg")
    assert (picture.format, picture.size) == ("JPEG", (400, 600))


def test_photo_stands_upright_and_tells_neither_place_nor_device():
    photo = a_photo_with_a_place()
    assert b"CanaryPhone" in photo

    found = read(photo, "photo")

    picture = Image.open(io.BytesIO(found.content))
    assert picture.size == (400, 600)
    assert dict(picture.getexif()) == {}
    assert b"CanaryPhone" not in found.content


def test_large_picture_is_made_smaller_and_keeps_its_shape():
    found = read(a_picture(size=(3000, 4000)), "photo")

    assert Image.open(io.BytesIO(found.content)).size == (900, 1200)


def test_what_is_transparent_becomes_white():
    found = read(a_picture("PNG", mode="RGBA", colour=(0, 0, 0, 0)), "photo")

    assert Image.open(io.BytesIO(found.content)).getpixel((5, 5)) == (255, 255, 255)


def test_palette_and_grey_pictures_are_read():
    assert read(a_picture("PNG", mode="P", colour=0), "photo").kind is Kind.JPEG
    assert read(a_picture("PNG", mode="LA", colour=(9, 9)), "photo").kind is Kind.JPEG
    assert read(a_picture("JPEG", mode="CMYK", colour=0), "photo").kind is Kind.JPEG


@pytest.mark.parametrize("content", [PDF, BOOK, a_document()])
def test_documents_are_kept_as_they_came(content):
    assert read(content).content == content


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (SVG, "FIL-01"),
        (b"MZ\x90\x00 a program", "FIL-01"),
        (an_archive({"readme.txt": "a plain archive"}), "FIL-01"),
        (a_picture("GIF"), "FIL-01"),
        (b"\x89PNG\r\n\x1a\n not a picture", "FIL-03"),
        (a_picture()[:400], "FIL-03"),
        (a_bomb(), "FIL-03"),
        (a_bomb(7_000), "FIL-03"),
        (PDF[:40], "FIL-03"),
        (b"PK\x03\x04 broken", "FIL-03"),
        (an_archive({"word/document.xml": "<w/>"}), "FIL-03"),
        (an_archive({"[Content_Types].xml": "", "xl/workbook.xml": "<w/>"}), "FIL-03"),
        (a_picture() + PDF, "FIL-04"),
        (a_picture() + a_document(), "FIL-04"),
        (a_picture("PNG") + b"<script>alert(1)</script>", "FIL-04"),
        (PDF + a_document(), "FIL-04"),
        (PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (x) >>"), "FIL-04"),
        (a_packed_pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "FIL-04"),
        (a_document(**{"word/vbaProject.bin": "macro"}), "FIL-04"),
    ],
)
def test_bad_files_are_refused(content, rule):
    assert refused(content) == rule


def test_packed_pdf_without_anything_active_is_taken():
    content = a_packed_pdf(b"<< /Type /Page >>")

    assert read(content).content == content


def test_pdf_whose_packed_objects_swell_is_refused():
    assert refused(a_packed_pdf(bytes(5_000_000))) == "FIL-03"


def test_archive_that_unpacks_to_far_too_much_is_refused():
    assert refused(a_document(swell=bytes(140_000_000))) == "FIL-03"


def test_file_over_the_limit_is_refused_without_reading_it_whole():
    stream = io.BytesIO(bytes(200 * 1024 * 1024))

    with pytest.raises(RuleViolation) as caught:
        read_upload(stream, "huge.jpg", "photo")

    assert (caught.value.rule, stream.tell()) == ("FIL-02", 10 * 1024 * 1024 + 1)
