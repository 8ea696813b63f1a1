"""Which method, with which settings, suits a cluster and a problem: what is optimised, and whether a find holds."""

from engine.advisor.advise import Advice, advise
from engine.advisor.evaluation import evaluate
from engine.advisor.landscape import Landscape
from engine.advisor.log import Log, OtherScenarioError
from engine.advisor.method_search import MethodSearch
from engine.advisor.objective import Objective
from engine.advisor.paired import Apart, apart
from engine.advisor.rivals import rivals
from engine.advisor.tries import Try
from engine.advisor.validation import Judged, Validation, validate

__all__ = [
    "Advice",
    "Apart",
    "Judged",
    "Landscape",
    "Log",
    "MethodSearch",
    "Objective",
    "OtherScenarioError",
    "Try",
    "Validation",
    "advise",
    "apart",
    "evaluate",
    "rivals",
    "validate",
]
