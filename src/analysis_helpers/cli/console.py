"""The one way to a terminal: texts are printed as they stand, and what would steer the terminal is escaped.

`out` and `err` print; `prepare_streams` sends what libraries log and warn of, and the trace of a fault, the same way.
"""

from __future__ import annotations

import io
import json
import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Any

from rich.console import Console

from analysis_helpers.core.characters import escape_controls


class PlainConsole(Console):
    """A console for which a text is a text: no markup, no emoji codes, no control characters, no lines broken."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)

    def print(self, *objects: Any, **options: Any) -> None:
        """Print texts escaped; everything else is a table or a line of progress of our own."""
        options["markup"] = options["emoji"] = False
        super().print(*(escape_controls(each) if isinstance(each, str) else each for each in objects), **options)


out, err = PlainConsole(), PlainConsole(stderr=True)
# In a text of JSON these may stand raw, but a terminal would obey them.
_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def print_json(value: Any) -> None:
    """Print a value as JSON and nothing else; characters that the output's encoding lacks are written as \\uXXXX."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    try:
        text.encode(sys.stdout.encoding or "utf-8", "surrogatepass" if _is_unicode() else "strict")
    except (UnicodeEncodeError, LookupError):
        text = json.dumps(value, indent=2, default=str)
    sys.stdout.write(_STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")


def _is_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf8")


def prepare_streams() -> None:
    """Let nothing that this process prints steer the terminal, or fail because of the terminal's encoding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a mark for what a code page lacks
    root = logging.getLogger()
    if not any(isinstance(handler, _EscapingHandler) for handler in root.handlers):
        root.addHandler(_EscapingHandler(logging.WARNING))
    logging.captureWarnings(True)
    sys.excepthook = _print_fault


class _EscapingHandler(logging.Handler):
    """What a library logs, escaped, on the standard error."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one message."""
        err.print(self.format(record))


def _print_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    err.print("".join(traceback.format_exception(kind, error, trace)).rstrip())
