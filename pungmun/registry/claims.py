"""`config/claims/*.yml` -> Claim records."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from pungmun.errors import ConfigError
from pungmun.records import Claim, ClaimReview, Origin, nfc
from pungmun.registry.files import load_folder

Text = Annotated[str, Field(min_length=1), AfterValidator(lambda value: nfc(value).strip())]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=80)]
_PARTIAL = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")


def _partial_date(value: object) -> object:
    """A day, a month or a year, as far as the source shows it; YAML reads a bare year as a number."""
    value = str(value) if type(value) is int else value
    if not isinstance(value, str) or not _PARTIAL.match(value):
        raise ValueError(f"expected a date such as 2023-11-16, 2023-11 or 2023, found {value!r}")
    date.fromisoformat((value + "-01-01")[:10])
    return value


PartialDate = Annotated[str, BeforeValidator(_partial_date)]
Url = Annotated[str, Field(pattern=r"^https?://\S+$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Review(_Strict):
    publisher: Text
    url: Url
    date: PartialDate
    verdict: Text
    title: str = ""
    archived_url: Url | None = None


class _Origin(_Strict):
    outlet: Text
    date: PartialDate
    url: Url | None = None
    archived_url: Url | None = None
    note: str = ""


class _Valid(_Strict):
    start: date | None = Field(None, alias="from")
    to: date | None = None


class ClaimFile(_Strict):
    """What one file in config/claims may hold."""

    claim_id: Slug
    version: int = Field(ge=1)
    topic: str = ""
    statement: Text
    statement_en: str = ""
    truth: str = ""
    truth_en: str = ""
    weaker_true: tuple[Text, ...] = ()
    weaker_true_en: tuple[Text, ...] = ()
    verdict: Text
    variants: tuple[Text, ...] = ()
    aliases: dict[Text, tuple[Text, ...]] = Field(default_factory=dict)
    valid: _Valid = _Valid(**{"from": None})
    reviews: tuple[_Review, ...] = Field(min_length=1)
    origin: tuple[_Origin, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> ClaimFile:
        false = {self.statement, *self.variants}
        for sentence in self.weaker_true:
            if sentence in false:
                raise ValueError(f"weaker_true repeats the claim or a variant: {sentence!r}; a true post would be flagged")
        if self.valid.start and self.valid.to and self.valid.to < self.valid.start:
            raise ValueError("valid: `to` is before `from`")
        return self

    def record(self) -> Claim:
        """The record that the rest of the product works with."""
        return Claim(
            claim_id=self.claim_id,
            statement=self.statement,
            truth=nfc(self.truth).strip(),
            weaker_true=self.weaker_true,
            variants=self.variants,
            aliases=self.aliases,
            verdict=self.verdict,
            version=self.version,
            statement_en=self.statement_en,
            truth_en=self.truth_en,
            weaker_true_en=self.weaker_true_en,
            topic=self.topic,
            reviews=tuple(ClaimReview(**_plain(item)) for item in self.reviews),
            origin=tuple(Origin(**_plain(item)) for item in self.origin),
            valid_from=self.valid.start,
            valid_to=self.valid.to,
        )

    def advice(self) -> list[str]:
        """What a thin entry lacks, and what that costs (figures: docs/model-card.md)."""
        lacks = []
        if not self.truth:
            lacks.append("no truth: nothing is flagged without review")
        if not self.weaker_true:
            lacks.append("no weaker_true: nothing is flagged without review")
        if len(self.variants) < 3:
            lacks.append(f"{len(self.variants)} variants, 3 or more are better: paraphrases will be missed")
        if not self.aliases:
            lacks.append("no aliases: other spellings will be missed")
        return lacks


def _plain(model: BaseModel) -> dict[str, Any]:
    return {key: value for key, value in model.model_dump().items() if value is not None}


def read_claim_files(config_dir: Path) -> tuple[list[ClaimFile], list[str]]:
    """All claim files that could be read, and all problems, as `file:line: key: message`.

    Raises:
        ConfigError: the folder does not exist.
    """
    folder = config_dir if config_dir.name == "claims" else config_dir / "claims"
    entries, problems = load_folder(folder, ClaimFile, id_key="claim_id")
    return [entry for _, entry in entries], problems


def load_claims(config_dir: Path) -> tuple[Claim, ...]:
    """All claims, in order of their ids.

    Args:
        config_dir: the configuration folder, or its `claims` folder.

    Raises:
        ConfigError: any file has any problem; all are listed.
    """
    files, problems = read_claim_files(config_dir)
    if problems:
        raise ConfigError(f"{len(problems)} problem(s) in the claims.", problems=tuple(problems), todo="correct them; nothing was loaded")
    return tuple(entry.record() for entry in files)
