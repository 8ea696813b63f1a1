"""The first arrivals of methods with momentum, worked out by hand.

Momentum 1/2 throughout, so eta is half the step.
"""

from typing import Any

from tests.reference.traces import ONE_AND_FOUR, ONE_AND_TWO, TWO_AND_THREE, Trace


def momentum(kind: str, step: float, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "step": step, "momentum": 1 / 2} | more


RESCALED_ORMO = [6, 3.5, -8.5, -9.375, -10.71875, -10.46875, -8.3359375]
"""eta_0 = 1/4 and eta_1 = 1/2. A new bucket first halves u and subtracts it from x; weights as in traces_steps.

second  worker  given x at      bucket   first           eta_i g       new u         new x
  1       0       8         0     0                       2            2             8 - 2 = 6
  2       0       6         1   1, new   u = 1            1.5          2.5           6 - 1 - 1.5 = 3.5
  2       1       8         0   0 of 1                    8            2.5 + 4       3.5 - 8 * 3/2 = -8.5
  3       0       3.5       2     1                       0.875        7.375         -8.5 - 0.875 = -9.375
  4       0      -9.375     4   2, new   u = 3.6875      -2.34375      1.34375       -9.375 - 1.34375 = -10.71875
  4       1      -8.5       3     2                      -0.25         1.09375       -10.71875 + 0.25 = -10.46875
  5       0     -10.71875   5   3, new   u = 0.546875    -2.6796875   -2.1328125     -10.46875 + 2.1328125 = -8.3359375
"""

ROUNDS = [(2, 0, 0), (3, 1, 0), (5, 0, 0), (6, 1, 0), (8, 0, 0), (9, 1, 0)]
"""Jobs of 2 and 3 seconds that begin together, at the seconds 0, 3 and 6."""

