"""What a query means, said a second time in the plainest way, and random archives to ask it of."""

import re
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from pungmun.records import COUNTED_LABELS, LABELS, NEEDS_REVIEW, SEOUL, Finding, Post, Published, Review, Segment
from pungmun.store import Judged, Query

PLATFORMS = ("naver_blog", "daum_cafe", "dcinside")
CLAIMS = ("embassies", "moon", "virus")
WORDS = ("북한", "공관", "폐쇄", "UN", "3천", "covid-19", "일부")
START = datetime(2023, 10, 30, 14, 30, tzinfo=UTC)


def words(text):
    return [w.casefold() for w in re.findall(r"\w[\w.+-]*", text)]


def says(post, text):
    """Every loose word occurs, every phrase occurs in one piece."""
    have = words(post.document)
    phrases = [words(p) for p in re.findall(r'"([^"]*)"', text)]
    loose = words(re.sub(r'"[^"]*"', " ", text))
    return all(w in have for w in loose) and all(any(have[i : i + len(p)] == p for i in range(len(have))) for p in phrases)


def hour_of(post):
    return post.published.instant and post.published.instant.astimezone(SEOUL).replace(minute=0, second=0, microsecond=0)


def fitting(stored, query):
    """The findings that the query's conditions on findings hold for."""
    return [
        f
        for f in stored.findings
        if (not query.claims or f.claim_id in query.claims) and (not query.labels or f.counted_as in query.labels)
    ]


def matches(stored, query):
    post, day = stored.post, stored.post.published.day
    return (
        (not (query.claims or query.labels) or bool(fitting(stored, query)))
        and (query.judged is None or query.judged == bool(stored.findings))
        and (not query.platforms or post.platform in query.platforms)
        and (not query.sources or post.source_id in query.sources)
        and (query.since is None or (day is not None and day >= query.since))
        and (query.until is None or (day is not None and day <= query.until))
        and (query.undated is None or query.undated == (day is None))
        and (query.hour is None or hour_of(post) == query.hour)
        and (query.cluster is None or post.cluster_id == query.cluster)
        and (query.link is None or query.link in post.links)
        and says(post, query.text)
    )


def values(stored, key, query):
    """The values under which a post is counted."""
    post = stored.post
    return {
        "platform": [post.platform],
        "source": [post.source_id or None],
        "day": [post.published.day and post.published.day.isoformat()],
        "hour": [hour_of(post) and hour_of(post).isoformat()],
        "cluster": [post.cluster_id],
    }[key]


def count(archive, by, query):
    """{values of the keys: number of posts}."""
    buckets = {}
    for stored in archive:
        if not matches(stored, query):
            continue
        by_finding = "label" in by or "claim" in by
        keys = set()
        for finding in fitting(stored, query) if by_finding else [None]:
            key = tuple(
                finding.counted_as if k == "label" else finding.claim_id if k == "claim" else values(stored, k, query)[0] for k in by
            )
            keys.add(key)
        for key in keys:
            buckets[key] = buckets.get(key, 0) + 1
    return buckets


def narrowed(query, by, row):
    """The query with a bucket's values added; None where a missing value can't be asked for."""
    more = {}
    for key in by:
        value = row[key]
        if value is None and key != "day":
            return None
        if key == "day" and value is None:
            more["undated"] = True
        elif key == "day":
            more |= {"since": date.fromisoformat(value), "until": date.fromisoformat(value)}
        elif key == "hour":
            more["hour"] = datetime.fromisoformat(value)
        elif key == "cluster":
            more["cluster"] = value
        else:
            more[{"platform": "platforms", "label": "labels", "claim": "claims", "source": "sources"}[key]] = (value,)
    return Query(**{**{name: getattr(query, name) for name in Query.__slots__}, **more})


def finding_in(post, claim, label, *, review=False, score=0.8):
    """A finding whose sentence is the title, and whose probabilities depend on post and label alone."""
    return Finding(post.post_id, claim, label, score, {label: score, "unrelated": 1 - score}, post.title, 0, len(post.title), review)


published = st.one_of(
    st.just(Published()),
    st.integers(0, 5).map(lambda n: Published.on(date(2023, 10, 30) + timedelta(days=n))),
    st.integers(0, 60).map(lambda n: Published.at(START + timedelta(minutes=n * 20 + n % 3), "minute")),
    st.integers(0, 20).map(lambda n: Published.at(START + timedelta(hours=n, seconds=n))),
)


@st.composite
def posts(draw, post_ids=tuple(f"p{n:02}" for n in range(12))):
    post_id = draw(st.sampled_from(post_ids))
    texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
    return Post(
        post_id,
        PLATFORMS[int(post_id[1:]) % 3],
        f"http://m.example/{post_id}",
        f"http://example/{post_id}",
        draw(texts),
        (Segment("text", draw(texts)), Segment("quote", draw(texts))),
        draw(published),
        START + timedelta(days=10, minutes=draw(st.integers(0, 6))),
        source_id=draw(st.sampled_from(("", "s1", "s2"))),
        author_key=draw(st.sampled_from(("", "a", "b"))),
        links=tuple(draw(st.lists(st.sampled_from(("http://l/1", "http://l/2")), max_size=2, unique=True))),
        capture=draw(st.sampled_from((None, "aa", "bb"))),
        excerpt=draw(st.booleans()),
    )


@st.composite
def judged(draw):
    """A post judged against every claim; what is found depends on its text alone, as with a real model."""
    post = draw(posts())
    chance = sum(map(ord, post.document))
    found = [
        finding_in(post, claim, LABELS[(chance + n) % 5], review=(chance + n) % 4 == 0, score=0.5 + (chance + n) % 5 / 10)
        for n, claim in enumerate(CLAIMS)
        if (chance >> n) % 3
    ]
    return Judged(post, tuple(found), frozenset(CLAIMS))


reviews = st.builds(
    Review,
    st.sampled_from([f"p{n:02}" for n in range(12)]),
    st.sampled_from(CLAIMS),
    st.sampled_from(LABELS),
    st.sampled_from(("kim", "lee")),
    st.integers(0, 5).map(lambda n: START + timedelta(days=20, hours=n)),
)

queries = st.builds(
    Query,
    text=st.sampled_from(("", "", "북한", "un", '"공관 폐쇄"', "북한 covid-19", '3천 "북한 일부"')),
    claims=st.sampled_from(((), (), ("moon",), ("moon", "embassies"))),
    labels=st.sampled_from(((), (), ("repeats",), (NEEDS_REVIEW,), COUNTED_LABELS[:3])),
    platforms=st.sampled_from(((), (), ("naver_blog",), ("daum_cafe", "dcinside"))),
    sources=st.sampled_from(((), (), ("s1",), ("s1", "s2"))),
    since=st.sampled_from((None, None, date(2023, 10, 31))),
    until=st.sampled_from((None, None, date(2023, 10, 31), date(2023, 11, 2))),
    undated=st.sampled_from((None, None, None, True, False)),
    judged=st.sampled_from((None, None, None, True, False)),
    link=st.sampled_from((None, None, None, "http://l/1")),
)
