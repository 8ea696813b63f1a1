"""Results that took long, kept for all visitors while there is room."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """`fits(keys)` says whether there is room for so many; what nobody asked for the longest goes first.

    The newest stays in any case.
    """

    def __init__(self, fits: Callable[[Collection[Key]], bool]) -> None:
        self.fits = fits
        self.values: OrderedDict[Key, Value] = OrderedDict()
        self.lock = threading.Lock()

    def __len__(self) -> int:
        return len(self.values)

    def get(self, key: Key) -> Value | None:
        with self.lock:
            if key in self.values:
                self.values.move_to_end(key)
            return self.values.get(key)

    def keep(self, key: Key, value: Value) -> None:
        with self.lock:
            self.values[key] = value
            while len(self.values) > 1 and not self.fits(self.values):
                self.values.popitem(last=False)

    def clear(self) -> None:
        with self.lock:
            self.values.clear()
