"""An expression of Python as a tree, and its text: on one line where it fits, else a line a part."""

from typing import NamedTuple

WIDTH = 100


class Branch(NamedTuple):
    """Brackets of any kind with what stands before them, and their parts."""

    opening: str
    parts: "list[Node]"
    closing: str


Node = str | Branch


def prefixed(prefix: str, node: Node) -> Node:
    """The node with a text before it, such as the name of a field."""
    return prefix + node if isinstance(node, str) else node._replace(opening=prefix + node.opening)


def flat(node: Node) -> str:
    """The text on one line."""
    if isinstance(node, str):
        return node
    return f"{node.opening}{', '.join(map(flat, node.parts))}{node.closing}"


def text(node: Node, indent: int = 0) -> str:
    """The text of a node that stands `indent` deep."""
    line = flat(node)
    # A comma may follow.
    if isinstance(node, str) or not node.parts or indent + len(line) < WIDTH:
        return line
    pad = " " * (indent + 4)
    lines = [f"{pad}{text(part, indent + 4)},\n" for part in node.parts]
    return f"{node.opening}\n{''.join(lines)}{' ' * indent}{node.closing.removeprefix(',')}"
