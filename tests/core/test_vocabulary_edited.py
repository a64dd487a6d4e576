"""A slip in a file of words is one message that names the file; words that are added are as good as ours."""

import json
import shutil
from pathlib import Path

import pytest
from tests.core.write_shapes import describe_files

from analysis_helpers.core import texts
from analysis_helpers.core.word_shapes import BadWords

FILES = Path(str(texts.FOLDER))


@pytest.fixture
def edit(tmp_path, monkeypatch):
    """Change one file of a copy and load it."""
    folder = tmp_path / "vocabulary"
    shutil.copytree(FILES, folder)
    monkeypatch.setattr(texts, "FOLDER", folder)

    def edit(name, change):
        file = folder / f"{name}.toml"
        changed = change(file.read_text(encoding="utf-8"))
        file.write_bytes(changed if isinstance(changed, bytes) else changed.encode())
        return texts.load_vocabulary.__wrapped__(name)

    return edit


SLIPS = {
    "comma": ("statuses", lambda text: text.replace('"滞后", ', '"滞后" ', 1)),
    "mark": ("statuses", lambda text: b"\xef\xbb\xbf" + text.encode()),
    "gbk": ("statuses", lambda text: text.encode("gbk", "replace")),
    "section": ("statuses", lambda text: text.replace("[classes]", "[klasses]", 1)),
    "text for a list": ("units", lambda text: text.replace('endings = [', 'endings = "局"\nothers = [', 1)),
    "number in a list": ("units", lambda text: text.replace("endings = [", "endings = [3, ", 1)),
    "bracket": ("units", lambda text: text.replace("endings = [", 'endings = ["局(", ', 1)),
    "brackets without end": ("units", lambda text: "x = " + "[" * 5000 + "]" * 5000),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_one_message_that_names_the_file(edit, slip):
    name, change = SLIPS[slip]
    with pytest.raises(BadWords) as refused:
        edit(name, change)
    assert f"{name}.toml" in refused.value.say("en")
    assert f"{name}.toml" in refused.value.say("zh")
    assert "词表" in refused.value.say("zh")


def test_a_word_that_is_added_is_taken(edit):
    assert "甲乙局" in edit("units", lambda text: text.replace("endings = [", 'endings = ["甲乙局", ', 1))["endings"]


def test_the_shapes_are_those_of_the_files():
    """After a change of what the code needs: make shapes."""
    assert json.loads((FILES / "shapes.json").read_text(encoding="utf-8")) == describe_files()


def test_a_slip_in_the_messages_themselves_names_the_file(edit):
    with pytest.raises(BadWords, match=r"errors\.toml"):
        edit("errors", lambda text: text.replace("[message]", "[massage]", 1))
