"""What is known of every method as a table of numbers."""

import csv
import io

from engine.theory.prediction import Prediction

HEADER = (
    "method",
    "bias",
    "small_step_bias",
    "noise_floor",
    "rate",
    "largest_step",
    "arrivals_per_period",
    "seconds_per_period",
    "why_not",
)


def theory_table(found: dict[str, Prediction]) -> str:
    """CSV with one row a method; where nothing is known, `why_not` says so in a sentence."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for label, prediction in found.items():
        known = prediction.exact
        if known is None:
            writer.writerow([label, *[""] * (len(HEADER) - 2), prediction.why])
            continue
        writer.writerow(
            [
                label,
                known.bias,
                prediction.small_step_bias,
                known.noise_floor,
                known.rate,
                known.largest_step,
                known.arrivals_per_period,
                known.seconds_per_period,
                "",
            ]
        )
    return out.getvalue()
