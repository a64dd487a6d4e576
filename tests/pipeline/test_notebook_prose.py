"""The notebooks in Chinese say what they say in English, and their code stays the same."""

import ast
import re

import nbformat
import pytest
from tests.conftest import PROJECT

from analysis_helpers import ReportError
from analysis_helpers.pipeline.lab import prepare_copies
from analysis_helpers.pipeline.notebook_prose import TABLE, hash_text, list_comments, load_prose, translate_prose
from analysis_helpers.pipeline.run_notebooks import run_notebooks

PATHS = sorted([*(PROJECT / "notebooks").glob("0*.ipynb"), PROJECT / "notebooks" / "explorer.ipynb"])  # ours
PROSE = load_prose(PROJECT / "notebooks")
# What is Latin in Chinese prose, too: names of formats, keys, places in the library, and what our commands are told.
SAME = [
    "JupyterLab",
    "Shift+Enter",
    "SHA-256",
    "Word",
    "Excel",
    "pandas",
    "seaborn",
    "PNG",
    "SVG",
    "CSV",
    "dpi",
    "None",
    "min",
]
english = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def prose_of(path):
    return {cell.id: cell.source for cell in read(path).cells if cell.cell_type == "markdown"}


def in_chinese(path):
    notebook = read(path)
    translate_prose(notebook, path.stem, PROSE)
    return notebook


@english
def test_each_cell_of_prose_has_the_chinese_of_its_english_as_it_stands(path):
    said, there = PROSE.get(path.stem, {}), prose_of(path)
    assert sorted(set(there) - set(said)) == [], f"cells without Chinese in {TABLE}"
    assert sorted(set(said) - set(there)) == [], f"Chinese in {TABLE} for cells that are gone"
    changed = {cell: hash_text(text) for cell, text in there.items() if said[cell]["of"] != hash_text(text)}
    assert changed == {}, f"the English changed: look at the Chinese in {TABLE}, then write these hashes"


@english
def test_headings_links_code_figures_and_paragraphs_are_the_same_in_both(path):
    for cell, text in prose_of(path).items():
        chinese = PROSE[path.stem][cell]["zh"].strip("\n")
        for pattern in (r"(?m)^#+ ", r"`[^`]+`", r"\]\([^)]*\)", r"\d+", r"\n\n"):
            found = [sorted(re.findall(pattern, words)) for words in (text, chinese)]
            assert found[0] == found[1], (cell, pattern)
        assert text.count("*") == chinese.count("*"), cell


@english
def test_no_english_is_left_in_chinese_prose(path):
    for cell, said in PROSE[path.stem].items():
        words = re.sub(r"`[^`]+`", "", said["zh"])
        for name in SAME:
            words = words.replace(name, "")
        assert (cell, re.findall(r"[A-Za-z]{3,}", words)) == (cell, [])
        assert re.search(r"[\u4e00-\u9fff]", said["zh"])


def test_each_comment_has_its_chinese_and_none_is_left_over():
    there = {text for path in PATHS for cell in read(path).cells if cell.cell_type == "code"
             for _, _, text in list_comments(cell.source)}  # fmt: skip
    assert set(PROSE["comments"]) == there | {"Parameters"}  # what a run puts above those that it sets
    assert [zh for zh in PROSE["comments"].values() if not re.search(r"[\u4e00-\u9fff]", zh)] == []


@english
def test_code_is_the_same_in_both_but_for_its_comments(path):
    for ours, theirs in zip(read(path).cells, in_chinese(path).cells, strict=True):
        assert (ours.id, ours.cell_type, ours.metadata, ours.get("outputs")) == (
            theirs.id,
            theirs.cell_type,
            theirs.metadata,
            theirs.get("outputs"),
        )
        if ours.cell_type == "code":
            assert ast.dump(ast.parse(ours.source)) == ast.dump(ast.parse(theirs.source))


def test_official_words_are_those_of_offices():
    words = "\n".join(said["zh"] for name, cells in PROSE.items() if name != "comments" for said in cells.values())
    assert [word for word in ("序时进度", "超前", "持平", "落后", "责任领导", "督查通报") if word not in words] == []


@pytest.fixture
def place(tmp_path):
    """A project with one small notebook and its Chinese."""
    (tmp_path / "notebooks").mkdir()
    cells = [
        nbformat.v4.new_markdown_cell("# What is this?", id="a"),
        nbformat.v4.new_markdown_cell("My own words.", id="b"),
        nbformat.v4.new_code_cell(
            'LANGUAGE = "zh"  # or "en"\nx = "# no comment"', id="c", metadata={"tags": ["parameters"]}
        ),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "notebooks" / "01_a.ipynb")
    table = f'[comments]\n\'or "en"\' = "或英文"\n["01_a"."a"]\nof = "{hash_text("# What is this?")}"\nzh = "# 这是什么？"\n'
    (tmp_path / "notebooks" / TABLE).write_text(table + '["01_a"."b"]\nof = "00000000"\nzh = "旧"\n', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ["# 这是什么？", "My own words.", 'LANGUAGE = "zh"  # 或英文\nx = "# no comment"']),
        ("en", ["# What is this?", "My own words.", 'LANGUAGE = "zh"  # or "en"\nx = "# no comment"']),
    ],
)
def test_a_run_writes_prose_in_its_language_and_leaves_words_of_ones_own(place, language, said):
    path = place / "notebooks" / "01_a.ipynb"
    run_notebooks([path], place / "out", {"LANGUAGE": language}, progress=False)
    cells = [cell for cell in read(place / "out" / path.name).cells if cell.id in "abc"]
    assert [cell.source for cell in cells] == said


def test_the_lab_opens_copies_in_chinese_and_the_source_in_english(place):
    folder = prepare_copies(place, None, "zh")
    assert folder == place / "work" / "notebooks"
    assert read(folder / "01_a.ipynb").cells[0].source == "# 这是什么？"
    (folder / "01_a.ipynb").write_text("mine", encoding="utf-8")
    prepare_copies(place, None, "zh")
    assert (folder / "01_a.ipynb").read_text(encoding="utf-8") == "mine"
    assert prepare_copies(place, None, "en") == place / "notebooks"


def test_copies_for_a_quarter_have_a_folder_in_each_language(project, tmp_path):
    (tmp_path / "notebooks").symlink_to(project / "notebooks")
    title = {}
    for language, name in (("zh", "2024Q2"), ("en", "2024Q2-en")):
        folder = prepare_copies(tmp_path, "2024Q2", language)
        assert folder == tmp_path / "work" / name
        notebook = read(folder / "03_leader_workloads.ipynb")
        title[language] = notebook.cells[0].source.split("\n")[0]
        told = next(cell.source for cell in notebook.cells if cell.id == "injected-parameters")
        assert f'LANGUAGE = "{language}"' in told
    assert title == {"zh": "# 谁的担子有多重？", "en": "# Who carries how much?"}


def test_a_table_that_cannot_be_read_is_named(place):
    (place / "notebooks" / TABLE).write_text("[", encoding="utf-8")
    with pytest.raises(ReportError, match=TABLE):
        run_notebooks([place / "notebooks" / "01_a.ipynb"], place / "out", {"LANGUAGE": "zh"}, progress=False)


def test_the_stored_notebooks_are_english():
    for path in PATHS:
        text = "\n".join(prose_of(path).values())
        assert len(re.findall(r"[\u4e00-\u9fff]", text)) < 60, path.name
