"""Addresses: which platform, which native key, which canonical form, and where the article itself is.

An article is never at its public address on Naver Blog and Daum Cafe; `article_url` rewrites instead of following frames.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from pungmun.records import stable_id

#: Parameters that only follow readers around.
_TRACKING = re.compile(r"^(utm_.*|fbclid|gclid|igshid|spm|from|ref|referer|trackingCode|art|n_media|n_query)$", re.IGNORECASE)


class NoAddressError(ValueError):
    """What should be a web address is none."""


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says about a post.

    Attributes:
        platform: `naver_blog`, `naver_cafe`, `daum_cafe`, `tistory`, `brunch`, or `web` when only the page itself can tell.
        key: native key, the same for every form of the address.
        canonical: the form that is shown and compared.
        article: where the text itself is; equal to `canonical` unless that is a shell around a frame.
    """

    platform: str
    key: tuple[str, ...]
    canonical: str
    article: str

    @property
    def post_id(self) -> str:
        """Function of platform and key: a search hit and its article get the same."""
        return post_id(self.platform, *self.key)


def post_id(platform: str, *key: str) -> str:
    """The id of a post on a platform."""
    return stable_id(platform, *key)


def read_address(url: str) -> Address:
    """Understand an address; one of the Wayback Machine is that of the page it keeps.

    Raises:
        ValueError: it is none; a NoAddressError when it is not even like one.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https", "file"}:
        raise NoAddressError(f"not a web address: {url[:200]!r}")
    host = (parts.hostname or "").lower()
    path = parts.path or "/"
    if host == "web.archive.org" and (kept := re.match(r"^https?://[^/]+/web/\d+[a-z_]*/(https?:/.*)$", url.strip())):
        return read_address(re.sub(r"^(https?):/+", r"\1://", kept[1]))
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    for known in (_naver_blog, _naver_cafe, _daum_cafe, _tistory, _brunch):
        if found := known(host, path, query):
            return found
    return web_address(url)


def naver_blog(blog_id: str, log_no: str) -> Address:
    """A post of Naver Blog by its two ids."""
    blog_id, log_no = blog_id.lower(), log_no.lstrip("0") or "0"
    return Address(
        "naver_blog",
        (blog_id, log_no),
        f"https://blog.naver.com/{blog_id}/{log_no}",
        f"https://m.blog.naver.com/PostView.naver?{urlencode({'blogId': blog_id, 'logNo': log_no})}",
    )


def daum_cafe(name: str, grpid: str, fldid: str, datanum: str) -> Address:
    """A post of Daum Cafe; by the cafe's name when it is known, since that is what search replies give."""
    inner = f"https://cafe.daum.net/_c21_/bbs_read?{urlencode({'grpid': grpid, 'fldid': fldid, 'datanum': datanum})}" if grpid else ""
    if name:
        outer = f"https://cafe.daum.net/{quote(name)}/{fldid}/{datanum}"
        return Address("daum_cafe", (name.lower(), fldid, datanum), outer, inner or outer)
    return Address("daum_cafe", (grpid, fldid, datanum), inner, inner)


def tistory(host: str, path: str) -> Address:
    """A post of a Tistory blog, own domains included; the mobile form /m/… is the same post."""
    path = re.sub(r"^/m(?=/)", "", path).rstrip("/") or "/"
    return Address("tistory", (host, path), f"https://{host}{path}", f"https://{host}{path}")


def web_address(url: str, platform: str = "web") -> Address:
    """Any other page: scheme, `www.`, fragment, tracking and the order of parameters don't make another post."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower().removeprefix("www.")
    kept = sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k))
    path = parts.path.rstrip("/") or "/"
    tail = f"{path}?{urlencode(kept)}" if kept else path
    shown = f"{parts.scheme}://{parts.netloc}{path}" + (f"?{urlencode(kept)}" if kept else "")
    return Address(platform, (host, tail), shown, url.strip())


def _naver_blog(host: str, path: str, query: dict[str, str]) -> Address | None:
    if host in {"blog.naver.com", "m.blog.naver.com"}:
        if found := re.match(r"^/([A-Za-z0-9_-]+)/(\d{6,})/?$", path):
            return naver_blog(found[1], found[2])
        of_a_post = re.match(r"^/Post(?:View|List|Print)\.(?:naver|nhn)$", path, re.IGNORECASE)
        if of_a_post and query.get("blogId") and query.get("logNo", "").isdigit():
            return naver_blog(query["blogId"], query["logNo"])
        if (found := re.match(r"^/([A-Za-z0-9_-]+)/?$", path)) and query.get("logNo", "").isdigit():
            return naver_blog(found[1], query["logNo"])
    if (found := re.match(r"^([a-z0-9_-]+)\.blog\.me$", host)) and (number := re.match(r"^/(\d{6,})", path)):
        return naver_blog(found[1], number[1])
    return None


def _naver_cafe(host: str, path: str, query: dict[str, str]) -> Address | None:
    if host not in {"cafe.naver.com", "m.cafe.naver.com"}:
        return None
    found = re.match(r"^/(?:ca-fe/)?([A-Za-z0-9_-]+)/(\d+)/?$", path)
    if found:
        name, number = found[1].lower(), found[2]
    elif number_in := re.search(r"/cafes/(\d+)/articles/(\d+)", path):
        name, number = number_in[1], number_in[2]
    elif query.get("clubid") and query.get("articleid"):
        name, number = query["clubid"], query["articleid"]
    else:
        return None
    canonical = f"https://cafe.naver.com/{name}/{number}"
    return Address("naver_cafe", (name, number), canonical, canonical)


def _daum_cafe(host: str, path: str, query: dict[str, str]) -> Address | None:
    if not re.match(r"^(m\.)?cafe\d*\.daum\.net$", host):
        return None
    if path.startswith("/_") and query.get("fldid") and query.get("datanum"):
        return daum_cafe(query.get("grpcode", ""), query.get("grpid", ""), query["fldid"], query["datanum"])
    found = re.match(r"^/([^/_][^/]*)/([A-Za-z0-9_]+)/(\d+)/?$", path)
    if not found:
        return None
    address = daum_cafe(found[1], "", found[2], found[3])
    # The mobile page is no shell: where a search names it, it is read as it is.
    return replace(address, article=f"https://m.cafe.daum.net{path}") if host.startswith("m.") else address


def _tistory(host: str, path: str, query: dict[str, str]) -> Address | None:
    return tistory(host, path) if host.endswith(".tistory.com") and path not in {"/", "/rss", "/m"} else None


def _brunch(host: str, path: str, query: dict[str, str]) -> Address | None:
    found = re.match(r"^/@@?([A-Za-z0-9_.-]+)/(\d+)/?$", path) if host in {"brunch.co.kr", "m.brunch.co.kr"} else None
    if not found:
        return None
    canonical = f"https://brunch.co.kr/@{found[1]}/{found[2]}"
    return Address("brunch", (found[1].lower(), found[2]), canonical, canonical)
