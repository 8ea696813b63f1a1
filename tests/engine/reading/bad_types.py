"""What is no scenario at all, unknown kinds and fields, wrong types; and how the sentence about each begins."""

from typing import Any

import numpy as np

from tests.engine.reading.bad_parts import CUSTOM, TWO

TYPES: list[tuple[Any, str]] = [
    # Not a scenario at all.
    (5, "scenario: must be an object"),
    (None, "scenario: must be an object"),
    ([], "scenario: must be an object"),
    # Unknown kinds, and none.
    ({"version": 2}, "version: must be 1"),
    ({"cluster": {"speed": {"kind": "fast"}}}, "cluster.speed.kind: must be one of 'equal'"),
    ({"cluster": {"speed": {}}}, "cluster.speed.kind: needs a kind"),
    ({"cluster": {"jitter": {"kind": "cauchy"}}}, "cluster.jitter.kind: must be one of 'none'"),
    ({"problem": {"kind": "cubic"}}, "problem.kind: must be one of 'quadratic'"),
    ({"problem": {"kind": 5}}, "problem.kind: must be one of 'quadratic'"),
    ({"problem": {"kind": "landscape", "shape": "hill"}}, "problem.shape: must be 'bowl'"),
    ({"problem": {"kind": "logistic", "data": "iris"}}, "problem.data: must be 'breast_cancer'"),
    ({"methods": [{"kind": "sgd"}]}, "methods.0.kind: must be one of '"),
    ({"methods": [{"kind": "asgd"}, {"step": 1}]}, "methods.1.kind: needs a kind"),
    ({"methods": [{"kind": "rescaled_asgd", "normalisation": "none"}]}, "methods.0.normalisation: must be 'mean'"),
    # Unknown fields, also such as have the name of a kind.
    ({"sead": 1}, "sead: is not known here"),
    ({"cluster": {"worker": 1}}, "cluster.worker: is not known here"),
    ({"cluster": {"speed": {"kind": "linear", "slope": 1}}}, "cluster.speed.slope: is not known here"),
    ({"cluster": {"jitter": {"kind": "none", "variation": 1}}}, "cluster.jitter.variation: is not known here"),
    ({"problem": {"kind": "quadratic", "batch": 1}}, "problem.batch: is not known here"),
    ({"methods": [{"kind": "asgd", "momentum": 0.9}]}, "methods.0.momentum: is not known here"),
    ({"budget": {"updates": 5}}, "budget.updates: is not known here"),
    ({"cluster": {"gamma": 0.5}}, "cluster.gamma: is not known here"),
    ({"logistic": {}}, "logistic: is not known here"),
    ({"cluster": {"speed": {"kind": "custom", "times": [1], "equal": 1}}}, "cluster.speed.equal: is not known here"),
    ({"methods": [{"kind": "asgd", "ormo": 1}]}, "methods.0.ormo: is not known here"),
    # The wrong type.
    ({"cluster": 8}, "cluster: must be an object"),
    ({"cluster": {"jitter": "gamma"}}, "cluster.jitter: must be an object"),
    ({"problem": "quadratic"}, "problem: must be an object"),
    ({"methods": [5]}, "methods.0: must be an object"),
    ({"methods": {"kind": "asgd"}}, "methods: must be a list"),
    ({"methods": []}, "methods: needs at least 1"),
    ({"methods": [{"kind": "asgd", "label": str(i)} for i in range(41)]}, "methods: takes at most 40"),
    ({"methods": [{"kind": "asgd", "label": 5}]}, "methods.0.label: must be a text"),
    ({"methods": [{"kind": "asgd", "label": ""}]}, "methods.0.label: "),
    ({"methods": [{"kind": "asgd", "label": "x" * 61}]}, "methods.0.label: "),
    ({"cluster": {"speed": {"kind": "custom", "times": "abc"}}}, "cluster.speed.times: must be a list"),
    ({"cluster": {"speed": {"kind": "custom", "times": np.array(3.0)}}}, "cluster.speed.times: must be a list"),
    ({"cluster": {"speed": {"kind": "custom"}}}, "cluster.speed.times: is missing"),
    ({"problem": {"kind": "custom_quadratic", "centers": [[0]]}}, "problem.matrices: is missing"),
    # Texts and switches for numbers.
    ({"cluster": {"workers": "eight"}}, "cluster.workers: must be a"),
    ({"cluster": {"workers": "8"}}, "cluster.workers: must be a"),
    ({"methods": [{"kind": "asgd", "step": "small"}]}, "methods.0.step: must be a"),
    ({"methods": [{"kind": "asgd", "step": "0.1"}]}, "methods.0.step: must be a"),
    ({"problem": {"kind": "quadratic", "noise": None}}, "problem.noise: must be a number"),
    ({"version": True}, "version: must be"),
    ({"seed": True}, "seed: must be a number, not true or false"),
    ({"records": np.True_}, "records: must be a number, not true or false"),
    ({"cluster": {"workers": True}}, "cluster.workers: must be a number, not true or false"),
    ({"cluster": {"speed": {"kind": "custom", "times": [True]}}}, "cluster.speed.times.0: must be a number, not tr"),
    ({"cluster": {"speed": {"kind": "two_groups", "slowdown": True}}}, "cluster.speed.slowdown: must be a number"),
    ({"cluster": {"speed": {"kind": "power", "exponent": True}}}, "cluster.speed.exponent: must be a number"),
    ({"cluster": {"jitter": {"kind": "gamma", "variation": True}}}, "cluster.jitter.variation: must be a number"),
    ({"problem": {"kind": "quadratic", "condition": True}}, "problem.condition: must be a number"),
    ({"problem": {"kind": "quadratic", "noise": False}}, "problem.noise: must be a number"),
    ({"problem": {"kind": "softmax", "batch": True}}, "problem.batch: must be a number"),
    ({"methods": [{"kind": "asgd", "step": True}]}, "methods.0.step: must be a number"),
    ({"methods": [{"kind": "ormo", "momentum": False}]}, "methods.0.momentum: must be a number"),
    ({"budget": {"arrivals": True}}, "budget.arrivals: must be a number"),
    ({"problem": CUSTOM | {"matrices": [[[True]], [[1]]]}, "cluster": TWO}, "problem.matrices.0.0.0: must be a number"),
]  # fmt: skip
