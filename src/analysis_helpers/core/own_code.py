"""Run Python files that belong to a project, and say where they fail."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from analysis_helpers.core.errors import ReportError


def load_module(path: Path) -> ModuleType:
    """Run a project's own Python file, and return it as a module that no import finds.

    Raises ReportError, with file and line, for one that fails.
    """
    module = ModuleType(f"own_{path.stem}")
    module.__file__ = str(path)
    try:
        code = compile(path.read_text(encoding="utf-8"), str(path), "exec")
        exec(code, module.__dict__)
    except ReportError:
        raise
    except Exception as error:
        raise failed(path, error) from error
    return module


def failed(path: Path, error: Exception) -> ReportError:
    """Say where a project's own code failed: file, line, error."""
    lines, trace = [getattr(error, "lineno", None) if isinstance(error, SyntaxError) else None], error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    line = next((n for n in reversed(lines) if n), 0)
    return ReportError(
        "own.failed", f"{path.parent.name}/{path.name}", line=line, error=f"{type(error).__name__}: {error}"
    )
