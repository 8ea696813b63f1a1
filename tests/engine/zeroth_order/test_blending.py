"""Blending: real models trained once and kept, what their blends are worth, and ASZD that finds the best one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from engine import simulate
from engine.zeroth_order import blending, regressors, training
from engine.zeroth_order.training import StoppedError, Trained, trained


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trained]:
    """The real models, trained here and now."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "base_folder", lambda: folder)
        patch.setattr(training, "KEPT", [])
        yield trained()


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A fresh memory and an empty folder, and training that is quick; holds one entry a training."""
    made: list[int] = []
    names = tuple(regressor.name for regressor in regressors.REGRESSORS)
    families = tuple(regressor.family for regressor in regressors.REGRESSORS)

    def train(tell: training.Progress) -> Trained:
        tell(0.5, "half way")
        made.append(len(made))
        rng = np.random.default_rng(0)
        sizes = (6, len(names)), (4, len(names)), 6, 4
        return Trained(names, families, *(rng.standard_normal(size) for size in sizes), unit=2.5)

    monkeypatch.setattr(training, "base_folder", lambda: tmp_path)
    monkeypatch.setattr(training, "KEPT", [])
    monkeypatch.setattr(training, "train", train)
    return made


def test_forty_eight_models_of_many_families(models: Trained) -> None:
    assert len(models.names) == len(set(models.names)) == len(regressors.REGRESSORS) == 48
    assert len(set(models.families)) >= 14
    assert models.validation.shape == (221, 48)
    assert models.test.shape == (88, 48)
    # Each has learned something but the quantiles, which aim elsewhere; and no two say the same.
    spread = models.validation_target.std()
    alone = blending.errors(models.validation, models.validation_target, np.eye(48))
    aim = np.array([family == "quantiles" for family in models.families])
    assert alone[~aim].max() < 1.1 * spread
    assert alone.min() < 0.8 * spread
    likeness = np.corrcoef(models.validation.T) - np.eye(48)
    assert likeness.max() < 0.995


def test_rows_are_cut_into_three_parts_and_standardised_by_the_first() -> None:
    rows = training.diabetes()
    assert sorted(np.concatenate([rows.training, rows.validation, rows.test])) == list(range(442))
    np.testing.assert_allclose(rows.features[rows.training].mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(rows.features[rows.training].std(axis=0), 1)
    assert rows.target[rows.training].std() == pytest.approx(1)
    # The diabetes data's target lies between 25 and 346.
    assert np.ptp(rows.target) * rows.unit == pytest.approx(346 - 25)


def test_predictions_are_those_of_the_models_named(models: Trained) -> None:
    """Three of them again, by their formulas."""
    rows = training.diabetes()
    x, y = rows.features[rows.training], rows.target[rows.training]
    for part, said in ((rows.validation, models.validation), (rows.test, models.test)):
        at = rows.features[part]
        weights = np.linalg.solve(x.T @ x + 10 * np.eye(10), x.T @ (y - y.mean()))
        np.testing.assert_allclose(said[:, models.names.index("ridge")], at @ weights + y.mean(), rtol=1e-8)
        apart = ((at[:, None] - x[None]) ** 2).sum(axis=2)
        nearest = np.argsort(apart, axis=1)[:, :3]
        np.testing.assert_allclose(said[:, models.names.index("3 neighbours")], y[nearest].mean(axis=1), rtol=1e-10)
        inside = ((x[:, None] - x[None]) ** 2).sum(axis=2)
        kept = np.linalg.solve(np.exp(-0.05 * inside) + np.eye(len(x)), y)
        np.testing.assert_allclose(said[:, models.names.index("Gaussian kernel")], np.exp(-0.05 * apart) @ kept)


def test_errors_by_hand() -> None:
    predictions, target = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 0.0])
    # 1 and 1 say 3 and 7, which is 2 and 7 too much; 1 and 0 are 0 and 3 off.
    found = blending.errors(predictions, target, np.array([[1.0, 1.0], [1.0, 0.0]]))
    np.testing.assert_allclose(found, [np.sqrt(53 / 2), np.sqrt(9 / 2)])


def test_the_optimum_is_one(models: Trained) -> None:
    best = blending.optimum(models)
    left = models.validation_target - models.validation @ best.weights
    np.testing.assert_allclose(models.validation.T @ left, 0, atol=1e-8)
    rng = np.random.default_rng(1)
    others = best.weights + rng.standard_normal((1000, 48)) * np.geomspace(1e-4, 1, 1000)[:, None]
    assert blending.errors(models.validation, models.validation_target, others).min() > best.validation
    # Rows that were held out do not gain as much: the weights fit the noise of those that were not.
    assert best.test > best.validation


def test_what_the_optimum_is_held_against(models: Trained) -> None:
    equal, single = blending.average(models), blending.best_model(models)
    away = models.test.mean(axis=1) - models.test_target
    assert equal.test == pytest.approx(np.sqrt(np.mean(away**2)))
    alone = [np.sqrt(np.mean((said - models.validation_target) ** 2)) for said in models.validation.T]
    assert single.validation == pytest.approx(min(alone))
    assert single.weights.tolist() == np.eye(48)[np.argmin(alone)].tolist()
    assert blending.optimum(models).validation < min(equal.validation, single.validation)


@pytest.mark.parametrize(
    ("workers", "block", "read"), [(1, 1, "consistent"), (8, 1, "inconsistent"), (8, 4, "consistent")]
)
def test_values_alone_find_the_optimum(models: Trained, workers: int, block: int, read: str) -> None:
    scenario = blending.scenario(models, workers, block, read)  # type: ignore[arg-type]
    assert [method.kind for method in scenario.methods] == ["aszd"]
    weights = simulate(scenario)["aszd"].iterate[0]
    found = [blending.blend(models, weights[record]) for record in (0, -1)]
    assert found[0].validation == pytest.approx(blending.average(models).validation)
    best = blending.optimum(models).validation
    assert found[0].validation > 1.2 * best
    assert best <= found[1].validation < 1.001 * best


def test_trained_once_and_kept(calls: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    first = trained()
    assert trained() is first
    # The next process finds it on disk.
    monkeypatch.setattr(training, "KEPT", [])
    again = trained()
    assert calls == [0]
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_real_training_comes_back_from_disk_to_the_bit(models: Trained) -> None:
    again = training.read(training.cache_file())
    assert again is not None
    for one, other in zip(models, again, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "text", "shape", "not a number", "missing"])
def test_a_damaged_file_is_trained_anew(calls: list[int], monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    kept = trained()
    file = training.cache_file()
    content = file.read_bytes()
    middle = content.index(kept.validation.tobytes()) + 100
    if damage == "shape":
        training.write(file, kept._replace(validation=kept.validation[:, 1:]))
    elif damage == "not a number":
        training.write(file, kept._replace(test_target=np.full(4, np.nan)))
    elif damage == "missing":
        np.savez(file, unit=1.0, test=kept.test)
    else:
        changed = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        file.write_bytes({"cut": content[:middle], "changed": changed, "empty": b"", "text": b"no zip"}[damage])
    monkeypatch.setattr(training, "KEPT", [])
    np.testing.assert_array_equal(trained().validation, kept.validation)
    assert calls == [0, 1]
    assert training.read(file) is not None


def test_another_table_or_library_has_another_file(
    calls: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained()
    before = training.cache_file()
    edited = tmp_path / "regressors.py"
    edited.write_bytes(Path(regressors.__file__).read_bytes() + b"#\n")
    with monkeypatch.context() as patch:
        patch.setattr(regressors, "__file__", str(edited))
        other = training.cache_file()
    with monkeypatch.context() as patch:
        patch.setattr(training, "version", lambda library: f"{library} of tomorrow")
        later = training.cache_file()
    assert len({before, other, later}) == 3
    # Old files do not gather, and no half-written one is left.
    recent = tmp_path / "blending-recent.npz"
    recent.touch()
    os.utime(before, (0, 0))
    monkeypatch.setattr(training, "version", lambda library: f"{library} of tomorrow")
    monkeypatch.setattr(training, "KEPT", [])
    trained()
    assert sorted(tmp_path.iterdir()) == sorted([edited, later, recent])


def test_a_folder_that_cannot_be_written_is_no_error(
    calls: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "base_folder", lambda: tmp_path / "nowhere")
    assert trained() is trained()
    assert calls == [0]


def test_two_at_once_train_once(calls: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    under_way, go_on = Event(), Event()
    quick = training.train
    found: list[Trained] = []
    heard: list[tuple[float, str]] = []

    def slow(tell: training.Progress) -> Trained:
        tell(0.25, "a model")
        under_way.set()
        assert go_on.wait(30)
        return quick(tell)

    def listen(fraction: float, name: str) -> None:
        heard.append((fraction, name))
        go_on.set()

    monkeypatch.setattr(training, "train", slow)
    first = Thread(target=lambda: found.append(trained()))
    first.start()
    assert under_way.wait(30)
    # The second one hears how far the first is, and only then does that go on.
    found.append(trained(listen))
    first.join(30)
    assert heard[0] == (0.25, "a model")
    assert calls == [0]
    assert found[0] is found[1]


def test_a_stopped_training_keeps_nothing(calls: list[int], tmp_path: Path) -> None:
    with pytest.raises(StoppedError):
        trained(lambda fraction, name: False)
    assert calls == []
    assert not list(tmp_path.iterdir())
    trained(lambda fraction, name: None)
    assert calls == [0]


def test_progress_names_the_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regressors, "REGRESSORS", regressors.REGRESSORS[:4])
    heard: list[tuple[float, str]] = []
    training.train(lambda fraction, name: heard.append((fraction, name)))
    assert [name for _, name in heard] == [*(regressor.name for regressor in regressors.REGRESSORS), ""]
    assert [fraction for fraction, _ in heard] == [0, 0.25, 0.5, 0.75, 1]


def test_scikit_learn_is_loaded_on_use() -> None:
    code = "import sys, engine.zeroth_order.blending, engine.zeroth_order.kernel_ridge; print('sklearn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout.split() == ["False"]
