"""The explorer for people without code: the same notebook, served by Voilà to this machine's own browser."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
ENDS_WITHIN_S = 10
IDLE_S = 900  # a kernel that no page is connected to any more, say of a browser that crashed
MOST_MESSAGE = 4 * 2**20  # bytes that a page may send at once; filters are a few hundred


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
        with (
            _ended_by_signals(),
            subprocess.Popen(command, cwd=folder, env=os.environ | settings, start_new_session=True) as server,
        ):
            try:
                _wait(server, port)
                address = f"http://{ADDRESS}:{port}/?token={token}"
                say(address)
                if browser:
                    # A command line is for all to see: the browser is told a file that only this user can read.
                    webbrowser.open(_write_way_in(Path(folder), address).as_uri())
                return server.wait()
            except KeyboardInterrupt:
                return 0
            finally:
                _end(server)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let a signal that ends this process end it as Ctrl+C does, so that the server and its folder go, too."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    names = [name for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), stop) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _end(server: subprocess.Popen[bytes]) -> None:
    """End the server, which ends its kernels; one that does not is killed with all that it started."""
    server.terminate()
    try:
        server.wait(ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:
        if sys.platform != "win32":
            os.killpg(server.pid, signal.SIGKILL)
        server.kill()
        server.wait()


def _write_way_in(folder: Path, address: str) -> Path:
    """A page that leads to the address, which stands in no command line then."""
    page = folder / "open.html"
    page.touch(mode=0o600)
    page.write_text(f'<!doctype html><meta http-equiv="refresh" content="0; url={address}">', encoding="utf-8")
    return page


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
            "tornado_settings": {"websocket_max_message_size": MOST_MESSAGE},
        },
        "MappingKernelManager": {"cull_idle_timeout": IDLE_S, "cull_interval": 60, "cull_connected": False},
        "VoilaConfiguration": {"show_tracebacks": False, "theme": "light", "template": "quarterly"},
    }
    (folder / "voila.json").write_text(json.dumps(settings), encoding="utf-8")


def _free(port: int) -> int:
    """The port, if it is free; of 0 any that is."""
    if not 0 <= port <= 65535:
        raise ReportError("guard.port", f"port {port}")
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
