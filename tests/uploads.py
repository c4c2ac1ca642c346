"""Files as people send them, good and bad, made on the spot."""

import io
import struct
import zipfile
import zlib

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
GPS, GPS_LATITUDE, MAKE, ORIENTATION = 0x8825, 2, 0x010F, 0x0112


def a_picture(kind="JPEG", size=(400, 600), mode="RGB", colour="navy", **options):
    target = io.BytesIO()
    Image.new(mode, size, colour).save(target, kind, **options)
    return target.getvalue()


def a_photo_with_a_place(size=(600, 400), orientation=6):
    """A phone's photo: lying on its side, with the maker and the place in its EXIF."""
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "CanaryPhone", orientation
    exif.get_ifd(GPS)[GPS_LATITUDE] = (31.0, 18.0, 0.0)
    return a_picture(size=size, exif=exif.tobytes())


def a_bomb(side=60_000):
    """A PNG of a few bytes that claims to be enormous."""

    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def an_archive(parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def a_document(**more):
    return an_archive({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>", **more})


def a_packed_pdf(text):
    """A PDF whose objects stand in a compressed stream, where a plain search finds nothing."""
    packed = zlib.compress(text)
    stream = b"2 0 obj << /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + packed + b"\nendstream"
    return PDF.replace(b"trailer", stream + b"\ntrailer")
