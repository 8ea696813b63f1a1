"""The first arrivals of MindFlayer SGD, whose workers make so many tries a round, worked out by hand."""

from tests.reference.traces import Trace

MINDFLAYER = [(1, 0, 0), (2, 0, 0), (2, 1, 0), (3, 0, 0), (4, 0, 0), (5, 0, 0), (5, 1, 0), (6, 0, 0)]
"""Jobs of 1, 2 and 4 seconds, batch 4. In T seconds floor(T) + floor(T/2) + floor(T/4) tries are finished: 1, 3, 4
for T = 1, 2, 3. So B = (3, 1, 0): worker 2 never gets a job.

second  worker  given x   gradient    sum    new x
  1       0        8          8        8      8
  2       0        8          8       16      8
  2       1        8         16       32      8, and waits
  3       0        8          8       40      8 - 40/4/2 = 3
  4       0        3          3        3      3
  5       0        3          3        6      3
  5       1        3         11       17      3, and waits
  6       0        3          3       20      3 - 20/4/2 = 0.5
"""
TRIES = [8, 8, 8, 3, 3, 3, 3, 0.5]

TRACES = {
    "mindflayer": Trace(
        (1, 2, 4),
        {"kind": "mindflayer", "step": 1 / 2, "batch": 4},
        MINDFLAYER,
        TRIES,
        updates=[0, 0, 0, 1, 1, 1, 1, 2],
        begun=[0, 1, 0, 2, 4, 5, 4, 6],
        centers=(0, -8, 4),
    ),
    # Every job takes its mean time, which is within the cut-off time.
    "mindflayer, no patience": Trace(
        (1, 2, 4),
        {"kind": "mindflayer", "step": 1 / 2, "batch": 4, "patience": 0},
        MINDFLAYER,
        TRIES,
        updates=[0, 0, 0, 1, 1, 1, 1, 2],
        begun=[0, 1, 0, 2, 4, 5, 4, 6],
        centers=(0, -8, 4),
    ),
}
