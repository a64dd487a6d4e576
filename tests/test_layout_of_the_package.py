"""What the package's own layout promises: few names at the top, arrows that point down, one meaning for one name."""

import ast
from collections import Counter, defaultdict
from graphlib import TopologicalSorter

from tests.conftest import PROJECT

PACKAGE = PROJECT / "src" / "analysis_helpers"
# From the bottom to the top; an import may only point to the same package or to one before it.
ORDER = [
    "core", "quantities", "readers", "textfix", "cleaning", "linkage", "corpus", "measures", "findings", "charts",
    "briefing", "pipeline", "synthetic", "explorer", "cli",
]  # fmt: skip
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
}


def imports_of(path):
    """Modules of this package that a file imports, at the top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis_helpers."):
            found |= {
                node.module if f"{node.module}.{a.name}" not in MODULES else f"{node.module}.{a.name}"
                for a in node.names
            }
    return found


def test_at_most_fifteen_packages_stand_at_the_top():
    folders = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
    assert sorted(ORDER) == folders
    assert [path.name for path in PACKAGE.glob("*.py")] == ["__init__.py"]


def test_arrows_point_down():
    for name, path in MODULES.items():
        own = path.relative_to(PACKAGE).parts[0]
        for used in imports_of(path) if own in ORDER else ():
            assert ORDER.index(used.split(".")[1]) <= ORDER.index(own), f"{name} imports {used}"


def test_no_module_imports_itself_through_others():
    TopologicalSorter({name: imports_of(path) - {name} for name, path in MODULES.items()}).prepare()


def test_no_file_name_stands_twice():
    names = Counter(
        path.name for path in PACKAGE.rglob("*") if path.is_file() and path.suffix in (".py", ".js", ".toml")
    )
    assert {name for name, count in names.items() if count > 1} == {"__init__.py"}


def test_no_class_name_stands_twice():
    places = defaultdict(list)
    for name, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(name)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
