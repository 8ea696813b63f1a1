"""What the source papers claim, tried here: an experiment each, a rule that decides, and shipped results.

`CLAIMS` holds them by paper; `run` tries them, `engine.claims.results` holds what came of it and compares.
"""

from engine.claims import ordered_momentum, precondition, rescaled, spaces, speedup
from engine.claims.claim import Claim, Paper

PAPERS: tuple[Paper, ...] = (
    rescaled.PAPER, ordered_momentum.PAPER, speedup.PAPER, precondition.PAPER, spaces.PAPER
)  # fmt: skip
CLAIMS: dict[str, Claim] = {claim.name: claim for paper in PAPERS for claim in paper.claims}
"""By their names."""

__all__ = ["CLAIMS", "PAPERS", "Claim", "Paper"]
