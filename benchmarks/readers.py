"""Reading one page again and again: by wrk where it is installed, else by our own client.

Either checks that every answer is, byte by byte, the one that the page gave at first.
"""

import re
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.serving import Connection, Load, Step, request, run_load

CHECK = """
local file = io.open("{body}", "rb")
local expected = file:read("*all")
file:close()
local threads = {{}}
function setup(thread) table.insert(threads, thread) end
function init(args) wrong = 0 end
function response(status, headers, body)
  if status ~= 200 or body ~= expected then wrong = wrong + 1 end
end
function done(summary, latency, requests)
  local all = 0
  for _, thread in ipairs(threads) do all = all + thread:get("wrong") end
  local failed = summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("FIGURES %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(99), all, failed))
end
"""
FIGURES = re.compile(r"FIGURES (\d+) (\d+) (\d+) (\d+) (\d+)")


@dataclass
class Reading:
    """What came of reading: requests, seconds, and the p99 of each round in milliseconds."""

    requests: int = 0
    seconds: float = 0.0
    rounds: list[float] = field(default_factory=list)
    client_seconds: float = 0.0

    @property
    def client(self) -> float:
        """How much of one core the client used."""
        return self.client_seconds / self.seconds

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    @property
    def p99(self) -> float:
        """The median round's p99, in milliseconds."""
        return sorted(self.rounds)[len(self.rounds) // 2]

    def add(self, other: "Reading") -> None:
        """Take another round's figures in."""
        self.requests += other.requests
        self.seconds += other.seconds
        self.rounds += other.rounds
        self.client_seconds += other.client_seconds


def reader_name() -> str:
    """Which client reads."""
    return "wrk" if shutil.which("wrk") else "Python threads"


def read_page(
    port: int, path: str, connections: int, seconds: float, headers: Mapping[str, str]
) -> Reading:
    """Read a page over so many connections; anything but the first answer ends the run."""
    message = request("GET", path, **headers)
    status, _head, expected = Connection(port).send(message)
    if status != 200:
        raise SystemExit(f"{path} answers {status}")
    read = _by_wrk if shutil.which("wrk") else _by_threads
    return read(port, path, connections, seconds, headers, expected)


def _by_wrk(  # noqa: PLR0917 -- one call of one program
    port: int,
    path: str,
    connections: int,
    seconds: float,
    headers: Mapping[str, str],
    expected: bytes,
) -> Reading:
    with tempfile.TemporaryDirectory() as name:
        body, script = Path(name) / "body", Path(name) / "check.lua"
        body.write_bytes(expected)
        script.write_text(CHECK.format(body=body), encoding="ascii")
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "-s", str(script)]
        for key, value in headers.items():
            command += ["-H", f"{key.replace('_', '-')}: {value}"]
        before = _children()
        run = subprocess.run(  # noqa: S603 -- the load client, with our own arguments
            [*command, f"http://127.0.0.1:{port}{path}"],
            capture_output=True,
            text=True,
            check=True,
        )
    found = FIGURES.search(run.stdout)
    if found is None:
        raise SystemExit(run.stdout + run.stderr)
    requests, micros, p99, wrong, failed = map(int, found.groups())
    if wrong or failed:
        raise SystemExit(f"{path}: {wrong} wrong and {failed} failed answers")
    return Reading(requests, micros / 1e6, [p99 / 1000], _children() - before)


def _children() -> float:
    """Processor seconds of the client programs that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _by_threads(  # noqa: PLR0917 -- the same arguments as above
    port: int,
    path: str,
    connections: int,
    seconds: float,
    headers: Mapping[str, str],
    expected: bytes,
) -> Reading:
    message = request("GET", path, **headers)

    def step_on(connection: Connection) -> Step:
        def step() -> None:
            status, _head, body = connection.send(message)
            if status != 200 or body != expected:
                raise SystemExit(f"{path}: a wrong answer ({status})")

        return step

    before = time.process_time()
    load: Load = run_load([step_on(Connection(port)) for _ in range(connections)], seconds)
    used = time.process_time() - before
    return Reading(len(load.each), load.seconds, [load.p99], used)
