"""The explorer for people without code: the same notebook, served by Voilà to this machine's own browser."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import webbrowser
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import nbformat

from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.located import VARIABLE
from analysis_helpers.core.vocabulary import fill
from analysis_helpers.pipeline.run_notebooks import check_parameters, inject

NOTEBOOK = "explorer.ipynb"
ADDRESS = "127.0.0.1"  # nobody else on the network can reach it
STARTS_WITHIN_S = 60


def serve(project: Path, parameters: dict[str, Any], port: int, browser: bool, say: Callable[[str], None]) -> int:
    """Serve the explorer until it is stopped (Ctrl+C); return the server's exit code.

    Listens on the loopback address only, with a token that is new each time and stands in no command line. Raises ReportError
    where Voilà is not installed, the port is taken, or the server does not start.
    """
    if find_spec("voila") is None:
        raise ReportError("voila.not_installed")
    port, token = _free(port), secrets.token_urlsafe(24)
    with tempfile.TemporaryDirectory(prefix="quarterly-app-") as folder:
        _prepare(project / "notebooks" / NOTEBOOK, Path(folder), parameters, port, token)
        command = [sys.executable, "-m", "voila", NOTEBOOK]
        paths = os.pathsep.join(
            filter(None, [str(Path(__file__).parent), os.environ.get("JUPYTER_PATH")])
        )  # our template
        settings = {VARIABLE: str(project), "JUPYTER_PATH": paths}
        with subprocess.Popen(command, cwd=folder, env=os.environ | settings) as server:
            try:
                _wait(server, port)
                address = f"http://{ADDRESS}:{port}/?token={token}"
                say(address)
                if browser:
                    webbrowser.open(address)
                return server.wait()
            except KeyboardInterrupt:
                return 0
            finally:
                server.terminate()
                server.wait()


def _prepare(notebook: Path, folder: Path, parameters: dict[str, Any], port: int, token: str) -> None:
    """A copy of the notebook's code with these parameters, and the server's settings, in a folder that only this user can read."""
    copy = nbformat.read(notebook, as_version=4)
    check_parameters(notebook, copy, parameters)
    inject(copy, parameters)
    title = fill("explorer", "app.title", parameters["LANGUAGE"], {})
    copy.cells = [
        nbformat.v4.new_markdown_cell(f"# {title}"),
        *(cell for cell in copy.cells if cell.cell_type == "code"),
    ]
    nbformat.write(copy, folder / NOTEBOOK)
    settings = {
        "Voila": {
            "ip": ADDRESS,
            "port": port,
            "port_retries": 0,
            "open_browser": False,
            "token": token,
            "log_level": "ERROR",
        },
        "VoilaConfiguration": {"show_tracebacks": False, "theme": "light", "template": "quarterly"},
    }
    (folder / "voila.json").write_text(json.dumps(settings), encoding="utf-8")


def _free(port: int) -> int:
    """The port, if it is free; of 0 any that is."""
    with socket.socket() as probe:
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            raise ReportError("voila.port_taken", port=port) from error
        return int(probe.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    """Until the server answers."""
    import time

    for _ in range(STARTS_WITHIN_S * 10):
        if server.poll() is not None:
            raise ReportError("voila.ended", code=server.returncode)
        with socket.socket() as probe:
            if probe.connect_ex((ADDRESS, port)) == 0:
                return
        time.sleep(0.1)
    raise ReportError("voila.too_slow", seconds=STARTS_WITHIN_S)
