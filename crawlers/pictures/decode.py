"""Picture bytes -> a grey image to read and a hash to compare, within limits that no hostile file gets past."""

from __future__ import annotations

import struct
import warnings
from dataclasses import dataclass
from io import BytesIO

import imagehash
from PIL import Image, ImageOps, ImageStat

from pungmun.errors import QuarantineError

#: More pixels than this are no screenshot; a file of a few kilobytes can claim billions (a decompression bomb).
MAX_PIXELS = 40_000_000
#: Smaller ones are buttons, emoji and counters; a line of text is wide and low.
MIN_SIDE, MIN_PIXELS = 32, 10_000
#: Formats that the platforms serve. Every other decoder stays shut.
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
#: A picture whose grey hardly differs (a blank, a colour bar) has a hash that says nothing. Standard deviation, of 0 to 255.
_FLAT = 4.0
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, KeyError, struct.error, Image.DecompressionBombError)


@dataclass(frozen=True)
class Picture:
    """One decoded picture.

    Attributes:
        image: grey, upright, on white where it was transparent.
        width, height: in pixels.
        phash: perceptual hash, 16 hex digits; empty for a flat picture.
    """

    image: Image.Image
    width: int
    height: int
    phash: str


def decode_picture(body: bytes) -> Picture:
    """Decode the first frame.

    Raises:
        QuarantineError: `picture`; too large, too small, broken, or no picture at all.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures; our own limit refuses them
            image = Image.open(BytesIO(body), formats=_FORMATS)
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise _refused(f"{width} × {height} pixels are more than {MAX_PIXELS}")
            if min(width, height) < MIN_SIDE or width * height < MIN_PIXELS:
                raise _refused(f"{width} × {height} pixels are no picture to read")
            grey = _grey(image)
    except _BROKEN as error:
        raise _refused(f"it can't be decoded ({type(error).__name__})") from error
    flat = ImageStat.Stat(grey).stddev[0] < _FLAT
    return Picture(grey, grey.width, grey.height, "" if flat else str(imagehash.phash(grey)))


def _grey(image: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    if "A" in upright.getbands() or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        white.alpha_composite(layer)
        upright = white
    return upright.convert("L")


def _refused(why: str) -> QuarantineError:
    return QuarantineError(f"A picture was not read: {why}.", kind="picture", todo="nothing")
