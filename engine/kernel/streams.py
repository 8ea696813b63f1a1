"""Random streams keyed by (seed, replicate, purpose, worker, job).

Every job has its own streams, so what a job draws does not depend on the method, on the order of
arrivals or on the thread. SplitMix64 (Steele, Lea, Flood 2014) makes the keys and the few single
draws; xoshiro256++ (Blackman, Vigna 2018), held in four local scalars, fills vectors of noise through
a 256-layer ziggurat (Marsaglia, Tsang 2000).
"""

import math
from typing import NamedTuple, cast

import numpy as np
from numba import float64, int64, types, uint64

from engine.kernel.jit import VECTOR, called, compiled, inlined
from engine.kernel.state import Floats

DURATIONS = 1
SAMPLES = 2
ASSIGNMENTS = 3
PLANS = 4

GOLDEN = uint64(0x9E3779B97F4A7C15)
FIRST = uint64(0xBF58476D1CE4E5B9)
SECOND = uint64(0x94D049BB133111EB)
TO_UNIT = 2.0**-52

LAYERS = 256
EDGE = 3.6541528853610088
AREA = EDGE * math.exp(-EDGE * EDGE / 2) + math.sqrt(math.pi / 2) * math.erfc(EDGE / math.sqrt(2))
"""Of each layer. From its formula: the twelve digits usually printed would bend the density by 1e-10."""


def ziggurat() -> tuple[Floats, Floats]:
    """The layers' right edges (257,) and the density there (257,); each layer has the area AREA."""
    edge = np.zeros(LAYERS + 1)
    edge[0] = AREA / math.exp(-EDGE * EDGE / 2)
    edge[1] = EDGE
    for i in range(2, LAYERS):
        edge[i] = math.sqrt(-2 * math.log(AREA / edge[i - 1] + math.exp(-(edge[i - 1] ** 2) / 2)))
    return edge, np.exp(-(edge**2) / 2)


EDGES, DENSITY = ziggurat()
WIDTH = EDGES[:-1] / 2.0**55
INSIDE = (EDGES[1:] / EDGES[:-1] * 2.0**55).astype(np.int64)


@inlined(uint64(uint64))
def mix(z: int) -> int:
    """SplitMix64's finaliser: a bijection of 64 bits that scatters every bit."""
    z = (z ^ (z >> uint64(30))) * FIRST
    z = (z ^ (z >> uint64(27))) * SECOND
    return z ^ (z >> uint64(31))


@compiled(uint64(uint64, uint64, uint64))
def run_key(seed: int, replicate: int, purpose: int) -> int:
    """The key of one purpose in one run; `job_key` derives from it."""
    return mix(mix(mix(seed + GOLDEN) + replicate * GOLDEN) + purpose * GOLDEN)


class Keys(NamedTuple):
    """The keys of one run that the event loop uses: unsigned 64-bit numbers."""

    times: int
    samples: int


def keys_of(seed: int, replicate: int) -> Keys:
    """The keys of seed number `replicate` of a scenario."""
    return Keys(*(cast(int, np.uint64(run_key(seed, replicate, purpose))) for purpose in (DURATIONS, SAMPLES)))


@inlined(uint64(uint64, int64, int64))
def job_key(key: int, worker: int, job: int) -> int:
    """The key of job number `job` of `worker`."""
    return mix(mix(key + uint64(worker + 1) * GOLDEN) + uint64(job + 1) * GOLDEN)


@inlined(uint64(uint64, int64))
def bits(key: int, index: int) -> int:
    """Draw number `index` of the stream `key`: 64 random bits."""
    return mix(key + uint64(index + 1) * GOLDEN)


@inlined(float64(uint64, int64))
def uniform(key: int, index: int) -> float:
    """Draw number `index` of the stream `key`, uniform in the open interval (0, 1)."""
    # 52 bits: with 53, adding a half would round the largest draw to 1.
    return (int64(bits(key, index) >> uint64(12)) + 0.5) * TO_UNIT


@inlined(int64(uint64, int64, int64))
def below(key: int, index: int, size: int) -> int:
    """Draw number `index` of the stream `key`, one of 0 ... size - 1 (bias below size / 2^52)."""
    return int64(uniform(key, index) * size)


@called(float64(int64, int64, uint64))
def outside(layer: int, magnitude: int, key: int) -> float:
    """A normal draw that fell outside its layer's rectangle: wedge or tail, from a stream of its own."""
    x = magnitude * WIDTH[layer]
    index = 0
    while True:
        if layer == 0:
            while True:
                right = -math.log(uniform(key, index)) / EDGE
                if -2.0 * math.log(uniform(key, index + 1)) > right * right:
                    return EDGE + right if magnitude >= 0 else -EDGE - right
                index += 2
        height = DENSITY[layer] + uniform(key, index) * (DENSITY[layer + 1] - DENSITY[layer])
        if height < math.exp(-x * x / 2):
            return x
        r = bits(key, index + 1)
        index += 2
        layer = int64(r & uint64(255))
        magnitude = int64(r) >> 8
        x = magnitude * WIDTH[layer]
        if abs(magnitude) < INSIDE[layer]:
            return x


@inlined(uint64(uint64, int64))
def rotate(x: int, by: int) -> int:
    return (x << uint64(by)) | (x >> uint64(64 - by))


@called(types.void(uint64, float64, VECTOR))
def fill_normal(key: int, scale: float, out: Floats) -> None:
    """Fill `out` (d,) with independent normal draws of mean 0 and standard deviation `scale`."""
    a, b, c, d = bits(key, 0), bits(key, 1), bits(key, 2), bits(key, 3)
    for j in range(out.size):
        r = rotate(a + d, 23) + a
        t = b << uint64(17)
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= t
        d = rotate(d, 45)
        layer = int64(r & uint64(255))
        magnitude = int64(r) >> 8
        x = magnitude * WIDTH[layer]
        if abs(magnitude) >= INSIDE[layer]:
            # A second key from the unused state word keeps the four words in registers.
            x = outside(layer, magnitude, b)
        out[j] = scale * x


@called(float64(uint64, int64))
def normal(key: int, index: int) -> float:
    """Draw number `index` of the stream `key`, standard normal (Box, Muller 1958)."""
    radius = math.sqrt(-2.0 * math.log(uniform(key, 2 * index)))
    return radius * math.cos(2.0 * math.pi * uniform(key, 2 * index + 1))
