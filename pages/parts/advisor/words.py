"""The recommendation in sentences. Every number is one of the advice; what it does not support is not said."""

import math

from engine.advisor.advise import AT_BEST, Advice
from engine.advisor.rivals import RIVALS
from engine.advisor.safe_steps import FACTOR, SEEDS
from engine.advisor.validation import Judged
from engine.methods import METHODS
from pages.parts.words.lists import listed
from pages.parts.words.method_names import marked
from pages.parts.words.numbers import number, number_or, share_words
from pages.parts.words.settings import settings_told

TITLES = tuple(METHODS[kind].title for kind in RIVALS)
"""Of the simple methods."""


def recommendation(advice: Advice) -> str:
    """Which method, with which step and settings, what it reaches, and how that compares."""
    if advice.recommended is None or advice.settings is None:
        return nothing(advice)
    found, settings = advice.validation[advice.recommended], advice.settings
    name = marked(settings.kind, METHODS[settings.kind].title)
    return f"{name} with {listed(settings_told(settings))} {reached(advice, found)}. {compared(advice, found)}"


def wanted(advice: Advice) -> str:
    return f"{share_words(advice.goal.share).replace('.0%', '%')} of the first gap"


def reached(advice: Advice, found: Judged) -> str:
    """What the recommended method does on fresh seeds, in the median."""
    low, _, high = advice.amounts(found)
    end = number_or(float(high), "never")
    of = f"(median of {len(found.ends)} fresh seeds, quartiles {number(float(low))} and {end})"
    amount = number(middle(advice, found))
    if advice.goal.kind == "time":
        return f"comes to {wanted(advice)}, and stays there, after {amount} simulated seconds {of}"
    return f"ends the budget of {number(advice.budget)} simulated seconds with a gap of {amount} {of}"


def middle(advice: Advice, found: Judged) -> float:
    """The median of what is judged."""
    return float(advice.amounts(found)[1])


def compared(advice: Advice, found: Judged) -> str:
    """How many times as quickly as the simple methods at their own best steps, or how many times as small a gap."""
    own = next((title for title in TITLES if AT_BEST.format(title) == advice.recommended), None)
    times, others = [], []
    for rival in TITLES:
        other = advice.validation.get(AT_BEST.format(rival))
        if other is None:
            others.append(f"No step of {rival} that was tried holds.")
            continue
        step = f"{rival} at its own best step ({number(other.settings.step)})"
        if rival == own:
            continue
        if not other.holds:
            others.append(f"{step} does not hold on fresh seeds{missed(advice, other)}.")
        else:
            times.append(f"{number(middle(advice, other) / middle(advice, found))} times {step}")
    what = "as quick as" if advice.goal.kind == "time" else "as small a gap as"
    said = [f"It is {listed([one.replace(' times ', f' times {what} ') for one in times])}."] if times else []
    if own is not None:
        said.insert(0, f"No other method that was judged holds and does better than {own} at its own best step.")
    return " ".join([*said, *others])


def missed(advice: Advice, other: Judged) -> str:
    """Where a simple method does not come to the target at all."""
    if advice.goal.kind == "gap" or math.isfinite(middle(advice, other)):
        return ""
    return f": it does not come there within {number(advice.budget)} simulated seconds"


def nothing(advice: Advice) -> str:
    """Why there is no recommendation."""
    time = advice.goal.kind == "time"
    within = f"within {number(advice.budget)} simulated seconds"
    what = f"comes to {wanted(advice)} {within}" if time else "ends below the first gap"
    helps = "A longer budget or a larger target may help." if time else "A longer budget may help."
    if not any(one.reached for one in advice.tries):
        return f"Nothing can be recommended: none of {len(advice.tries)} tries {what}. {helps}"
    return f"Nothing can be recommended: none of the methods that were judged on fresh seeds holds there. {helps}"


def safe_words(advice: Advice) -> str:
    """How far the step may be off."""
    safe = advice.safe
    if safe is None:
        return ""
    time = advice.goal.kind == "time"
    most = f"at most {number(safe.worse)} times {'as long' if time else 'the gap'}"
    if safe.low == safe.high:
        low, high = number(safe.low / FACTOR), number(safe.high * FACTOR)
        return f"Its step matters: neither {low} nor {high} {'takes' if time else 'leaves'} {most}."
    ends = [side for side, is_open in (("below", safe.open_below), ("above", safe.open_above)) if is_open]
    beyond = f"; none {' or '.join(ends)} was tried" if ends else ""
    steps = f"from {number(safe.low)} to {number(safe.high)}{beyond}"
    there = f"There, on {SEEDS} fresh seeds, it {'takes' if time else 'leaves'} {most}."
    return f"Safe steps, its other settings as they are: {steps}. {there}"


def untold_words(advice: Advice) -> str:
    """What the fresh seeds cannot tell apart."""
    if advice.recommended is None:
        return ""
    seeds = len(advice.validation[advice.recommended].ends)
    if advice.untold:
        return f"What {seeds} fresh seeds cannot tell from it (signed-rank test, error 5%): {', '.join(advice.untold)}."
    if not any(found.holds for label, found in advice.validation.items() if label != advice.recommended):
        return "No other method that was judged holds on fresh seeds."
    return f"{seeds} fresh seeds tell it from all others that hold (signed-rank test, error 5%)."


def short_words(advice: Advice) -> str:
    """Whether the budget may be too short to tell."""
    if not advice.short:
        return ""
    return "The budget ends before the slowest worker is heard often enough: with a longer one another may be the best."
