"""From a scenario back to the controls' values, and what the page cannot show of it. Knows nothing of the screen.

Whatever the controls make of the values is compared with the scenario, so that nothing is lost unsaid.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from engine import Scenario
from engine.cluster.speeds import Trace
from engine.methods import METHODS, MethodSettings
from engine.schema import shortened
from pages.parts.controls import copies
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS, VIEW
from pages.parts.controls.cluster import JITTER_FIELDS, JITTERS, POWER_FIELDS, POWERS, SPEED_FIELDS, SPEEDS
from pages.parts.controls.method import BY_HAND, EQUAL, control_value, field_key, step_key
from pages.parts.controls.scenario import FIELDS, KINDS, scenario_of
from pages.parts.controls.spoken import spoken
from pages.parts.controls.typed_times import times_text
from pages.parts.controls.types import Choice, Control, Ladder, Number, Slider
from pages.parts.words.lists import grouped, in_row

MOST_TOLD = 12
BESIDES = {"target", "goal", *(control.key for control in VIEW)}
"""Controls of how a race is seen and tuned, which a scenario does not hold: they stay."""
Words = Mapping[str, str]
"""The visitor's words, and the engine's for the same."""


class Opened(NamedTuple):
    """Values of controls, and a sentence for each part of a scenario that they do not make."""

    choices: dict[str, Any]
    told: list[str]


def choices_of(scenario: Scenario) -> Opened:
    """The controls' values that come nearest to a scenario. Raises ValueError where they make none."""
    found = {**cluster_choices(scenario), **problem_choices(scenario), **method_choices(scenario)}
    found |= {"seed": scenario.seed, "seeds": scenario.seeds, **budget_choices(scenario)}
    choices = {**DEFAULTS, **{key: nearest(CONTROLS[key], value) for key, value in found.items()}}
    try:
        made = scenario_of(choices)
    except ValidationError as error:
        raise ValueError(f"within the page's bounds its parts do not fit: {spoken(error).rstrip('.')}") from error
    return Opened({key: value for key, value in choices.items() if key not in BESIDES}, sentences(scenario, made))


def word_of(words: Words, kind: str) -> str | None:
    """The visitor's word for an engine's kind."""
    return next((word for word, meant in words.items() if meant == kind), None)


def part_choices(key: str, words: Words, fields: Mapping[str, Words], part: Any) -> dict[str, Any]:
    """The controls of a part of the cluster: its kind, and the fields that this kind has."""
    word = word_of(words, part.kind)
    return {key: word, **{control: getattr(part, field) for field, control in fields.get(part.kind, {}).items()}}


def cluster_choices(scenario: Scenario) -> dict[str, Any]:
    """Measured times need their own file: the usual speeds stand in for them."""
    cluster = scenario.cluster
    found = part_choices("jitter", JITTERS, JITTER_FIELDS, cluster.jitter)
    found |= part_choices("power", POWERS, POWER_FIELDS, cluster.power)
    found["workers"] = cluster.workers
    if isinstance(cluster.speed, Trace):
        return found
    found |= part_choices("speed", SPEEDS, SPEED_FIELDS, cluster.speed)
    if cluster.speed.kind == "custom":
        found["tau"] = times_text(cluster.speed.tau(cluster.workers))
    return found


def problem_choices(scenario: Scenario) -> dict[str, Any]:
    """Own data need their own file: the usual problem stands in for them."""
    problem = scenario.problem
    if problem.kind == "csv":
        return {}
    shape = str(getattr(problem, "shape", "")).replace("_", " ")
    found = {"problem": shape or word_of(KINDS, problem.kind)}
    return {**found, **{control: getattr(problem, field) for field, control in FIELDS[problem.kind].items()}}


def method_choices(scenario: Scenario) -> dict[str, Any]:
    """The first method of each kind races, others are copies; steps of one's own where one common step would not do."""
    first: dict[str, MethodSettings] = {}
    further = []
    for settings in scenario.methods:
        if first.setdefault(settings.kind, settings) is not settings:
            further.append(settings)
    further = further[: copies.MOST]
    steps = {settings.step for settings in (*first.values(), *further)}
    common = len(steps) == 1 and steps <= set(CONTROLS["step"].rungs)  # type: ignore[attr-defined]
    found: dict[str, Any] = {"methods": tuple(METHODS[kind].title for kind in METHODS if kind in first)}
    found |= {"steps": EQUAL, "step": steps.pop()} if common else {"steps": BY_HAND}
    for settings in first.values():
        found = {**own_choices(settings, step=not common), **found}
    return {**found, copies.KEY: copies.distinct(copy_of(settings, found["steps"]) for settings in further)}


