"""Your own data: logistic regression for two classes, softmax regression for more, with an L2 term.

The scenario holds the rows themselves, so that it stays one value that travels; `engine.problems.table` reads them.
"""

import math
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, field_validator, model_validator

from engine.kernel.state import Integers
from engine.problems import logistic, softmax
from engine.problems.base import ProblemSettings
from engine.problems.packed import Codes, Rows
from engine.problems.sample_problem import LinearProblem
from engine.problems.samples import Batch, Dirichlet, Penalty, Samples, Split, split_by_label, with_constant

MOST_ROWS = 20_000
MOST_COLUMNS = 500
MOST_NUMBERS = 200_000
MOST_CLASSES = 50
MAP_OUTPUTS = 2e7
"""Outputs that all points of a map may have together, about: half a second."""
MAP_LINES = (13, 61)

LONGEST_NAME = 200

Name = Annotated[str, Field(max_length=LONGEST_NAME)]


class OwnData(ProblemSettings):
    """`features` (N, p), and `labels` (N,), the classes from 0; `owner` (N,) gives each row to a worker, from 0.

    Without `owner` the rows are split by label as `dirichlet` says, which otherwise has no effect. `names` (p,) and
    `classes` are for readers. `batch` 0: all of a worker's rows.
    """

    kind: Literal["csv"] = "csv"
    features: Rows
    labels: Codes
    owner: Codes | None = None
    names: Annotated[tuple[Name, ...], Field(max_length=MOST_COLUMNS)] = ()
    classes: Annotated[tuple[Name, ...], Field(max_length=MOST_CLASSES)] = ()
    dirichlet: Dirichlet = 0.5
    penalty: Penalty = 0.01
    batch: Batch = 8

    @field_validator("features")
    @classmethod
    def not_too_large(cls, features: Rows) -> Rows:
        rows, columns = features.array.shape
        if rows == 0 or columns == 0:
            raise ValueError("needs at least one row and one column")
        if rows > MOST_ROWS:
            raise ValueError(f"has {rows:,} rows; at most {MOST_ROWS:,} are possible")
        if columns > MOST_COLUMNS:
            raise ValueError(f"has {columns:,} columns; at most {MOST_COLUMNS} are possible")
        if rows * columns > MOST_NUMBERS:
            raise ValueError(
                f"{rows:,} rows of {columns} numbers are {rows * columns:,}; at most {MOST_NUMBERS:,} are possible"
            )
        return features

    @field_validator("labels")
    @classmethod
    def some_classes(cls, labels: Codes) -> Codes:
        count = number_of(labels, "class")
        if not 2 <= count <= MOST_CLASSES:
            raise ValueError(f"has {count} classes; 2 to {MOST_CLASSES} are possible")
        return labels

    @field_validator("owner")
    @classmethod
    def all_workers(cls, owner: Codes | None) -> Codes | None:
        if owner is not None:
            number_of(owner, "worker")
        return owner

    @model_validator(mode="after")
    def lengths_fit(self) -> Self:
        rows, columns = self.features.array.shape
        for name, given in (("labels", self.labels), ("owner", self.owner)):
            if given is not None and len(given) != rows:
                raise ValueError(f"{name} has {len(given):,} entries, but features has {rows:,} rows")
        if self.names and len(self.names) != columns:
            raise ValueError(f"names has {len(self.names)} entries, but features has {columns} columns")
        if self.classes and len(self.classes) != self.class_count:
            raise ValueError(f"classes has {len(self.classes)} entries, but labels has {self.class_count} classes")
        return self

    @property
    def class_count(self) -> int:
        return int(self.labels.array.max(initial=0)) + 1

    @property
    def outputs(self) -> int:
        """Numbers that a model gives a sample: one for two classes, else one a class."""
        return 1 if self.class_count == 2 else self.class_count

    def has_blocks(self) -> bool:
        return self.outputs == 1

    def tracked(self, workers: int) -> int:
        return len(self.labels)

    def size(self) -> int:
        return self.outputs * int(self.features.array.shape[1] + 1)

    def work(self) -> float:
        return float(self.size() * (self.batch or len(self.labels)) * 2)

    def memory(self, workers: int) -> float:
        return super().memory(workers) + (6.0 if self.has_blocks() else 5.0) * self.features.array.nbytes

    def misfit(self, workers: int) -> str:
        if self.owner is not None and (count := int(self.owner.array.max()) + 1) != workers:
            return f"owner names {count:,} workers, but there are {workers:,} workers"
        if len(self.labels) < workers:
            return f"features has {len(self.labels):,} rows, but there are {workers:,} workers; each needs at least one"
        return ""

    def shares(self, workers: int, seed: int) -> list[Integers]:
        """Indices of each worker's rows."""
        if self.owner is None:
            return split_by_label(self.labels.array, workers, self.dirichlet, seed)
        order = np.argsort(self.owner.array, kind="stable")
        return np.split(order, np.cumsum(np.bincount(self.owner.array))[:-1])

    def build(self, workers: int, seed: int) -> LinearProblem:
        samples = Samples(with_constant(self.features.array), self.labels.array)
        split = Split(samples, self.shares(workers, seed))
        made, job = (
            (logistic.LogisticProblem, logistic.job) if self.outputs == 1 else (softmax.SoftmaxProblem, softmax.job)
        )
        problem = made(split, self.outputs, self.penalty, self.batch, job)
        lines = math.sqrt(MAP_OUTPUTS / (self.outputs * len(self.labels)))
        problem.map_lines = int(np.clip(lines, *MAP_LINES))
        return problem


def number_of(codes: Codes, what: str) -> int:
    """How many codes there are, from 0 to the largest. Raises ValueError where one of them has no row."""
    if not len(codes):
        raise ValueError("needs at least one entry")
    present = np.unique(codes.array)
    count = int(present[-1]) + 1
    if len(present) != count:
        missing = int(np.flatnonzero(np.append(present, -1) != np.arange(len(present) + 1))[0])
        raise ValueError(f"{what} {missing} has no row, but {what} {count - 1} has")
    return count
