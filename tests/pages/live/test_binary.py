"""Typed arrays and a header in one piece of bytes: nothing is lost, nothing is stored twice."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from pages.parts.live.payload.binary import FEW, TYPES, Blob
from tests.support.unpack import unpacked

ARRAYS = st.sampled_from(list(TYPES)).flatmap(
    lambda kind: st.tuples(st.just(kind), arrays(f"<{kind}", array_shapes(max_dims=2, min_side=0, max_side=20)))
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda part: st.lists(part) | st.dictionaries(st.text(), part),
    max_leaves=10,
)


@given(st.lists(ARRAYS, max_size=6), JSON)
def test_arrays_and_header_come_back(given_arrays: list[tuple[str, Any]], words: Any) -> None:
    blob = Blob()
    references = [blob.add(array, kind) for kind, array in given_arrays]
    found = unpacked(blob.packed({"arrays": references, "words": words}))
    assert found.header["words"] == words
    for (kind, array), reference in zip(given_arrays, found.header["arrays"], strict=True):
        back = found.array(reference)
        assert back.dtype == np.dtype(f"<{kind}")
        # Bit for bit, which nan is too.
        assert back.tobytes() == array.tobytes()


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_comes_back(kind: str) -> None:
    blob = Blob()
    references = [blob.add([1, 2, 200], kind), blob.add([], kind), blob.add([7], kind)]
    found = unpacked(blob.packed({"arrays": references}))
    assert [found.array(r).tolist() for r in found.header["arrays"]] == [[1, 2, 200], [], [7]]
    assert {found.array(r).dtype for r in references} == {np.dtype(f"<{kind}")}


def test_equal_arrays_are_stored_once() -> None:
    blob = Blob()
    numbers = np.linspace(0, 1, 100)
    first = blob.numbers(numbers)
    size = blob.size
    assert blob.numbers(numbers.copy()) == first
    assert blob.size == size == len(b"".join(blob.pieces))
    assert blob.numbers(numbers[::-1]) != first
    assert blob.size == 2 * size


def test_equal_bytes_of_different_types_are_different_arrays() -> None:
    blob = Blob()
    references = [blob.add([1, 0, 0, 0], "u1"), blob.add([1, 0], "u2"), blob.add([1], "u4")]
    found = unpacked(blob.packed({}))
    assert [found.array(r).tolist() for r in references] == [[1, 0, 0, 0], [1, 0], [1]]


@pytest.mark.parametrize(
    ("largest", "name"),
    [(0, "Uint8"), (255, "Uint8"), (256, "Uint16"), (65535, "Uint16"), (65536, "Uint32"), (2**32 - 1, "Uint32")],
)
def test_whole_numbers_take_as_few_bytes_as_they_need(largest: int, name: str) -> None:
    blob = Blob()
    reference = blob.whole(np.array([0, largest]))
    assert reference[0] == name
    assert unpacked(blob.packed({})).array(reference).tolist() == [0, largest]


def test_numbers_beyond_single_precision_are_infinite() -> None:
    """A model may go there, and nobody need be warned of it."""
    blob = Blob()
    reference = blob.numbers([1e300, -1e300, np.nan, 1e-300, np.inf])
    np.testing.assert_array_equal(unpacked(blob.packed({})).array(reference), [np.inf, -np.inf, np.nan, 0, np.inf])


def column(values: Any) -> tuple[Any, Any]:
    """How a column stands in the header, and what is read back."""
    blob = Blob()
    found = unpacked(blob.packed({"column": blob.column(values)}))
    return found.header["column"], found.column(found.header["column"])


@pytest.mark.parametrize("value", [0.05, 1, np.float64(2.5), np.array(3.0)])
def test_one_number_for_all_stands_in_the_header(value: Any) -> None:
    assert column(value) == (float(value), float(value))


@pytest.mark.parametrize("few", [1, 2, FEW])
def test_few_different_numbers_are_a_table(few: int) -> None:
    values = np.random.default_rng(0).permutation(np.tile(np.linspace(-1, 1, few), 5))
    stored, back = column(values)
    assert stored["values"] == ["Uint8", 0, 5 * few]
    assert stored["table"][2] == few
    np.testing.assert_array_equal(back, values.astype(np.float32))


def test_more_different_numbers_stand_by_themselves() -> None:
    values = np.linspace(-1, 1, FEW + 1)
    stored, back = column(values)
    assert set(stored) == {"values"}
    np.testing.assert_array_equal(back, values.astype(np.float32))


@given(arrays(np.float64, st.integers(0, 400), elements=st.floats(width=32)))
def test_a_column_keeps_its_numbers(values: Any) -> None:
    np.testing.assert_array_equal(column(values)[1], values)


@given(arrays(np.int64, st.integers(0, 400), elements=st.integers(-(2**24), 2**24)) | arrays(np.bool_, 9))
def test_a_column_keeps_whole_numbers(values: Any) -> None:
    """Also those below 0, which no array of whole numbers holds."""
    np.testing.assert_array_equal(column(values)[1], values)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_header_refuses_what_json_cannot_hold(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        Blob().packed({"value": value})
