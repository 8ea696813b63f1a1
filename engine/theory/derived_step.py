"""Steps derived here, in docs/theory.md, for methods that step with every gradient as it comes and restart at once.

Worker i's f_i is convex with an L_i-Lipschitz gradient, L is the largest L_i, c_i the factor of its steps, p_i its
share of the arrivals, s2 the variance of a job's gradient, and rho the largest eigenvalue of `N_ij L_j c_j`, N being
that of engine.theory.overlap. Below 2 / rho a run forgets its start, whatever the data. With equal data and

    gamma = min(1 / rho, eps sum_i p_i c_i / (2 L s2 sum_i p_i c_i^2))

the mean of `|grad f|^2`, weighted by the steps, falls below eps in expectation.
- ASGD: c = 1. Delay-adaptive ASGD: c_i = n / max(n, least delay of worker i). Rescaled ASGD: c is its scales.
- Naive momentum: `rho + 2 beta L / (1 - beta)` in place of rho.
- OrMo and Rescaled OrMo: as ASGD and Rescaled ASGD, at every momentum. That it is stable is proved for workers with
  equal times and data; elsewhere it is checked on random quadratics, against the exact largest step.
"""

import numpy as np

from engine.kernel.state import Floats
from engine.methods import MethodSettings
from engine.methods.naive_momentum import NaiveMomentum
from engine.methods.rescaling import RescaledSettings, step_scales
from engine.theory.overlap import Paces, least_delays, overlap

PROVED = ("asgd", "rescaled_asgd", "delay_adaptive", "naive_momentum")
CHECKED = ("ormo", "rescaled_ormo")
"""Beyond equal times and data."""
DERIVED = PROVED + CHECKED


def derived_step(settings: MethodSettings, own: Floats, paces: Paces, noise: float, eps: float) -> float:
    """The step of one of DERIVED for L_i `own` (n,), s2 `noise` and eps; 0 where eps is 0 with noise."""
    stable = 1 / pull_met(settings, own, paces)
    return stable if noise == 0 else min(stable, eps * calm(settings, paces) / (2 * float(own.max()) * noise))


def pull_met(settings: MethodSettings, own: Floats, paces: Paces) -> float:
    """rho, or what stands in its place with momentum."""
    found = overlap(paces, own * scales_of(settings, paces))
    if isinstance(settings, NaiveMomentum):
        found += 2 * settings.momentum / (1 - settings.momentum) * float(own.max())
    return found


def scales_of(settings: MethodSettings, paces: Paces) -> Floats:
    """Factors c (n,): no step of worker i is more than gamma c_i once the times are known."""
    if isinstance(settings, RescaledSettings):
        return step_scales(paces.means, settings.normalisation)
    n = paces.means.size
    return n / np.maximum(n, least_delays(paces)) if settings.kind == "delay_adaptive" else np.ones(n)


def calm(settings: MethodSettings, paces: Paces) -> float:
    """`sum_i p_i c_i / sum_i p_i c_i^2`: how much noisier equal steps of the same mean would have to be."""
    if not isinstance(settings, RescaledSettings):
        # Where steps differ, all are at most gamma: the sum of their squares is at most gamma times their sum.
        return 1.0
    scales = scales_of(settings, paces)
    return float((scales / paces.means).sum() / (scales**2 / paces.means).sum())
