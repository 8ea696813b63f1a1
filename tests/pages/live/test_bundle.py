"""Modules as one: in the order in which they need each other, each with its own names."""

import graphlib
from pathlib import Path

import pytest

from pages.parts.live.bundle import bundle


def modules(folder: Path, **sources: str) -> Path:
    for name, source in sources.items():
        (folder / f"{name}.js").write_text(source, encoding="utf-8")
    return folder


def test_each_module_stands_behind_those_that_it_needs(tmp_path: Path) -> None:
    made = bundle(
        modules(
            tmp_path,
            a='import { deep as d } from "./z.js";\nexport const b = d;\n',
            main='import { b } from "./a.js";\nexport async function show() { return b; }\nexport class Leave {}\n',
            z="const own = 1;\nexport const deep = own;\n",
        )
    )
    assert made == (
        "// z.js\nconst module_z = (() => {\nconst own = 1;\nconst deep = own;\nreturn { deep };\n})();\n\n"
        "// a.js\nconst module_a = (() => {\nconst { deep: d } = module_z;\nconst b = d;\nreturn { b };\n})();\n\n"
        "// main.js\nconst module_main = (() => {\nconst { b } = module_a;\nasync function show() { return b; }\n"
        "class Leave {}\nreturn { show, Leave };\n})();\n\n"
        "export const { show, Leave } = module_main;\n"
    )


def test_only_what_is_needed_is_in_it(tmp_path: Path) -> None:
    folder = modules(
        tmp_path,
        main='import { b } from "./a.js";\nexport const all = b;\n',
        a="export const b = 1;\n",
        lesson='import { c } from "./z.js";\nexport const own = c;\n',
        z="export const c = 1;\n",
    )
    names = {"main.js": ["a", "main"], "lesson.js": ["z", "lesson"]}
    for main, needed in names.items():
        assert [line[3:-3] for line in bundle(folder, main).splitlines() if line.startswith("// ")] == needed


@pytest.mark.parametrize(
    "words",
    [
        'export * from "./z.js";', "export default class {}", "export let count = 0;", "export { show };",
        'import "./z.js";', 'import * as z from "./z.js";', 'import {\n  deep,\n} from "./z.js";',
        'import { a } from "./folder/z.js";',
    ],
)  # fmt: skip
def test_words_that_are_not_understood_are_refused(tmp_path: Path, words: str) -> None:
    with pytest.raises(ValueError, match=r"main\.js: (import|export)"):
        bundle(modules(tmp_path, main=f"{words}\n", z="export const deep = 1;\n"))


def test_a_name_that_is_not_exported_is_refused(tmp_path: Path) -> None:
    """A browser would say so; a bundle would go on without it."""
    folder = modules(tmp_path, main='import { a, b as c } from "./z.js";\n', z="export const a = 0, b = 1;\n")
    with pytest.raises(ValueError, match=r"main\.js: import of b, which z\.js"):
        bundle(folder)


def test_a_circle_is_refused(tmp_path: Path) -> None:
    circle = {"main": 'import { b } from "./a.js";\n', "a": 'import { c } from "./main.js";\n'}
    with pytest.raises(graphlib.CycleError):
        bundle(modules(tmp_path, **circle))
