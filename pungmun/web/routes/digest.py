"""The morning digest as a page and as an Atom feed, with the day's alerts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from xml.sax.saxutils import escape

from fastapi import APIRouter, Depends, Request
from fastapi import Query as Parameter
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from pungmun.errors import ConfigError
from pungmun.registry.alerts import AlertRules, load_alert_rules
from pungmun.reports.alerts import Alert, find_alerts
from pungmun.reports.digest import digest
from pungmun.reports.health import health
from pungmun.store import Query
from pungmun.web.access import User, analyst
from pungmun.web.console import Console, console_of
from pungmun.web.pages import render
from pungmun.web.params import FIRST_YEAR, LAST_YEAR, BadParameterError, local_address
from pungmun.web.security import checked_form
from pungmun.web.times import today
from pungmun.web.window import last_day

router = APIRouter()
WEEK = 7
#: Days of source health that say which days of a claim's own normal can be trusted.
HEALTH_DAYS = 56
ACKNOWLEDGED = "alert-ack:"


@router.get("/digest", name="digest")
def digest_page(
    request: Request, console: Annotated[Console, Depends(console_of)], day: Annotated[date | None, Parameter()] = None
) -> Response:
    """What an editor reads at eight: one day against the seven before."""
    if day and not FIRST_YEAR < day.year < LAST_YEAR:
        raise BadParameterError(f"day={day}")
    shown = day or last_day(console.store)
    alerts = alerts_of(console, shown)
    return render(
        request,
        "digest.html",
        day=shown,
        before=shown - timedelta(days=1),
        after=shown + timedelta(days=1) if shown < today() else None,
        data=digest_of(console, shown),
        titles={source_id: source.title for source_id, source in console.sources().items()},
        query=Query(since=shown, until=shown),
        week=Query(since=shown - timedelta(days=WEEK - 1), until=shown),
        alerts=[(alert, console.store.get_meta(ACKNOWLEDGED + alert.alert_id)) for alert in alerts],
    )


@router.post("/alerts/{alert_id}/acknowledge", name="acknowledge")
def acknowledge(
    request: Request,
    alert_id: str,
    console: Annotated[Console, Depends(console_of)],
    form: Annotated[FormData, Depends(checked_form)],
    user: Annotated[User, Depends(analyst)],
) -> Response:
    """A person has seen this alert; it is not sent again."""
    if len(alert_id) != 32 or not alert_id.isalnum():
        raise HTTPException(404, "alert")
    now = datetime.now(UTC)
    console.store.set_meta(ACKNOWLEDGED + alert_id, f"{user.name} {now.isoformat(timespec='seconds')}")
    console.store.log(now, user.name, "alert.acknowledge", alert_id)
    return RedirectResponse(local_address(str(form.get("next", "")), "/digest"), 303)


@router.get("/feed.atom", name="feed")
def feed(request: Request, console: Annotated[Console, Depends(console_of)]) -> Response:
    """The digests of the last seven days; a function of the store, so that a reader sees each day once."""
    base = str(request.base_url).rstrip("/")
    last = last_day(console.store)
    entries = "".join(_entry(base, digest_of(console, last - timedelta(days=n))) for n in range(WEEK))
    body = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ko">'
        f"<title>풍문 아침 보고</title><id>tag:pungmun,2023:digest</id><updated>{last.isoformat()}T08:00:00+09:00</updated>"
        f'<author><name>Pungmun</name></author><link rel="self" href="{escape(base)}/feed.atom"/>{entries}</feed>\n'
    )
    return Response(body, media_type="application/atom+xml")


def digest_of(console: Console, day: date) -> dict[str, Any]:
    """The digest of one day as data."""
    rows = [row for row in console.store.health(day - timedelta(days=HEALTH_DAYS)) if row.day <= day]
    return digest(console.store, list(console.claims().values()), day, health(rows, list(console.sources().values())))


def alerts_of(console: Console, day: date) -> list[Alert]:
    """Alerts that began on a day; the shipped thresholds when `alerts.yml` can't be read."""
    try:
        rules = load_alert_rules(console.config_dir)
    except ConfigError:
        rules = AlertRules()
    platforms = {source.source_id: source.platform for source in console.sources().values()}
    rows = health(console.store.health(day - timedelta(days=HEALTH_DAYS)), list(console.sources().values()))
    unhealthy = {
        (platforms[row["source_id"]], date.fromisoformat(row["day"]))
        for row in rows
        if row["state"] in ("silent", "odd") and row["day"] and row["source_id"] in platforms
    }
    return find_alerts(console.store, list(console.claims().values()), rules, day, unhealthy)


def _entry(base: str, data: dict[str, Any]) -> str:
    lines = [f"{c['statement']} 되풀이 {c['repeats']}건, 반박 {c['debunks']}건, 검토 대기 {c['needs_review']}건" for c in data["claims"]]
    return (
        f"<entry><title>풍문 아침 보고 {data['day']}</title><id>tag:pungmun,2023:digest:{data['day']}</id>"
        f'<updated>{data["day"]}T08:00:00+09:00</updated><link href="{escape(base)}/digest?day={data["day"]}"/>'
        f"<summary>{escape(chr(10).join(lines) or '등록된 주장에 관한 글이 없었습니다.')}</summary></entry>"
    )
