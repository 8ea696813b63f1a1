"""What jobs of a block of coordinates read, and which coordinates they take (arXiv 1606.00498).

A job returns `G_S(x; xi) = (d / Y) sum_{i in S} d_i F(x; xi) e_i`, S being Y of the d coordinates drawn uniformly,
or the same with `[F(x + mu_i e_i; xi) - F(x - mu_i e_i; xi)] / (2 mu_i)` for the derivative: 2 Y function values, all
on one sample.

To answer in O(rows) and not in O(rows * d), the server keeps numbers `z` (t,) that are affine in the model (residuals,
or outputs), and a worker is sent all of `x (d,) | z (t,) | the latest updates`. The latest updates are what an
inconsistent read may miss: of each of them one index (or -1) and one change for each coordinate of the block.
"""

from numba import float64, int64, types, uint64

from engine.kernel.jit import DATA, VECTOR, inlined
from engine.kernel.state import Data, Floats
from engine.kernel.streams import below, fill_normal, job_key, normal, uniform
from engine.problems.jobs import add_scaled

WINDOW = 3
"""Updates before its dispatch that an inconsistent read may miss, each with probability 1/2."""
COORDINATES, MISSED, NOISE = 0, 1, 2
"""Streams of a job beside the one of its sample."""


@inlined(types.void(DATA, uint64, VECTOR))
def choose(data: Data, key: int, chosen: Floats) -> None:
    """Set `chosen` (d,) to 1 at the job's coordinates and to 0 elsewhere (Floyd's sample without replacement)."""
    if data.block == chosen.size:
        chosen[:] = 1.0
        return
    stream = job_key(key, COORDINATES, 0)
    chosen[:] = 0.0
    for place in range(data.block):
        last = chosen.size - data.block + place
        drawn = below(stream, place, last + 1)
        chosen[last if chosen[drawn] != 0.0 else drawn] = 1.0


@inlined(types.void(DATA, uint64, int64, int64, VECTOR, VECTOR))
def undo_missed(data: Data, key: int, d: int, t: int, read: Floats, state: Floats) -> None:
    """Take the updates that the job missed back from `state` (d + t,)."""
    latest, stream = (read.size - d - t) // 2, job_key(key, MISSED, 0)
    for update in range(latest // data.block):
        if uniform(stream, update) < 0.5:
            continue
        for place in range(update * data.block, (update + 1) * data.block):
            if read[d + t + place] < 0.0:
                break
            i, change = int(read[d + t + place]), read[d + t + latest + place]
            state[i] -= change
            if t > 0:
                add_scaled(state[d : d + t], -change, data.columns[i])


@inlined(types.void(DATA, VECTOR, uint64, VECTOR, VECTOR))
def begin_block(data: Data, read: Floats, key: int, scratch: Floats, out: Floats) -> None:
    """Put what the job sees into `scratch` (d + t + d,): `x | z`, and 1 at its coordinates; set `out` (d,) to 0."""
    d, t = out.size, data.columns.shape[1]
    for j in range(d + t):
        scratch[j] = read[j]
    if read.size > d + t:
        undo_missed(data, key, d, t, read, scratch)
    choose(data, key, scratch[d + t :])
    out[:] = 0.0


@inlined(types.void(DATA, uint64, VECTOR, VECTOR))
def finish_block(data: Data, key: int, chosen: Floats, out: Floats) -> None:
    """Add noise of standard deviation `data.noise` to the slopes in `out` (d,), and scale them by d / Y.

    `chosen` (d,), 1 at the job's coordinates, is used up.
    A block of all coordinates gets the noise that the same job of a whole gradient gets.
    """
    d = out.size
    if data.noise > 0.0 and data.block == d:
        fill_normal(key, data.noise, chosen)
        for i in range(d):
            out[i] += chosen[i]
    elif data.noise > 0.0:
        # By their places: behind a condition the compiler draws for every coordinate and drops most of it.
        count = 0
        for i in range(d):
            if chosen[i] != 0.0:
                chosen[count] = i
                count += 1
        for place in range(count):
            i = int(chosen[place])
            out[i] += data.noise * normal(job_key(key, NOISE, 0), i)
    # A division for each coordinate would cost more than all the rest.
    scale = d / data.block
    for i in range(d):
        out[i] *= scale


@inlined(float64(DATA, int64))
def smoothing_of(data: Data, i: int) -> float:
    """The coordinate's mu; 0 where the job takes derivatives."""
    return float(data.smoothing[i]) if data.smoothing.size else 0.0
