from collections import Counter

import pytest

from tests.dialects.fuzz import Job, run
from tests.dialects.generate import CHEAP, FORMATS, make_report
from tests.dialects.words import load_words

SAMPLE = 200


def test_no_made_up_report_is_read_wrong_in_silence():
    results = [run(Job(seed, "built", CHEAP)) for seed in range(SAMPLE)]
    counts = Counter(result.outcome.verdict for result in results)
    silent = [result for result in results if result.outcome.verdict == "silent"]
    told = [f"seed {result.job.seed}: {result.outcome.differences[0]} ({result.features})" for result in silent[:20]]
    assert not counts["crash"]
    assert not silent, f"{len(silent)} of {SAMPLE}\n" + "\n".join(told)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_seed_gives_the_same_report_again(kind):
    first, again = (make_report(7, "both", {kind: 1}) for _ in range(2))
    assert (first.truth, first.features) == (again.truth, again.features)
    if kind not in ("xlsx", "docx", "pdf"):  # these write down when they were made
        assert first.content == again.content


def test_every_word_list_has_its_counterpart():
    built = _shape(load_words("built"))
    assert _shape(load_words("held")) == built
    assert _shape(load_words("fresh")) == built


def test_the_words_kept_apart_are_not_those_that_may_be_looked_at():
    built, held, fresh = load_words("built"), load_words("held"), load_words("fresh")
    for section, key in (
        ("progress", "topics"),
        ("leader", "before"),
        ("unit", "before"),
        ("task", "names"),
        ("rows", "sums"),
    ):
        assert not set(built[section][key]) & set(held[section][key]) - {""}
        assert not set(fresh[section][key]) & {*built[section][key], *held[section][key]} - {""}


def _shape(words):
    return {key: _shape(value) if isinstance(value, dict) else None for key, value in words.items()}
