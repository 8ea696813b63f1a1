"""Covariate shifts to choose from: spectra of S, T and M, and how far their axes are turned against each other."""

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from engine.covariate_shift.shift import Shift
from engine.kernel.state import Floats
from engine.schema import Number, Part, Whole

PURPOSE = 120
SPIKES = 4
Angle = Annotated[Number, Field(ge=0, le=90)]


class Spectrum(Part):
    """Eigenvalues of d directions, the largest is 1.

    `power law`: i^-exponent; `reversed`: the same from the last direction to the first; `flat`: 1; `spiked`: 1 for
    the first four directions and 10^-exponent for the rest; `first four`: 1 for them and 0 for the rest.
    """

    shape: Literal["power law", "reversed", "flat", "spiked", "first four"] = "power law"
    exponent: Annotated[Number, Field(ge=0, le=4)] = 1.5

    def values(self, dimension: int) -> Floats:
        """The eigenvalues (d,)."""
        index = np.arange(1, dimension + 1.0)
        spectra = {
            "power law": index**-self.exponent,
            "reversed": index[::-1] ** -self.exponent,
            "flat": np.ones(dimension),
            "spiked": np.where(index <= SPIKES, 1.0, 10.0**-self.exponent),
            "first four": np.where(index <= SPIKES, 1.0, 0.0),
        }
        return np.asarray(spectra[self.shape], np.float64)


class Ellipse(Part):
    """Eigenvalues m_i of M: the truth is at most 1/sqrt(m_i) along direction i.

    `ball`: 1; `narrowing`: i^exponent, so that the truth lies along the first directions; `widening`: i^-exponent.
    """

    shape: Literal["ball", "narrowing", "widening"] = "ball"
    exponent: Annotated[Number, Field(ge=0, le=4)] = 1.0

    def values(self, dimension: int) -> Floats:
        """The eigenvalues (d,)."""
        power = {"ball": 0.0, "narrowing": self.exponent, "widening": -self.exponent}[self.shape]
        return np.asarray(np.arange(1, dimension + 1.0) ** power, np.float64)


class ShiftSettings(Part):
    """A covariate shift of d directions in S's axes, n samples and noise of a standard deviation.

    The axes of T and of M are turned by exp(angle G), G a random generator of rotations whose fastest plane turns by
    the angle, in degrees; at 0 all three commute.
    """

    seed: Annotated[Whole, Field(ge=0)] = 0
    dimension: Annotated[Whole, Field(ge=1, le=200)] = 20
    samples: Annotated[Whole, Field(ge=1, le=10_000_000)] = 400
    deviation: Annotated[Number, Field(gt=0, le=1e6)] = 1.0
    source: Spectrum = Spectrum()
    target: Spectrum = Spectrum()
    ellipse: Ellipse = Ellipse()
    target_angle: Angle = 0.0
    ellipse_angle: Angle = 0.0

    @property
    def noise(self) -> float:
        """The shift's noise, sigma^2 / n."""
        return self.deviation**2 / self.samples

    @property
    def matrices(self) -> tuple[Floats, Floats, Floats]:
        """S, T and M (d, d)."""
        d = self.dimension
        return (
            np.diag(self.source.values(d)),
            turned(self.target.values(d), self.target_angle, [self.seed, PURPOSE]),
            turned(self.ellipse.values(d), self.ellipse_angle, [self.seed, PURPOSE + 1]),
        )

    def shift(self) -> Shift:
        """The shift of these settings."""
        return Shift(*self.matrices, self.noise)


def turned(spectrum: Floats, angle: float, seed: list[int]) -> Floats:
    """A matrix (d, d) of this spectrum (d,), its axes turned by an angle in degrees; no turn changes a flat one."""
    if np.ptp(spectrum) == 0:
        return np.diag(spectrum)
    turn = rotation(spectrum.size, angle, seed)
    return np.asarray((turn * spectrum) @ turn.T, np.float64)


def rotation(dimension: int, angle: float, seed: list[int]) -> Floats:
    """exp(angle G) (d, d): G a random skew-symmetric matrix of norm 1, the same for every angle; in degrees."""
    from scipy.linalg import expm

    if angle == 0 or dimension == 1:
        return np.eye(dimension)
    drawn = np.random.default_rng(seed).standard_normal((dimension, dimension))
    generator = (drawn - drawn.T) / np.linalg.norm(drawn - drawn.T, 2)
    return np.asarray(expm(np.deg2rad(angle) * generator), np.float64)
