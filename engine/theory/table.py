"""What is known of every method as a table of numbers."""

from engine.files import csv_text
from engine.theory.prediction import Prediction

HEADER = (
    "method", "bias", "small_step_bias", "noise_floor", "rate", "largest_step", "arrivals_per_period",
    "seconds_per_period", "why_not",
)  # fmt: skip


def theory_table(predictions: dict[str, Prediction]) -> str:
    """CSV with one row a method; where nothing is known, `why_not` says so in a sentence."""
    return csv_text(HEADER, [[label, *figures(found), found.why] for label, found in predictions.items()])


def figures(prediction: Prediction) -> list[float | None]:
    """The row's cells between the method and `why_not`; None where nothing is known."""
    known = prediction.exact
    if known is None:
        return [None] * (len(HEADER) - 2)
    return [
        known.bias,
        prediction.small_step_bias,
        known.noise_floor,
        known.rate,
        known.largest_step,
        known.arrivals_per_period,
        known.seconds_per_period,
    ]
