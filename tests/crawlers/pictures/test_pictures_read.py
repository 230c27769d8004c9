"""Reading one picture: what it says, how surely, and what is refused."""

import struct
import time
import zlib

import pytest
from PIL import Image, ImageOps

from crawlers.evidence.pictures import PictureRow
from crawlers.pictures import ocr
from crawlers.pictures.decode import MAX_PIXELS, decode_picture
from crawlers.pictures.ocr import read_text
from pungmun.errors import ConfigError, QuarantineError


def edits(one, other):
    """Levenshtein distance of two strings without white space."""
    one, other = "".join(one.split()), "".join(other.split())
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        new = [i]
        for j, b in enumerate(other, 1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (a != b)))
        row = new
    return row[-1], len(other)


@pytest.mark.parametrize("kind", ["screenshot", "small", "dark", "photographed"])
def test_korean_text_is_read(draw, said, png, tesseract, kind):
    how = {"screenshot": {}, "small": {"size": 15}, "dark": {"dark": True}, "photographed": {"photographed": True}}[kind]
    reading = read_text(decode_picture(png(draw(**how))).image)
    wrong, length = edits(reading.text, "".join(said))
    print(f"{kind}: character error rate {wrong / length:.3f}, confidence {reading.confidence:.2f}")  # noqa: T201 -- -s shows it
    assert wrong / length <= 0.05
    assert reading.confidence > 0.8
    assert PictureRow("u", "t", "c", text=reading.text, confidence=reading.confidence).counts
    assert "공관 모두 폐쇄한다" in reading.text


def test_what_has_no_letters_says_nothing(png, tesseract):
    stripes = Image.effect_noise((160, 120), 60)
    reading = read_text(decode_picture(png(stripes)).image)
    assert not PictureRow("u", "t", "c", text=reading.text, confidence=reading.confidence).counts


def test_a_picture_that_takes_too_long_costs_only_itself(draw, png, tesseract, monkeypatch):
    monkeypatch.setattr(ocr, "TIMEOUT", 0.001)
    with pytest.raises(QuarantineError, match=r"took more than") as error:
        read_text(decode_picture(png(draw())).image)
    assert error.value.kind == "picture"


def test_without_tesseract_it_says_what_to_install(draw, png, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    assert "tesseract-ocr-kor" in ocr.why_not()
    with pytest.raises(ConfigError, match="not installed"):
        read_text(decode_picture(png(draw())).image)


def bomb(side):
    """A PNG of 100 bytes that says it has `side` × `side` pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (bomb(50_000), "DecompressionBomb"),
        (bomb(7_000), f"more than {MAX_PIXELS}"),
        (b"<html>not here</html>", "decoded"),
        (b"", "decoded"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "decoded"),
        (b"II*\x00\x08\x00\x00\x00" + b"\xff" * 40, "decoded"),  # TIFF: a decoder that stays shut
        (b"GIF89a\x10\x00\x10\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x10\x00\x10\x00\x00\x02\x00;", "no picture to read"),
    ],
    ids=["bomb", "small bomb", "html", "empty", "cut off", "tiff", "tiny"],
)
def test_hostile_and_useless_files_are_refused_at_once(body, why):
    began = time.monotonic()
    with pytest.raises(QuarantineError, match=why):
        decode_picture(body)
    assert time.monotonic() - began < 2


def test_a_cut_off_picture_is_refused(draw, png):
    with pytest.raises(QuarantineError):
        decode_picture(png(draw(), "JPEG")[:2000])


def test_the_hash_survives_saving_shrinking_and_photographing_and_tells_pictures_apart(draw, png):
    image = draw()
    first = int(decode_picture(png(image)).phash, 16)

    def distance(other):
        return (first ^ int(decode_picture(other).phash, 16)).bit_count()

    assert distance(png(image, "JPEG", quality=40)) <= 4
    assert distance(png(image.resize((500, image.height * 500 // image.width)))) <= 4
    assert distance(png(draw(("전혀 다른 소문입니다", "등대가 모두 꺼졌다고 한다", "그 말을 믿지 마세요")))) > 10
    assert decode_picture(png(Image.new("RGB", (300, 300), "navy"))).phash == ""


def test_transparent_pictures_are_read_on_white(draw, png, tesseract):
    image = Image.new("RGBA", draw().size, "black")
    image.putalpha(ImageOps.invert(draw().convert("L")))
    assert "공관 모두 폐쇄한다" in read_text(decode_picture(png(image)).image).text
