"""The controls of the tab "Real data": which table, where it is cut, how much is learned from, how often."""

from engine.covariate_shift.real_data.data_sets import DIABETES, TABLES, WINE
from engine.covariate_shift.real_data.split import Question, Side
from pages.parts.controls.types import Choice, Choices, Control, Ladder, Number, where
from pages.parts.shift.controls import OWN

DATA = OWN + "data_"
"""What the keys of these controls begin with."""
TABLE = DATA + "table"
TableQuestion = tuple[str, Question]
"""A table's name, and how it is to be split."""
SIDES: dict[str, Side] = {"low values": "low", "high values": "high"}
FEATURES = {
    "diabetes": tuple(name for name in DIABETES if name != "sex"),
    "wine alcohol": tuple(name for name in WINE if name != "alcohol"),
    "wine colour": tuple(name for name in WINE if name != "colour intensity"),
}
"""By which a table may be cut: sex has two values only, which would leave it constant on either side."""
STARTS = {"diabetes": "body mass index", "wine alcohol": "flavanoids", "wine colour": "alcohol"}


def feature_key(table: str) -> str:
    """Of the control that asks for a table's feature."""
    return f"{DATA}{table.replace(' ', '_')}_feature"


# fmt: off
CUT: tuple[Control, ...] = (
    Choice(TABLE, "Table", "diabetes",
           "442 patients: the progression of diabetes a year later, from 10 measurements. 178 wines: alcohol or colour "
           "intensity, from the 12 other measurements. Both are shipped with scikit-learn.", options=tuple(TABLES)),
    *(Choice(feature_key(table), "Cut by", STARTS[table], "The feature whose values part the source from the target.",
             where(TABLE, table), options=names) for table, names in FEATURES.items()),
    Choice(DATA + "side", "The source has its", next(iter(SIDES)), "The target has the others.", options=tuple(SIDES)),
    Ladder(DATA + "share", "Share of the source", 0.5,
           "Which share of the table's rows it has, about: equal values stay together.",
           rungs=(0.3, 0.4, 0.5, 0.6, 0.7, 0.8)),
)
LEARNED: tuple[Control, ...] = (
    Ladder(DATA + "rows", "Rows n with labels", 60,
           "How many source rows the estimators learn from, at most 10 fewer than there are; the others test them.",
           rungs=(15, 20, 30, 40, 60, 80, 100, 150, 200, 300)),
    Ladder(DATA + "splits", "Random splits R", 50, "How often rows are drawn to learn from and to test on.",
           rungs=(10, 20, 50, 100, 200)),
    Number(DATA + "seed", "Seed", 0, "The number that the splits follow from.", low=0, high=1_000_000),
)
# fmt: on
SIDEBAR: tuple[Control, ...] = (*CUT, *LEARNED)


def question_of(choices: Choices) -> TableQuestion:
    """The table's name and how it is to be split."""
    name, side = choices[TABLE], SIDES[choices[DATA + "side"]]
    rest = {key: choices[DATA + key] for key in ("share", "rows", "splits", "seed")}
    return name, Question(feature=choices[feature_key(name)], side=side, **rest)
