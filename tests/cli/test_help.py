"""Every command explains itself, and a wrong call says so with exit code 2."""

import resource
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pungmun.cli import COMMANDS, cli, main

ROOT = Path(__file__).parents[2]


def commands(group=cli, prefix=()):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*prefix, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*prefix, name))


ALL = dict(commands())


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_has_help(path):
    command = ALL[path]
    assert command.help, f"{' '.join(path)} is missing its help"
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name not in ("form", "help"):
            assert parameter.help or isinstance(parameter.type, click.Choice | click.IntRange), (
                f"{' '.join(path)}: {parameter.opts} has no help"
            )
    result = CliRunner().invoke(cli, [*path, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_the_contract():
    wanted = "demo run crawl parse classify match ingest search timeline counts digest rescan claims sources new-source"
    wanted += " train evaluate review export serve doctor store bench"
    assert set(wanted.split()) <= set(COMMANDS)


def test_help_imports_nothing_heavy():
    code = "import sys; from pungmun.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules, file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(run.stderr.split())
    assert not loaded & {"kiwipiepy", "sklearn", "numpy", "scrapy", "twisted", "pandas", "fastapi", "elasticsearch", "pydantic", "rich"}


@pytest.mark.slow
def test_help_is_quick():
    """In CPU time, so that another job on the machine is no failure."""
    times = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "pungmun", "--help"], cwd=ROOT, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 0.3, times


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nonsense"], "No such command"),
        (["search", "x", "--label", "lies"], "No such label"),
        (["counts", "--by", "colour"], "no such key"),
        (["timeline", "x", "--by", "week"], "Invalid value"),
        (["digest", "--date", "yesterday"], "is no day"),
        (["--store", "ftp://x", "search", "x"], "no address of a store"),
        (["--config-dir", "/nowhere", "claims", "check"], "does not exist"),
        (["timeline", "no-such-claim"], "No such claim"),
    ],
)
def test_wrong_usage_is_exit_code_2(arguments, message, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("PUNGMUN_STORE", f"sqlite:///{tmp_path}/p.db")
    monkeypatch.setenv("PUNGMUN_CONFIG_DIR", str(ROOT / "config"))
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert message in capsys.readouterr().err