def own_choices(settings: MethodSettings, step: bool) -> dict[str, Any]:
    """The controls of a method's own fields; its step is another one's where it is a common one."""
    kind = settings.kind
    found = {step_key(METHODS[kind].title): settings.step} if step else {}
    for field in type(settings).model_fields:
        key = field_key(kind, field)
        if field not in ("kind", "label", "step") and key in CONTROLS:
            found[key] = control_value(field, getattr(settings, field))
    return found


def copy_of(settings: MethodSettings, steps: str) -> str:
    """The copy that comes nearest to a method."""
    found = own_choices(settings, step=steps == BY_HAND)
    own = {key: nearest(CONTROLS[key], value) for key, value in found.items()}
    title = METHODS[settings.kind].title
    return copies.text_of(settings.kind, {**DEFAULTS, **own, "methods": (title,), "steps": steps})


def budget_choices(scenario: Scenario) -> dict[str, Any]:
    budget = scenario.budget
    if budget.arrivals is not None:
        return {"until": "arrivals", "arrivals": budget.arrivals}
    return {"until": "seconds", "seconds": budget.seconds}


def nearest(control: Control, value: Any) -> Any:
    """The value that a control can have and that comes nearest."""
    match control:
        case Ladder():
            return min(control.rungs, key=lambda rung: abs(rung - value))
        case Slider() | Number():
            return type(control.default)(min(max(value, control.low), control.high))
        case Choice():
            return value if value in control.options else control.default
    return value


def sentences(scenario: Scenario, made: Scenario) -> list[str]:
    """What of a scenario is not so in the one that the page makes, one sentence a part."""
    names = names_of(scenario)
    shown = partners(scenario, made)
    file = {name: comparable(settings, name) for name, settings in zip(names, scenario.methods, strict=True)}
    page = {name: comparable(settings, settings.name) for name, settings in shown.items()}
    one, other = (given.model_dump(exclude={"methods"}) for given in (scenario, made))
    told = list(differences({**one, "methods": file}, {**other, "methods": page}))
    if list(shown) != [name for name in names if name in shown]:
        told.append(f"methods: in the page's order, {in_row([settings.name for settings in made.methods])}.")
    more = len(told) - MOST_TOLD
    return told if more <= 0 else [*told[:MOST_TOLD], f"And {more} more."]


def names_of(scenario: Scenario) -> list[str]:
    """What its methods are called on the page: by their titles where they have no label, and no other is called so."""
    labels = {settings.label for settings in scenario.methods}
    titles = {settings.kind: METHODS[settings.kind].title for settings in scenario.methods}
    return [
        settings.label or (settings.kind if titles[settings.kind] in labels else titles[settings.kind])
        for settings in scenario.methods
    ]


def partners(scenario: Scenario, made: Scenario) -> dict[str, MethodSettings]:
    """The page's methods in their order, by what the scenario calls them: the first of a kind is its first."""
    kinds = (settings.kind for settings in scenario.methods)
    names = grouped(zip(kinds, names_of(scenario), strict=True))
    return {names[settings.kind].pop(0): settings for settings in made.methods}


def comparable(settings: MethodSettings, name: str) -> dict[str, Any]:
    """Its fields, the name being its label."""
    return {**settings.model_dump(), "label": name}


def differences(file: Any, page: Any, path: str = "") -> Iterator[str]:
    """A sentence for each place where the two differ."""
    if isinstance(file, dict) and isinstance(page, dict) and file.get("kind") == page.get("kind"):
        for key in {**file, **page}:
            yield from differences(file.get(key), page.get(key), f"{path}.{key}" if path else key)
    elif file != page:
        one, other = said(file), said(page)
        yield f"{path}: {one} in the file, {other} here." if one != other else f"{path}: the file has other values."


def said(value: Any) -> str:
    """A value in a few words."""
    if isinstance(value, dict) and "kind" in value:
        return str(value["kind"])
    return "nothing" if value is None else shortened(str(value))
