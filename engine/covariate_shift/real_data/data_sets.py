"""Real tables, shipped with scikit-learn: what is measured of each row, and what is to be predicted from it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from engine.covariate_shift.shift import ShiftError
from engine.kernel.state import Floats

DIABETES = (
    "age", "sex", "body mass index", "blood pressure", "total cholesterol", "LDL cholesterol", "HDL cholesterol",
    "total over HDL cholesterol", "log triglycerides", "blood sugar",
)  # fmt: skip
WINE = (
    "alcohol", "malic acid", "ash", "alkalinity of ash", "magnesium", "total phenols", "flavanoids",
    "nonflavanoid phenols", "proanthocyanins", "colour intensity", "hue", "OD280/OD315", "proline",
)  # fmt: skip
"""The measurements in scikit-learn's order."""


@dataclass(frozen=True, eq=False)
class Table:
    """A regression task; the arrays are read-only."""

    features: Floats  # (N, d)
    responses: Floats  # (N,)
    names: tuple[str, ...]  # of the d features
    response: str  # what is predicted
    unit: str  # of the response
    rows: str  # what a row is

    def __post_init__(self) -> None:
        for field in ("features", "responses"):
            array = np.array(getattr(self, field), np.float64)
            array.setflags(write=False)
            object.__setattr__(self, field, array)

    def column(self, name: str) -> Floats:
        """The values (N,) of one feature; raises ShiftError where there is none of that name."""
        if name not in self.names:
            raise ShiftError(f"feature must be one of {', '.join(self.names)}, not {name}.")
        return np.asarray(self.features[:, self.names.index(name)], np.float64)


def diabetes() -> Table:
    """442 patients, 10 features, and how far the disease is a year later."""
    from sklearn.datasets import load_diabetes

    features, responses = load_diabetes(return_X_y=True, scaled=False)
    return Table(features, responses, DIABETES, "progression of the disease a year later", "points", "patients")


def wine(response: str, unit: str) -> Table:
    """178 wines: one measurement from the 12 others; the growers, which the table is known for, are left out."""
    from sklearn.datasets import load_wine

    measured, place = load_wine(return_X_y=True)[0], WINE.index(response)
    names = tuple(name for name in WINE if name != response)
    return Table(np.delete(measured, place, axis=1), measured[:, place], names, response, unit, "wines")


TABLES: dict[str, Callable[[], Table]] = {
    "diabetes": diabetes,
    "wine alcohol": lambda: wine("alcohol", "% by volume"),
    "wine colour": lambda: wine("colour intensity", "units"),
}


@cache
def table(name: str) -> Table:
    """A table by its name; raises ShiftError for a name that is not in TABLES."""
    if name not in TABLES:
        raise ShiftError(f"table must be one of {', '.join(TABLES)}, not {name}.")
    return TABLES[name]()
