"""The app leaves no server behind, and its token stands in no command line."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from analysis_helpers import ReportError
from analysis_helpers.explorer.app import _end, _ended_by_signals, _prepare, _write_way_in, serve


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_a_port_that_is_none_is_refused(project, port):
    with pytest.raises(ReportError) as refused:
        serve(project, {}, port, False, print)
    assert "端口" in refused.value.say("zh")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_ends_it_as_ctrl_c_does(name):
    before = signal.getsignal(getattr(signal, name))
    with pytest.raises(KeyboardInterrupt), _ended_by_signals():
        os.kill(os.getpid(), getattr(signal, name))
    assert signal.getsignal(getattr(signal, name)) == before


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_a_server_that_does_not_listen_to_signals_is_killed(monkeypatch):
    monkeypatch.setattr("analysis_helpers.explorer.app.ENDS_WITHIN_S", 0.5)
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True) as deaf:
        deaf.stdout.readline()
        _end(deaf)
        assert deaf.returncode == -signal.SIGKILL


def test_the_browser_is_told_a_file_that_only_this_user_can_read(tmp_path):
    page = _write_way_in(tmp_path, "http://127.0.0.1:1/?token=secret")
    assert "secret" not in page.as_uri()
    assert "url=http://127.0.0.1:1/?token=secret" in page.read_text()
    if sys.platform != "win32":
        assert page.stat().st_mode & 0o077 == 0


def test_what_a_page_may_send_and_how_long_a_kernel_is_kept_are_bounded(project, tmp_path):
    import json

    _prepare(
        project / "notebooks" / "explorer.ipynb",
        tmp_path,
        {"QUARTER": "2024Q2", "LANGUAGE": "zh", "SAMPLE": False},
        1,
        "t",
    )
    settings = json.loads((tmp_path / "voila.json").read_text())
    assert settings["Voila"]["tornado_settings"]["websocket_max_message_size"] <= 4 * 2**20
    assert settings["MappingKernelManager"]["cull_idle_timeout"] > 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_sigterm_ends_the_server_and_takes_its_folder_away(project, tmp_path):
    environment = os.environ | {"QUARTERLY_PROJECT": str(project), "TMPDIR": str(tmp_path)}
    words = [sys.executable, "-m", "analysis_helpers.cli", "app", "--no-browser", "--port", "0"]
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as app:
        port = int(app.stdout.readline().split(":")[2].split("/")[0])
        app.send_signal(signal.SIGTERM)
        app.wait(30)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert list(tmp_path.glob("quarterly-app-*")) == []
