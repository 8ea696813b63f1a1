"""Own data on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine import Scenario, files, simulate
from engine.__main__ import main
from engine.problems.table import read_table
from tests.support.commands import SMALL, contents, refused

SHOP = "age,sold,shop\n20,yes,north\n30,no,south\n40,no,north\n50,yes,east\n"


@pytest.fixture
def data(folder: Path) -> Path:
    path = folder / "shop.csv"
    path.write_text(SHOP)
    return path


def of_file(worker: str | None, **fields: Any) -> Scenario:
    """SMALL on the data of the file."""
    table = read_table(SHOP, "sold", worker)
    problem = {name: getattr(table.data, name) for name in type(table.data).model_fields} | fields
    cluster = SMALL["cluster"] | {"workers": len(table.workers) or 4}
    return Scenario.model_validate(SMALL | {"problem": problem, "cluster": cluster})


def test_data_replace_the_problem(capsys: pytest.CaptureFixture[str], folder: Path, data: Path) -> None:
    (folder / "scenario.json").write_text(json.dumps(SMALL | {"cluster": SMALL["cluster"] | {"workers": 4}}))
    main(["scenario.json", "--data", "shop.csv", "--target", "sold"])
    assert capsys.readouterr().out == files.result_table(simulate(of_file(None)))


def test_a_column_of_workers_replaces_their_number(
    capsys: pytest.CaptureFixture[str], folder: Path, data: Path
) -> None:
    main(["scenario.json", "--data", "shop.csv", "--target", "sold", "--worker", "shop"])
    assert capsys.readouterr().out == files.result_table(simulate(of_file("shop")))


def test_a_problem_of_own_data_keeps_its_other_fields(
    capsys: pytest.CaptureFixture[str], folder: Path, data: Path
) -> None:
    given = SMALL | {"problem": {"kind": "csv", "penalty": 0.5, "batch": 1}}
    (folder / "scenario.json").write_text(json.dumps(given))
    main(["scenario.json", "--data", "shop.csv", "--target", "sold", "--worker", "shop"])
    assert capsys.readouterr().out == files.result_table(simulate(of_file("shop", penalty=0.5, batch=1)))


def test_what_is_left_out_of_the_data_is_noted(capsys: pytest.CaptureFixture[str], folder: Path, data: Path) -> None:
    data.write_text(SHOP.replace("age", "same,age").replace("\n", "\n7,").removesuffix("7,"))
    main(["scenario.json", "--data", "shop.csv", "--target", "sold", "--worker", "shop", "--output", "result.csv"])
    assert capsys.readouterr().err == "note: shop.csv: column 'same' was left out: it is the same in all rows\n"


def test_how_a_column_was_read_is_noted(capsys: pytest.CaptureFixture[str], folder: Path, data: Path) -> None:
    data.write_text("age;weight;sold;shop\n1,250;5 kg;yes;north\n2,500;7 kg;no;south\n1,125;5 kg;no;north\n")
    main(["scenario.json", "--data", "shop.csv", "--target", "sold", "--worker", "shop", "--output", "result.csv"])
    assert capsys.readouterr().err.splitlines() == [
        "note: shop.csv: column 'weight' was read as words, not as numbers ('5 kg' on line 2)",
        "note: shop.csv: column 'age': the comma of '1,250' was read as a decimal comma",
    ]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("NA", "line 3: 'age' holds numbers elsewhere, but here 'NA'; write a number or leave the row out, or put a "),
        ('"1,137"', "line 3: 'age' holds '1,137', which is no plain number; write numbers like 1137.25, without"),
        ("30%", "line 3: 'age' holds '30%', which is no plain number; write numbers like 1137.25, without"),
    ],
)
@pytest.mark.usefixtures("no_simulation")
def test_a_number_that_is_none_gets_a_sentence(
    capsys: pytest.CaptureFixture[str], folder: Path, data: Path, cell: str, says: str
) -> None:
    data.write_text(SHOP.replace("30", cell))
    said = refused(capsys, "scenario.json", "--data", "shop.csv", "--target", "sold")
    assert said.startswith(f"error: shop.csv: {says}")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--data", "shop.csv"], "--target: is missing"),
        (["--target", "sold"], "--target and --worker: are for the columns of --data"),
        (["--worker", "shop"], "--target and --worker: are for the columns of --data"),
        (["--data", "nowhere.csv", "--target", "sold"], "nowhere.csv: cannot be read (No such file or directory)"),
        (["--data", ".", "--target", "sold"], ".: cannot be read (Is a directory)"),
        (["--data", "shop.csv", "--target", "bought"], "shop.csv: there is no column 'bought'; the columns are 'age'"),
        (["--data", "shop.csv", "--target", "sold", "--output", "shop.csv"], "--output: would replace the data"),
        # Eight workers, four rows.
        (["--data", "shop.csv", "--target", "sold"], "scenario.json: scenario: problem.features has 4 rows, but there"),
    ],
)
@pytest.mark.usefixtures("no_simulation", "data")
def test_bad_data_get_a_sentence(
    capsys: pytest.CaptureFixture[str], folder: Path, arguments: list[str], says: str
) -> None:
    before = contents(folder)
    assert refused(capsys, "scenario.json", *arguments).startswith(f"error: {says}")
    assert contents(folder) == before


@pytest.mark.parametrize("scenario", [[], 7, {"problem": "csv"}, {"problem": []}, {"cluster": None}])
@pytest.mark.usefixtures("no_simulation", "data")
def test_data_for_what_is_no_scenario(capsys: pytest.CaptureFixture[str], folder: Path, scenario: Any) -> None:
    (folder / "scenario.json").write_text(json.dumps(scenario))
    said = refused(capsys, "scenario.json", "--data", "shop.csv", "--target", "sold")
    assert said.startswith("error: scenario.json: ")
