"""Random streams: published vectors, distributions, and keys that do not meet."""

import math

import numpy as np
import pytest
from scipy import stats

from engine.kernel import streams
from engine.kernel.state import Floats
from tests.reference import streams as reference_streams

SMALLEST_P = 1e-3
"""A right generator fails one such test in a thousand; the seeds are fixed, so it fails always or never."""
MASK = 2**64 - 1


def unmix(z: int) -> int:
    """The inverse of SplitMix64's finaliser."""
    for shift, factor in ((31, 0x94D049BB133111EB), (27, 0xBF58476D1CE4E5B9), (30, 1)):
        x = z
        for _ in range(64 // shift + 1):
            x = z ^ x >> shift
        z = x * pow(factor, -1, 2**64) & MASK
    return z


def key_that_draws(first: int) -> int:
    """A key whose draw number 0 has these 64 bits."""
    return unmix(first) - reference_streams.GOLDEN & MASK


def filled(key: int, count: int, scale: float = 1.0) -> Floats:
    out = np.empty(count)
    streams.fill_normal(key, scale, out)
    return out


@pytest.fixture(scope="module")
def normals() -> Floats:
    """Two million draws of 20 streams: some 500 of them lie beyond the ziggurat's edge."""
    key = streams.run_key(3, 0, streams.SAMPLES)
    return np.concatenate([filled(streams.job_key(key, 0, job), 100_000) for job in range(20)])


@pytest.fixture(scope="module")
def uniforms() -> Floats:
    return np.array([streams.uniform(12345, i) for i in range(100_000)])


def test_splitmix_published_vector() -> None:
    """The first outputs of splitmix64 from the seed 0."""
    expected = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    assert [streams.bits(0, i) for i in range(3)] == expected
    assert [reference_streams.bits(0, i) for i in range(3)] == expected


def test_xoshiro_published_vectors() -> None:
    """xoshiro256++ from the states (1, 2, 3, 4) and (0, 0, 0, 1); the engine's is compared with this one below."""
    stream = reference_streams.Xoshiro(1, 2, 3, 4)
    assert [stream.next() for _ in range(10)] == [
        41943041,
        58720359,
        3588806011781223,
        3591011842654386,
        9228616714210784205,
        9973669472204895162,
        14011001112246962877,
        12406186145184390807,
        15849039046786891736,
        10450023813501588000,
    ]
    stream = reference_streams.Xoshiro(0, 0, 0, 1)
    assert [stream.next() for _ in range(4)] == [0x800000, 0x800011, 0x2200000800011, 0x2200044000020]


@pytest.mark.parametrize("key", [0, 1, 2**63, MASK])
def test_keys_and_draws_equal_the_reference(key: int) -> None:
    assert streams.run_key(key, 3, 2) == reference_streams.run_key(key, 3, 2)
    assert streams.job_key(key, 9999, 10**7) == reference_streams.job_key(key, 9999, 10**7)
    for index in (0, 1, 10**6):
        assert streams.uniform(key, index) == reference_streams.uniform(key, index)
        assert streams.below(key, index, 97) == reference_streams.below(key, index, 97)
        np.testing.assert_allclose(streams.normal(key, index), reference_streams.normal(key, index), rtol=1e-14)


@pytest.mark.parametrize("key", [0, 7, 2**63 + 5])
def test_fill_normal_equals_the_reference(key: int) -> None:
    """Enough draws for every branch: 1 in 80 leaves its rectangle, 1 in 4000 comes from the tail."""
    drawn = filled(key, 30_000)
    assert np.abs(drawn).max() > streams.EDGE
    np.testing.assert_allclose(drawn, reference_streams.normals(key, 30_000), rtol=1e-12)


def test_fill_normal_scales_and_keeps_its_beginning() -> None:
    drawn = filled(5, 1000)
    np.testing.assert_array_equal(filled(5, 1000, scale=2.5), 2.5 * drawn)
    np.testing.assert_array_equal(filled(5, 10), drawn[:10])


def test_layers_have_equal_areas() -> None:
    """Each layer has the area AREA; the lowest is a rectangle under the density at EDGE, and the tail."""
    edge, height = streams.EDGES, streams.DENSITY
    assert edge[1] == streams.EDGE
    assert edge[-1] == 0.0
    assert height[-1] == 1.0
    np.testing.assert_allclose(height, np.exp(-(edge**2) / 2), rtol=1e-15)
    tail = math.sqrt(math.pi / 2) * math.erfc(streams.EDGE / math.sqrt(2))
    np.testing.assert_allclose(streams.EDGE * height[1] + tail, streams.AREA, rtol=0, atol=1e-12)
    np.testing.assert_allclose(edge[0] * height[1], streams.AREA, rtol=1e-14)
    # The last of these is the top layer, whose area nothing but the right AREA makes come out.
    np.testing.assert_allclose(edge[1:-1] * np.diff(height)[1:], streams.AREA, rtol=0, atol=1e-12)


def test_uniform_is_uniform(uniforms: Floats) -> None:
    assert stats.kstest(uniforms, "uniform").pvalue > SMALLEST_P
    # Neighbours: a correlation of n pairs has the standard error 1 / sqrt(n).
    assert abs(np.corrcoef(uniforms[:-1], uniforms[1:])[0, 1]) < 4 / math.sqrt(uniforms.size)


def test_first_draws_of_neighbouring_jobs_are_uniform() -> None:
    drawn = np.array([[streams.uniform(streams.job_key(8, i, j), 0) for j in range(150)] for i in range(150)])
    assert stats.kstest(drawn.ravel(), "uniform").pvalue > SMALLEST_P
    for a, b in ((drawn[:-1], drawn[1:]), (drawn[:, :-1], drawn[:, 1:])):
        assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < 4 / math.sqrt(a.size)


def test_uniform_stays_inside_the_open_interval() -> None:
    """0 would make a logarithm infinite, 1 a duration 0 and `below` reach one beyond the last."""
    lowest, highest = key_that_draws(0), key_that_draws(MASK)
    assert (streams.bits(lowest, 0), streams.bits(highest, 0)) == (0, MASK)
    assert 0 < streams.uniform(lowest, 0) < 2.0**-52
    assert 1 - 2.0**-52 < streams.uniform(highest, 0) < 1
    assert streams.below(lowest, 0, 10) == 0
    assert streams.below(highest, 0, 10) == 9


def test_below_is_uniform() -> None:
    size = 7
    counts = np.bincount([streams.below(99, i, size) for i in range(70_000)], minlength=size)
    assert counts.size == size
    assert stats.chisquare(counts).pvalue > SMALLEST_P


def test_single_normals_are_normal() -> None:
    drawn = np.array([streams.normal(77, i) for i in range(100_000)])
    assert stats.kstest(drawn, "norm").pvalue > SMALLEST_P
    # Neighbours take neighbouring uniforms, but none in common.
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 4 / math.sqrt(drawn.size)


def test_normals_are_normal(normals: Floats) -> None:
    assert stats.kstest(normals, "norm").pvalue > SMALLEST_P


@pytest.mark.parametrize(
    ("power", "mean", "variance"),
    # E z^2k = (2k - 1)!!, and the variance of z^k is E z^2k - (E z^k)^2.
    [(1, 0, 1), (2, 1, 3 - 1), (3, 0, 15), (4, 3, 105 - 9), (6, 15, 10395 - 225)],
)
def test_moments_of_normals(normals: Floats, power: int, mean: float, variance: float) -> None:
    assert abs(np.mean(normals**power) - mean) < 4 * math.sqrt(variance / normals.size)


def test_normals_within_and_between_layers(normals: Floats) -> None:
    """A wrong wedge would move draws from one side of a layer's edge to the other."""
    edges = np.concatenate([[0], streams.EDGES[-2:0:-1], [np.inf]])
    counts = np.histogram(np.abs(normals), edges)[0]
    shares = np.diff(2 * stats.norm.cdf(edges))
    assert stats.chisquare(counts, shares * normals.size).pvalue > SMALLEST_P


@pytest.mark.parametrize("sign", [-1, 1])
def test_tails_of_normals(normals: Floats, sign: int) -> None:
    beyond = sign * normals[sign * normals > streams.EDGE]
    share = stats.norm.sf(streams.EDGE)
    expected = share * normals.size
    assert abs(beyond.size - expected) < 4 * math.sqrt(expected * (1 - share))
    # Given that it lies beyond the edge, the upper probability is uniform in (0, share).
    assert stats.kstest(stats.norm.sf(beyond) / share, "uniform").pvalue > SMALLEST_P


def test_neighbours_in_a_vector_and_in_jobs_are_independent(normals: Floats) -> None:
    rows = normals.reshape(20, -1)
    for a, b in ((rows[:, :-1], rows[:, 1:]), (rows[:-1], rows[1:])):
        assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < 4 / math.sqrt(a.size)
        assert abs(np.corrcoef(a.ravel() ** 2, b.ravel() ** 2)[0, 1]) < 4 / math.sqrt(a.size)


def test_keys_do_not_collide() -> None:
    """Neighbouring seeds, replicates, purposes, workers and jobs, also where two of them are swapped."""
    runs = [
        streams.run_key(seed, replicate, purpose)
        for seed in (*range(20), 2**53)
        for replicate in range(10)
        for purpose in (streams.DURATIONS, streams.SAMPLES)
    ]
    jobs = [streams.job_key(key, worker, job) for key in runs[:100] for worker in range(30) for job in range(30)]
    draws = [streams.bits(key, index) for key in jobs[:2000] for index in range(4)]
    everything = runs + jobs + draws
    assert len(set(everything)) == len(everything)
