"""How does a kernel start fast? Where the system can fork safely, libraries are imported once for all kernels."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Mapping
from multiprocessing.context import BaseContext
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

WARM = "analysis_helpers.pipeline.warm"  # what a server of forks imports before the first fork

COLUMNS_IN_A_KERNEL = 20  # pandas' own default where a kernel runs


def start_ahead() -> None:
    """Let the imports begin while there is other work to do."""
    if _context().get_start_method() == "forkserver":
        from multiprocessing import forkserver

        forkserver.ensure_running()


def new_manager() -> AsyncKernelManager:
    """A manager, as nbclient takes it, of a kernel to be started."""
    manager = AsyncKernelManager(kernel_name="python3")
    manager.provisioner = _Fork(parent=manager, kernel_id="", kernel_spec=manager.kernel_spec)
    return manager


def _context() -> BaseContext:
    """Elsewhere than on Linux a fork of a process with these libraries is not safe: each kernel imports them itself."""
    context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload([WARM])
    return context


class _Fork(LocalProvisioner):
    """Jupyter's own way to run a kernel here, but for how the process comes about."""

    process: Any = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:  # noqa: ARG002  (the command of a kernel that is no fork)
        manager: Any = self.parent
        process = _context().Process(  # type: ignore[attr-defined]
            target=serve, args=(manager.connection_file, kwargs["cwd"], dict(os.environ)), daemon=True
        )
        process.start()
        self.process, self.pid = _Process(process), process.pid
        return self.connection_info


class _Process:
    """A process of multiprocessing with the manners of one of subprocess."""

    stdin = stdout = stderr = None

    def __init__(self, process: Any) -> None:
        self._process = process

    def poll(self) -> int | None:
        return self._process.exitcode  # type: ignore[no-any-return]

    def wait(self) -> int | None:
        self._process.join()
        return self.poll()

    def send_signal(self, signum: int) -> None:
        if self._process.is_alive():
            os.kill(self._process.pid, signum)

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


def serve(connection_file: str, folder: str, environment: Mapping[str, str]) -> None:
    """Be a kernel until told to end, or until the process that asked for it is gone, however it went."""
    # A server of forks has the environment of the moment at which it started, not of the moment at which it is asked.
    inline = os.environ.get("MPLBACKEND")
    os.environ.clear()
    os.environ.update({"MPLBACKEND": inline} if inline else {}, **environment)
    import pandas
    from ipykernel.kernelapp import IPKernelApp

    # What runs in a kernel may start processes, such as workers for a corpus; multiprocessing forbids it to its own daemons.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    os.chdir(folder)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    app = IPKernelApp.instance(connection_file=connection_file)
    app.initialize(["--HistoryManager.hist_file=:memory:", "--log-level=CRITICAL"])
    # pandas asks when it is imported whether a kernel shows its tables, and there was none yet.
    pandas.set_option("display.max_columns", COLUMNS_IN_A_KERNEL)
    app.start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
