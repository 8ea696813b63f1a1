"""Lessons from files: YAML, of which JSON is a part. Knows nothing of the screen."""

from collections.abc import Hashable
from typing import Any

import yaml
from pydantic import ValidationError

from engine.scenario import sentence
from pages.parts.lessons.lesson import Lesson, check_races

MOST_BYTES = 100_000


class Loader(yaml.SafeLoader):
    """Plain values alone; no field twice, and no part that stands for another one."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise ValueError(f"line {self.peek_event().start_mark.line + 1}: a lesson has no aliases")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        names = [self.construct_object(key, deep=True) for key, _ in node.value]
        for index, (name, (key, _)) in enumerate(zip(names, node.value, strict=True)):
            if not isinstance(name, str):
                raise ValueError(f"line {key.start_mark.line + 1}: {name!r} is no name of a field")
            if name in names[:index]:
                raise ValueError(f"line {key.start_mark.line + 1}: the field {name!r} stands twice")
        return super().construct_mapping(node, deep)


def read_lesson(content: bytes) -> Lesson:
    """The lesson in a file. Raises ValueError with a sentence where it is none."""
    if len(content) > MOST_BYTES:
        raise ValueError(f"it has {len(content) / 1000:.0f} kB; at most {MOST_BYTES / 1000:.0f} kB are possible")
    try:
        given = yaml.load(content.decode("utf-8-sig"), Loader)
        lesson = Lesson.model_validate(given)
    except ValidationError as error:
        raise ValueError(sentence(error)) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValueError(f"line {line} is neither YAML nor JSON: {error.problem}") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError("it is neither YAML nor JSON") from error
    check_races(lesson)
    return lesson
