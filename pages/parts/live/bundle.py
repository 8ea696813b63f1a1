"""The live figure's modules as one: a browser asks once, and need not follow a chain of imports.

Each module becomes a function that runs once and returns what the module exports, so its other names stay its own.
Only what the modules use is understood: `import { a, b as c } from "./other.js";` on one line, and `export` before
`class`, `function` and a `const` of one name.
"""

import re
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path

MAIN = "main.js"
IMPORT = re.compile(r'^import (\{.*\}) from "\./(\w+\.js)";$', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:(?:async )?function|class|const) (\w+))", re.MULTILINE)
COMMENT = re.compile(r"^ *//.*\n|^ */\*\*(?:(?!\*/).|\n)*\*/ *\n|^ +|(?<=[;,{}]) // .*$", re.MULTILINE)
"""Comments and indents, which a browser need not be sent: a tenth of the bytes."""
UNKNOWN = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def bundle(folder: Path, main: str = MAIN) -> str:
    """A module with the exports of `main`, and all that it needs.

    Raises ValueError for modules in a circle or in other words than these.
    """
    sources = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.js"))}
    needs = {name: [other for _, other in IMPORT.findall(source)] for name, source in sources.items()}
    order = [name for name in TopologicalSorter(needs).static_order() if name in sources]
    wanted = {main}
    for name in reversed(order):
        wanted |= set(needs[name]) if name in wanted else set()
    pieces = [piece(name, sources) for name in order if name in wanted]
    return "\n".join([*pieces, f"export const {{ {', '.join(exports(sources[main]))} }} = {variable(main)};\n"])


def piece(name: str, sources: Mapping[str, str]) -> str:
    """One module as a function."""
    source = sources[name]
    for names, other in IMPORT.findall(source):
        wanted = {part.split()[0] for part in names.strip("{ }").split(",")}
        if missing := wanted - set(exports(sources.get(other, ""))):
            raise ValueError(f"{name}: import of {', '.join(sorted(missing))}, which {other} does not export")
    body = IMPORT.sub(lambda found: f"const {found[1].replace(' as ', ': ')} = {variable(found[2])};", source)
    body = EXPORT.sub(r"\1", body)
    if unknown := UNKNOWN.search(body):
        raise ValueError(f"{name}: {unknown[0]}")
    # What is left of a comment at its end must not swallow what follows.
    body = bare(body.removesuffix("\n") + "\n")
    return f"// {name}\nconst {variable(name)} = (() => {{\n{body}return {{ {', '.join(exports(source))} }};\n}})();\n"


def bare(source: str) -> str:
    """A script without its comments and indents."""
    return COMMENT.sub("", source)


def exports(source: str) -> list[str]:
    return [name for _, name in EXPORT.findall(source)]


def variable(name: str) -> str:
    """What a module is called in the bundle; no name of its own begins like this."""
    return f"module_{name.removesuffix('.js')}"
