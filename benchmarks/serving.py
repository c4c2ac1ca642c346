"""Servers to be measured, and a client that costs little: one thread a connection, raw sockets."""

import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

WORKERS, THREADS = 2, 8
SERVER = ("--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS))
QUIET = ("--no-control-socket", "--log-level", "warning")
PATIENCE = 60
TICKS = os.sysconf("SC_CLK_TCK")


class Port(int):
    """The port of a server that is being measured, which also knows its process."""

    process: subprocess.Popen[bytes]

    def busy(self) -> float:
        """Seconds of processor time that the server and its workers have used so far."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        return sum(_busy(int(each)) for each in (pid, *children))


def _busy(pid: int) -> float:
    facts = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(facts[11]) + int(facts[12])) / TICKS


@contextmanager
def serving(application: str, **environment: str) -> Iterator[Port]:
    """Serve an application by gunicorn for the length of a `with` block; give the port."""
    port = Port(_free_port())
    command = [sys.executable, "-m", "gunicorn", *SERVER, *QUIET, "--bind", f"127.0.0.1:{port}"]
    port.process = subprocess.Popen(  # noqa: S603 -- our own server
        [*command, application], env={**os.environ, **environment}
    )
    try:
        _wait_for(port)
        yield port
    finally:
        port.process.terminate()
        port.process.wait(PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(PATIENCE * 10):
        try:
            Connection(port).send(request("GET", "/"))
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server does not answer")


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """Write an HTTP request; `Content_Type=` becomes a header."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


class Connection:
    """One kept-open connection; opened anew when the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port = int(port)
        self.socket = self._open()

    def _open(self) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def send(self, message: bytes) -> tuple[int, bytes, bytes]:
        """Send a request; return status, head and body. Sent again only if nothing came back."""
        try:
            self.socket.sendall(message)
            head, body = self._receive()
        except ConnectionError:
            self.socket.close()
            self.socket = self._open()
            self.socket.sendall(message)
            head, body = self._receive()
        return int(head[9:12]), head, body

    def _receive(self) -> tuple[bytes, bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        lowered = head.lower()
        if b"transfer-encoding: chunked" in lowered:
            raise ValueError("answers of unknown length are not measured here")
        length = int(lowered.partition(b"content-length:")[2].split(b"\r\n")[0])
        while len(body) < length:
            body += self._more()
        return head, body

    def _more(self) -> bytes:
        received = self.socket.recv(65536)
        if not received:
            raise ConnectionResetError
        return received


@dataclass
class Load:
    """What came of a load: seconds each request took, and how long all of it lasted."""

    seconds: float = 0.0
    each: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.each) / self.seconds

    @property
    def p99(self) -> float:
        """Milliseconds within which 99 of 100 requests were answered."""
        return 1000 * statistics.quantiles(self.each, n=100)[98]


Step = Callable[[], None]


def run_all(deeds: list[list[Step]], load: Load) -> Load:
    """Let each thread do its deeds once, one after the other; all threads begin together."""
    gate = threading.Barrier(len(deeds) + 1)
    failures: list[BaseException] = []

    def do(mine: list[Step]) -> None:
        gate.wait()
        try:
            for deed in mine:
                before = time.perf_counter()
                deed()
                load.each.append(time.perf_counter() - before)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=do, args=(mine,)) for mine in deeds]
    for thread in threads:
        thread.start()
    gate.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    load.seconds += time.perf_counter() - start
    return load


def run_load(steps: list[Step], seconds: float, load: Load | None = None) -> Load:
    """Let each step repeat in its own thread for so long; the last answer is always awaited."""
    load = load or Load()
    start = time.perf_counter()
    failures: list[BaseException] = []

    def repeat(step: Step) -> None:
        try:
            while (before := time.perf_counter()) < start + seconds:
                step()
                load.each.append(time.perf_counter() - before)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=repeat, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    load.seconds += time.perf_counter() - start
    return load
