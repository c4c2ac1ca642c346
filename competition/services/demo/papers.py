"""Photos and certificates of the demonstration city: drawn, of nobody, and marked as made up."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from competition.services.documents import FONTS

INK, PAPER, SEAL = (42, 52, 65), (252, 249, 240), (178, 36, 28)
MADE_UP = "演示材料 · 纯属虚构"
SHIRTS = ((47, 96, 140), (92, 110, 72), (120, 78, 110), (150, 96, 48))


def draw_photo(serial: int) -> bytes:
    """A head and shoulders without a face, as a JPEG."""
    picture = Image.new("RGB", (480, 640), (205, 222, 238))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((60, 430, 420, 860), fill=SHIRTS[serial % len(SHIRTS)])
    pen.rectangle((205, 380, 275, 470), fill=(224, 186, 160))
    pen.ellipse((150, 150, 330, 420), fill=(232, 196, 170))
    pen.pieslice((142, 130, 338, 400), 180, 360, fill=(44, 38, 36))
    pen.text((240, 590), MADE_UP, font=_font(24), fill=(255, 255, 255), anchor="mm")
    return _jpeg(picture)


def draw_certificate(name: str, occupation: str, level: str, serial: int) -> bytes:
    """A certificate of a skill level that no office issued, as a JPEG."""
    picture = Image.new("RGB", (1200, 850), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((30, 30, 1170, 820), outline=SEAL, width=6)
    pen.text((600, 140), "职业技能等级证书", font=_font(64), fill=INK, anchor="mm")
    pen.text((600, 205), MADE_UP, font=_font(30), fill=SEAL, anchor="mm")
    lines = (
        ("姓　　名", name),
        ("职业名称", occupation),
        ("技能等级", level),
        ("证书编号", f"YS{serial:010d}"),
    )
    for place, (label, words) in enumerate(lines):
        pen.text((260, 310 + 95 * place), f"{label}：{words}", font=_font(40), fill=INK)
    pen.ellipse((840, 560, 1060, 780), outline=SEAL, width=6)
    pen.text((950, 670), "演示专用", font=_font(40), fill=SEAL, anchor="mm")
    return _jpeg(picture)


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / "noto-sans-sc-regular.ttf", size)


def _jpeg(picture: Image.Image) -> bytes:
    target = BytesIO()
    picture.save(target, "JPEG", quality=80)
    return target.getvalue()
