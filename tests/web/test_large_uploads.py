"""A request far too large gets its page through the real server, not a broken connection."""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

MEGABYTES = 200
PATIENCE = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


@pytest.fixture
def gunicorn(tmp_path):
    """The port of the server as it is run in earnest, one worker of it."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    command += ["--worker-class", "gthread", "--threads", "4", "--no-control-socket", "wsgi:app"]
    place = {**os.environ, "JIANGJIE_INSTANCE": str(tmp_path)}
    root = Path(__file__).parents[2]
    server = subprocess.Popen(command, cwd=root, env=place, stderr=subprocess.DEVNULL)  # noqa: S603 -- our own server
    end = time.monotonic() + PATIENCE
    while not answers(port):
        assert time.monotonic() < end, "the server does not answer"
        time.sleep(0.1)
    yield port
    server.terminate()
    server.wait()


def test_200_megabytes_are_refused_with_a_page_that_arrives(gunicorn):
    connection = http.client.HTTPConnection("127.0.0.1", gunicorn, timeout=PATIENCE)
    connection.putrequest("POST", "/account/sign-in")
    connection.putheader("Content-Type", "multipart/form-data; boundary=x")
    connection.putheader("Content-Length", str(MEGABYTES * 1024 * 1024))
    connection.endheaders()
    block = bytes(1024 * 1024)
    for _ in range(MEGABYTES):
        connection.send(block)

    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()

    assert answer.status == 413
    assert "这个文件太大" in page
