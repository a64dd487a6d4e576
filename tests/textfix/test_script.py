"""Whole columns are simplified from a table; these hold it against OpenCC's own dictionaries and words."""

import subprocess
from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.textfix import damage

from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.textfix import text_arrays
from analysis_helpers.textfix.script import to_simplified
from analysis_helpers.textfix.text_arrays import Texts, character_table, simplify_column

OPENCC = Path(opencc.__file__).parent / "clib"
DICTIONARIES = ("CJK_Compatibility_Ideographs", "TWVariantsRevPhrases", "TWVariantsRev", "TSPhrases", "TSCharactersExt", "TSCharacters")  # fmt: skip
KEYS = list(load_vocabulary("script")["beside"])
PIECES = [
    *KEYS,
    *"\u31ef⿱〇坤蓋著作甚麼關位於一目瞭然憑顯名深批計劃",
    "\ue000",
    "😀",
    "𠀀",
    "⿰",
    "\ufe00",
    "\u0301",
    "\0",
    "\n",
    "\x1e",
    "a",
    "，",
    "",
]


def held_against_opencc(cells):
    simple, counts = simplify_column(Texts.of(cells))
    assert simple.cells.tolist() == list(map(to_simplified, cells))
    same_length = [len(old) == len(new) for old, new in zip(cells, simple.cells, strict=True)]
    differing = [
        sum(a != b for a, b in zip(old, new, strict=False)) for old, new in zip(cells, simple.cells, strict=True)
    ]
    assert [n for n, same in zip(counts.tolist(), same_length, strict=True) if same] == [
        n for n, same in zip(differing, same_length, strict=True) if same
    ]


@pytest.fixture(scope="module")
def entries(tmp_path_factory):
    """What stands in OpenCC's dictionaries, read by OpenCC's own tool."""
    tool = OPENCC / "bin" / "opencc_dict"
    if not tool.exists():
        pytest.skip("this build of OpenCC has no opencc_dict")
    folder, found = tmp_path_factory.mktemp("opencc"), {}
    for name in DICTIONARIES:
        text = folder / f"{name}.txt"
        subprocess.run(
            [tool, "-i", OPENCC / "share" / "opencc" / f"{name}.ocd2", "-o", text, "-f", "ocd2", "-t", "text"],
            check=True,
        )
        lines = text.read_text(encoding="utf-8").splitlines()
        found[name] = {key: meant.split(" ")[0] for key, meant in (line.split("\t") for line in lines)}
    return found


def test_the_table_is_in_use():
    assert text_arrays.hash_dictionaries() == load_vocabulary("script")["sha256"], (
        "new dictionaries: make script.toml anew"
    )


def test_every_entry_of_every_dictionary_is_read_as_opencc_reads_it(entries):
    words = [word for name in DICTIONARIES for pair in entries[name].items() for word in pair]
    held_against_opencc(words)
    held_against_opencc([f"關於{word}的工作{word}" for word in words])
    held_against_opencc(["".join(words[i : i + 9]) for i in range(0, len(words), 9)])


def test_every_phrase_that_is_not_its_characters_one_by_one_is_noticed(entries):
    normal, phrases1, single1, phrases2, extra, single2 = (entries[name] for name in DICTIONARIES)
    single2 = single2 | extra
    assert all(len(key) == 1 for table in (normal, single1, single2) for key in table), "what is argued from below"
    beside = load_vocabulary("script")["beside"]

    def first(text):
        return "".join(single1.get(c, c) for c in text)

    def second(text):
        return "".join(single2.get(c, c) for c in text)

    keys2 = {
        k
        for phrase, meant in phrases2.items()
        for k, own, c in zip(phrase, meant, second(phrase), strict=True)
        if own != c
    }
    made = set(single1.values())
    for phrase, meant in phrases2.items():
        # A character that the first step always turns into another reaches the second only by a phrase of the first.
        if second(phrase) != meant and all(c in made or c not in single1 for c in phrase):
            assert any(c in beside and set(beside[c]) & set(around(second(phrase), i)) for i, c in enumerate(phrase)), (
                phrase
            )
    for phrase, meant in phrases1.items():
        differs = second(meant) != second(first(phrase))
        leads_on = any({a, b} & keys2 for a, b in zip(meant, first(phrase), strict=True) if a != b)
        if differs or leads_on:
            plain = second(first(phrase))
            assert any(c in beside and set(beside[c]) & set(around(plain, i)) for i, c in enumerate(phrase)), phrase
    # A character that another dictionary turns into one of these has the same neighbours.
    for c, meant in [*normal.items(), *((c, m) for c, m in single1.items() if m in keys2)]:
        if c <= "\uffff" and meant in beside:
            assert set(beside[meant]) <= set(beside[c])


def around(text, i):
    return text[max(i - 1, 0) : i] + text[i + 1 : i + 2]


def test_sentences_of_the_trade_are_read_as_opencc_reads_them():
    convert = [opencc.OpenCC(config).convert for config in ("s2t", "s2tw", "s2hk", "s2twp")]
    sentences = damage.SENTENCES.read_text(encoding="utf-8").split()
    held_against_opencc([change(sentence) for change in convert for sentence in sentences])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(PIECES) | st.characters(codec="utf-8"), max_size=12).map("".join),
        min_size=1,
        max_size=6,
    )
)
def test_any_column_is_read_as_opencc_reads_its_texts(cells):
    held_against_opencc(cells)


def test_with_dictionaries_that_nobody_has_looked_into_opencc_reads_everything(monkeypatch):
    monkeypatch.setattr(text_arrays, "hash_dictionaries", lambda: "")
    character_table.cache_clear()
    try:
        held_against_opencc(["跟著詩詞遊上虞，名著", "憑藉", "abc", ""])
        assert character_table().special[ord("著")] > 0
    finally:
        character_table.cache_clear()
