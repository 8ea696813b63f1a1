"""The first arrivals of methods under settings that others' code has, worked out by hand."""

from tests.reference.traces import Trace
from tests.reference.traces_tries import MINDFLAYER, TRIES

TRACES = {
    # Step 1/2. As the trace "ia2sgd", but the arrival that fills the table changes nothing: at second 4 worker 0 sends
    # its second gradient of 8.
    #
    # second  worker  given x at      updates   staleness   table         new x
    #   2       0        8      0       0          0        8, -          8
    #   3       1        8      0       0          0        8, 16         8
    #   4       0        8      0       0          0        8, 16         8 - 24/4 = 2
    #   6       0        2      1       1          0        2, 16         2 - 18/4 = -2.5
    #   6       1        8      0       2          2        2, 16        -2.5 - 4.5 = -7
    #   8       0       -2.5    2       3          1       -2.5, 16      -7 - 13.5/4 = -10.375
    #   9       1       -7      3       4          1       -2.5, 1       -10.375 + 1.5/4 = -10
    "ia2sgd, after full": Trace(
        (2, 3),
        {"kind": "ia2sgd", "step": 1 / 2, "first_update": "after_full"},
        [(2, 0, 0), (3, 1, 0), (4, 0, 0), (6, 0, 0), (6, 1, 2), (8, 0, 1), (9, 1, 1)],
        [8, 8, 2, -2.5, -7, -10.375, -10],
        updates=[0, 0, 1, 2, 3, 4, 5],
    ),
    # Step 1/2, buffer 1, one local step: as ASGD, but with 1 / (1 + staleness) of the step, and not at all above 1.
    #
    # second  worker  given x at    updates   staleness  gradient   new x
    #   2       0        8     0      0           0         8       8 - 8/2 = 4
    #   3       1        8     0      1           1        16       4 - 16/2/2 = 0
    #   4       0        4     1      2           1         4       0 - 4/2/2 = -1
    #   6       0       -1     3      3           0        -1      -1 + 1/2 = -0.5
    #   6       1        0     2      4           2         -      -0.5
    #   8       0       -0.5   4      4           0        -0.5    -0.5 + 0.5/2 = -0.25
    #   9       1       -0.5   4      5           1         7.5    -0.25 - 7.5/2/2 = -2.125
    #  10       0       -0.25  5      6           1        -0.25   -2.125 + 0.25/2/2 = -2.0625
    "fedbuff, late": Trace(
        (2, 3),
        {
            "kind": "fedbuff", "step": 1 / 2, "buffer": 1, "local_steps": 1,
            "staleness_exponent": 1, "largest_staleness": 1,
        },
        [(2, 0, 0), (3, 1, 1), (4, 0, 1), (6, 0, 0), (6, 1, 2), (8, 0, 0), (9, 1, 1), (10, 0, 1)],
        [4, 0, -1, -0.5, -0.5, -0.25, -2.125, -2.0625],
        updates=[1, 2, 3, 4, 4, 5, 6, 7],
        unused=(4,),
    ),
    # Step 1/2, buffer 1, two local steps, none but differences without staleness: those of worker 1 never are, but its
    # first local steps may be late.
    #
    # second  worker  at y     version  updates  staleness  gradient  then y   difference         new x
    #   2       0      8          0        0         0          8       4                          8
    #   3       1      8          0        0         0         16       0                          8
    #   4       0      4          0        0         0          4              (8 + 4)/2 = 6       2
    #   6       0      2          1        1         0          2       1                          2
    #   6       1      0          0        1         1          -              discarded           2
    #   8       0      1          1        1         0          1              (2 + 1)/2 = 1.5     0.5
    #   9       1      2          1        2         1         10      -3                          0.5
    #  10       0      0.5        2        2         0          0.5     0.25                       0.5
    #  12       0      0.25       2        2         0          0.25           0.75/2 = 0.375      0.125
    #  12       1     -3          1        3         2          -              discarded           0.125
    "fedbuff, none late": Trace(
        (2, 3),
        {"kind": "fedbuff", "step": 1 / 2, "buffer": 1, "local_steps": 2, "largest_staleness": 0},
        [
            *[(2, 0, 0), (3, 1, 0), (4, 0, 0), (6, 0, 0), (6, 1, 1)],
            *[(8, 0, 0), (9, 1, 1), (10, 0, 0), (12, 0, 0), (12, 1, 2)],
        ],
        [8, 8, 2, 2, 2, 0.5, 0.5, 0.5, 0.125, 0.125],
        updates=[0, 0, 1, 1, 1, 2, 2, 2, 3, 3],
        unused=(4, 9),
    ),
    # Fixed times want no cut. By the bound c_i = tau_i, and T - 1 + T/2 - 1 is 4 at T = 4, which worker 2 needs for one
    # try: it has no part.
    **{
        f"mindflayer, {cutoffs}": Trace(
            (1, 2, 4),
            {"kind": "mindflayer", "step": 1 / 2, "batch": 4, "cutoffs": cutoffs},
            MINDFLAYER,
            TRIES,
            updates=[0, 0, 0, 1, 1, 1, 1, 2],
            begun=[0, 1, 0, 2, 4, 5, 4, 6],
            centers=(0, -8, 4),
        )
        for cutoffs in ("rate", "bound")
    },
}  # fmt: skip
