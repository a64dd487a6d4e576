"""Real JupyterLab and whatever else serves a page here: started for tests, looked at in a browser, ended with them."""

import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit
from uuid import uuid4

import nbformat
from playwright.sync_api import TimeoutError as PlaywrightTimeout

SIZES = {1440: (1440, 900), 1024: (1024, 768)}
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+[^\s'\"]*")
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"""
ANNOUNCEMENTS = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"
FAILED = "[data-mime-type='application/vnd.jupyter.stderr']"
SECONDS = 90
TRIES = 4
A_CELL_RUNS = """(panel) => [...document.querySelectorAll(`${panel} .jp-CodeCell .jp-InputPrompt`)]
    .some((prompt) => /[*\\d]/.test(prompt.textContent))"""
ALL_HAVE_RUN = """([panel, failed]) => {
    const all = (what) => [...document.querySelectorAll(`${panel} ${what}`)];
    const prompts = all(".jp-CodeCell .jp-InputPrompt").map((prompt) => prompt.textContent);
    const waits = all(".jp-Notebook-ExecutionIndicator").every((shown) => shown.dataset.status === "idle");
    const over = all(failed).length ? !prompts.some((text) => text.includes("*")) : prompts.every((text) => /\\d/.test(text));
    return waits && over;
}"""


@dataclass(frozen=True)
class Server:
    """A page that is being served: its first address, what its command has said, and the folder that it serves."""

    url: str
    log: Path
    folder: Path
    process: subprocess.Popen

    @property
    def base(self):
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.url))

    @property
    def token(self):
        return parse_qs(urlsplit(self.url).query).get("token", [""])[0]

    def ask(self, path, method="GET"):
        """Call the server's REST interface, with its token."""
        request = urllib.request.Request(self.base + path, method=method)
        request.add_header("Authorization", f"token {self.token}")
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return json.loads(answer.read() or "null")

    def end_kernels(self):
        for session in self.ask("/api/sessions"):
            self.ask(f"/api/sessions/{session['id']}", "DELETE")


def name_fonts(folder):
    """Write a fontconfig file that has the font of the charts first; return the variable that points there."""
    fonts = Path(importlib.util.find_spec("zhplot").origin).parent / "fonts"
    (folder / "fonts.conf").write_text(FONTS.format(fonts=fonts, cache=folder / "cache"), encoding="utf-8")
    return {"FONTCONFIG_FILE": str(folder / "fonts.conf")}


def copy_project(project, folder):
    """Copy what a notebook needs, so that no test writes beside the real reports."""
    for part in ("data", "notebooks"):
        ignored = shutil.ignore_patterns(".ipynb_checkpoints", "output")
        shutil.copytree(project / part, folder / part, ignore=ignored)
    return folder


@contextmanager
def served(words, place, home):
    """Start a command that prints its address on loopback, in a project's folder; end it and all it started.

    `home` is an empty folder for Jupyter's settings, so that those of the user change nothing and are not changed.
    """
    (home / "labconfig").mkdir(parents=True)
    (home / "labconfig" / "page_config.json").write_text(json.dumps(ANNOUNCEMENTS))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    environment |= {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}",
        "JUPYTER_CONFIG_DIR": str(home),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
        "PYTHONUNBUFFERED": "1",
        "QUARTERLY_PROJECT": str(place),
    }
    log = home / "log"
    with log.open("w", encoding="utf-8") as heard:
        process = subprocess.Popen(
            list(map(str, words)),
            cwd=place, env=environment, stdout=heard, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        yield Server(_wait_for_address(process, log), log, place, process)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # kernels that outlived their server
        process.wait()


def _wait_for_address(process, log):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        for url in ADDRESS.findall(log.read_text(encoding="utf-8")):
            with suppress(OSError), socket.create_connection(("127.0.0.1", urlsplit(url).port), 1):
                return url
        time.sleep(0.1)
    raise AssertionError(f"nothing is served:\n{log.read_text(encoding='utf-8')}")


def find_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def jupyter_lab(place, home):
    """JupyterLab over a project's notebooks, on a free port of loopback, with a token."""
    words = ["jupyter-lab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={find_port()}"]
    words += ["--ServerApp.port_retries=0", f"--ServerApp.root_dir={place / 'notebooks'}"]
    with served(words, place, home) as server:
        yield server


def open_notebook(page, server, name):
    """Open a notebook in a workspace of its own, in the light theme; return when its kernel waits."""
    page.goto(f"{server.base}/lab/workspaces/{uuid4().hex[:8]}/tree/{quote(name)}?token={server.token}")
    page.locator(f"{PANEL} .jp-CodeCell").first.wait_for(timeout=SECONDS * 1000)
    page.notebook = server.folder / "notebooks" / name
    wait_until_idle(page)
    theme(page, "light")


def wait_until_idle(page):
    page.locator(f"{PANEL} .jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=SECONDS * 1000)


def choose(page, *path):
    """Choose an entry of the menu by its words, as a person does."""
    if (
        unasked := page.locator(".jp-Dialog")
    ).count():  # on a slow machine JupyterLab says that it lost its server, and finds it again
        print("JupyterLab said:", unasked.all_inner_texts())
        page.keyboard.press("Escape")
        unasked.wait_for(state="detached")
    for word in path:
        page.locator(".lm-MenuBar-itemLabel, .lm-Menu-itemLabel").get_by_text(word, exact=True).click()


def run_all(page):
    """Run → Run All Cells; return when every cell has run, or one has failed and the kernel waits."""
    choose(page, "Edit", "Clear Outputs of All Cells")
    for _ in range(
        TRIES
    ):  # what is asked for while the kernel is being connected gets lost, even where it is shown as idle
        choose(page, "Run", "Run All Cells")
        with suppress(PlaywrightTimeout):
            page.wait_for_function(A_CELL_RUNS, arg=PANEL, timeout=5000)
            break
    page.wait_for_function(ALL_HAVE_RUN, arg=[PANEL, FAILED], timeout=SECONDS * 1000)


def restart_kernel(page):
    """Kernel → Restart Kernel…, said yes to; return when it waits."""
    choose(page, "Kernel", "Restart Kernel…")
    page.locator(".jp-Dialog").get_by_role("button", name="Confirm Kernel Restart").click()
    page.locator(".jp-Dialog").wait_for(state="detached")
    wait_until_idle(page)


def theme(page, name):
    """Settings → Theme → JupyterLab Light or Dark, unless it is that already."""
    light = {"light": "true", "dark": "false"}[name]
    if page.locator("body").get_attribute("data-jp-theme-light") != light:
        choose(page, "Settings", "Theme", f"JupyterLab {name.title()}")
        page.locator(f"body[data-jp-theme-light={light}]").wait_for(state="attached")


def save(page):
    """File → Save Notebook; return the notebook as it lies in its folder then."""
    before = page.notebook.stat().st_mtime_ns
    choose(page, "File", "Save Notebook")
    end = time.monotonic() + SECONDS
    while page.notebook.stat().st_mtime_ns == before:
        assert time.monotonic() < end, f"{page.notebook.name} was not saved"
        page.wait_for_timeout(50)
    page.locator(f"{PANEL} .jp-mod-dirty").wait_for(state="detached")
    while True:
        with suppress(nbformat.reader.NotJSONError):  # it is being written
            return nbformat.read(page.notebook, as_version=4)
        assert time.monotonic() < end, f"{page.notebook.name} is no notebook"
        page.wait_for_timeout(50)


def screenshot(page, path):
    """The window as it is; tests say where, and a person looks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    return path
