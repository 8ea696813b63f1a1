"""Parts of a scenario that do not fit each other, or are too much; and how the sentence about each begins."""

from typing import Any

import numpy as np

from engine.scenario import MOST_ARRIVALS

CUSTOM = {"kind": "custom_quadratic", "matrices": [[[1]], [[2]]], "centers": [[0], [1]]}
TWO = {"workers": 2}
BLEND = {"kind": "blend", "predictions": [[1], [2], [3]], "target": [1, 2, 3.5]}

PARTS: list[tuple[Any, str]] = [
    # Parts that do not fit each other.
    (
        {"cluster": {"speed": {"kind": "custom", "times": [1, 2, 3]}, "workers": 2}},
        "cluster: speed.times has 3 entries, but there are 2 workers",
    ),
    ({"problem": CUSTOM}, "scenario: problem.centers has 2 rows, but there are 8 workers"),
    ({"problem": CUSTOM | {"centers": [[0]]}, "cluster": TWO}, "problem: centers must be 2 rows of 1"),
    ({"problem": CUSTOM | {"centers": [[0], [1, 2]]}, "cluster": TWO}, "problem: centers must be 2 rows of 1"),
    ({"problem": CUSTOM | {"start": [1, 2]}, "cluster": TWO}, "problem: start must have 1"),
    ({"problem": CUSTOM | {"matrices": [[[1, 0]], [[1, 0]]]}, "cluster": TWO}, "problem: matrices must all be 1 by 1"),
    ({"problem": CUSTOM | {"matrices": [[[1]], []]}, "cluster": TWO}, "problem: matrices must all be 1 by 1"),
    ({"problem": CUSTOM | {"matrices": []}, "cluster": TWO}, "problem: matrices must hold at least one"),
    ({"problem": CUSTOM | {"matrices": 1}, "cluster": TWO}, "problem.matrices: must be a list"),
    ({"problem": CUSTOM | {"matrices": [[1], [1]]}, "cluster": TWO}, "problem.matrices.0.0: must be a list"),
    (
        {"problem": CUSTOM | {"matrices": [[[1, 2], [0, 1]]], "centers": [[0, 0]]}, "cluster": {"workers": 1}},
        "problem: matrices[0] is not symmetric",
    ),
    ({"problem": CUSTOM | {"matrices": [[[1]], [[-1]]]}, "cluster": TWO}, "problem: matrices[1] has a negative"),
    ({"problem": CUSTOM | {"matrices": [[[0]], [[0]]]}, "cluster": TWO}, "problem: the mean of the matrices is sing"),
    ({"methods": [{"kind": "asgd"}, {"kind": "asgd"}]}, "scenario: methods: the label 'asgd' stands twice"),
    (
        {"methods": [{"kind": "ormo"}, {"kind": "asgd", "label": "ormo"}]},
        "scenario: methods: the label 'ormo' stands twice",
    ),
    (
        {"methods": [{"kind": "ormo", "label": "{a}"}, {"kind": "asgd", "label": "{a}"}]},
        "scenario: methods: the label '{a}' stands twice",
    ),
    ({"budget": {}}, "budget: give either arrivals or seconds"),
    ({"budget": {"arrivals": 5, "seconds": 5}}, "budget: give either arrivals or seconds"),
    ({"budget": {"arrivals": None, "seconds": None}}, "budget: give either arrivals or seconds"),
    # Blocks of coordinates, least squares and blends.
    ({"methods": [{"kind": "ascd", "block": 0}]}, "methods.0.block: must be at least 1"),
    ({"methods": [{"kind": "ascd", "block": 10_001}]}, "methods.0.block: must be at most 10000"),
    ({"methods": [{"kind": "ascd", "block": 1.5}]}, "methods.0.block: must be a whole number"),
    ({"methods": [{"kind": "ascd", "smoothing": 0.1}]}, "methods.0.smoothing: is not known here"),
    ({"methods": [{"kind": "ascd", "read": "stale"}]}, "methods.0.read: must be 'consistent' or 'inconsistent'"),
    ({"methods": [{"kind": "ascd", "seconds_of": "jobs"}]}, "methods.0.seconds_of: must be 'job' or 'value'"),
    ({"methods": [{"kind": "aszd", "delay_bound": -1}]}, "methods.0.delay_bound: must be at least 0"),
    ({"methods": [{"kind": "aszd", "delay_bound": 1e6}]}, "methods.0.delay_bound: must be at most 100000"),
    ({"methods": [{"kind": "aszd", "delay_bound": True}]}, "methods.0.delay_bound: must be a number"),
    *(
        ({"methods": [{"kind": "aszd", "smoothing": mu}]}, "methods.0.smoothing: must be a number from 1e-08 to 1000, ")
        for mu in (0, -1, float("nan"), float("inf"), "0.1", True, None, {"mu": 1}, [0.1, 1e4], ["0.1"], np.eye(1))
    ),
    ({"methods": [{"kind": "ascd", "block": 11}]}, "scenario: methods: block of ascd is 11, but the problem has 10"),
    ({"methods": [{"kind": "aszd", "smoothing": [1, 2]}]}, "scenario: methods: smoothing of aszd has 2 entries for 10"),
    ({"methods": [{"kind": "aszd", "smoothing": []}]}, "scenario: methods: smoothing of aszd has 0 entries for 10"),
    *(
        ({"methods": [{"kind": kind}], "problem": {"kind": problem}}, f"scenario: methods: {kind} takes blocks of coo")
        for kind in ("ascd", "aszd") for problem in ("softmax", "network", "landscape")
    ),
    (
        {"methods": [{"kind": "ascd", "block": 101, "delay_bound": 100_000}],
         "problem": {"kind": "quadratic", "dimension": 101}},
        "scenario: methods: delay_bound of ascd times its block is above 10,000,000",
    ),
    (
        {"methods": [{"kind": "ascd", "label": str(i), "block": 100, "delay_bound": 100_000} for i in range(16)],
         "problem": {"kind": "quadratic", "dimension": 100}},
        "scenario: records: the simulation would take about 2.",
    ),
    ({"problem": {"kind": "least_squares", "rows": 30}}, "scenario: problem.rows is 30, which does not determine 100"),
    ({"problem": {"kind": "least_squares", "rows": 0}}, "problem.rows: must be at least 1"),
    ({"problem": {"kind": "least_squares", "residual": -1}}, "problem.residual: must be at least 0"),
    ({"problem": {"kind": "least_squares", "noise": float("nan")}}, "problem.noise: must be a finite number"),
    ({"problem": {"kind": "least_squares", "batch": -1}}, "problem.batch: must be at least 0"),
    (
        {"problem": {"kind": "least_squares", "rows": 100_000, "dimension": 10_000}, "budget": {"arrivals": 1}},
        "scenario: records: the simulation would take about 24",
    ),
    ({"problem": BLEND | {"target": [1, 2]}}, "problem: target has 2 entries, but predictions has 3 rows"),
    ({"problem": BLEND | {"target": [1, 2, float("nan")]}}, "problem.target.2: must be a finite number"),
    ({"problem": BLEND | {"predictions": [[1], [float("nan")], [1]]}}, "problem.predictions: row 1, column 0: must be"),
    ({"problem": BLEND | {"predictions": [[1], [1, 2], [1]]}}, "problem.predictions: row 1 has 2 numbers, but row 0 h"),
    ({"problem": BLEND | {"predictions": [[1, 2]]}}, "problem: predictions has 1 rows, which does not determine the w"),
    ({"problem": BLEND | {"predictions": [[], [], []]}}, "problem: predictions has 3 rows, which does not determine"),
    ({"problem": BLEND | {"predictions": []}}, "problem: predictions has 0 rows"),
    ({"problem": {"kind": "blend", "target": [1]}}, "problem.predictions: is missing"),
    ({"problem": BLEND | {"noise": 1}}, "problem.noise: is not known here"),
    ({"problem": {"kind": "logistic", "shared": 1}}, "problem.shared: must be "),
    # Too much.
    ({"budget": {"seconds": 1e9}}, "scenario: budget.seconds: means about"),
    ({"budget": {"arrivals": MOST_ARRIVALS}, "problem": {"kind": "softmax", "batch": 1000}}, "scenario: budget: all j"),
    ({"records": 10_000, "seeds": 1000}, "scenario: records: the simulation would take"),
    (
        {"cluster": {"workers": 10_000}, "problem": {"kind": "quadratic", "dimension": 10_000}},
        "scenario: records: the simulation would take",
    ),
]  # fmt: skip
