"""The word list is read from arrays; here it is held against a plain reading of the same file."""

import importlib.util
import math
import random
from collections import defaultdict
from pathlib import Path

import pytest

from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.textfix.word_model import WordList, likelihood, part_of_speech, word_frequency


@pytest.fixture(scope="module")
def lines():
    text = (Path(importlib.util.find_spec("jieba").origin).parent / "dict.txt").read_text(encoding="utf-8")
    return {word: (int(count), part) for word, count, part in (line.split(" ") for line in text.splitlines())}


def test_the_trade_adds_only_words_that_the_general_list_does_not_have(lines):
    assert [word for word in load_vocabulary("trade")["words"] if word in lines] == []


def test_every_word_has_the_count_and_the_part_of_speech_of_the_file(lines):
    some = random.Random(1).sample(sorted(lines), 3000)
    assert [(word_frequency(word), part_of_speech(word)) for word in some] == [lines[word] for word in some]
    assert [word_frequency(word) for word in lines] == [count for count, _ in lines.values()]
    assert word_frequency("突被") == 0
    assert part_of_speech("突被") is None


def test_the_words_of_a_character_are_found_from_both_ends_the_commonest_first(lines):
    words = WordList("".join(f"{word} {count} {part}\n" for word, (count, part) in lines.items()))
    assert words.total == sum(count for count, _ in lines.values())
    by_first, by_last = defaultdict(list), defaultdict(list)
    for word, (count, _) in lines.items():
        by_first[word[0]].append((count, word))
        by_last[word[-1]].append((count, word))
    for character in "破场一子AΑ□":
        for found, at_end in ((by_first, False), (by_last, True)):
            read = words.commonest(character, at_end)
            assert sorted(entry for entries in read.values() for entry in entries) == sorted(found[character])
            assert all(len(word) == length for length, entries in read.items() for _, word in entries)
            assert all(entries == sorted(entries, key=lambda entry: -entry[0]) for entries in read.values())


def test_a_character_beyond_the_tables_costs_what_an_unknown_one_does():
    assert likelihood([("𠀀", "𠀁")])[0] == likelihood(["𠀀"])[0] == -19.0
    assert likelihood(["破"])[0] > likelihood(["𠀀"])[0] > -math.inf
