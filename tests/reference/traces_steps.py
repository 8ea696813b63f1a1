"""The first arrivals of methods that step with every gradient, worked out by hand."""

from tests.reference.traces import ONE_AND_FOUR, ONE_AND_TWO, TWO_AND_THREE, Trace

RESCALED = [4, 2, -14, -15, -7.5, -1.5, 2.25]
"""Steps 1/2 for worker 0 and 1 for worker 1.

second  worker  given x   gradient   new x
  1       0        8          8      8 - 8/2 = 4
  2       0        4          4      4 - 4/2 = 2
  2       1        8         16      2 - 16 = -14
  3       0        2          2      -14 - 2/2 = -15
  4       0      -15        -15      -15 + 15/2 = -7.5
  4       1      -14         -6      -7.5 + 6 = -1.5
  5       0      -7.5        -7.5    -1.5 + 7.5/2 = 2.25
"""

TRACES = {
    # Step 1/2.
    #
    # second  worker  given x   gradient   new x
    #   2       0        8          8      8 - 8/2 = 4
    #   3       1        8         16      4 - 16/2 = -4
    #   4       0        4          4      -4 - 4/2 = -6
    #   6       0       -6         -6      -6 + 6/2 = -3
    #   6       1       -4          4      -3 - 4/2 = -5
    #   8       0       -3         -3      -5 + 3/2 = -3.5
    #   9       1       -5          3      -3.5 - 3/2 = -5
    "asgd": Trace((2, 3), {"kind": "asgd", "step": 1 / 2}, TWO_AND_THREE, [4, -4, -6, -3, -5, -3.5, -5]),
    # The mean of 1/tau is (1 + 1/2) / 2 = 3/4, so gamma_i = 2/3 * tau_i * 3/4 = tau_i / 2.
    "rescaled_asgd, mean": Trace((1, 2), {"kind": "rescaled_asgd", "step": 2 / 3}, ONE_AND_TWO, RESCALED),
    # The largest tau is 2, so gamma_i = 1 * tau_i / 2.
    "rescaled_asgd, cycle": Trace(
        (1, 2), {"kind": "rescaled_asgd", "step": 1, "normalisation": "cycle"}, ONE_AND_TWO, RESCALED
    ),
    # Step 1/2. A worker counts from its first arrival on. Until worker 1 arrives, the mean of 1/tau is that of
    # worker 0 alone, 1; then it is 3/4.
    #
    # second  worker  scale           given x    gradient   new x
    #   1       0     1 * 1 = 1          8          8       8 - 8/2 = 4
    #   2       0     1 * 1 = 1          4          4       4 - 4/2 = 2
    #   2       1     2 * 3/4 = 3/2      8         16       2 - 16 * 3/4 = -10
    #   3       0     1 * 3/4 = 3/4      2          2       -10 - 2 * 3/8 = -10.75
    #   4       0     3/4              -10.75     -10.75    -10.75 + 10.75 * 3/8 = -6.71875
    #   4       1     3/2              -10         -2       -6.71875 + 2 * 3/4 = -5.21875
    #   5       0     3/4               -6.71875   -6.71875 -5.21875 + 6.71875 * 3/8 = -2.69921875
    "rescaled_asgd, online mean": Trace(
        (1, 2),
        {"kind": "rescaled_asgd", "step": 1 / 2, "times": "online"},
        ONE_AND_TWO,
        [4, 2, -10, -10.75, -6.71875, -5.21875, -2.69921875],
    ),
    # Step 1/2. The largest tau is 1 until worker 1 arrives, then 2.
    #
    # second  worker  scale   given x    gradient   new x
    #   1       0       1        8          8       8 - 8/2 = 4
    #   2       0       1        4          4       4 - 4/2 = 2
    #   2       1       1        8         16       2 - 16/2 = -6
    #   3       0      1/2       2          2       -6 - 2/4 = -6.5
    #   4       0      1/2      -6.5       -6.5     -6.5 + 6.5/4 = -4.875
    #   4       1       1       -6          2       -4.875 - 2/2 = -5.875
    #   5       0      1/2      -4.875     -4.875   -5.875 + 4.875/4 = -4.65625
    "rescaled_asgd, online cycle": Trace(
        (1, 2),
        {"kind": "rescaled_asgd", "step": 1 / 2, "times": "online", "normalisation": "cycle"},
        ONE_AND_TWO,
        [4, 2, -6, -6.5, -4.875, -5.875, -4.65625],
    ),
    # Step 1/2, times 2 / max(2, staleness).
    #
    # second  worker  staleness  factor   given x   gradient   new x
    #   1       0         0         1        8         8       8 - 8/2 = 4
    #   2       0         0         1        4         4       4 - 4/2 = 2
    #   3       0         0         1        2         2       2 - 2/2 = 1
    #   4       0         0         1        1         1       1 - 1/2 = 0.5
    #   4       1         4        2/4       8        16       0.5 - 16/4 = -3.5
    #   5       0         1         1        0.5       0.5     -3.5 - 0.5/2 = -3.75
    #   6       0         0         1       -3.75     -3.75    -3.75 + 3.75/2 = -1.875
    "delay_adaptive": Trace(
        (1, 4), {"kind": "delay_adaptive", "step": 1 / 2}, ONE_AND_FOUR, [4, 2, 1, 0.5, -3.5, -3.75, -1.875]
    ),
    # Momentum 1/2 and eta = step * (1 - 1/2) = 1/2. A gradient given out at update k lies in bucket ceil(k / 2).
    # In the newest bucket it has the weight 1 in the buffer u and 1 in the model x, one bucket behind 1/2 and
    # 1 + 1/2. A new bucket first halves u and subtracts it from x.
    #
    # second  worker  given x at   bucket  newest     first   eta g   new u                 new x
    #   2       0        8    0      0       0                  4     0 + 4 = 4             8 - 4 = 4
    #   3       1        8    0      0       0                  8     4 + 8 = 12            4 - 8 = -4
    #   4       0        4    1      1     0 to 1   u = 6       2     6 + 2 = 8             -4 - 6 - 2 = -12
    #   6       0      -12    3      2     1 to 2   u = 4      -6     4 - 6 = -2            -12 - 4 + 6 = -10
    #   6       1       -4    2      1       2                  2     -2 + 2 * 1/2 = -1     -10 - 2 * 3/2 = -13
    #   8       0      -10    4      2       2                 -5     -1 - 5 = -6           -13 + 5 = -8
    #   9       1      -13    5      3     2 to 3   u = -3     -5/2   -3 - 5/2 = -5.5       -8 + 3 + 5/2 = -2.5
    "ormo": Trace(
        (2, 3), {"kind": "ormo", "step": 1, "momentum": 1 / 2}, TWO_AND_THREE, [4, -4, -12, -10, -13, -8, -2.5]
    ),
    # Step 1/2 and R = 2: at second 6 worker 1 comes with a delay of 2 and is passed by. That is no update, so at
    # second 8 worker 0 is not late at all.
    #
    # second  worker  given x at   updates   staleness   gradient   new x
    #   2       0        8    0       0          0           8      8 - 8/2 = 4
    #   3       1        8    0       1          1          16      4 - 16/2 = -4
    #   4       0        4    1       2          1           4      -4 - 4/2 = -6
    #   6       0       -6    3       3          0          -6      -6 + 6/2 = -3
    #   6       1       -4    2       4          2           -      -3
    #   8       0       -3    4       4          0          -3      -3 + 3/2 = -1.5
    #   9       1       -3    4       5          1           5      -1.5 - 5/2 = -4
    #  10       0       -1.5  5       6          1          -1.5    -4 + 1.5/2 = -3.25
    #  12       0       -3.25 7       7          0          -3.25   -3.25 + 3.25/2 = -1.625
    #  12       1       -4    6       8          2           -      -1.625
    "ringmaster, ignore": Trace(
        (2, 3),
        {"kind": "ringmaster", "step": 1 / 2, "threshold": 2},
        [
            *[(2, 0, 0), (3, 1, 1), (4, 0, 1), (6, 0, 0), (6, 1, 2)],
            *[(8, 0, 0), (9, 1, 1), (10, 0, 1), (12, 0, 0), (12, 1, 2)],
        ],
        [4, -4, -6, -3, -3, -1.5, -4, -3.25, -1.625, -1.625],
        updates=[1, 2, 3, 4, 4, 5, 6, 7, 8, 8],
        unused=(4, 9),
    ),
    # The same, but the job of worker 1 is stopped by update 4, though it would end at that very second. It restarts
    # at second 6 and ends at 9; the next one, begun at 9, is stopped by update 8.
    #
    # second  worker  given x at   updates   staleness   gradient   new x                     of the other
    #   2       0        8     0      0          0           8      8 - 8/2 = 4               1 - 0 = 1
    #   3       1        8     0      1          1          16      4 - 16/2 = -4             2 - 1 = 1
    #   4       0        4     1      2          1           4      -4 - 4/2 = -6             3 - 2 = 1
    #   6       0       -6     3      3          0          -6      -6 + 6/2 = -3             4 - 2 = 2: stopped
    #   8       0       -3     4      4          0          -3      -3 + 3/2 = -1.5           5 - 4 = 1
    #   9       1       -3     4      5          1           5      -1.5 - 5/2 = -4           6 - 5 = 1
    #  10       0       -1.5   5      6          1          -1.5    -4 + 1.5/2 = -3.25        7 - 6 = 1
    #  12       0       -3.25  7      7          0          -3.25   -3.25 + 3.25/2 = -1.625   8 - 6 = 2: stopped
    #  14       0       -1.625 8      8          0          -1.625  -1.625 + 1.625/2 = -0.8125    9 - 8 = 1
    #  15       1       -1.625 8      9          1           6.375  -0.8125 - 6.375/2 = -4   10 - 9 = 1
    "ringmaster, stop": Trace(
        (2, 3),
        {"kind": "ringmaster", "step": 1 / 2, "threshold": 2, "variant": "stop"},
        [
            *[(2, 0, 0), (3, 1, 1), (4, 0, 1), (6, 0, 0), (8, 0, 0)],
            *[(9, 1, 1), (10, 0, 1), (12, 0, 0), (14, 0, 0), (15, 1, 1)],
        ],
        [4, -4, -6, -3, -1.5, -4, -3.25, -1.625, -0.8125, -4],
        thrown=((1, 2, 2, 4), (1, 6, 6, 8)),
    ),
}
