"""The problems, one file each. To add one: write its file, then its line here."""

from engine.problems.base import Problem as Problem
from engine.problems.base import ProblemSettings as ProblemSettings
from engine.problems.blend import Blend
from engine.problems.custom_quadratic import CustomQuadratic
from engine.problems.landscape import Landscape
from engine.problems.least_squares import LeastSquares
from engine.problems.logistic import Logistic
from engine.problems.network import Network
from engine.problems.own_data import OwnData
from engine.problems.quadratic import Quadratic
from engine.problems.regression import Regression
from engine.problems.sigmoid import Sigmoid
from engine.problems.softmax import Softmax

PROBLEMS: dict[str, type[ProblemSettings]] = {
    "quadratic": Quadratic,
    "custom_quadratic": CustomQuadratic,
    "least_squares": LeastSquares,
    "landscape": Landscape,
    "blend": Blend,
    "logistic": Logistic,
    "softmax": Softmax,
    "network": Network,
    "sigmoid": Sigmoid,
    "regression": Regression,
    "csv": OwnData,
}
