"""alerts: what the editor on duty has to know at once."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from datetime import UTC, date, datetime

import click

from pungmun.cli.common import Day, desk, echo_json


@click.group()
def alerts() -> None:
    """Claims that take off, jump to a new platform, come back, or are overtaken by debunks: config/alerts.yml."""


@alerts.command("check")
@click.option("--date", "day", type=Day(), help="Day looked at (Asia/Seoul); today by default.")
@click.option("--send", is_flag=True, help="Send what was not yet sent or acknowledged to PUNGMUN_SEND_TO.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def alerts_check(day: date | None, send: bool, form: str) -> None:
    """Alerts that began on a day, and today's about saved searches. The same day gives the same alerts; none is sent twice."""
    from pungmun.reports.send import send_alerts
    from pungmun.steps import check_alerts, today
    from pungmun.web.searches import search_alerts

    with desk(progress=False) as opened:
        found = check_alerts(opened, day or today())
        if day in (None, today()):
            found += search_alerts(opened.store, today())
        rows = [{**asdict(alert), "acknowledged": opened.store.get_meta(f"alert-ack:{alert.alert_id}")} for alert in found]
        if send:
            waiting = {row["alert_id"]: row["words"] for row in rows if not row["acknowledged"]}
            if waiting:
                send_alerts(waiting, opened.settings.send_to.get_secret_value().split(), opened.store)
    if form == "json":
        echo_json(rows)
        return
    for row in rows:
        click.echo(f"{row['alert_id'][:12]} {row['words']}" + (f" (확인: {row['acknowledged']})" if row["acknowledged"] else ""))
    click.echo(f"{len(rows)} alerts", err=True)


@alerts.command("ack")
@click.argument("alert_id")
@click.option("--by", default=getpass.getuser, show_default="your user name", help="Who saw it.")
def alerts_ack(alert_id: str, by: str) -> None:
    """Acknowledge an alert; ALERT_ID as `alerts check --format json` prints it."""
    with desk(progress=False) as opened:
        now = datetime.now(UTC)
        opened.store.set_meta(f"alert-ack:{alert_id}", f"{by} {now.isoformat(timespec='seconds')}")
        opened.store.log(now, by, "alert ack", alert_id)
    click.echo("acknowledged")
