"""Write a function of a notebook as a file that stands for itself."""

from __future__ import annotations

import ast
import builtins
import dis
import importlib.util
import inspect
import textwrap
from collections.abc import Callable
from types import CodeType, FunctionType, ModuleType
from typing import Any

from analysis_helpers.core.errors import ReportError


def write_source(function: Callable[..., Any], about: str) -> str:
    """Return the source of a module that holds a function and all that it needs: imports, constants, other functions.

    What it needs and cannot be written down (a frame, an open file) has to be given to it or made in it: ReportError names it.
    """
    if not isinstance(function, FunctionType) or function.__name__ == "<lambda>":
        raise _no_source(getattr(function, "__name__", repr(function)))
    imports: dict[str, str] = {}
    pieces: dict[str, str] = {}
    _gather(function, imports, pieces)
    lines = [f'"""{about}"""', "", *sorted(imports.values()), "", "", "\n\n".join(pieces.values())]
    return "\n".join(lines).rstrip() + "\n"


def _gather(function: FunctionType, imports: dict[str, str], pieces: dict[str, str]) -> None:
    """Add a function behind what it needs."""
    try:
        source = textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError) as error:
        raise _no_source(function.__name__) from error
    if inspect.getclosurevars(function).nonlocals:
        names = "、".join(inspect.getclosurevars(function).nonlocals)
        raise _lacks(function, names)
    pieces.setdefault(function.__name__, "")  # a function may call itself
    for name in _list_names(function.__code__):
        if name in imports or name in pieces or name not in function.__globals__:
            continue
        value = function.__globals__[name]
        if isinstance(value, ModuleType):
            imports[name] = f"import {value.__name__}" + (f" as {name}" if name != value.__name__ else "")
        elif inspect.isfunction(value) and _is_of_notebook(value, function):
            _gather(value, imports, pieces)
        elif _can_be_imported(value):
            alias = f" as {name}" if name != value.__name__ else ""
            imports[name] = f"from {value.__module__} import {value.__name__}{alias}"
        elif _is_plain(value):
            pieces[name] = f"{name} = {value!r}\n"
        else:
            raise _lacks(function, name)
    del pieces[function.__name__]
    pieces[function.__name__] = source


def _no_source(name: str) -> ReportError:
    return ReportError("own.no_function", what=name)


def _lacks(function: FunctionType, names: str) -> ReportError:
    return ReportError("own.needs", function.__name__, names=names)


def _list_names(code: CodeType) -> list[str]:
    """Names that a function looks up outside itself, in order; those of Python itself left out."""
    found = [str(step.argval) for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"]
    inside = [name for part in code.co_consts if isinstance(part, CodeType) for name in _list_names(part)]
    return [name for name in dict.fromkeys([*found, *inside]) if not hasattr(builtins, name)]


def _is_of_notebook(value: Any, function: FunctionType) -> bool:
    return bool(value.__module__ == function.__module__)


def _can_be_imported(value: Any) -> bool:
    module, name = getattr(value, "__module__", None), getattr(value, "__name__", None)
    if not module or not name or module == "__main__" or importlib.util.find_spec(module) is None:
        return False
    return getattr(importlib.import_module(module), name, None) is value


def _is_plain(value: Any) -> bool:
    try:
        return bool(ast.literal_eval(repr(value)) == value)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False
