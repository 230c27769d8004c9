"""Korean text out of a picture, by Debian's tesseract in a process of its own with limits of time and size."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageOps, ImageStat

from crawlers.parsers.clean import clean_text
from pungmun.errors import ConfigError, QuarantineError

LANGUAGE = "kor"
#: Seconds for one picture; a screenshot takes less than one.
TIMEOUT = 30
#: Text below this width (letters of about 12 pixels) is read better at twice its size.
_SMALL_WIDTH, _MAX_SIDE = 1000, 6000
#: Below this mean grey the letters are light on dark (chat in night mode), which tesseract reads worse.
_DARK = 110
#: Mean confidence of a line, in percent, below which it is an ornament that looks like letters.
_SURE_LINE = 40
_INSTALL = "apt-get install tesseract-ocr tesseract-ocr-kor"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a picture says.

    Attributes:
        text: lines as they stand; empty when there are none.
        confidence: mean of the words' confidences weighted by their lengths, in [0, 1]; it is tesseract's own opinion.
    """

    text: str
    confidence: float


def why_not() -> str:
    """Why pictures can't be read here; empty when they can."""
    if shutil.which("tesseract") is None:
        return f"tesseract is not installed ({_INSTALL})"
    known = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=TIMEOUT, check=False)  # noqa: S607
    return "" if LANGUAGE in known.stdout.split() else f"tesseract knows no Korean ({_INSTALL})"


def read_text(image: Image.Image) -> Reading:
    """Read a grey image.

    Raises:
        ConfigError: tesseract or its Korean is not installed.
        QuarantineError: `picture`; it took too long or tesseract broke.
    """
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "OMP_THREAD_LIMIT": "1"}
    with TemporaryDirectory(prefix="pungmun-ocr-") as folder:
        picture, result = Path(folder) / "picture.png", Path(folder) / "result"
        _prepared(image).save(picture, "PNG", compress_level=1)
        # 6: one block of text. The automatic layout of 3 loses whole lines of large letters.
        # The text as tesseract spaces it, and the table for its confidence: the table splits Korean words into syllables.
        command = ["tesseract", str(picture), str(result), "-l", LANGUAGE, "--psm", "6", "txt", "tsv"]
        try:
            done = subprocess.run(command, capture_output=True, timeout=TIMEOUT, env=environment, check=False)  # noqa: S603
        except FileNotFoundError as error:
            raise ConfigError("Pictures can't be read: tesseract is not installed.", todo=_INSTALL) from error
        except subprocess.TimeoutExpired as error:
            raise QuarantineError(f"A picture was not read: it took more than {TIMEOUT} s.", kind="picture", todo="nothing") from error
        if done.returncode == 0:
            text, table = (result.with_suffix(suffix).read_text(encoding="utf-8", errors="replace") for suffix in (".txt", ".tsv"))
            return _reading(text, table)
    words = done.stderr.decode("utf-8", "replace").strip()
    if LANGUAGE in words and "load" in words.lower():
        raise ConfigError("Pictures can't be read: tesseract knows no Korean.", todo=_INSTALL)
    raise QuarantineError(f"A picture was not read: tesseract ended with {done.returncode}.", kind="picture", cause=words[-200:])


def _prepared(image: Image.Image) -> Image.Image:
    if image.width < _SMALL_WIDTH and image.height < _MAX_SIDE // 2:
        image = image.resize((image.width * 2, image.height * 2), Image.Resampling.LANCZOS)
    if max(image.size) > _MAX_SIDE:
        scale = _MAX_SIDE / max(image.size)
        image = image.resize((max(1, int(image.width * scale)), max(1, int(image.height * scale))), Image.Resampling.LANCZOS)
    return ImageOps.invert(image) if ImageStat.Stat(image).mean[0] < _DARK else image


def _reading(text: str, table: str) -> Reading:
    sure: dict[tuple[str, str, str], tuple[float, float]] = {}
    for row in csv.DictReader(StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if word := (row.get("text") or "").strip():
            place = row["block_num"], row["par_num"], row["line_num"]
            weight, total = sure.get(place, (0.0, 0.0))
            sure[place] = weight + len(word), total + len(word) * max(0.0, float(row["conf"]))
    lines = [line for line in text.splitlines() if line.strip()]
    marks = list(sure.values())
    if len(lines) == len(marks):  # leave out lines that are ornaments
        kept = [i for i, (weight, total) in enumerate(marks) if total >= _SURE_LINE * weight]
        lines, marks = [lines[i] for i in kept], [marks[i] for i in kept]
    weight = sum(weight for weight, _ in marks)
    read = clean_text("\n".join(lines))
    if not weight or not re.search(r"\w", read):
        return Reading("", 0.0)
    return Reading(read, round(sum(total for _, total in marks) / weight / 100, 3))
