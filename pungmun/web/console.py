"""What every page needs: the store, the registry as it stands on disk now, and who may judge a text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request

from crawlers.evidence.checks import Check, checks_of
from pungmun.errors import ConfigError
from pungmun.records import Claim, Finding, Post
from pungmun.registry.claims import read_claim_files
from pungmun.registry.sources import Source, read_source_files
from pungmun.settings import Settings
from pungmun.store import Store

#: (title, text) -> findings, as the pipeline would judge a post.
Judge = Callable[[str, str], list[Finding]]
#: claim -> posts of the archive with the finding it would get, the likeliest repeats first.
Preview = Callable[[Claim], list[tuple[Post, Finding]]]


@dataclass
class Console:
    """One console.

    Attributes:
        judge: judges a text that is not stored; None when no model is installed.
        secret: key of the tokens that protect forms.
        preview: what a changed claim would find; None when no model is installed.
        settings: where captures and later checks are; None when there are none.
    """

    store: Store
    config_dir: Path
    judge: Judge | None
    secret: bytes
    preview: Preview | None = None
    settings: Settings | None = None
    _claims: tuple[object, dict[str, Claim], list[str]] = (None, {}, [])
    _sources: tuple[object, dict[str, Source], list[str]] = (None, {}, [])

    def claims(self) -> dict[str, Claim]:
        """The claims that can be read, by id; read again only when a file changed."""
        state = _state(self.config_dir / "claims")
        if state != self._claims[0]:
            try:
                files, problems = read_claim_files(self.config_dir)
            except ConfigError as error:
                files, problems = [], [str(error)]
            self._claims = (state, {entry.claim_id: entry.record() for entry in files}, problems)
        return self._claims[1]

    def sources(self) -> dict[str, Source]:
        """The sources that can be read, by id."""
        state = _state(self.config_dir / "sources")
        if state != self._sources[0]:
            try:
                entries, problems = read_source_files(self.config_dir)
            except ConfigError as error:
                entries, problems = [], [str(error)]
            self._sources = (state, {entry.source_id: entry for entry in entries}, problems)
        return self._sources[1]

    def checks(self, post_id: str) -> list[Check]:
        """What later looks at a post found, oldest first."""
        return checks_of(self.settings, post_id) if self.settings else []

    def problems(self) -> list[str]:
        """What is wrong in the registry's files, as `file:line: key: message`."""
        self.claims()
        self.sources()
        return [*self._claims[2], *self._sources[2]]


def console_of(request: Request) -> Console:
    """The console that a request is for."""
    console: Console = request.app.state.console
    return console


def _state(folder: Path) -> object:
    if not folder.is_dir():
        return "missing"
    return tuple((path.name, stat.st_mtime_ns, stat.st_size) for path in sorted(folder.iterdir()) if (stat := path.stat()))
