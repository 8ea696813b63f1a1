"""Which decimal mark the numbers of a file have, where it may be a comma or a point: nothing is guessed in silence.

In a file of semicolons or tabs `1,137` and `1.137` are read with three decimals, but each may mean 1137. So a column
with both marks is refused, and one whose numbers all look like that where other columns show that the file's decimal
mark is the other one; where no column shows anything, a note says how they were read.
"""

from engine.reading.columns import Column, quoted
from engine.reading.numerals import GROUPED

NAMES = {",": "comma", ".": "point"}
OTHER = {",": ".", ".": ","}


def check_marks(columns: list[Column]) -> list[str]:
    """Notes on how the columns of numbers were read. Raises ValueError where their marks contradict each other."""
    columns = [column for column in columns if column.decimal_comma and column.numeric]
    marked = {mark: [column for column in columns if first(column, mark) is not None] for mark in NAMES}
    for column in marked[","]:
        if column in marked["."]:
            raise ValueError(both_marks(column))
    clear = {mark: any(not grouped(column, mark) for column in marked[mark]) for mark in NAMES}
    notes = []
    for mark, found in marked.items():
        for column in found:
            if not clear[mark]:
                if clear[OTHER[mark]]:
                    raise ValueError(other_mark(column, mark))
                name, cell = quoted(column.name), quoted(column.cells[first(column, mark) or 0])
                notes.append(f"column {name}: the {NAMES[mark]} of {cell} was read as a decimal {NAMES[mark]}")
    return notes


def first(column: Column, mark: str) -> int | None:
    """The place of the first number with this mark."""
    return next((place for place, cell in enumerate(column.cells) if mark in cell), None)


def grouped(column: Column, mark: str) -> bool:
    """May the mark of every number in the column separate thousands?"""
    return all(GROUPED.fullmatch(cell) for cell in column.cells if mark in cell)


def both_marks(column: Column) -> str:
    """A sentence on a column whose numbers have commas and points."""
    comma, point = first(column, ","), first(column, ".")
    assert comma is not None
    assert point is not None
    late, early = max(comma, point), min(comma, point)
    return (
        f"line {column.lines[late]}: {quoted(column.name)} holds {quoted(column.cells[late])}, but "
        f"{quoted(column.cells[early])} on line {column.lines[early]}; write either commas or points as decimal marks"
    )


def other_mark(column: Column, mark: str) -> str:
    """A sentence on a column whose marks may separate thousands, in a file whose decimal mark is the other one."""
    place = first(column, mark) or 0
    cell = column.cells[place]
    plain, decimal = cell.replace(mark, ""), cell.replace(mark, OTHER[mark])
    return (
        f"line {column.lines[place]}: {quoted(column.name)} holds {quoted(cell)}, which may be {plain} or {decimal}, "
        f"for other columns have a decimal {NAMES[OTHER[mark]]}; write one of these"
    )
