"""Reading back what `pages.parts.charts.contour.png` wrote."""

import base64
import struct
import zlib

import numpy as np


def pixels_of(address: str) -> np.ndarray:
    """The pixels of a picture that `png` wrote."""
    content = base64.b64decode(address.removeprefix("data:image/png;base64,"))
    assert content.startswith(b"\x89PNG")
    columns, rows = struct.unpack(">II", content[16:24])
    at = content.index(b"IDAT")
    size = struct.unpack(">I", content[at - 4 : at])[0]
    lines = np.frombuffer(zlib.decompress(content[at + 4 : at + 4 + size]), np.uint8).reshape(rows, -1)
    return lines[:, 1:].reshape(rows, columns, 4)
