import random
import string
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.corpus import shipped
from nlp import copies
from nlp.copies import clusters, remembered

TEXT = "북한이 전 세계에 있는 공관을 모두 폐쇄하기로 했다고 합니다. 외화벌이가 막혀서 대사관을 운영할 돈이 없다는 이야기입니다."


def test_copies_share_the_smallest_id_whatever_the_order() -> None:
    items = [
        ("c", TEXT + " ㅠㅠ"),
        ("a", "펌) " + TEXT),
        ("b", TEXT.replace(" ", "")),
        ("d", "오늘은 텃밭에 상추를 심고 물을 주었습니다. 날이 좋았습니다."),
    ]
    expected = {"a": "a", "b": "a", "c": "a"}
    assert clusters(items) == expected
    assert clusters(items[::-1]) == expected


def test_short_texts_are_never_copies() -> None:
    assert clusters([("a", "감사합니다"), ("b", "감사합니다")]) == {}


def _edit(text: str, way: int, chance: random.Random) -> str:
    words = text.split()
    if way == 0:
        return text.replace(" ", "")
    if way == 1:
        return "[받은글] 널리 알려 주세요!!\n" + text + "\n출처: 단톡방"
    if way == 2:
        return text[: int(len(text) * 0.88)]
    if way == 3:
        return " ".join(w for w in words if chance.random() > 0.06)
    if way == 4:
        return "".join(c if chance.random() > 0.02 or not c.isalnum() else "ㅋ" for c in text)
    return " 🔥 ".join(text.split(". "))


@pytest.mark.slow
def test_recall_and_precision_on_light_edits() -> None:
    chance = random.Random(7)
    _, posts = shipped()
    bodies = [p.post for p in posts if len(p.post.own_text) > 100][:400]
    items, origin = [], {}
    for n, post in enumerate(bodies):
        for way in (None, chance.randrange(6)):
            name = f"{n:04d}-{way}"
            items.append((name, post.own_text if way is None else _edit(post.own_text, way, chance)))
            origin[name] = n
    found = clusters(items)
    together = sum(
        found.get(f"{n:04d}-None") is not None and any(found.get(f"{n:04d}-{w}") == found[f"{n:04d}-None"] for w in range(6))
        for n in range(len(bodies))
    )
    wrong = sum(origin[name] != origin[head] for name, head in found.items())
    assert together / len(bodies) >= 0.95
    assert 1 - wrong / max(1, len(found)) >= 0.98


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_rounds_that_remember_find_what_one_that_does_not_finds(tmp_path_factory: pytest.TempPathFactory, seed: int, rounds: int) -> None:
    """Posts come, are edited and go between rounds; a cluster that a post held together falls apart when it goes."""
    chance = random.Random(seed)
    path = tmp_path_factory.mktemp("prints") / "prints.npz"
    posts: dict[str, str] = {}
    for _ in range(rounds):
        for _ in range(chance.randrange(6)):
            near = chance.choice([*posts.values(), TEXT])
            text = (
                near
                if chance.random() < 0.3
                else near[: chance.randrange(10, 80)] + "".join(chance.choices(string.ascii_letters, k=9)) + near[40:]
            )
            posts[f"{chance.randrange(12):02}"] = text
        for gone in chance.sample(sorted(posts), k=len(posts) // 4):
            del posts[gone]
        prints = remembered(path)
        found = clusters(list(posts.items()), prints)
        prints.save()
        assert found == clusters(list(posts.items()))


def test_a_text_is_sketched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [("a", TEXT), ("b", TEXT + " 널리 알려 주세요"), ("c", TEXT[:60]), ("d", "감사합니다")]
    first = remembered(tmp_path / "prints.npz")
    found = clusters(items, first)
    first.save()
    assert found.keys() == {"a", "b", "c"}
    monkeypatch.setattr(copies, "shingled", lambda text: pytest.fail("made again"))
    assert clusters(items, remembered(tmp_path / "prints.npz")) == found


def test_what_is_remembered_is_of_texts_that_are_still_there(tmp_path: Path) -> None:
    for items in ([("a", TEXT), ("b", TEXT[:70])], [("a", TEXT)]):
        prints = remembered(tmp_path / "prints.npz")
        clusters(items, prints)
        prints.save()
    with np.load(tmp_path / "prints.npz") as kept:
        assert (len(kept["keys"]), len(kept["sets"]), len(kept["pairs"])) == (1, 1, 0)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"x" * 200])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "prints.npz").write_bytes(damage)
    assert clusters([("a", TEXT), ("b", TEXT)], remembered(tmp_path / "prints.npz")) == {"a": "a", "b": "a"}
