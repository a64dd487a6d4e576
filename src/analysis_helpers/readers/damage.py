"""Tell what a damaged file causes from a fault of the program."""

from __future__ import annotations

import struct
import sys
import zipfile
import zlib
from types import ModuleType, TracebackType
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError


class DamagedFile(Exception):
    """What our own code finds in a file that its format does not allow."""


# Raised for bytes that are not what their format says, whoever reads them.
OF_BYTES = (DamagedFile, zipfile.BadZipFile, zlib.error, struct.error, UnicodeDecodeError, ParseError, ExpatError)
NEVER_OF_BYTES = (ImportError, NameError)
# In the message of a TypeError that tells of a call, not of a value.
WRONG_CALL = ("keyword argument", "positional argument", "keyword-only argument", "values for argument")


def is_damage(error: BaseException, *libraries: str, names_from_file: tuple[str, ...] = ()) -> bool:
    """Return whether a damaged file, not the program, made one of the libraries that read it fail.

    Libraries also fail on damage with whatever exception comes first. That counts where the innermost frame belongs to
    one of `libraries` (names of packages), unless the exception tells that the code does not fit together: a missing
    module, a missing name of a module or class, a call with the wrong arguments. `names_from_file` are modules in which
    the names of arguments stand in the file.
    """
    error = innermost_error(error)
    if isinstance(error, OF_BYTES):
        return True
    module = _innermost_module(error.__traceback__, libraries)
    if isinstance(error, NEVER_OF_BYTES) or not _within(module, libraries):
        return False
    if isinstance(error, AttributeError):
        return not isinstance(error.obj, (ModuleType, type))
    if isinstance(error, TypeError) and not _within(module, names_from_file):
        return not any(words in str(error) for words in WRONG_CALL)
    return True


def name_damage(error: BaseException) -> str:
    """Words for a message: what our own code found, or the kind of a library's exception."""
    return str(error) if isinstance(error, DamagedFile) else type(error).__name__


def innermost_error(error: BaseException) -> BaseException:
    """The exception that a library wrapped into its own."""
    while not isinstance(error, OF_BYTES):
        inner = error.__cause__ or next((value for value in error.args if isinstance(value, Exception)), None)
        if inner is None:
            break
        error = inner
    return error


def _innermost_module(trace: TracebackType | None, libraries: tuple[str, ...]) -> str:
    """The module that called what failed, the standard library left out where it is none of `libraries`."""
    module = ""
    while trace is not None:
        name = str(trace.tb_frame.f_globals.get("__name__", ""))
        if _within(name, libraries) or name.partition(".")[0] not in sys.stdlib_module_names:
            module = name
        trace = trace.tb_next
    return module


def _within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)
