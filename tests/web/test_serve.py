"""`pungmun serve` and `pungmun users` as processes and commands."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pungmun.cli import cli
from pungmun.errors import ConfigError
from pungmun.settings import get_settings

CONFIG = Path(__file__).parent / "config"


@pytest.fixture
def variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A store and a folder of its own."""
    chosen = {"PUNGMUN_VAR_DIR": str(tmp_path), "PUNGMUN_STORE": f"sqlite:///{tmp_path}/a.db", "PUNGMUN_CONFIG_DIR": str(CONFIG)}
    for name, value in chosen.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    return chosen


@pytest.mark.slow
def test_serve_answers_and_ends_cleanly(variables: dict[str, str]) -> None:
    command = [sys.executable, "-m", "pungmun", "serve", "--port", "0"]
    told, secret = "", "pungmun_s3cr3t-that-must-stay"
    environment = {**os.environ, **variables, "PUNGMUN_LOG_LEVEL": "DEBUG", "PUNGMUN_LOG_FORMAT": "json"}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        assert found, line
        connection = http.client.HTTPConnection("127.0.0.1", int(found.group(1)), timeout=20)
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        connection.close()
        for headers in ({"Authorization": f"Bearer {secret}"}, {"Cookie": f"pungmun_session={secret}"}):
            connection = http.client.HTTPConnection("127.0.0.1", int(found.group(1)), timeout=20)
            connection.request("GET", f"/api/v1/claims?token={secret}", headers=headers)
            connection.getresponse().read()
            connection.close()
        process.send_signal(signal.SIGTERM)
        told = process.communicate(timeout=20)[0]
    finally:
        process.kill()
        process.communicate()
    assert secret not in told
    assert process.returncode in (0, -signal.SIGTERM)

    key = Path(variables["PUNGMUN_VAR_DIR"]) / "console.key"
    assert key.stat().st_mode & 0o777 == 0o600


def test_a_taken_port_is_said_so(variables: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = CliRunner().invoke(cli, ["serve", "--port", str(taken.getsockname()[1])], obj={"quiet": True})

    assert isinstance(result.exception, ConfigError)
    assert "--port" in str(result.exception)


def test_an_open_address_needs_users(variables: dict[str, str]) -> None:
    result = CliRunner().invoke(cli, ["serve", "--host", "0.0.0.0", "--port", "0"])

    assert isinstance(result.exception, ConfigError)
    assert "pungmun users put" in str(result.exception)


def test_users_by_command(variables: dict[str, str]) -> None:
    run = CliRunner()
    assert run.invoke(cli, ["users", "put", "hangyeol", "--role", "admin"], input="아주 긴 비밀번호 하나\n").exit_code == 0
    token = run.invoke(cli, ["users", "token", "bot"]).output.strip()
    listing = run.invoke(cli, ["users", "list", "--format", "json"]).output

    assert token.startswith("pungmun_")
    assert '"hangyeol"' in listing
    assert token not in listing
    assert run.invoke(cli, ["users", "remove", "hangyeol"]).exit_code == 0
    assert run.invoke(cli, ["users", "remove", "hangyeol"]).exit_code == 1
    assert run.invoke(cli, ["users", "revoke", "nothing"]).exit_code == 1
