"""Draws a dispatch: a row a worker, a block a job, and above them the server with a mark an update. An SVG.

What differs in meaning differs in shape, so the picture can be read without its colours.
"""

import math
from xml.sax.saxutils import escape

from engine.results.job_fates import Dispatch, Fate, Job
from pages.parts.charts.drawing import hatch
from pages.parts.style import INK, style_of

WIDTH, LEFT, RIGHT = 500, 66, 10
ROW, BLOCK = 30, 21
SERVER = 38
"""Height of the server's row."""
AXIS = 18
SMALLEST_NUMBER = 13.0
"""Pixels that a number needs."""
END = 5.0
"""Half of what a mark at a block's end measures."""


def picture(shown: Dispatch) -> str:
    """The picture, as wide as it is given room."""
    scale = (WIDTH - LEFT - RIGHT) / shown.seconds
    height = SERVER + ROW * shown.workers + AXIS
    pieces = [*rows(shown.workers), *axis(shown, scale, height)]
    pieces += [waits(LEFT + scale * p.begin, LEFT + scale * p.end, middle(p.worker)) for p in shown.pauses]
    for job in shown.jobs:
        pieces += block(job, LEFT + scale * job.begin, LEFT + scale * job.end)
    pieces += marks(shown, scale)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" color="{style_of(shown.kind).colour}" '
        f'font-family="sans-serif" font-weight="bold" font-size="13">{hatch(6, INK)}{"".join(pieces)}</svg>'
    )


def middle(worker: int) -> float:
    return SERVER + ROW * (worker + 0.5)


def line(path: str, colour: str = INK, width: float = 1.0, more: str = "") -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" {more}/>'


def text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{INK}" text-anchor="{anchor}">{escape(words)}</text>'


def rows(workers: int) -> list[str]:
    """Names of the rows, and the server's line."""
    names = [text(0, middle(i) + 4.5, f"worker {i + 1}", "start") for i in range(workers)]
    return [*names, text(0, SERVER - 8, "server", "start"), line(f"M{LEFT} {SERVER - 12}H{WIDTH - RIGHT}", width=2)]


def axis(shown: Dispatch, scale: float, height: float) -> list[str]:
    """Whole simulated seconds."""
    pieces = []
    for second in range(0, int(shown.seconds) + 1, 2):
        x = LEFT + scale * second
        pieces += [line(f"M{x:.1f} {height - AXIS}v4"), text(x, height - 2, f"{second} s")]
    return pieces


def waits(begin: float, end: float, y: float) -> str:
    return line(f"M{begin + 2:.1f} {y:.1f}H{end - 1:.1f}", width=2, more='stroke-dasharray="2 4"')


def block(job: Job, begin: float, end: float) -> list[str]:
    """One job: its outline says what becomes of it, the number which model it computes at."""
    y, half = middle(job.worker), BLOCK / 2
    top, bottom, begin, end = y - half, y + half, begin + 0.8, end - 0.8
    shape = outline(job.fate, begin, end, top, bottom)
    if job.fate in (Fate.USED, Fate.LOCAL, Fate.RUNNING):
        look = 'fill="currentColor" fill-opacity="0.14" stroke="currentColor" stroke-width="1.6"'
    else:
        look = f'fill="url(#hatch)" fill-opacity="0.3" stroke="{INK}" stroke-width="1.4" stroke-dasharray="4 2"'
    pieces = [f'<path d="{shape}" {look}/>']
    if job.fate in (Fate.IGNORED, Fate.CANCELLED):
        x = end - (END if job.fate is Fate.IGNORED else 0)
        pieces.append(line(f"M{x - END:.1f} {y - END}l10 10m0 -10l-10 10", width=2.4))
    room = end - begin - (2 * END if job.fate is not Fate.USED else 0)
    if room > SMALLEST_NUMBER:
        pieces.append(text(begin + room / 2, y + 4.5, str(job.version)))
    return pieces


def outline(fate: Fate, begin: float, end: float, top: float, bottom: float) -> str:
    """A rectangle; open where the job still runs, pointed where the worker goes on, jagged where it is cut off."""
    side, tooth = end - END if fate is Fate.LOCAL else end, (bottom - top) / 4
    closings = {
        Fate.RUNNING: "",
        Fate.LOCAL: f"L{end:.1f} {(top + bottom) / 2:.1f}Z",
        Fate.CUT_OFF: f"l-{END} -{tooth:.2f}l{END} -{tooth:.2f}l-{END} -{tooth:.2f}Z",
    }
    return f"M{side:.1f} {top:.1f}H{begin:.1f}V{bottom:.1f}H{side:.1f}{closings.get(fate, 'Z')}"


def marks(shown: Dispatch, scale: float) -> list[str]:
    """What reaches the server: a triangle and the update's number, or a ring for what is only collected."""
    pieces, number, free = [], 0, 0.0
    y = SERVER - 12
    arrived = [job for job in shown.jobs if job.updates or job.fate is Fate.USED]
    for job in sorted(arrived, key=lambda job: job.end):
        x, top = LEFT + scale * job.end - 0.8, middle(job.worker) - BLOCK / 2
        pieces.append(line(f"M{x:.1f} {top:.1f}V{y + 3}", "currentColor", 1.2, 'stroke-opacity="0.7"'))
        if not job.updates:
            pieces.append(f'<circle cx="{x:.1f}" cy="{y}" r="4" fill="none" stroke="currentColor" stroke-width="2"/>')
            continue
        number += 1
        size = 6 * math.sqrt(job.pull) if shown.weighted else 6.0
        pieces.append(
            f'<path d="M{x:.1f} {y - size:.1f}l{size:.1f} {2 * size:.1f}h-{2 * size:.1f}Z" fill="currentColor"/>'
        )
        if x - SMALLEST_NUMBER / 2 > free:
            pieces.append(text(x, y - 12, str(number)))
            free = x + SMALLEST_NUMBER / 2
    return pieces
