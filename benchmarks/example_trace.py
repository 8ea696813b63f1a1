"""`python -m benchmarks.example_trace` writes `examples/job_times.csv`: made, not measured, and always the same.

Sixteen workers of four kinds. Now and then somebody else keeps a worker busy for some jobs, and a job may stall.
"""

from pathlib import Path

import numpy as np

FILE = Path(__file__).parents[1] / "examples" / "job_times.csv"
USUAL = (0.8,) * 6 + (1.1,) * 5 + (1.9,) * 3 + (4.2,) * 2
"""Seconds of a job of each worker that nothing disturbs."""
JOBS = 40
BEGINS, GOES_ON, BUSY = 0.06, 0.85, 2.2
"""Probabilities that a busy spell begins with a job and that it goes on with the next, and what a job then takes."""
SCATTER = 0.08
STALLS, LEAST, MOST = 0.02, 3.0, 15.0
"""The probability that a job stalls, and for how many seconds."""


def rows() -> list[tuple[int, float]]:
    """The worker and the seconds of each job."""
    rng = np.random.default_rng(20261201)
    found = []
    for worker, usual in enumerate(USUAL):
        busy = False
        for _ in range(JOBS):
            busy = rng.random() < (GOES_ON if busy else BEGINS)
            seconds = usual * (BUSY if busy else 1.0) * np.exp(rng.normal(0, SCATTER))
            stalled = rng.uniform(LEAST, MOST) if rng.random() < STALLS else 0.0
            found.append((worker, round(float(seconds + stalled), 3)))
    return found


def text() -> str:
    """The file."""
    return "worker,duration\n" + "".join(f"{worker},{seconds}\n" for worker, seconds in rows())


if __name__ == "__main__":
    FILE.write_text(text())
