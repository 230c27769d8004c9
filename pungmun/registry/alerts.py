"""`config/alerts.yml` -> thresholds."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from pungmun.errors import ConfigError
from pungmun.registry.files import load_file


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Velocity(_Strict):
    """A claim takes off on a platform."""

    p_value: float = Field(0.0001, gt=0, lt=1)
    min_posts: int = Field(5, ge=1)
    window_days: int = Field(28, ge=7)
    calm_days: int = Field(2, ge=1)


class NewPlatform(_Strict):
    """A claim jumps to a platform where it was never seen."""

    min_posts: int = Field(1, ge=1)


class Returns(_Strict):
    """A claim comes back after a long silence."""

    quiet_days: int = Field(90, ge=1)


class Overtaken(_Strict):
    """Debunks become more than repeats."""

    window_days: int = Field(7, ge=1)
    min_repeats: int = Field(5, ge=1)


class AlertRules(_Strict):
    """All thresholds; a section that is left out keeps its defaults."""

    velocity: Velocity = Velocity()
    new_platform: NewPlatform = NewPlatform()
    returns: Returns = Returns()
    overtaken: Overtaken = Overtaken()


def load_alert_rules(config_dir: Path) -> AlertRules:
    """The thresholds; the defaults when there is no file.

    Raises:
        ConfigError: the file has problems; all are listed.
    """
    path = config_dir / "alerts.yml"
    if not path.exists():
        return AlertRules()
    rules, problems = load_file(path, AlertRules)
    if rules is None:
        raise ConfigError(f"{len(problems)} problem(s) in {path}.", problems=tuple(problems), todo="correct them; no alert was checked")
    return rules
