"""Job times by hand, and random quadratics on random periodic clusters, for derived steps to be held against."""

from typing import Any

import numpy as np

from engine import Scenario
from engine.cluster import Cluster
from engine.kernel.state import Floats
from engine.methods.rescaling import Normalisation
from engine.theory.overlap import Paces, paces_of

TIMES = (1, 2, 3, 4, 6, 8, 12)
NORMALISATIONS: tuple[Normalisation, ...] = ("mean", "cycle")
MOMENTA = (0.1, 0.3, 0.5, 0.8, 0.9, 0.95)


def case(seed: int) -> Scenario:
    """Two to ten workers, one to four dimensions, and every method that has a derived step.

    Of four cases one has equal times, two have times that are multiples of a second or of a third, and curvatures are
    shared in two of five: else each worker has its own, some of them none in a direction.
    """
    rng = np.random.default_rng(seed)
    workers, dimension = int(rng.integers(2, 11)), int(rng.integers(1, 5))
    times = np.ones(workers)
    if rng.random() < 0.75:
        times = rng.choice(TIMES, workers) / rng.choice([1, 3])
    shared = rng.random() < 0.4
    matrices = [matrix(rng, dimension, flat=not shared) for _ in range(workers)]
    momentum = float(rng.choice(MOMENTA))
    return Scenario.model_validate(
        {
            "seeds": 1,
            "cluster": {"workers": workers, "speed": {"kind": "custom", "times": times}},
            "problem": {
                "kind": "custom_quadratic",
                # The last one may be flat nowhere, so that f has one minimiser.
                "matrices": [matrices[-1]] * workers if shared else [*matrices[:-1], matrix(rng, dimension, False)],
                "centers": rng.standard_normal((workers, dimension)),
            },
            "methods": methods(momentum, NORMALISATIONS[int(rng.integers(2))]),
            "budget": {"arrivals": 1},
        }
    )


def methods(momentum: float, normalisation: Normalisation) -> list[dict[str, Any]]:
    """One of each kind."""
    return [
        {"kind": "asgd", "step": 0.1},
        {"kind": "rescaled_asgd", "step": 0.1, "normalisation": normalisation},
        {"kind": "delay_adaptive", "step": 0.1},
        {"kind": "naive_momentum", "step": 0.1, "momentum": momentum},
        {"kind": "ormo", "step": 0.1, "momentum": momentum},
        {"kind": "rescaled_ormo", "step": 0.1, "momentum": momentum, "normalisation": normalisation},
    ]


def matrix(rng: np.random.Generator, dimension: int, flat: bool) -> Floats:
    """Curvatures (d, d) of 0.01 to 10 along random axes; with `flat`, in three of ten cases one of them is 0."""
    axes = np.linalg.qr(rng.standard_normal((dimension, dimension)))[0]
    curvatures = 10 ** rng.uniform(-2, 1, dimension)
    if flat and rng.random() < 0.3:
        curvatures[rng.integers(dimension)] = 0.0
    return np.asarray((axes * curvatures) @ axes.T)


def fixed(*times: float) -> Paces:
    return paces(times, kind="none")


def paces(times: tuple[float, ...], **jitter: Any) -> Paces:
    """Job times around these means, or for a part of the jitters around something near them."""
    speed = {"kind": "custom", "times": times}
    found = paces_of(Cluster.model_validate({"workers": len(times), "speed": speed, "jitter": jitter}))
    assert found is not None
    return found
