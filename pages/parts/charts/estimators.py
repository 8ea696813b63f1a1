"""Names and looks of the estimators under covariate shift: the same in every picture, table and sentence."""

from pages.parts.style import BLUE, DASHES, DOTS, GREEN, ORANGE, PINK, SOLID, VIOLET, glyph, style

ESTIMATORS = {
    "ols": ("least squares", "Least squares", style(ORANGE, SOLID)),
    "ridge": ("ridge", "Ridge, best penalty", style(BLUE, DASHES)),
    "minmax": ("min-max", "Min-max, A*", style(VIOLET, SOLID)),
    "sgd": ("SGD", "SGD, tail average", style(GREEN, SOLID)),
    "step_decay": ("step decay", "SGD, step decay", style(GREEN, DOTS)),
    "accelerated": ("accelerated", "Accelerated SGD", style(PINK, DASHES)),
    "preconditioned": ("preconditioned", "SGD with P = K*", style(PINK, DOTS)),
}
NAMES = {key: name for key, (name, _, _) in ESTIMATORS.items()}
LONG = {key: long for key, (_, long, _) in ESTIMATORS.items()}
LOOKS = {key: look for key, (_, _, look) in ESTIMATORS.items()}


def marked(key: str) -> str:
    """An estimator's name behind its line."""
    return f"{glyph(LOOKS[key])} {LONG[key]}"
