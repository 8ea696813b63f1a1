"""`python -m benchmarks.draggers`: many visitors of the Race who drag the heterogeneity at the same time.

Each asks for the next preview once the last one has come and a browser would have drawn it, for some seconds; then lets
go, and drags again once the page shows the results for that value. The client shares the processors with the server.
"""

import argparse
import asyncio
import json
import math
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect

from benchmarks.server import serving
from benchmarks.visitor import LIKE_A_BROWSER, Change, Visitor
from benchmarks.visitors import GOLDEN, end_all, line, open_all

DRAWING = 0.02
"""Real seconds that a browser takes to draw and paint a preview (benchmarks/drag.py)."""
SWEEP = 3.0
"""Real seconds from one end of the slider to the other and back."""


@dataclass
class Dragger(Visitor):
    """A visitor who drags; `number` of so many sets values apart."""

    number: int = 0
    previews: int = 0
    refused: list[str] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)  # the preview that was asked for last
    dragged: float = 0.0  # real seconds with the pointer down

    def value(self, moment: float) -> float:
        """Where the slider is, in its steps, at a second."""
        return round(3 + 2.9 * math.sin(2 * math.pi * (moment / SWEEP + self.number / 10)), 1)

    async def drag_on(self, seconds: float, hold: float) -> None:
        """Drag and let go in turn, `hold` seconds each time, for so many `seconds`."""
        feed, key = self.figure
        async with connect(f"ws://{self.host}/live-feed/{feed}?key={key}", **LIKE_A_BROWSER) as stream:
            reading = asyncio.create_task(self.read_feed(stream))
            ends = time.perf_counter() + seconds
            while (began := time.perf_counter()) < ends:
                while (now := time.perf_counter()) < began + hold:
                    await self.preview(stream, self.value(now))
                self.dragged += time.perf_counter() - began
                await self.release(len(self.changes))
            reading.cancel()

    async def read_feed(self, stream: ClientConnection) -> None:
        """Hear all that comes: previews are waited for, whole pictures are painted at once."""
        async for answer in stream:
            if isinstance(answer, str):
                self.refused.append(answer)
            elif b'"preview":null' in answer:
                await stream.send("painted")
                continue
            self.previews += 1
            self.arrived.set()

    async def preview(self, stream: ClientConnection, value: float) -> None:
        """One picture, as a browser asks for it."""
        self.arrived.clear()
        await stream.send(json.dumps({"preview": 1, "values": {"heterogeneity": value}}))
        await self.arrived.wait()
        await asyncio.sleep(DRAWING)

    async def release(self, turn: int) -> None:
        """Let go, and wait until the page's script has shown the results and ended."""
        self.rested.clear()
        # No value twice: a result that is kept would come at once.
        value = round(0.1 + (turn * GOLDEN + self.number * 0.0787) % 1 * 5.8, 4)
        self.changes.append(Change(value, time.perf_counter()))
        await self.rerun()
        await self.rested.wait()


async def measure(options: argparse.Namespace, host: str) -> list[Dragger]:
    visitors = [Dragger(host, [], number=number) for number in range(options.visitors)]
    tasks = await open_all(visitors)
    await asyncio.gather(*(visitor.drag_on(options.seconds, options.hold) for visitor in visitors))
    await end_all(visitors, tasks)
    return visitors


def report(visitors: list[Dragger]) -> None:
    rates = sorted(visitor.previews / visitor.dragged for visitor in visitors)
    middle = statistics.median(rates)
    print(f"pictures a second: slowest visitor {rates[0]:.1f}, median {middle:.1f}, fastest {rates[-1]:.1f}")
    line("released", [change.shown - change.sent for visitor in visitors for change in visitor.changes])


def main() -> int:
    """Exit code 1 when a visitor met an error."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.draggers", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--visitors", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--hold", type=float, default=3.0, help="seconds between two releases")
    options = parser.parse_args()
    with serving(Path(__file__).parents[1], 0) as server:
        visitors = asyncio.run(measure(options, server.host))
    report(visitors)
    errors = [text for visitor in visitors for text in (*visitor.errors, *visitor.refused)]
    print(f"errors: {len(errors)}{'' if not errors else ', such as: ' + errors[0]}")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
