"""The random streams once more, in Python's own integers and floats: slow, and easy to compare with the papers.

SplitMix64 (Steele, Lea, Flood 2014), xoshiro256++ (Blackman, Vigna 2018), the ziggurat with 256 layers
(Marsaglia, Tsang 2000), Box and Muller 1958.
"""

import math

MASK = 2**64 - 1
GOLDEN = 0x9E3779B97F4A7C15
DURATIONS, SAMPLES, ASSIGNMENTS, PLANS = 1, 2, 3, 4

LAYERS = 256
EDGE = 3.6541528853610088
AREA = EDGE * math.exp(-(EDGE**2) / 2) + math.sqrt(math.pi / 2) * math.erfc(EDGE / math.sqrt(2))
"""Of each layer; of the lowest, with the tail beyond EDGE."""


def mix(z: int) -> int:
    z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
    return z ^ z >> 31


def run_key(seed: int, replicate: int, purpose: int) -> int:
    key = mix(seed + GOLDEN & MASK)
    for part in (replicate, purpose):
        key = mix(key + part * GOLDEN & MASK)
    return key


def job_key(key: int, worker: int, job: int) -> int:
    for part in (worker, job):
        key = mix(key + (part + 1) * GOLDEN & MASK)
    return key


def bits(key: int, index: int) -> int:
    return mix(key + (index + 1) * GOLDEN & MASK)


def uniform(key: int, index: int) -> float:
    return ((bits(key, index) >> 12) + 0.5) / 2**52


def below(key: int, index: int, size: int) -> int:
    return math.floor(uniform(key, index) * size)


def normal(key: int, index: int) -> float:
    radius = math.sqrt(-2 * math.log(uniform(key, 2 * index)))
    return radius * math.cos(2 * math.pi * uniform(key, 2 * index + 1))


class Xoshiro:
    """xoshiro256++ from a state of four words."""

    def __init__(self, *state: int) -> None:
        self.state = list(state)

    def next(self) -> int:
        s = self.state
        result = rotate(s[0] + s[3] & MASK, 23) + s[0] & MASK
        t = s[1] << 17 & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 45)
        return result


def rotate(x: int, by: int) -> int:
    return (x << by | x >> 64 - by) & MASK


def density(x: float) -> float:
    return math.exp(-x * x / 2)


def layer_edges() -> list[float]:
    """Right edges of the layers, from the lowest up; the last is 0, the top of the bell."""
    edges = [AREA / density(EDGE), EDGE]
    while len(edges) < LAYERS:
        edges.append(math.sqrt(-2 * math.log(density(edges[-1]) + AREA / edges[-1])))
    return [*edges, 0.0]


EDGES = layer_edges()


def layer_and_place(r: int) -> tuple[int, float]:
    """A layer by the low 8 bits, and a place between -1 and 1 of its width by the other 56."""
    signed = (r >> 8) - (2**56 if r >> 63 else 0)
    return r & 255, signed / 2**55


def normals(key: int, count: int) -> list[float]:
    stream = Xoshiro(*(bits(key, i) for i in range(4)))
    return [one_normal(*layer_and_place(stream.next()), stream) for _ in range(count)]


def one_normal(layer: int, place: float, stream: Xoshiro) -> float:
    """A draw under the bell; what the rectangle does not decide comes from a second stream."""
    key, index = stream.state[1], 0
    while True:
        x = place * EDGES[layer]
        if abs(x) < EDGES[layer + 1]:
            return x
        if layer == 0:
            return math.copysign(tail(key, index), place)
        low, high = density(EDGES[layer]), density(EDGES[layer + 1])
        if low + uniform(key, index) * (high - low) < density(x):
            return x
        layer, place = layer_and_place(bits(key, index + 1))
        index += 2


def tail(key: int, index: int) -> float:
    """A draw beyond EDGE (Marsaglia 1964)."""
    while True:
        right = -math.log(uniform(key, index)) / EDGE
        if -2 * math.log(uniform(key, index + 1)) > right * right:
            return EDGE + right
        index += 2
