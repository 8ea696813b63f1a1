"""What one would write without this engine: heapq and NumPy, vanilla ASGD on noisy diagonal quadratics."""

import heapq

import numpy as np


def run(workers: int, dimension: int, arrivals: int) -> None:
    """Simulate `arrivals` arrivals at mean times 1 ... n."""
    rng = np.random.default_rng(0)
    centers = rng.standard_normal((workers, dimension))
    curvature = np.geomspace(1.0, 0.1, dimension)
    model = np.ones(dimension)
    snapshots = [model.copy() for _ in range(workers)]
    versions = [0] * workers
    events = [(float(i + 1), i) for i in range(workers)]
    heapq.heapify(events)
    stalest = 0
    for update in range(arrivals):
        now, worker = heapq.heappop(events)
        gradient = curvature * (snapshots[worker] - centers[worker]) + 0.1 * rng.standard_normal(dimension)
        stalest = max(stalest, update - versions[worker])
        model = model - 0.05 * gradient
        snapshots[worker], versions[worker] = model, update + 1
        heapq.heappush(events, (now + worker + 1.0, worker))
