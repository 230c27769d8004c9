"""One strict YAML file -> one pydantic model, with every error at its file, line and key."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.composer import ComposerError

from pungmun.errors import ConfigError

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """Dates stay text: YAML's own would refuse 2023-13-16 without naming the key. Aliases are refused: ten of them hold a world."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """As YAML's own, but for aliases."""
        if self.check_event(yaml.AliasEvent):
            raise ComposerError(None, None, "`*name` stands for another place; write its value out", self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load_folder(folder: Path, model: type[Model], *, id_key: str) -> tuple[list[tuple[Path, Model]], list[str]]:
    """Read every `*.yml` of a folder.

    Args:
        folder: where the files are; one entry a file, its stem is the entry's id.
        model: the pydantic model, with `extra="forbid"`.
        id_key: key that must equal the file's stem.

    Returns:
        (path, entry) in order of the names, and all problems as `file:line: key: message`.

    Raises:
        ConfigError: the folder does not exist.
    """
    if not folder.is_dir():
        raise ConfigError(
            f"The folder {folder} does not exist.",
            cause="the command was not started in the project's folder",
            todo="change to it, or set PUNGMUN_CONFIG_DIR",
        )
    entries: list[tuple[Path, Model]] = []
    problems: list[str] = []
    for path in sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")]):
        entry, found = load_file(path, model)
        problems += found
        if entry is None:
            continue
        if getattr(entry, id_key) != path.stem:
            problems.append(f"{path}:1: {id_key}: is {getattr(entry, id_key)!r}, but the file is named {path.name!r}; they must agree")
        entries.append((path, entry))
    return entries, problems


def load_file(path: Path, model: type[Model]) -> tuple[Model | None, list[str]]:
    """One file; (entry or None, problems)."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return None, [f"{path}:1: the file is not UTF-8 (byte {error.start}); save it as UTF-8"]
    return parse_text(text, str(path), model)


def parse_text(text: str, name: str, model: type[Model]) -> tuple[Model | None, list[str]]:
    """YAML text; (entry or None, problems). `name` stands in the problems for the file."""
    try:
        node = yaml.compose(text, Loader=_Loader)
        data = yaml.load(text, Loader=_Loader)  # noqa: S506  # a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return None, [f"{name}:{mark.line + 1 if mark else 1}: not YAML: {getattr(error, 'problem', None) or error}"]
    except (ValueError, RecursionError) as error:  # `!!int x`, a number of 5,000 digits, a thousand brackets
        return None, [f"{name}:1: can't be read: {str(error)[:200]}"]
    if not isinstance(node, yaml.MappingNode):
        return None, [f"{name}:1: expected `key: value` lines, found {type(data).__name__}"]
    lines, duplicates = _lines(node)
    problems = [f"{name}:{line}: {key}: stands twice; the first would be lost" for line, key in duplicates]
    try:
        entry = model.model_validate(data)
    except ValidationError as error:
        found = error.errors()
        for item in found:
            location = tuple(part for part in item["loc"] if not str(part).startswith("function-"))
            if any(other["loc"][: len(item["loc"])] == item["loc"] and len(other["loc"]) > len(item["loc"]) for other in found):
                continue  # a list that is "too short" only because its items were refused
            problems.append(f"{name}:{_line_of(lines, location)}: {'.'.join(map(str, location)) or 'entry'}: {_words(item)}")
        return None, problems
    return entry, problems


def _words(item: Any) -> str:
    message: str = {"extra_forbidden": "unknown key", "missing": "is missing"}.get(item["type"], item["msg"])
    return message.removeprefix("Value error, ") + (
        f" (found {item['input']!r})" if item["type"] not in {"extra_forbidden", "missing", "value_error"} else ""
    )


def _lines(node: yaml.Node, at: Location = ()) -> tuple[dict[Location, int], list[tuple[int, str]]]:
    """Line (from 1) of every key path, and the keys that stand twice (YAML itself keeps only the last)."""
    lines = {at: node.start_mark.line + 1}
    duplicates: list[tuple[int, str]] = []
    children: list[tuple[str | int, yaml.Node, int]] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                duplicates.append((key.start_mark.line + 1, ".".join(map(str, (*at, key.value)))))
            seen.add(key.value)
            children.append((key.value, value, key.start_mark.line + 1))
    elif isinstance(node, yaml.SequenceNode):
        children = [(i, value, value.start_mark.line + 1) for i, value in enumerate(node.value)]
    for key, value, line in children:
        sub, more = _lines(value, (*at, key))
        lines |= sub
        lines[(*at, key)] = line
        duplicates += more
    return lines, duplicates


def _line_of(lines: dict[Location, int], location: Location) -> int:
    while location and location not in lines:
        location = location[:-1]
    return lines.get(location, 1)
