"""Every command that the two READMEs name exists, with the options that they name."""

import re

import pytest
from typer.main import get_command

from analysis_helpers.cli.main import app
from tests.conftest import PROJECT

CALL = re.compile(r"(?:^|[`$]) ?quarterly\b(?: +([a-z]+))?([^`\n]*)", re.MULTILINE)
PARTS = re.compile(r"\s(--[a-z][a-z-]+|-[a-z])\b")


def read_commands(name):
    """Yield each call of `quarterly` as its command and options; in a table, the options of the row are the command's."""
    text = (PROJECT / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        for command, rest in CALL.findall(line):
            told = line.replace("`", " ") if line.startswith("| `quarterly") else f" {rest}"
            yield command, set(PARTS.findall(told.split(" #")[0]))


def options_of(command):
    """The options of a command, and of the commands in a group of them."""
    for parameter in command.params:
        yield from parameter.opts + parameter.secondary_opts
    for inner in getattr(command, "commands", {}).values():
        yield from options_of(inner)


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_every_command_and_option_exists(name):
    main = get_command(app)
    known = {command: {"--help", *options_of(made)} for command, made in {"": main, **main.commands}.items()}
    named = list(read_commands(name))
    assert {command for command, _ in named} >= {*main.commands}, "and every command is explained"
    assert [(command, options) for command, options in named if not options <= known.get(command, set())] == []


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_every_file_that_is_named_exists(name):
    text = (PROJECT / name).read_text(encoding="utf-8")
    names = set(re.findall(r"`((?:docs|data|benchmarks)/[\w./-]+\.\w+)`", text)) | set(
        re.findall(r"\]\((\w\S+?)\)", text)
    )
    names |= {f"src/analysis_helpers/{found}" for found in re.findall(r"`(core/vocabulary/\w+\.toml)`", text)}
    assert names
    assert [found for found in names if not (PROJECT / found).exists()] == []
