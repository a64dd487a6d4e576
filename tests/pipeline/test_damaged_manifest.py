"""Whatever stands in a manifest, `verify` judges it in its own words."""

import json

import pytest

from analysis_helpers.pipeline.manifest import MANIFEST, verify_outputs

SOUND = {"command": "briefing", "version": "0", "lock": None, "inputs": [], "settings": {}, "outputs": {},
         "parameters": {"QUARTER": None, "UNIT": None, "LANGUAGE": "zh", "SAMPLE": False}}  # fmt: skip
DAMAGED = [
    {"outputs": ["a"]}, {"outputs": {"a": 1}}, {"outputs": {"../../a": "0"}}, {"outputs": {"/etc/passwd": "0"}}, {"outputs": {"a" * 5000: "0"}},
    {"outputs": {"": "0"}}, {"parameters": {}}, {"parameters": None}, {"inputs": [{"file": "x"}]}, {"inputs": {"a": 1}}, {"settings": []},
    {"settings": {"notebooks/../../../etc/passwd": "0"}}, {"command": 3}, {"version": []}, {"lock": {}},
]  # fmt: skip


@pytest.mark.parametrize("change", DAMAGED, ids=[next(iter(change)) + str(n) for n, change in enumerate(DAMAGED)])
def test_a_manifest_with_something_else_in_it_is_torn(tmp_path, change):
    (tmp_path / MANIFEST).write_text(json.dumps(SOUND | change))
    [verdict] = verify_outputs(tmp_path)
    assert verdict.exit_code == 2


@pytest.mark.parametrize("text", ["", "[" * 100_000, "null", "\x00", '{"outputs": '])
def test_a_manifest_that_is_no_json_is_torn(tmp_path, text):
    (tmp_path / MANIFEST).write_text(text)
    assert verify_outputs(tmp_path)[0].exit_code == 2


def test_a_folder_in_its_place_is_torn(tmp_path):
    (tmp_path / MANIFEST).mkdir()
    assert verify_outputs(tmp_path)[0].exit_code == 2
