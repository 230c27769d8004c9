"""docker-compose.yml: accepted by compose, and rules that compose does not know."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[1]
SECRETS = ("PUNGMUN_ELASTICSEARCH_PASSWORD", "AIRFLOW_DB_PASSWORD", "AIRFLOW_JWT_SECRET", "AIRFLOW_FERNET_KEY")
#: Services that do one thing and end.
ONCE = {"store-ready", "airflow-init", "es-certs"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))
    return loaded


@functools.cache
def compose_command() -> list[str]:
    """`docker compose`, or Debian's docker-compose; skips without either."""
    for words in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(words[0]) and subprocess.run([*words, "version"], capture_output=True, check=False).returncode == 0:
            return words
    if os.environ.get("PUNGMUN_REQUIRE_ELASTICSEARCH") == "1":
        pytest.fail("CI validates docker-compose.yml, and here is neither `docker compose` nor `docker-compose`")
    pytest.skip("neither `docker compose` nor `docker-compose` is here to validate docker-compose.yml")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    shutil.copy(PROJECT / "docker-compose.yml", tmp_path)
    return tmp_path


def validate(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*compose_command(), *words, "config", "-q"], cwd=place, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("profiles", [(), ("scale",), ("es-cluster",), ("scale", "es-cluster")], ids="+".join)
def test_compose_accepts_it(place: Path, profiles: tuple[str, ...]) -> None:
    (place / ".env").write_text("".join(f"{name}=x\n" for name in SECRETS))
    done = validate(place, *(word for profile in profiles for word in ("--profile", profile)))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", SECRETS)
def test_compose_refuses_without_a_secret(place: Path, missing: str) -> None:
    (place / ".env").write_text("".join(f"{name}=x\n" for name in SECRETS if name != missing))
    done = validate(place)
    assert done.returncode != 0
    assert missing in done.stderr


def test_every_server_says_whether_it_is_well_and_starts_again(compose: dict[str, Any]) -> None:
    for name in compose["services"].keys() - ONCE:
        assert compose["services"][name].get("healthcheck"), name
        assert compose["services"][name].get("restart") == "unless-stopped", name


def test_ports_are_open_on_loopback_only(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_volumes_and_needs_exist(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (PROJECT / source).exists() if source.startswith(".") else source in compose["volumes"], (name, volume)
        for needed, how in service.get("depends_on", {}).items():
            other = compose["services"][needed]
            assert how["condition"] == ("service_completed_successfully" if needed in ONCE else "service_healthy"), (name, needed)
            assert set(other.get("profiles", ())) <= set(service.get("profiles", ())), f"{name} needs {needed}, which may be off"


def test_elasticsearch_has_security_a_health_check_limits_and_a_volume(compose: dict[str, Any]) -> None:
    for name in ("elasticsearch", "es01", "es02", "es03"):
        service = compose["services"][name]
        assert service["image"].split(":")[1].startswith("9.5.")
        assert service["environment"]["xpack.security.enabled"] == "true"
        heap = int(service["environment"]["ES_JAVA_OPTS"].split("-Xmx")[1].removesuffix("g"))
        assert int(service["mem_limit"].removesuffix("g")) >= 2 * heap
        assert any(volume.endswith("/usr/share/elasticsearch/data") for volume in service["volumes"])


def test_images_copy_what_exists() -> None:
    for line in (PROJECT / "Dockerfile").read_text(encoding="utf-8").splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert (PROJECT / source).exists(), line
                ignored = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
                assert f"!{source}" in ignored, f"{source} is kept out by .dockerignore"
