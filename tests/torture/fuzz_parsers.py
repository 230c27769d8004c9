"""Coverage-guided fuzzing of all parsers with atheris, by hand (the suite's own fuzz is tests/crawlers/test_fuzz.py).

Not part of any environment of the project; give it one of its own:

    uv run --no-project --python 3.11 --with atheris --with-requirements requirements.lock \
        python tests/torture/fuzz_parsers.py var/fuzz -max_total_time=600 -timeout=20 -max_len=20000

The first folder keeps what it found interesting; an input that breaks something is left as `crash-…` in the current folder.
Any exception but the two kinds of refusal is a find, so are surprises that `parse_page` turned into a refusal, and dirty text.
"""

import sys
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
with atheris.instrument_imports(include=["crawlers.parsers"]):
    from crawlers.parsers import parse_page, parse_reply
    from pungmun.errors import QuarantineError, SourceError
    from pungmun.records import Post

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ADDRESSES = (
    "https://m.blog.naver.com/PostView.naver?blogId=a_b&logNo=223264000001",
    "https://cafe.daum.net/_c21_/bbs_read?grpid=1AbC&fldid=Xy9z&datanum=321",
    "https://m.cafe.daum.net/sangol/Xy9z/321",
    "https://cafe.daum.net/_c21_/bbs_list?grpid=1AbC&fldid=Xy9z&page=1",
    "https://sori.tistory.com/9",
    "https://brunch.co.kr/@sori/12",
    "https://paper.example/1",
    "https://blog.naver.com/PostTitleListAsync.naver?blogId=a_b",
    "",
)


def check(post: Post) -> None:
    """The same promises as in tests/crawlers/test_fuzz.py."""
    for text in (post.title, post.author, *(segment.text for segment in post.segments)):
        text.encode("utf-8")
        assert unicodedata.is_normalized("NFC", text)
        assert not any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in text)
    assert all(segment.text.strip() for segment in post.segments)
    assert all(link.startswith(("http://", "https://")) for link in post.links)
    assert post.published.day is None or 1995 <= post.published.day.year <= 2026


def one(data: bytes) -> None:
    """The first byte chooses the address, the rest is the body."""
    if not data:
        return
    url = ADDRESSES[data[0] % len(ADDRESSES)]
    for read in (parse_page, parse_reply):
        try:
            found = read(data[1:], url, seen_at=NOW)
        except (QuarantineError, SourceError) as refusal:
            if refusal.cause == "markup that no parser expects" and "stand deeper" not in str(refusal):
                raise AssertionError(f"a surprise: {refusal}") from refusal.__cause__
            continue
        for item in [found] if isinstance(found, Post) else found.items:
            if isinstance(item, Post):
                check(item)


def seed(folder: Path) -> None:
    """Every saved page of the tests, once for each address."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((ROOT / "tests" / "pages").glob("*/*")):
        if path.suffix in {".html", ".xml", ".json"} and not path.name.endswith((".meta.json", ".expected.json")):
            for number in range(len(ADDRESSES)):
                (folder / f"{path.parent.name}-{path.name}-{number}").write_bytes(bytes([number]) + path.read_bytes())


if __name__ == "__main__":
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    seed(Path(folders[0]) if folders else ROOT / "var" / "fuzz")
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
