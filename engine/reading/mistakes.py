"""What is wrong with a scenario, in sentences: the field, what is possible there, and what was given."""

from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel

from engine.schema import shortened

PLAIN = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "finite_number": "must be a finite number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a whole number within its bounds",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "string_type": "must be a text",
    "string_too_short": "must have {min_length} or more characters",
    "string_too_long": "must have {max_length} or fewer characters",
    "tuple_type": "must be a list",
    "model_type": "must be an object with named fields",
    "model_attributes_type": "must be an object with named fields",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be above {gt}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be below {lt}",
    "too_short": "needs at least {min_length} entries",
    "too_long": "takes at most {max_length} entries",
    "literal_error": "must be {expected}",
    "union_tag_not_found": "needs a kind",
}

KIND_AT = {
    ("problem",): 1,
    ("cluster", "speed"): 2,
    ("cluster", "jitter"): 2,
    ("cluster", "power"): 2,
    ("methods",): 2,
}
"""Where pydantic's path holds the kind of one of several parts: that is no field of the file."""
COUNTED = ("times", "durations")
"""Lists whose entries are the workers, unless these are given: too few of one are too few of the others."""
MOST_LISTED, NEAREST = 12, 5


def mistakes(errors: list[Any]) -> list[Any]:
    """Pydantic's errors without those that follow from others, each field once."""
    found: list[Any] = []
    for error in errors:
        if not follows(error, errors) and all(error["loc"] != other["loc"] for other in found):
            found.append(error)
    return found


def follows(error: Any, errors: list[Any]) -> bool:
    """Does an error follow from another one, so that it would go with it?"""
    kind, path = error["type"], error["loc"]
    paths = [other["loc"] for other in errors]
    if kind in ("too_short", "too_long") and path[-1] in COUNTED and ("cluster", "workers") in paths:
        return True
    if kind == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]:
        # A wrong entry is not counted as one of its list.
        return True
    if kind == "missing":
        # Its name may be misspelt.
        unknown = [other["loc"] for other in errors if other["type"] == "extra_forbidden"]
        return bool(get_close_matches(path[-1], [str(one[-1]) for one in unknown if one[:-1] == path[:-1]]))
    return False


def describe(error: Any, root: type[BaseModel] | None = None) -> str:
    """One pydantic error of a `root` in one line: the field, what must hold, and what was given."""
    path = path_of(error["loc"])
    if error["type"] in ("union_tag_invalid", "union_tag_not_found"):
        path = f"{path}.kind"
    return f"{path or 'scenario'}: {explain(error, root)}"


def explain(error: Any, root: type[BaseModel] | None = None) -> str:
    """What must hold, and what was given, without the field."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in PLAIN:
        text = PLAIN[kind].format(**context)
    else:
        text = " ".join(error["msg"].removeprefix("Value error, ").split())
    if kind == "union_tag_invalid":
        text = f"must be {one_of(context['expected_tags'].split(', '), repr(context['tag']))}"
    if root is not None and kind == "union_tag_not_found":
        text += f": {one_of([repr(kind_of(part)) for part in parts_at(root, error['loc'])], '')}"
    if root is not None and kind == "extra_forbidden":
        text += f"; possible: {', '.join(fields_beside(root, error['loc']))}"
    if kind in ("missing", "union_tag_not_found", "value_error"):
        return text
    given = context["tag"] if kind == "union_tag_invalid" else error["input"]
    return f"{text} (given: {shortened(repr(given))})"


def path_of(steps: tuple[str | int, ...]) -> str:
    """The field's path in the file."""
    for start, place in KIND_AT.items():
        if steps[: len(start)] == start:
            steps = steps[:place] + steps[place + 1 :]
    return shortened(".".join(map(str, steps)))


def one_of(words: list[str], given: str) -> str:
    """The words that are possible; of many, those most like the one given."""
    if len(words) <= MOST_LISTED:
        return f"one of {', '.join(words)}"
    near = get_close_matches(given, words, NEAREST, cutoff=0.0)
    return f"one of {', '.join(near)}, or {len(words) - len(near)} more: python -m engine --help lists them"


def fields_beside(root: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """The fields that are known where one is not, the most similar one first."""
    fields = [field for part in parts_at(root, path[:-1]) for field in part.model_fields]
    near = get_close_matches(str(path[-1]), fields, 1)
    return [*near, *(field for field in fields if field not in near)]


def parts_at(root: type[BaseModel], path: tuple[str | int, ...]) -> list[type[BaseModel]]:
    """The parts that may stand where pydantic's path leads."""
    parts = [root]
    for step in path:
        if isinstance(step, int):
            continue
        if len(parts) > 1:
            parts = [part for part in parts if kind_of(part) == step]
        else:
            parts = models_in(parts[0].model_fields[step].annotation)
    return parts


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The parts that an annotation names: several where a kind tells them apart."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in models_in(inner)]


def kind_of(part: type[BaseModel]) -> str:
    """The word that tells a part from the others."""
    return str(get_args(part.model_fields["kind"].annotation)[0])
