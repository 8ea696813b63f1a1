"""A call as a script: imports, a line for each setting and each result that is used more than once, the figure."""

import json
import math
import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
from pydantic import BaseModel

from engine import __version__
from engine.problems.packed import Packed
from pages.parts.script.call import Attribute, Call, calls_written
from pages.parts.script.layout import Branch, Node, prefixed, text
from pages.parts.script.own_times import READ, are_own_times, read_from

PUBLIC = {
    "pages.parts.charts": "pages.charts",
    "engine.scenario": "engine",
    "engine.simulate": "engine",
    "engine.advisor": "engine.advisor",
    "engine.search.tuning": "engine.search",
}
"""Where names are imported from that lie deeper."""
VERSION = f"# Asynchrony Lab {__version__}"
LONG = 1000
"""A setting with more numbers, such as own data, is read from a file."""


def script(made: Call, name: str = "figure", ending: str = "figure.show()") -> str:
    """A Python script that makes a figure, or whatever the call returns under this name, and shows it."""
    return Writer(made, name, ending).script()


class Writer:
    """Writes one script: collects its imports, and the lines that come before the last result."""

    def __init__(self, made: Call, name: str, ending: str) -> None:
        self.made = made
        self.name = name
        self.ending = ending
        self.imports: defaultdict[str, set[str]] = defaultdict(set)
        self.lines: list[str] = []
        self.results: dict[int, str] = {}
        self.settings: list[tuple[BaseModel, str]] = []
        used = list(map(id, calls_written(made)))
        self.shared = {one for one in used if used.count(one) > 1}

    def script(self) -> str:
        self.assign(self.name, self.called(self.made))
        imports = [
            f"from {module} import {', '.join(sorted(names))}" if names else f"import {module}"
            for module, names in sorted(self.imports.items())
        ]
        return "\n".join([VERSION, *imports, "", *self.lines, self.ending, ""])

    def assign(self, name: str, node: Node) -> None:
        self.lines.append(text(prefixed(f"{name} = ", node)))

    def free_name(self, stem: str) -> str:
        taken = {*self.results.values(), *(name for _, name in self.settings)}
        return next(name for number in range(1, 1000) if (name := f"{stem}_{number}".removesuffix("_1")) not in taken)

    def node(self, value: Any) -> Node:
        """Any value as an expression."""
        match value:
            case Call():
                return self.result(value)
            case Attribute():
                return f"{self.named(value.of)}.{value.name}"
            case BaseModel():
                return self.setting(value)
            case dict() | tuple() | list():
                return self.container(value)
            case np.ndarray():
                _ = self.imports["numpy"]
                return Branch("numpy.array(", [self.node(value.tolist())], ")")
        return self.plain(value)

    def container(self, value: Any) -> Branch:
        if isinstance(value, dict):
            return Branch("{", [prefixed(f"{self.plain(key)}: ", self.node(part)) for key, part in value.items()], "}")
        if hasattr(value, "_fields"):
            fields = zip(value._fields, value, strict=True)
            parts = [prefixed(f"{name}=", self.node(part)) for name, part in fields]
            return Branch(f"{self.imported(type(value))}(", parts, ")")
        opening, closing = ("[", "]") if isinstance(value, list) else ("(", ",)" if len(value) == 1 else ")")
        return Branch(opening, [self.node(part) for part in value], closing)

    def plain(self, value: Any) -> str:
        """A value without parts."""
        if isinstance(value, np.generic):
            value = value.item()
        if callable(value):
            return self.imported(value)
        if isinstance(value, float) and not math.isfinite(value):
            _ = self.imports["math"]
            return "math.nan" if math.isnan(value) else "math.inf" if value > 0 else "-math.inf"
        # With the quotes that most people write.
        return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)

    def result(self, one: Call) -> Node:
        """The call where it stands, or the name of its result where that is used more than once."""
        return self.named(one) if id(one) in self.shared else self.called(one)

    def called(self, one: Call) -> Branch:
        of = one.function
        function = self.node(of) if isinstance(of, Attribute) else self.imported(of)
        named = [prefixed(f"{name}=", self.node(part)) for name, part in one.named.items()]
        return Branch(f"{function}(", [*map(self.node, one.arguments), *named], ")")

    def named(self, of: Any) -> str:
        """A value by its name; a call gets one."""
        if not isinstance(of, Call):
            node = self.node(of)
            assert isinstance(node, str)
            return node
        if id(of) not in self.results:
            node = self.called(of)
            self.results[id(of)] = self.free_name("result")
            self.assign(self.results[id(of)], node)
        return self.results[id(of)]

    def setting(self, one: BaseModel) -> str:
        """A setting by its name; its line says what is not as usual."""
        for known, name in self.settings:
            if known == one:
                return name
        name = self.free_name(re.sub(r"\B(?=[A-Z])", "_", type(one).__name__).lower())
        self.settings.append((one, name))
        if are_own_times(one):
            read, fields, note = self.imported(READ), *read_from(f"{name}.csv")
        elif is_long(one):
            read, fields = f"{self.imported(type(one))}.model_validate_json", f'Path("{name}.json").read_text()'
            note = f"# {name}.json: what the Race saves by its button Scenario (JSON)."
        else:
            read, fields, note = f"{self.imported(type(one))}.model_validate", self.node(unusual(one)), ""
        if note:
            self.imports["pathlib"].add("Path")
            self.lines.append(note)
        self.assign(name, Branch(f"{read}(", [fields], ")"))
        return name

    def imported(self, of: Callable[..., Any]) -> str:
        """The name of a function or a class, or of a class method behind its class, which is imported."""
        owner = getattr(of, "__self__", None)
        first = owner if isinstance(owner, type) else of
        inside = (there for here, there in PUBLIC.items() if f"{first.__module__}.".startswith(f"{here}."))
        self.imports[next(inside, first.__module__)].add(first.__name__)
        return first.__name__ if first is of else f"{first.__name__}.{of.__name__}"


def unusual(one: Any) -> Any:
    """A setting as plain values: its kind, and what is not as usual; own times stay what they are."""
    if isinstance(one, tuple):
        return [unusual(part) for part in one]
    if isinstance(one, Packed):
        return one.array.tolist()
    if not isinstance(one, BaseModel) or are_own_times(one):
        return one
    values = {}
    for name, field in type(one).model_fields.items():
        value = getattr(one, name)
        if name == "kind" or field.is_required() or value != field.get_default(call_default_factory=True):
            values[name] = unusual(value)
    return values


def is_long(one: Any) -> bool:
    """Does a setting hold more numbers than one likes to read? Own times have a file of their own."""
    if are_own_times(one):
        return False
    if isinstance(one, BaseModel):
        return any(is_long(getattr(one, name)) for name in type(one).model_fields)
    if isinstance(one, tuple):
        return len(one) > LONG or any(map(is_long, one))
    return isinstance(one, Packed) and one.array.size > LONG
