"""The controls of the methods: who races, at which step, and each method's own constants.

Key in the link, default, bounds, label and help stand here and nowhere else; which fields of a scenario they fill,
too. The words of choices stand in links, so changing one breaks links that hold it.
"""

from typing import Any

from engine.methods import METHODS
from engine.methods.ringleader import FACTS as RINGLEADER
from pages.parts.controls.types import Choice, Choices, Control, Ladder, Number, Several, Slider, When, ladder, where

TITLES = {method.title: kind for kind, method in METHODS.items()}
"""What the visitor reads and the link holds, and the engine's kind."""
CENTRAL = tuple(METHODS[kind].title for kind in ("asgd", "rescaled_asgd", "ormo"))
"""Who races unless the visitor says otherwise."""

EQUAL, TUNED, THEORY, BY_HAND = "equal", "tuned", "theory", "by hand"
"""Where the steps come from."""
NEVER = "never"
ANY = "any"
ALL = "all"


def racing(*kinds: str) -> When:
    """True when a method of one of the kinds races."""
    titles = {METHODS[kind].title for kind in kinds}
    return lambda choices: bool(titles & set(choices.get("methods", ())))


def both(one: When, other: When) -> When:
    """True when both are."""
    return lambda choices: one(choices) and other(choices)


def step_key(title: str) -> str:
    """The key of a method's own step."""
    return f"step_{TITLES[title]}"


def own_step(title: str) -> Number:
    """The control of one method's own step."""
    when = both(where("steps", BY_HAND), racing(TITLES[title]))
    text = "Effective step of this method alone: the total weight that a gradient ends with."
    return Number(step_key(title), f"Step of {title}", 0.05, text, when, low=1e-6, high=100.0, step=0.01)


RESTARTS = tuple(f"{name[0].upper()}{name[1:]}." for name in RINGLEADER.variants.values())
FIRST_UPDATES = (
    "The arrival that fills the table makes the first update.",
    "As public code has it: the arrival after the one that fills the table makes the first update.",
)
CUTOFFS = (
    "1 + patience times the worker's mean time.",
    "Each worker's best in rounds of many tries: where most tries finish per second (derived here).",
    "Each worker's best: where the authors' bound on a round's time is smallest (published).",
)
BLOCKS = ("ascd", "aszd")
BATCHED, RESCALED = ("rennala", "malenia", "mindflayer"), ("rescaled_asgd", "rescaled_ormo")

