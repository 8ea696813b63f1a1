"""Values that took long, kept for all visitors while there is room."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Cache(Generic[Key, Value]):
    """What nobody asked for the longest goes first; the newest stays in any case.

    Room is for `most` keys, or, with `size`, for keys whose sizes sum up to `most`. Any thread may use it.
    """

    def __init__(self, most: float, size: Callable[[Key], float] = lambda key: 1) -> None:
        self.most = most
        self.size = size
        self.values: OrderedDict[Key, Value] = OrderedDict()
        self.lock = threading.Lock()

    def __len__(self) -> int:
        return len(self.values)

    def __contains__(self, key: Key) -> bool:
        return key in self.values

    def get(self, key: Key) -> Value | None:
        with self.lock:
            if key in self.values:
                self.values.move_to_end(key)
            return self.values.get(key)

    def keep(self, key: Key, value: Value) -> None:
        with self.lock:
            self.values[key] = value
            while len(self.values) > 1 and sum(map(self.size, self.values)) > self.most:
                self.values.popitem(last=False)

    def forget(self, key: Key) -> None:
        with self.lock:
            self.values.pop(key, None)

    def clear(self) -> None:
        with self.lock:
            self.values.clear()
