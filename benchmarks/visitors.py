"""`python -m benchmarks.visitors`: many visitors of the Race, each moving a slider once a second.

A change is *shown* once the page's results for its own value have arrived, and *finished* once the script run that
showed them has ended by itself. A change that the visitor's next one overtakes does not finish: Streamlit ends its
run. The *wait* counts every change, from its sending until the page shows its results or those of a newer change of
the same visitor; where none came, it is the time until the end.

The client shares the processors with the server, so its own processor time is printed, too. The server inherits the
environment: `LAB_AUTOMATIC_WORK=0 python -m benchmarks.visitors` measures a host without automatic work.
"""

import argparse
import asyncio
import math
import os
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.server import Server, serving
from benchmarks.visitor import Visitor

OPENING_SECONDS = 180
LOW, HIGH = 0.1, 5.9
"""The slider goes from 0 to 6."""
GOLDEN = (math.sqrt(5) - 1) / 2


def value(index: int) -> float:
    """Where the slider is moved to: multiples of the golden ratio never repeat and fill the slider evenly."""
    return round(LOW + (HIGH - LOW) * (GOLDEN * (index + 1) % 1), 4)


def visitors_of(options: argparse.Namespace, host: str) -> list[Visitor]:
    """With `alike` all move to the same values, otherwise no value is moved to twice."""
    turns = range(math.ceil(options.seconds / options.pause))
    if options.alike:
        return [Visitor(host, [value(turn) for turn in turns]) for _ in range(options.visitors)]
    count = options.visitors
    return [Visitor(host, [value(turn * count + number) for turn in turns]) for number in range(count)]


async def move(visitor: Visitor, delay: float, options: argparse.Namespace) -> None:
    """Move the slider for the time asked for, `delay` seconds after the first visitor."""
    await asyncio.sleep(delay)
    await visitor.move(options.pause, options.seconds, options.patient)


async def measure(options: argparse.Namespace, server: Server) -> list[Visitor]:
    """Open all pages at once, then move all sliders; prints what that took of the machine."""
    visitors = visitors_of(options, server.host)
    before = server.megabytes()
    tasks = await open_all(visitors)
    tasks += [asyncio.create_task(visitor.follow_figure()) for visitor in visitors]
    opened = server.megabytes()
    began, own, theirs = time.perf_counter(), time.process_time(), server.processor_seconds()
    delays = [options.pause * number / len(visitors) for number in range(len(visitors))]
    await asyncio.gather(*(move(visitor, delay, options) for visitor, delay in zip(visitors, delays, strict=True)))
    ended = time.perf_counter()
    report(visitors, ended)
    seconds = ended - began
    own, theirs = time.process_time() - own, server.processor_seconds() - theirs
    print(f"memory of the server: {before:.0f} MB at start, {opened:.0f} opened, {server.megabytes():.0f} at the end")
    print(f"processors busy of {os.cpu_count()}: server {theirs / seconds:.2f}, this client {own / seconds:.2f}")
    await end_all(visitors, tasks)
    return visitors


async def open_all(visitors: Sequence[Visitor]) -> list[asyncio.Task[None]]:
    """Open all pages at once; what reads them until it is cancelled. Raises RuntimeError where one has an error."""
    began = time.perf_counter()
    tasks = [asyncio.create_task(visitor.visit()) for visitor in visitors]
    async with asyncio.timeout(OPENING_SECONDS):
        await asyncio.gather(*(visitor.opened.wait() for visitor in visitors))
    print(f"{len(visitors)} pages opened at once: {time.perf_counter() - began:.1f} s until the last one's run ended")
    if any(visitor.errors for visitor in visitors):
        raise RuntimeError(next(visitor.errors[0] for visitor in visitors if visitor.errors))
    return tasks


async def end_all(visitors: Sequence[Visitor], tasks: Sequence[asyncio.Task[None]]) -> None:
    """Let go of all pages."""
    for visitor in visitors:
        visitor.stop_timers(list(visitor.timers))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def waits(visitor: Visitor, ended: float) -> list[float]:
    """Seconds of each change until the page shows its results or newer ones."""
    times, soonest = [], ended
    for change in reversed(visitor.changes):
        soonest = min(soonest, change.shown)
        times.append(soonest - change.sent)
    return times


def report(visitors: list[Visitor], ended: float) -> None:
    changes = [change for visitor in visitors for change in visitor.changes]
    print(f"changes sent: {len(changes)}; payloads of the figure: {sum(visitor.payloads for visitor in visitors)}")
    line("shown", [change.shown - change.sent for change in changes])
    line("finished", [change.finished - change.sent for change in changes])
    line("wait", [each for visitor in visitors for each in waits(visitor, ended)])


def line(name: str, seconds: list[float]) -> None:
    """How many are finite, with their median and 95 % quantile."""
    happened = sorted(each for each in seconds if each < math.inf)
    words = f"{name:9} {len(happened):5} of {len(seconds)}"
    if happened:
        median, high = statistics.median(happened), happened[min(len(happened) - 1, int(0.95 * len(happened)))]
        words += f"   median {1e3 * median:6.0f} ms   95% {1e3 * high:6.0f} ms   most {1e3 * happened[-1]:6.0f} ms"
    print(words)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.visitors", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--visitors", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long each visitor moves the slider")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two changes of a visitor")
    parser.add_argument("--patient", action="store_true", help="not before the last change has finished")
    parser.add_argument("--alike", action="store_true", help="all visitors move to the same values")
    parser.add_argument("--port", type=int, default=0, help="any free port when 0")
    parser.add_argument("--app", type=Path, default=Path(__file__).parents[1], help="folder of the app.py to serve")
    return parser.parse_args()


def main() -> int:
    """Exit code 1 when a visitor met an error."""
    options = arguments()
    with serving(options.app, options.port) as server:
        visitors = asyncio.run(measure(options, server))
    errors = [error for visitor in visitors for error in visitor.errors]
    print(f"errors: {len(errors)}{'' if not errors else ', such as: ' + errors[0]}")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
