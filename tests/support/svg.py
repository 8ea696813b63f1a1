"""What is drawn in a picture."""

from xml.etree import ElementTree

import numpy as np

SVG = "{http://www.w3.org/2000/svg}"


def parts(drawing: str, kind: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(drawing).iter(SVG + kind))


def texts(drawing: str) -> list[str]:
    return ["".join(text.itertext()) for text in parts(drawing, "text")]


def path(line: ElementTree.Element) -> np.ndarray:
    return np.array([[float(v) for v in point.split(",")] for point in line.attrib["points"].split()])
