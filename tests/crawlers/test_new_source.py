"""`pungmun new-source`: files that validate, and a test that fails until the parser is filled in."""

import importlib.util
import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawlers.new_source import write_source
from crawlers.parsers.output import post_json
from crawlers.parsers.page import Page, finish
from crawlers.spiders import spider_of
from pungmun.cli.sources import new_source
from pungmun.errors import ConfigError
from pungmun.registry import load_sources


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "crawlers" / "parsers" / "sites").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def parser_in(path: Path):
    spec = importlib.util.spec_from_file_location("generated", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.PARSER


def test_the_written_test_fails_first_and_passes_once_the_selectors_are_there(project):
    write_source(project, "my-board", host="board.example.kr", title="우리 게시판")
    pages, module = project / "tests" / "pages" / "my-board", project / "crawlers" / "parsers" / "sites" / "my_board.py"
    note = json.loads((pages / "first.meta.json").read_text(encoding="utf-8"))
    page = Page((pages / "first.html").read_bytes(), note["url"], datetime.fromisoformat(note["seen_at"]))
    assert not parser_in(module).matches(page)

    source = module.read_text(encoding="utf-8")
    for name, selector in (("marker", ".view .subject"), ("title", ".subject"), ("body", ".content"), ("date", ".when")):
        source = source.replace(f'{name}=""', f'{name}="{selector}"')
    module.write_text(source, encoding="utf-8")
    parser = parser_in(module)
    assert parser.matches(page)
    row = post_json(finish(parser.read(page), page, parser=parser.name, version=parser.version))
    expected = json.loads((pages / "first.expected.json").read_text(encoding="utf-8"))
    assert {key: row[key] for key in expected} == expected


def test_the_yaml_is_valid_and_off(project):
    write_source(project, "my-board", host="board.example.kr")
    (source,) = load_sources(project / "config")
    assert not source.may_run
    assert spider_of(source).read_options(source).hosts == ("board.example.kr",)


def test_the_command_names_what_it_wrote_and_never_overwrites(project):
    result = CliRunner().invoke(new_source, ["my-board", "--host", "board.example.kr"])
    assert result.exit_code == 0
    assert "config/sources/my-board.yml" in result.output
    with pytest.raises(ConfigError, match="there already"):
        write_source(project, "my-board", host="board.example.kr")


def test_a_name_is_enough(project):
    result = CliRunner().invoke(new_source, ["my-board"])
    assert result.exit_code == 0
    assert "Put the site's host in place of my-board.example" in result.output
    assert load_sources(project / "config")[0].options == {"hosts": ["my-board.example"]}


@pytest.mark.parametrize(("name", "host"), [("My Board", "a.kr"), ("../x", "a.kr"), ("ok", "https://a.kr/x"), ("ok", "nohost")])
def test_wrong_names_are_refused(project, name, host):
    with pytest.raises(ConfigError):
        write_source(project, name, host=host)
    assert not (project / "config").exists()


def test_it_wants_the_project_s_folder(tmp_path):
    with pytest.raises(ConfigError, match="not the project's folder"):
        write_source(tmp_path, "my-board", host="board.example.kr")
