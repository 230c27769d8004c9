"""Every setting, read once from `PUNGMUN_…` variables and `.env` into one object.

`.env.example` and `docs/settings.md` are generated from this class; `pungmun doctor` lists the values.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from pungmun.errors import ConfigError


class Settings(BaseSettings):
    """All settings. Unknown `PUNGMUN_…` names in the environment are reported by `pungmun doctor`."""

    model_config = SettingsConfigDict(env_prefix="PUNGMUN_", env_file=".env", extra="ignore", frozen=True)

    store: str = Field("sqlite:///var/pungmun.db", description="Store: sqlite:///PATH or http(s)://host:9200/prefix (Elasticsearch)")
    config_dir: Path = Field(Path("config"), description="Folder of claims/, sources/, lexicon/ and alerts.yml")
    var_dir: Path = Field(Path("var"), description="Folder of captures, spool, digests and locks; the embedded store's default too")
    contact: str = Field("", description="Mail or web address that the crawler's user agent names; crawling the real services needs it")
    naver_api: str = Field("hub", description="Naver search API generation: hub (NAVER API HUB) or open (Open API, until 2027-06-30)")
    naver_client_id: str = Field("", description="Naver search: client id (X-NCP-APIGW-API-KEY-ID or X-Naver-Client-Id)")
    naver_client_secret: SecretStr = Field(SecretStr(""), description="Naver search: client secret")
    kakao_rest_api_key: SecretStr = Field(SecretStr(""), description="Kakao (Daum) search: REST API key")
    author_key: SecretStr = Field(SecretStr(""), description="Key that authors are hashed with. Empty: made once in var/author.key")
    author_names: bool = Field(False, description="Keep display names of authors (true or false)")
    replay: str = Field("", description="Base address of a replay site: every request goes there instead of to the real hosts")
    max_body_mb: int = Field(10, ge=1, description="Largest body that is read, in megabytes")
    judge_url: str = Field("", description="Second opinion: base address of an OpenAI-compatible server, such as http://127.0.0.1:11434/v1")
    judge_model: str = Field("", description="Second opinion: model name")
    judge_key: SecretStr = Field(SecretStr(""), description="Second opinion: API key, if the server wants one")
    judge_timeout: float = Field(30.0, gt=0, description="Second opinion: seconds to wait for one answer")
    judge_daily: int = Field(500, ge=0, description="Second opinion: questions a day (Asia/Seoul) at most")
    send_to: SecretStr = Field(SecretStr(""), description="Where digests and alerts are sent: apprise addresses, separated by blanks")
    elasticsearch_api_key: SecretStr = Field(SecretStr(""), description="Elasticsearch: API key")
    elasticsearch_user: str = Field("", description="Elasticsearch: user name, when no API key is used")
    elasticsearch_password: SecretStr = Field(SecretStr(""), description="Elasticsearch: password")
    elasticsearch_ca: str = Field("", description="Elasticsearch: path of the CA certificate")
    tsa_url: str = Field("", description="Evidence: address of an RFC 3161 time-stamp authority; empty exports without a time-stamp")
    tsa_ca: str = Field("", description="Evidence: PEM file with that authority's root certificates; empty: signatures are not checked")
    retention_days: int = Field(0, ge=0, description="Days after which posts without a repeat are removed; 0 keeps them")
    log_level: str = Field("WARNING", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG, INFO, WARNING or ERROR")
    log_format: str = Field("text", pattern="^(text|json)$", description="text, or json: an object a line, with run and source ids")


@cache
def get_settings() -> Settings:
    """The settings of this process, read once.

    Raises:
        ConfigError: a value has the wrong type; every wrong one is named.
    """
    try:
        return Settings()  # type: ignore[call-arg, unused-ignore]
    except ValidationError as error:
        problems = tuple(f"PUNGMUN_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise ConfigError("Settings can't be read.", problems=problems, todo="correct them in the environment or in .env") from error
