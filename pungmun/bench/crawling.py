"""The spiders' pages a second on the replay site, against a bare spider that only downloads the same pages."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from pungmun.bench.result import Figure
from pungmun.bench.setting import Setting

#: Headers that a platform's answer depends on.
HEADERS = ("x-ncp-apigw-api-key-id", "x-ncp-apigw-api-key", "x-naver-client-id", "x-naver-client-secret", "authorization")


class _Clock:
    """As the site's mood: notes each request and lets the site answer."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.asked: list[tuple[str, dict[str, str]]] = []

    def __call__(self, host: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> None:
        self.times.append(time.perf_counter())
        address = f"/{host}{path}" + (f"?{urlencode(query)}" if query else "")
        self.asked.append((address, {name: headers[name] for name in HEADERS if name in headers}))

    @property
    def rate(self) -> float:
        """Pages a second from the first request to the last: starting the process is not counted, for neither."""
        return (len(self.times) - 1) / (self.times[-1] - self.times[0])


def against_bare(setting: Setting) -> list[Figure]:
    """Rounds and bare downloads in turns."""
    ours: list[_Clock] = []
    bare: list[_Clock] = []
    for turn in range(setting.size(1, 5)):
        ours.append(_round(setting.folder / f"round-{turn}"))
        bare.append(_bare(setting.folder / f"bare-{turn}", ours[-1].asked))
    rates = [statistics.median(clock.rate for clock in clocks) for clocks in (ours, bare)]
    told = (
        f"{len(ours[0].times)} requests (robots, search, pages), one at a time; "
        f"medians of {len(ours)}: {rates[0]:,.0f} and {rates[1]:,.0f} pages/s"
    )
    ratio = statistics.median(one.rate / other.rate for one, other in zip(ours, bare, strict=True))
    return [Figure("spiders against a bare spider, replay site", ratio, "of its pages/s", 0.8, detail=told)]


def _round(folder: Path) -> _Clock:
    from crawlers.replay.site import ReplaySite
    from crawlers.run import crawl
    from pungmun.demo import watching
    from pungmun.registry import load_claims, load_sources
    from pungmun.settings import get_settings

    clock = _Clock()
    with ReplaySite(mood=clock) as site:
        settings = get_settings().model_copy(update={"replay": site.url, "var_dir": folder})
        claims = [claim for claim in load_claims(settings.config_dir) if claim.claim_id == site.story.claim_id]
        sources = [watching(source, site.story) for source in load_sources(settings.config_dir)]
        crawl(sources, claims, settings, spool=folder / "spool", run_id="bench")
    return clock


def _bare(folder: Path, asked: list[tuple[str, dict[str, str]]]) -> _Clock:
    from crawlers.replay.site import ReplaySite

    clock = _Clock()
    folder.mkdir()
    with ReplaySite(mood=clock) as site:
        job = folder / "job.json"
        job.write_text(json.dumps([(site.url + address, headers) for address, headers in asked]), encoding="utf-8")
        subprocess.run([sys.executable, "-m", "crawlers.replay.bare", str(job)], check=True)  # noqa: S603
    return clock
