"""How the charts of a covariate shift come about, for their scripts, and what they show in a sentence or two."""

from collections.abc import Iterator

from engine.covariate_shift.contest import contest
from engine.covariate_shift.real_data.data_sets import table
from engine.covariate_shift.real_data.study import compare
from engine.covariate_shift.sgd.one_pass import sgd_map
from engine.covariate_shift.spectra import Ellipse, ShiftSettings, Spectrum
from pages.parts.script.call import Attribute, Call, call
from pages.parts.shift.data_controls import TableQuestion
from pages.parts.shift.sgd_choices import ACCELERATED, NONE, PassSetting
from pages.parts.words.numbers import number

FLAT, WITHOUT_EXPONENT = ("flat", "ball"), ("flat", "ball", "first four")
"""Shapes of spectra."""


def made_shift(settings: ShiftSettings) -> Call:
    """The shift of the settings."""
    return call(Attribute(settings, "shift")).told(shift_words(settings))


def made_contest(settings: ShiftSettings) -> Call:
    """All estimators on it."""
    return call(contest, made_shift(settings), Attribute(settings, "samples"))


def made_map(setting: PassSetting, best: Call | Attribute) -> Call:
    """One pass of SGD beside the min-max estimator `best`, with what its variant takes."""
    fast = setting.variant == ACCELERATED
    pace = {"smallest_curvature": setting.smallest} if fast else {"step_over_safe": setting.factor}
    samples = Attribute(setting.settings, "samples")
    return call(sgd_map, best, samples, setting.variant, setting.preconditioner, **pace).told(pass_words(setting))


def made_comparison(asked: TableQuestion) -> Call:
    """All splits of a table."""
    name, question = asked
    return call(compare, call(table, name), question).told(question_words(asked))


def shift_words(settings: ShiftSettings) -> str:
    """The shift, its samples and its noise."""
    spectra = (
        ("S", settings.source, 0.0),
        ("T", settings.target, settings.target_angle),
        ("M", settings.ellipse, settings.ellipse_angle),
    )
    shapes = "; ".join(f"{name} {', '.join(spectrum_words(spectrum, angle))}" for name, spectrum, angle in spectra)
    return (
        f"{shapes}. {settings.dimension} directions, {settings.samples:,} samples, noise of standard deviation "
        f"{number(settings.deviation)}, seed {settings.seed}."
    )


def spectrum_words(spectrum: Spectrum | Ellipse, angle: float) -> Iterator[str]:
    """Its shape, and its turn against the axes of S, which changes no flat one."""
    yield spectrum.shape
    if spectrum.shape not in WITHOUT_EXPONENT:
        yield f"exponent {number(spectrum.exponent)}"
    if angle > 0 and spectrum.shape not in FLAT:
        yield f"turned by {number(angle)}°"


def pass_words(setting: PassSetting) -> str:
    """The variant, its preconditioner, and how fast it goes."""
    how = "no preconditioner" if setting.preconditioner == NONE else f"preconditioner {setting.preconditioner}"
    pace = f"step {number(setting.factor)} times the safe one"
    if setting.variant == ACCELERATED:
        pace = f"smallest curvature assumed to be {number(setting.smallest)} of the largest"
    return f"One pass of SGD: {setting.variant}, {how}, {pace}."


def question_words(asked: TableQuestion) -> str:
    """The table and its cut; what is learned from."""
    name, question = asked
    return (
        f"Table: {name}. The source has the {question.side} values of {question.feature}, about {question.share:.0%} "
        f"of the rows; {question.rows} rows learned from, {question.splits} random splits, seed {question.seed}."
    )
