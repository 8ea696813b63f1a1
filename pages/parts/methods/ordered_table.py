"""OrMo, naive momentum and ASGD on digits: a table that `python -m benchmarks.ordered` made."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from engine.methods import METHODS
from pages.parts.show import show_table
from pages.parts.words.method_names import linked
from pages.parts.words.numbers import from_to

FILE = Path(__file__).parent / "ordered_momentum.json"


@cache
def measured() -> tuple[dict[str, Any], ...]:
    """A row a method and cluster, as it was measured."""
    return tuple(json.loads(FILE.read_text(encoding="utf-8")))


def table() -> list[dict[str, str]]:
    """Training losses, a row each: the median over the seeds, and the quartiles."""
    return [
        {
            "Workers": str(row["workers"]),
            "Speeds": row["speeds"],
            "Method": linked(row["method"], METHODS[row["method"]].title),
            "Best step": f"{row['best_step']:g}",
            "Training loss": f"{row['loss']:.4f}",
            "Quartiles": from_to(*(f"{end:.4f}" for end in row["quartiles"])),
        }
        for row in measured()
    ]


def verdict() -> str:
    """How many of the clusters show what is claimed, counted."""
    losses: dict[tuple[int, str], dict[str, float]] = {}
    for row in measured():
        losses.setdefault((row["workers"], row["speeds"]), {})[row["method"]] = row["loss"]
    best = sum(min(by_method, key=by_method.__getitem__) == "ormo" for by_method in losses.values())
    return f"OrMo's median is the lowest in {best} of {len(losses)} clusters."


def show_ordered() -> None:
    """The table, with what it is of."""
    first = measured()[0]
    st.markdown(
        "**Measured: does ordering the momentum pay?** Softmax regression on digits, labels mixed alike, momentum 0.9 "
        f"where there is one: the training loss over the last fifth of {first['arrivals']:,} arrivals, each method at "
        f"its own best step, median of {first['seeds']} seeds. The smallest loss possible is {first['minimum']:.4f}. "
        f"{verdict()}"
    )
    show_table(
        table(), "Made once by `python -m benchmarks.ordered`, and not on this page; the tests make a part of it anew."
    )
