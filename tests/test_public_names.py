"""What can be imported: the names to start from, the packages by subject, and every former name."""

import ast
import importlib
import inspect
import json

import pytest

import analysis_helpers as ah
from tests.conftest import PROJECT

FORMER = json.loads((PROJECT / "tests" / "former_names.json").read_text(encoding="utf-8"))
PACKAGE = PROJECT / "src" / "analysis_helpers"
BY_SUBJECT = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.pyi"))


def names_in_stub(path):
    """Names that a stub imports, and those that its `__all__` offers."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    offered = next(node.value for node in tree.body if isinstance(node, ast.Assign) and node.targets[0].id == "__all__")
    return imported, ast.literal_eval(offered)


@pytest.mark.parametrize("name", FORMER)
def test_every_former_name_works_with_its_parameters(name):
    parameters = list(inspect.signature(getattr(ah, name)).parameters)
    assert parameters[: len(FORMER[name])] == FORMER[name]


def test_about_twenty_names_and_the_packages_are_offered():
    imported, offered = names_in_stub(PACKAGE / "__init__.pyi")
    assert sorted(offered) == sorted(ah.__all__) == sorted(dir(ah))
    assert set(offered) <= imported
    assert len([name for name in offered if not inspect.ismodule(getattr(ah, name))]) <= 21


@pytest.mark.parametrize("subject", BY_SUBJECT)
def test_a_package_offers_what_its_stub_says_and_each_has_a_docstring(subject):
    package = importlib.import_module(f"analysis_helpers.{subject}")
    imported, offered = names_in_stub(PACKAGE / subject / "__init__.pyi")
    assert set(offered) == imported == set(dir(package))
    for name in offered:
        assert getattr(package, name).__doc__ or not callable(getattr(package, name)), name