# fmt: off
METHOD_CONTROLS: tuple[Control, ...] = (
    Slider("momentum", "Momentum", 0.9, "The factor beta of methods with momentum.", low=0.0, high=0.99, step=0.01),
    Several("methods", "Methods", CENTRAL, "Which methods race.", options=tuple(TITLES)),
    Choice("steps", "Steps", EQUAL,
           "equal: one step for all. tuned: the best step of each, found by a search. theory: a step that is "
           "published or derived here, the common step where there is none. by hand: your own for each.",
           options=(EQUAL, TUNED, THEORY, BY_HAND)),
    Ladder("step", "Step", 0.05,
           "Effective step: the total weight a gradient ends with; methods that average gradients apply it to the "
           "mean. OrMo applies (1 - momentum) times it at first and the rest later.",
           where("steps", EQUAL, THEORY), rungs=ladder(-4, 1)),
    Choice("goal", "Tuned for", "time to target",
           "The step that is first at the target and stays there, or the one with the smallest gap in the end.",
           where("steps", TUNED), options=("time to target", "final gap")),
    *(own_step(title) for title in TITLES),
    Choice("times", "Job times", "known",
           "What rescaled methods know of the workers' times: their means, or estimates from the jobs so far.",
           racing(*RESCALED), options=("known", "online")),
    Choice("normalisation", "Rescaling", "mean",
           "mean: the average step of Rescaled ASGD equals the step. cycle: its slowest worker takes the step.",
           racing(*RESCALED), options=("mean", "cycle")),
    Number("gradients", "Gradients per batch", 0,
           "How many gradients Rennala, Malenia and MindFlayer collect for an update; 0: as many as workers.",
           racing(*BATCHED), low=0, high=100_000),
    Choice("variant", "Stale jobs", "ignore",
           "What Rennala, Malenia and Ringmaster do with running jobs that will be too stale: "
           "ignore their gradients, or stop and restart them.",
           racing("rennala", "malenia", "ringmaster"), options=("ignore", "stop")),
    Number("threshold", "Ringmaster's threshold", 0,
           "From this staleness on, in updates, a gradient is not used; 0: as many as there are workers.",
           racing("ringmaster"), low=0, high=1_000_000),
    Choice("restart", "Ringleader's restart", "same",
           "Where a worker goes on whose gradient led to no update: at its same model (the formula), or at the current "
           "one (the authors' code).",
           racing("ringleader"), options=("same", "current"), meanings=RESTARTS),
    Choice("first_update", "IA2SGD's first update", "when full",
           "Whether the arrival that fills the table leads to an update.",
           racing("ia2sgd"), options=("when full", "after full"), meanings=FIRST_UPDATES),
    Number("buffer", "FedBuff's buffer", 10, "How many differences the server averages for an update.",
           racing("fedbuff"), low=1, high=10_000),
    Number("local_steps", "FedBuff's local steps", 2, "How many steps a worker takes before it sends their sum.",
           racing("fedbuff"), low=1, high=1000),
    Number("server_step", "FedBuff's server step", 1.0, "Factor of the averaged difference.",
           racing("fedbuff"), low=0.001, high=100.0, step=0.1),
    Number("staleness_exponent", "FedBuff's exponent a", 0.0,
           "A difference that comes s updates late is weighted by (1 + s)^-a; 0: all alike.",
           racing("fedbuff"), low=0.0, high=10.0, step=0.25),
    Choice("largest_staleness", "FedBuff's largest staleness", ANY,
           "A difference that comes more updates late than this is discarded.",
           racing("fedbuff"), options=(ANY, "0", "1", "2", "4", "8", "16", "32", "64")),
    Choice("cutoffs", "MindFlayer's cut-offs", "multiple", "How long a try may take before it ends unused.",
           racing("mindflayer"), options=("multiple", "rate", "bound"), meanings=CUTOFFS),
    Choice("patience", "MindFlayer's patience", NEVER,
           "A try ends unused when it takes longer than the worker's mean time by this multiple of it.",
           both(racing("mindflayer"), where("cutoffs", "multiple")),
           options=(NEVER, "0", "0.25", "0.5", "1", "2", "4")),
    Number("tolerance", "OrMo-DA's tolerance", 2.0,
           "How many times the workers a staleness may be that keeps the full step.",
           racing("ormo_da"), low=0.1, high=100.0, step=0.5),
    Number("constant", "OrMo-DA's constant", 4.0,
           "For a larger staleness the step is at most 1 / (this factor times L times the staleness).",
           racing("ormo_da"), low=0.1, high=100.0, step=0.5),
    Choice("block", "Coordinates per job", "1", "How many coordinates, drawn at random, a job of ASCD and ASZD takes.",
           racing(*BLOCKS), options=("1", "2", "4", "8", ALL)),
    Ladder("smoothing", "ASZD's difference mu", 1e-3,
           "How far before and behind the model ASZD takes function values, along each of its coordinates.",
           racing("aszd"), rungs=(1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1.0)),
    Choice("read", "Reads of ASCD and ASZD", "consistent",
           "consistent: a job computes at the model as it was when it began. inconsistent: at a mixture that lacks "
           "each of the last three updates with probability 1/2, as one read from shared memory may.",
           racing(*BLOCKS), options=("consistent", "inconsistent")),
    Number("delay_bound", "Delay bound T", 0,
           "How many of the latest updates jobs of ASCD and ASZD may miss; 0: no bound.",
           racing(*BLOCKS), low=0, high=10_000),
    Choice("seconds_of", "Job times are those of", "job",
           "job: of a whole job of ASCD and ASZD, whatever it takes. value: of one derivative or function value, so "
           "that a job takes one time a coordinate (ASCD) or two (ASZD).",
           racing(*BLOCKS), options=("job", "value")),
)
# fmt: on

ANOTHER_KEY = {("ringleader", "variant"): "restart", **{(kind, "batch"): "gradients" for kind in BATCHED}}
"""Fields of a scenario whose control has another key than the field."""


def field_key(kind: str, field: str) -> str:
    """The key of the control that fills a field of a method."""
    return ANOTHER_KEY.get((kind, field), field)


def method_of(title: str, choices: Choices) -> dict[str, Any]:
    """A method of a scenario, but for its label and its step."""
    kind = TITLES[title]
    settings: dict[str, Any] = {"kind": kind}
    for field in METHODS[kind].settings.model_fields:
        key = field_key(kind, field)
        if field not in ("kind", "label", "step") and key in choices:
            settings[field] = value_of(field, choices[key])
    return settings


UNBOUNDED = {"patience": (NEVER, float), "largest_staleness": (ANY, int), "block": (ALL, int)}
"""Fields that are None at a word, and what else they are."""
NONE_AT_0 = ("batch", "threshold", "delay_bound")
"""Fields that are None where their control says 0."""


def value_of(field: str, value: Any) -> Any:
    """A control's value as the scenario holds it."""
    if field in UNBOUNDED:
        word, number = UNBOUNDED[field]
        return None if value == word else number(value)
    if field == "first_update":
        return value.replace(" ", "_")
    return None if field in NONE_AT_0 and value == 0 else value


def control_value(field: str, value: Any) -> Any:
    """A field of a scenario as its control holds it."""
    if field in UNBOUNDED:
        word, _ = UNBOUNDED[field]
        return word if value is None else f"{value:g}"
    if field == "first_update":
        return value.replace("_", " ")
    return 0 if field in NONE_AT_0 and value is None else value
