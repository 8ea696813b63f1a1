"""The papers that this lab is made after, as they are cited. What could not be looked up is left out."""

from typing import NamedTuple


class Paper(NamedTuple):
    """One paper. Texts that are empty are not known."""

    number: str = ""  # of arXiv
    title: str = ""
    authors: tuple[str, ...] = ()  # family name, given name
    doi: str = ""
    forum: str = ""  # of OpenReview
    published: int = 0  # where no arXiv number says when

    @property
    def year(self) -> int:
        """Of its first version; 0 where that is not known."""
        return 2000 + int(self.number[:2]) if self.number else self.published

    @property
    def address(self) -> str:
        """Where it is read."""
        if self.number:
            return f"https://arxiv.org/abs/{self.number}"
        return f"https://doi.org/{self.doi}" if self.doi else f"https://openreview.net/forum?id={self.forum}"


MARANJYAN, RICHTARIK, TYURIN = "Maranjyan, Artavazd", "Richtárik, Peter", "Tyurin, Alexander"

SOURCES = (
    Paper(
        "2605.13434",
        "Rescaled Asynchronous SGD: Optimal Distributed Optimization under Data and System Heterogeneity",
        ("Mahran, Ammar", MARANJYAN, RICHTARIK),
    ),
    Paper("2407.19234", "Ordered Momentum for Asynchronous SGD", ("Shi, Chang-Wei", "Yang, Yi-Rui", "Li, Wu-Jun")),
    Paper(
        "1606.00498",
        "A Comprehensive Linear Speedup Analysis for Asynchronous Stochastic Parallel Optimization from Zeroth-Order "
        "to First-Order",
        ("Lian, Xiangru", "Zhang, Huan", "Hsieh, Cho-Jui", "Huang, Yijun", "Liu, Ji"),
    ),
    Paper(
        "2502.09047",
        "Optimal Algorithms in Linear Regression under Covariate Shift: On the Importance of Precondition",
        ("Liu, Yuanshi", "Zhang, Haihan", "Chen, Qian", "Fang, Cong"),
    ),
    Paper(
        "2506.22621",
        "Modeling Hierarchical Spaces: A Review and Unified Framework for Surrogate-Based Architecture Design",
        ("Saves, Paul", "Hallé-Hannan, Edward", "Bussemaker, Jasper", "Diouane, Youssef", "Bartoli, Nathalie"),
    ),
)
"""The five papers that the pages are built on."""

FURTHER = (
    Paper(
        "1909.12340",
        "At Stability's Edge: How to Adjust Hyperparameters to Preserve Minima Selection in Asynchronous Training of "
        "Neural Networks?",
    ),
    Paper(
        "2106.06639",
        "Federated Learning with Buffered Asynchronous Aggregation",
        (
            "Nguyen, John",
            "Malik, Kshitiz",
            "Zhan, Hongyuan",
            "Yousefpour, Ashkan",
            "Rabbat, Michael",
            "Malek, Mani",
            "Huba, Dzmitry",
        ),
    ),
    Paper(
        "2206.07638",
        "Asynchronous SGD Beats Minibatch SGD Under Arbitrary Delays",
        ("Mishchenko, Konstantin", "Bach, Francis", "Even, Mathieu", "Woodworth, Blake"),
    ),
    Paper(
        "2305.12387",
        "Optimal Time Complexities of Parallel Stochastic Optimization Methods Under a Fixed Computation Model",
        (TYURIN, RICHTARIK),
    ),
    Paper(
        "2310.20452",
        "AsGrad: A Sharp Unified Analysis of Asynchronous-SGD Algorithms",
        ("Islamov, Rustem", "Safaryan, Mher", "Alistarh, Dan"),
    ),
    Paper(
        "2410.04285",
        "MindFlayer SGD: Efficient Parallel SGD in the Presence of Heterogeneous and Random Worker Compute Times",
        (MARANJYAN, "Omar, Omar Shaikh", RICHTARIK),
    ),
    Paper(
        "2501.16168",
        "Ringmaster ASGD: The First Asynchronous SGD with Optimal Time Complexity",
        (MARANJYAN, TYURIN, RICHTARIK),
    ),
    Paper(
        "2509.22860",
        "Ringleader ASGD: The First Asynchronous SGD with Optimal Time Complexity under Data Heterogeneity",
        (MARANJYAN, RICHTARIK),
    ),
)
"""Where other methods come from."""

PAPERS = {paper.number: paper for paper in (*SOURCES, *FURTHER)}
"""By the arXiv number that a method's facts name."""
ELSEWHERE = {
    "smega2": Paper(
        title="SMEGA2: Distributed Asynchronous Deep Neural Network Training With a Single Momentum Buffer",
        authors=("Cohen, Refael", "Hakimi, Ido", "Schuster, Assaf"),
        doi="10.1145/3545008.3545010",
        published=2022,
    ),
    "ia2sgd": Paper(forum="m3x4kDbYAK"),
}
"""Of methods whose paper has no arXiv number, by their kind."""
TOGETHER = {"rescaled_ormo": ("2407.19234", "2605.13434")}
"""Of methods that are made out of several."""


def papers_of(kind: str, source: str) -> tuple[Paper, ...]:
    """The papers to be cited for a method, given the arXiv number in its facts; none where its rule is standard.

    Of a number that PAPERS lacks nothing else is known.
    """
    if kind in TOGETHER:
        return tuple(PAPERS[number] for number in TOGETHER[kind])
    if kind in ELSEWHERE:
        return (ELSEWHERE[kind],)
    return (PAPERS.get(source, Paper(source)),) if source else ()
