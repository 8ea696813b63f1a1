"""The first arrivals of methods that give jobs to chosen workers, worked out by hand."""

from tests.reference.traces import Trace

TRACES = {
    # Step 1/2, jobs of 1 and 3 seconds. Job k is made by arrival k, at the model after it.
    #
    # second  worker  given x at   updates   delay  gradient   new x                     the new job
    #    1      0         8   0       0        0         8     8 - 8/2 = 4               1: 0 begins it
    #    2      0         4   1       1        0         4     4 - 4/2 = 2               2: 1 queues it; 0 idles
    #    3      1         8   0       2        2        16     2 - 16/2 = -6             3: 1 too; it begins job 2
    #    6      1         2   2       3        1        10     -6 - 10/2 = -11           4: 0 begins it; 1 begins job 3
    #    7      0       -11   4       4        0       -11     -11 + 11/2 = -5.5         5: 1 queues it; 0 idles
    #    9      1        -6   3       5        2         2     -5.5 - 2/2 = -6.5         6: 1 too; it begins job 5
    #   12      1      -5.5   5       6        1       2.5     -6.5 - 2.5/2 = -7.75      7: 1 too; it begins job 6
    #   15      1      -6.5   6       7        1       1.5     -7.75 - 1.5/2 = -8.5      8: 0 begins it; 1 begins job 7
    #   16      0      -8.5   8       8        0      -8.5     -8.5 + 8.5/2 = -4.25      9: 0 begins it
    "random_asgd": Trace(
        (1, 3),
        {"kind": "random_asgd", "step": 1 / 2},
        [(1, 0, 0), (2, 0, 0), (3, 1, 2), (6, 1, 1), (7, 0, 0), (9, 1, 2), (12, 1, 1), (15, 1, 1), (16, 0, 0)],
        [4, 2, -6, -11, -5.5, -6.5, -7.75, -8.5, -4.25],
        begun=[0, 1, 0, 3, 4, 4, 6, 7, 8],
        seed=1,
    ),
    # Step 1/2, jobs of 1, 2 and 4 seconds, minimisers 0, -8 and 4.
    #
    # second  worker  given x at   updates   delay  gradient   new x                     the new job
    #    1      0         8   0       0        0         8     8 - 8/2 = 4               1: 0 begins it
    #    2      0         4   1       1        0         4     4 - 4/2 = 2               2: queue of 1; 0 idles
    #    2      1         8   0       2        2        16     2 - 16/2 = -6             3: queue of 2; 1 begins job 2
    #    4      1         2   2       3        1        10     -6 - 10/2 = -11           4: queue of 2; 1 idles
    #    4      2         8   0       4        4         4     -11 - 4/2 = -13           5: 1 begins it; 2 begins job 3
    #    6      1       -13   5       5        0        -5     -13 + 5/2 = -10.5         6: 0 begins it; 1 idles
    #    7      0     -10.5   6       6        0     -10.5     -10.5 + 10.5/2 = -5.25    7: queue of 2; 0 idles
    #    8      2        -6   3       7        4       -10     -5.25 + 10/2 = -0.25      8: 0 begins it; 2 begins job 4
    #    9      0     -0.25   8       8        0     -0.25     -0.25 + 0.25/2 = -0.125   9: 1 begins it; 0 idles
    "shuffled_asgd": Trace(
        (1, 2, 4),
        {"kind": "shuffled_asgd", "step": 1 / 2},
        [(1, 0, 0), (2, 0, 0), (2, 1, 2), (4, 1, 1), (4, 2, 4), (6, 1, 0), (7, 0, 0), (8, 2, 4), (9, 0, 0)],
        [4, 2, -6, -11, -13, -10.5, -5.25, -0.25, -0.125],
        begun=[0, 1, 0, 3, 0, 5, 6, 5, 8],
        centers=(0, -8, 4),
        seed=4,
    ),
}
