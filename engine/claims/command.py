"""`python -m engine claims`: try what the source papers claim, and say what differs from the shipped results."""

import argparse
import json
from pathlib import Path

from engine.claims import CLAIMS, PAPERS
from engine.claims.results import Outcome, Results, as_json, shipped, try_all
from engine.command_line import check_outputs, fail, failing, progress, write


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        "python -m engine claims",
        description="Try what the five source papers claim, with five seeds each; compare with the shipped results.",
    )
    options.add_argument("--only", help=f"with commas between, of {', '.join(CLAIMS)}")
    options.add_argument("--output", type=Path, help="JSON file for the results")
    return options


def main(arguments: list[str]) -> None:
    """Try them and print a line each. Exit code 2 and one sentence on bad input."""
    options = parser().parse_args(arguments)
    check_outputs({"--output": options.output}, {})
    names, before = names_of(options.only), shipped()
    with failing():
        results = try_all(names, progress())
    if options.output is not None:
        write("--output", options.output, json.dumps(as_json(results), indent=1, allow_nan=False) + "\n")
    print("\n".join(told(results, before)))


def names_of(text: str | None) -> list[str]:
    """The claims that are asked for. Raises SystemExit with one sentence."""
    if text is None:
        return list(CLAIMS)
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in CLAIMS]
    if unknown or not names:
        fail(f"--only: must be of {', '.join(CLAIMS)} (given: {', '.join(unknown) or 'nothing'})")
    return names


def told(results: Results, before: Results) -> list[str]:
    """A paper's claims below each other; at the end what has changed."""
    lines = []
    for paper in PAPERS:
        own = [claim for claim in paper.claims if claim.name in results.outcomes]
        if own:
            lines += [f"arXiv {paper.source}: {paper.subject}"]
            lines += [f"  {claim.name:24} {outcome_words(results.outcomes[claim.name])}" for claim in own]
    changed = [
        name for name, outcome in results.outcomes.items()
        if name not in before.outcomes or not before.outcomes[name].agrees(outcome)
    ]  # fmt: skip
    same = f"All agree with those shipped with version {before.version} on {before.date}."
    return [*lines, same if not changed else f"Not as shipped with version {before.version}: {', '.join(changed)}."]


def outcome_words(outcome: Outcome) -> str:
    """A verdict with its number."""
    if not outcome.values:
        return outcome.verdict
    return f"{outcome.verdict:12} {outcome.median:.4g} +- {outcome.error:.2g}"
