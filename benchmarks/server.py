"""A server of the app as a process of its own, and what it takes of the machine (read from /proc: Linux only)."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

START_SECONDS = 300
"""A server may compile everything before it is ready."""
END_SECONDS = 20
TICKS = os.sysconf("SC_CLK_TCK")


class Server(NamedTuple):
    """Where it answers, `127.0.0.1:port`, and its process."""

    host: str
    process: subprocess.Popen[bytes]

    def megabytes(self) -> float:
        """Resident memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(status.split("VmRSS:")[1].split()[0]) / 1e3

    def processor_seconds(self) -> float:
        """Processor time of all its threads since it started."""
        # The second field, the command's name, may hold spaces.
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(folder: Path, port: int) -> Iterator[Server]:
    """A server of the app in `folder` on loopback, once a race can be simulated; port 0 is any free one.

    It inherits the environment. Raises RuntimeError when it ends by itself or is not ready in time.
    """
    with started(folder, port) as server:
        wait_until_ready(server)
        yield server


@contextlib.contextmanager
def started(folder: Path, port: int = 0, environment: dict[str, str] | None = None) -> Iterator[Server]:
    """The same as soon as its process has begun; None is the environment of this process."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}"]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT, env=environment)
        try:
            yield Server(f"127.0.0.1:{port}", process)
        finally:
            process.terminate()
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_until_ready(server: Server, path: str = "health") -> None:
    """Wait until `path` answers with 200: by default once a race can be simulated, `_stcore/health` before it."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise RuntimeError("the server ended by itself: is the port free?")
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            if urllib.request.urlopen(f"http://{server.host}/{path}", timeout=5).status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the server was not ready within {START_SECONDS} s")