TRACES = {
    # Step 1/2, so eta = 1/4, and tolerance 1: a delay above 2 is too large. L is 1, so that the delay of 4 gives
    # min(1/4, 1 / (4 * 1 * 4)) = 1/16. Its gradient is two buckets behind: weight 1/4 in u, 1 + 1/2 + 1/4 in x.
    #
    # second  worker  given x at        bucket   first             eta_t g        new u         new x
    #   1       0     8           0       0                         2             2             8 - 2 = 6
    #   2       0     6           1     1, new   u = 1              1.5           2.5           6 - 2.5 = 3.5
    #   3       0     3.5         2       1                         0.875         3.375         3.5 - 0.875 = 2.625
    #   4       0     2.625       3     2, new   u = 1.6875         0.65625       2.34375      2.625 - 2.34375 = 0.28125
    #   4       1     8           0     0 of 2                      16/16 = 1     2.59375       0.28125 - 7/4 = -1.46875
    #   5       0     0.28125     4       2                         0.0703125     2.6640625     -1.5390625
    #   6       0    -1.5390625   6     3, new   u = 1.33203125    -0.384765625   0.947265625   -2.486328125
    "ormo_da, too late": Trace(
        (1, 4),
        momentum("ormo_da", 1 / 2, tolerance=1),
        ONE_AND_FOUR,
        [6, 3.5, 2.625, 0.28125, -1.46875, -1.5390625, -2.486328125],
    ),
    # Tolerance 2, so a delay of 4 is just in time; the first four arrivals are as above.
    #
    # second  worker  given x at        bucket   first             eta g          new u         new x
    #   4       1     8           0     0 of 2                      16/4 = 4      3.34375       0.28125 - 7 = -6.71875
    #   5       0     0.28125     4       2                         0.0703125     3.4140625     -6.7890625
    #   6       0    -6.7890625   6     3, new   u = 1.70703125    -1.697265625   0.009765625   -6.798828125
    "ormo_da, in time": Trace(
        (1, 4),
        momentum("ormo_da", 1 / 2),
        ONE_AND_FOUR,
        [6, 3.5, 2.625, 0.28125, -6.71875, -6.7890625, -6.798828125],
    ),
    # Eta is 1/3 and 1/2, the scales are 1 * 3/4 and 2 * 3/4; or the scales are 1/2 and 1.
    "rescaled_ormo, mean": Trace((1, 2), momentum("rescaled_ormo", 2 / 3), ONE_AND_TWO, RESCALED_ORMO),
    "rescaled_ormo, cycle": Trace(
        (1, 2), momentum("rescaled_ormo", 1, normalisation="cycle"), ONE_AND_TWO, RESCALED_ORMO
    ),
    # Eta is 1/4. The scale of worker 0 is 1 until worker 1 arrives, then 3/4; that of worker 1 is 3/2.
    #
    # second  worker  eta_i   given x at            first               eta_i g       new u          new x
    #   1       0     1/4      8             0                          2            2              6
    #   2       0     1/4      6             1     u = 1                1.5          2.5            3.5
    #   2       1     3/8      8             0                          6            5.5            3.5 - 9 = -5.5
    #   3       0     3/16     3.5           2                          0.65625      6.15625       -6.15625
    #   4       0     3/16    -6.15625       4     u = 3.078125        -1.154296875  1.923828125   -8.080078125
    #   4       1     3/8     -5.5           3                          0.9375       2.861328125   -9.017578125
    #   5       0     3/16    -8.080078125   5     u = 1.4306640625    -1.5150146484375            -8.9332275390625
    "rescaled_ormo, online mean": Trace(
        (1, 2),
        momentum("rescaled_ormo", 1 / 2, times="online"),
        ONE_AND_TWO,
        [6, 3.5, -5.5, -6.15625, -8.080078125, -9.017578125, -8.9332275390625],
    ),
    # Eta is 1/4. The scale of worker 0 is 1 until worker 1 arrives, then 1/2; that of worker 1 is 1.
    #
    # second  worker  eta_i   given x at           first             eta_i g        new u         new x
    #   1       0     1/4      8            0                        2             2             6
    #   2       0     1/4      6            1     u = 1              1.5           2.5           3.5
    #   2       1     1/4      8            0                        4             4.5           3.5 - 6 = -2.5
    #   3       0     1/8      3.5          2                        0.4375        4.9375       -2.9375
    #   4       0     1/8     -2.9375       4     u = 2.46875       -0.3671875     2.1015625    -5.0390625
    #   4       1     1/4     -2.5          3                        1.375         3.4765625    -6.4140625
    #   5       0     1/8     -5.0390625    5     u = 1.73828125    -0.6298828125               -7.5224609375
    "rescaled_ormo, online cycle": Trace(
        (1, 2),
        momentum("rescaled_ormo", 1 / 2, times="online", normalisation="cycle"),
        ONE_AND_TWO,
        [6, 3.5, -2.5, -2.9375, -5.0390625, -6.4140625, -7.5224609375],
    ),
    # Step 1/2, so eta = 1/4.
    #
    # second  worker  given x   gradient   sum   v                       new x
    #   2       0        8          8                                     8
    #   3       1        8         16       24   0 + 24/4 = 6             8 - 6 = 2
    #   5       0        2          2                                     2
    #   6       1        2         10       12   6/2 + 12/4 = 6           2 - 6 = -4
    #   8       0       -4         -4                                    -4
    #   9       1       -4          4        0   6/2 + 0 = 3             -4 - 3 = -7
    "ssgdm": Trace((2, 3), momentum("ssgdm", 1 / 2), ROUNDS, [8, 2, 2, -4, -4, -7], updates=[0, 1, 1, 2, 2, 3]),
    # Step 1, so eta = 1/2.
    #
    # second  worker  given x   gradient   u                           new x
    #   2       0        8          8      0 + 8/2 = 4                 8 - 4 = 4
    #   3       1        8         16      4/2 + 16/2 = 10             4 - 10 = -6
    #   4       0        4          4      10/2 + 4/2 = 7              -6 - 7 = -13
    #   6       0      -13        -13      7/2 - 13/2 = -3             -13 + 3 = -10
    #   6       1       -6          2      -3/2 + 2/2 = -0.5           -10 + 0.5 = -9.5
    #   8       0      -10        -10      -0.5/2 - 10/2 = -5.25       -9.5 + 5.25 = -4.25
    #   9       1       -9.5       -1.5    -5.25/2 - 1.5/2 = -3.375    -4.25 + 3.375 = -0.875
    "naive_momentum": Trace(
        (2, 3), momentum("naive_momentum", 1), TWO_AND_THREE, [4, -6, -13, -10, -9.5, -4.25, -0.875]
    ),
    # Step 1, so eta = 1/2.
    #
    # second  worker  given x   gradient   buffer of the worker   new x
    #   2       0        8          8      8                      8 - 8/2 = 4
    #   3       1        8         16      16                     4 - 16/2 = -4
    #   4       0        4          4      8/2 + 4 = 8            -4 - 8/2 = -8
    #   6       0       -8         -8      8/2 - 8 = -4           -8 + 4/2 = -6
    #   6       1       -4          4      16/2 + 4 = 12          -6 - 12/2 = -12
    #   8       0       -6         -6      -4/2 - 6 = -8          -12 + 8/2 = -8
    #   9       1      -12         -4      12/2 - 4 = 2           -8 - 2/2 = -9
    "shifted_momentum": Trace((2, 3), momentum("shifted_momentum", 1), TWO_AND_THREE, [4, -4, -8, -6, -12, -8, -9]),
    # Step 1, so eta = 1/2. The model moves by -(g + v/2) / 2. The worker receives x - [(2 - s/2) v + (s/2) G] / 4.
    #
    # second  worker  given y at          g            new x
    #   2       0      8         0        8            8 - 8/2 = 4
    #   3       1      8         0       16            4 - 16/2 = -4
    #   4       0      3         1        3            -4 - (3 + 6)/2 = -8.5
    #   6       0    -13.375     3      -13.375        -8.5 + (13.375 - 6)/2 = -4.8125
    #   6       1    -10         2       -2            -4.8125 + (2 - 0.40625)/2 = -4.015625
    #   8       0     -5.21875   4       -5.21875      -4.015625 + (5.21875 - 0.40625)/2 = -1.609375
    #   9       1     -4.0703125 5        3.9296875    -1.609375 - (3.9296875 - 1.6015625)/2 = -2.7734375
    #
    # second  s   G    then v                             y for the worker
    #   2     1   8    0                                  4 - (8/2)/4 = 3
    #   3     0   24   24/2 = 12                          -4 - (2 * 12)/4 = -10
    #   4     1   3    12                                 -8.5 - (18 + 1.5)/4 = -13.375
    #   6     0  -10.375   12/2 - 10.375/2 = 0.8125       -4.8125 - (2 * 0.8125)/4 = -5.21875
    #   6     1  -2    0.8125                             -4.015625 - (1.21875 - 1)/4 = -4.0703125
    #   8     0  -7.21875  0.40625 - 3.609375 = -3.203125
    "smega2": Trace(
        (2, 3),
        momentum("smega2", 1),
        TWO_AND_THREE,
        [4, -4, -8.5, -4.8125, -4.015625, -1.609375, -2.7734375],
    ),
}
