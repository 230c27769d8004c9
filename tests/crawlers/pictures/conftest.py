"""Pictures that the tests draw themselves: Korean text as a screenshot, and as a photograph of a screen."""

import os
import random
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONT = Path("/usr/share/fonts/truetype/nanum/NanumGothic.ttf")
SAID = ("[속보] 북한, 전 세계 공관 모두 폐쇄한다", "정부가 오늘 새벽 발표했다고 합니다.", "주변에 널리 알려 주세요!")


@pytest.fixture(scope="session")
def said():
    """The lines that `draw` draws."""
    return SAID


@pytest.fixture(scope="session")
def draw():
    """draw(lines, size=…, photographed=…, dark=…): a picture of these lines."""
    if not FONT.exists():
        message = "the Nanum fonts (Debian: fonts-nanum) are not installed"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)

    def drawn(lines=SAID, *, size=26, photographed=False, dark=False, seed=1):
        paper, ink = ((28, 30, 34), (235, 235, 235)) if dark else ("white", "black")
        image = Image.new("RGB", (760, 50 + len(lines) * int(size * 1.9)), paper)
        pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(FONT), size)
        for number, line in enumerate(lines):
            pen.text((26, 24 + number * int(size * 1.9)), line, font=font, fill=ink)
        return _photograph(image, seed) if photographed else image

    return drawn


def _photograph(image, seed):
    """Held askew, a little out of focus, unevenly lit, grainy, saved badly."""
    dice = random.Random(seed)
    image = image.rotate(1.2, fillcolor=(225, 222, 214), resample=Image.Resampling.BICUBIC, expand=True).filter(
        ImageFilter.GaussianBlur(0.9)
    )
    grain = Image.frombytes("L", image.size, bytes(dice.randrange(108, 149) for _ in range(image.width * image.height)))
    light = Image.linear_gradient("L").resize(image.size).point(lambda value: 110 + value // 7)
    noise = Image.blend(grain, light, 0.5).convert("RGB")
    image = Image.blend(image, noise, 0.25)
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=45)
    return Image.open(buffer).convert("RGB")


@pytest.fixture(scope="session")
def png():
    """png(image): its bytes."""

    def saved(image, form="PNG", **options):
        buffer = BytesIO()
        image.save(buffer, form, **options)
        return buffer.getvalue()

    return saved


@pytest.fixture(scope="session")
def tesseract():
    """Skips where tesseract or its Korean is missing; in CI it must be there."""
    from crawlers.pictures.ocr import why_not

    if why := why_not():
        pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)
    return shutil.which("tesseract")
