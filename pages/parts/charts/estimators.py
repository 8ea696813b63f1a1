"""Names and looks of the estimators under covariate shift: the same in every picture, table and sentence."""

from pages.parts.style import BLUE, DASHES, DOTS, GREEN, ORANGE, PINK, SOLID, VIOLET, glyph, style

NAMES = {
    "ols": "least squares",
    "ridge": "ridge",
    "minmax": "min-max",
    "sgd": "SGD",
    "step_decay": "step decay",
    "accelerated": "accelerated",
    "preconditioned": "preconditioned",
}
LONG = {
    "ols": "Least squares",
    "ridge": "Ridge, best penalty",
    "minmax": "Min-max, A*",
    "sgd": "SGD, tail average",
    "step_decay": "SGD, step decay",
    "accelerated": "Accelerated SGD",
    "preconditioned": "SGD with P = K*",
}


LOOKS = {
    "ols": style(ORANGE, SOLID),
    "ridge": style(BLUE, DASHES),
    "minmax": style(VIOLET, SOLID),
    "sgd": style(GREEN, SOLID),
    "step_decay": style(GREEN, DOTS),
    "accelerated": style(PINK, DASHES),
    "preconditioned": style(PINK, DOTS),
}


def marked(key: str) -> str:
    """An estimator's name behind its line."""
    return f"{glyph(LOOKS[key])} {LONG[key]}"
