"""The first arrivals of methods that gather gradients, worked out by hand."""

from tests.reference.traces import Trace

RINGLEADER = [
    *[(1, 0, 0), (2, 0, 0), (3, 0, 0), (3, 1, 0), (4, 0, 0), (4, 2, 0), (5, 0, 1)],
    *[(6, 0, 0), (6, 1, 2), (7, 0, 1), (8, 0, 1), (8, 2, 2), (9, 0, 1), (9, 1, 0)],
]
"""Three workers of 1, 3 and 4 seconds with minimisers 0, -8 and 4, variant "same".

second  worker  given at update   updates   staleness   table            new updates
  1       0           0              0          0       this round's
  2       0           0              0          0       this round's
  3       0           0              0          0       this round's
  3       1           0              0          0       this round's
  4       0           0              0          0       this round's
  4       2           0              0          0       this round's     1, worker 2 is refreshed
  5       0           0              1          1       this round's     2, worker 0 is refreshed
  6       0           2              2          0       the next one's
  6       1           0              2          2       this round's     3, the round ends
  7       0           2              3          1       this round's
  8       0           2              3          1       this round's
  8       2           1              3          2       this round's
  9       0           2              3          1       this round's
  9       1           3              3          0       this round's     4
"""

TRACES = {
    # Step 1/2.
    #
    # second  worker  given x   gradient   mean   new x
    #   2       0        8          8              8
    #   3       1        8         16       12     8 - 12/2 = 2
    #   5       0        2          2              2
    #   6       1        2         10        6     2 - 6/2 = -1
    #   8       0       -1         -1             -1
    #   9       1       -1          7        3    -1 - 3/2 = -2.5
    "minibatch": Trace(
        (2, 3),
        {"kind": "minibatch", "step": 1 / 2},
        [(2, 0, 0), (3, 1, 0), (5, 0, 0), (6, 1, 0), (8, 0, 0), (9, 1, 0)],
        [8, 2, 2, -1, -1, -2.5],
        updates=[0, 1, 1, 2, 2, 3],
        begun=[0, 0, 2, 2, 4, 4],
    ),
    # Step 1/2, batch 4. At second 6 worker 1 comes with a gradient of the model before, since worker 0 goes first.
    #
    # second  worker  given x at   updates   gradient   sum   new x
    #   2       0        8    0       0          8        8    8
    #   3       1        8    0       0         16       24    8
    #   4       0        8    0       0          8       32    8
    #   6       0        8    0       0          8       40    8 - 40/4/2 = 3
    #   6       1        8    0       1          -             3
    #   8       0        3    1       1          3        3    3
    #   9       1        3    1       1         11       14    3
    #  10       0        3    1       1          3       17    3
    #  12       0        3    1       1          3       20    3 - 20/4/2 = 0.5
    #  12       1        3    1       2          -             0.5
    #  14       0        0.5  2       2          0.5     0.5   0.5
    "rennala, ignore": Trace(
        (2, 3),
        {"kind": "rennala", "step": 1 / 2, "batch": 4},
        [
            *[(2, 0, 0), (3, 1, 0), (4, 0, 0), (6, 0, 0), (6, 1, 1), (8, 0, 0)],
            *[(9, 1, 0), (10, 0, 0), (12, 0, 0), (12, 1, 1), (14, 0, 0)],
        ],
        [8, 8, 8, 3, 3, 3, 3, 3, 0.5, 0.5, 0.5],
        updates=[0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2],
        unused=(4, 9),
    ),
    # The same, but worker 1's job of the second 3 is thrown away at second 6, when it would end, and the one of the
    # second 9 at second 12.
    #
    # second  worker  given x at   gradient   sum   new x
    #   2       0        8    0        8        8    8
    #   3       1        8    0       16       24    8
    #   4       0        8    0        8       32    8
    #   6       0        8    0        8       40    8 - 40/4/2 = 3
    #   8       0        3    1        3        3    3
    #   9       1        3    1       11       14    3
    #  10       0        3    1        3       17    3
    #  12       0        3    1        3       20    3 - 20/4/2 = 0.5
    #  14       0        0.5  2        0.5     0.5   0.5
    #  15       1        0.5  2        8.5     9     0.5
    "rennala, stop": Trace(
        (2, 3),
        {"kind": "rennala", "step": 1 / 2, "batch": 4, "variant": "stop"},
        [
            *[(2, 0, 0), (3, 1, 0), (4, 0, 0), (6, 0, 0), (8, 0, 0)],
            *[(9, 1, 0), (10, 0, 0), (12, 0, 0), (14, 0, 0), (15, 1, 0)],
        ],
        [8, 8, 8, 3, 3, 3, 3, 0.5, 0.5, 0.5],
        updates=[0, 0, 0, 1, 1, 1, 1, 2, 2, 2],
        thrown=((1, 2, 2, 4), (1, 6, 6, 8)),
    ),
    # Step 1/2, batch 3: 2 / (1/B_0 + 1/B_1) must be at least 3/2, which B = (3, 1) just is; (2, 1) gives 4/3.
    #
    # second  worker  given x at   updates   gradient   B       new x
    #   1       0        8    0       0          8      (1, 0)   8
    #   2       0        8    0       0          8      (2, 0)   8
    #   3       0        8    0       0          8      (3, 0)   8
    #   3       1        8    0       0         16      (3, 1)   8 - (24/3 + 16)/2/2 = 2
    #   4       0        8    0       1          -               2
    #   5       0        2    1       1          2      (1, 0)   2
    #   6       0        2    1       1          2      (2, 0)   2
    #   6       1        2    1       1         10      (2, 1)   2
    #   7       0        2    1       1          2      (3, 1)   2 - (6/3 + 10)/2/2 = -1
    #   8       0       -1    2       2         -1      (1, 0)  -1
    #   9       0       -1    2       2         -1      (2, 0)  -1
    #   9       1        2    1       2          -              -1
    "malenia, ignore": Trace(
        (1, 3),
        {"kind": "malenia", "step": 1 / 2, "batch": 3},
        [
            *[(1, 0, 0), (2, 0, 0), (3, 0, 0), (3, 1, 0), (4, 0, 1), (5, 0, 0)],
            *[(6, 0, 0), (6, 1, 0), (7, 0, 0), (8, 0, 0), (9, 0, 0), (9, 1, 1)],
        ],
        [8, 8, 8, 2, 2, 2, 2, 2, -1, -1, -1, -1],
        updates=[0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2],
        unused=(4, 11),
    ),
    # The same, but what flies at an update is thrown away: worker 0's job of the second 3, and that of the second 6.
    #
    # second  worker  given x at   gradient   B       new x
    #   1       0        8    0        8      (1, 0)   8
    #   2       0        8    0        8      (2, 0)   8
    #   3       0        8    0        8      (3, 0)   8
    #   3       1        8    0       16      (3, 1)   8 - (24/3 + 16)/2/2 = 2
    #   4       0        2    1        2      (1, 0)   2
    #   5       0        2    1        2      (2, 0)   2
    #   6       0        2    1        2      (3, 0)   2
    #   6       1        2    1       10      (3, 1)   2 - (6/3 + 10)/2/2 = -1
    #   7       0       -1    2       -1      (1, 0)  -1
    "malenia, stop": Trace(
        (1, 3),
        {"kind": "malenia", "step": 1 / 2, "batch": 3, "variant": "stop"},
        [(1, 0, 0), (2, 0, 0), (3, 0, 0), (3, 1, 0), (4, 0, 0), (5, 0, 0), (6, 0, 0), (6, 1, 0), (7, 0, 0)],
        [8, 8, 8, 2, 2, 2, 2, -1, -1],
        updates=[0, 0, 0, 1, 1, 1, 1, 2, 2],
        thrown=((0, 3, 3, 4), (0, 7, 7, 8)),
    ),
    # Step 3/4: each update subtracts 3/4 of the mean of the three means, a quarter of their sum. All gradients of one
    # worker in one round are alike, for it keeps its model.
    #
    # update  second  means of the workers 0, 1, 2      new x
    #   1       4     8, 16, 4                          8 - 28/4 = 1
    #   2       5     8, 16, 4                          1 - 7 = -6, which worker 0 gets
    #   3       6     8, 16, 4                         -6 - 7 = -13, which worker 1 gets
    #   4       9     -6, -13 + 8 = -5, 1 - 4 = -3     -13 + 14/4 = -9.5
    "ringleader, same": Trace(
        (1, 3, 4),
        {"kind": "ringleader", "step": 3 / 4},
        RINGLEADER,
        [8, 8, 8, 8, 8, 1, -6, -6, -13, -13, -13, -13, -13, -9.5],
        updates=[0, 0, 0, 0, 0, 1, 2, 2, 3, 3, 3, 3, 3, 4],
        begun=[0, 1, 2, 0, 3, 0, 5, 7, 4, 8, 10, 6, 11, 9],
        centers=(0, -8, 4),
    ),
    # The same until second 6, when worker 0 restarts at the newest model, just before update 3: it computes at -6
    # until second 7, and from then on at -13. Its four gradients of the second round, the one that waited in the next
    # table included, are -6, -6, -13 and -13, so update 4 subtracts a quarter of -9.5 - 5 - 3: -13 + 4.375 = -8.625.
    #
    # second  worker  given at update   updates   staleness
    #   7       0           2              3          1
    #   8       0           3              3          0
    #   8       2           1              3          2
    #   9       0           3              3          0
    #   9       1           3              3          0
    "ringleader, current": Trace(
        (1, 3, 4),
        {"kind": "ringleader", "step": 3 / 4, "variant": "current"},
        [*RINGLEADER[:10], (8, 0, 0), (8, 2, 2), (9, 0, 0), (9, 1, 0)],
        [8, 8, 8, 8, 8, 1, -6, -6, -13, -13, -13, -13, -13, -8.625],
        updates=[0, 0, 0, 0, 0, 1, 2, 2, 3, 3, 3, 3, 3, 4],
        begun=[0, 1, 2, 0, 3, 0, 5, 7, 4, 8, 10, 6, 11, 9],
        centers=(0, -8, 4),
    ),
    # Step 1/2. The first arrival changes nothing; worker 0 restarts at the model of update 0.
    #
    # second  worker  given x at   updates   staleness   table         new x
    #   2       0        8    0       0          0        8, -          8
    #   3       1        8    0       0          0        8, 16         8 - 24/4 = 2
    #   4       0        8    0       1          1        8, 16         2 - 6 = -4
    #   6       0       -4    2       2          0       -4, 16        -4 - 12/4 = -7
    #   6       1        2    1       3          2       -4, 10        -7 - 6/4 = -8.5
    #   8       0       -7    3       4          1       -7, 10        -8.5 - 3/4 = -9.25
    #   9       1       -8.5  4       5          1       -7, -0.5      -9.25 + 7.5/4 = -7.375
    "ia2sgd": Trace(
        (2, 3),
        {"kind": "ia2sgd", "step": 1 / 2},
        [(2, 0, 0), (3, 1, 0), (4, 0, 1), (6, 0, 0), (6, 1, 2), (8, 0, 1), (9, 1, 1)],
        [8, 2, -4, -7, -8.5, -9.25, -7.375],
        updates=[0, 1, 2, 3, 4, 5, 6],
    ),
    # Step 1/2, server step 1/2, buffer 2, two local steps. An update subtracts a quarter of the two differences.
    #
    # second  worker  at y     version  updates  gradient  then y      difference        new x
    #   2       0      8          0        0        8       4                              8
    #   3       1      8          0        0       16       0                              8
    #   4       0      4          0        0        4       2          (8 + 4)/2 = 6       8
    #   6       0      8          0        0        8       4                              8
    #   6       1      0          0        0        8      -4          (16 + 8)/2 = 12     8 - 18/4 = 3.5
    #   8       0      4          0        1        4       2          6                   3.5
    #   9       1      3.5        1        1       11.5    -2.25                           3.5
    #  10       0      3.5        1        1        3.5     1.75                           3.5
    #  12       0      1.75       1        1        1.75               5.25/2 = 2.625      3.5 - 8.625/4 = 1.34375
    #  12       1     -2.25       1        2        5.75               17.25/2 = 8.625     1.34375
    "fedbuff": Trace(
        (2, 3),
        {"kind": "fedbuff", "step": 1 / 2, "server_step": 1 / 2, "buffer": 2, "local_steps": 2},
        [
            *[(2, 0, 0), (3, 1, 0), (4, 0, 0), (6, 0, 0), (6, 1, 0)],
            *[(8, 0, 1), (9, 1, 0), (10, 0, 0), (12, 0, 0), (12, 1, 1)],
        ],
        [8, 8, 8, 8, 3.5, 3.5, 3.5, 3.5, 1.34375, 1.34375],
        updates=[0, 0, 0, 0, 1, 1, 1, 1, 2, 2],
        begun=[0, 0, 1, 3, 2, 4, 5, 6, 8, 7],
    ),
}
