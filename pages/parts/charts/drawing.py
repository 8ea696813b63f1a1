"""What drawings that are no charts share: an SVG needs nothing loaded, and follows both themes."""

from collections.abc import Iterable

from pages.parts.style import FAINT


def svg(width: float, height: float, font: int, parts: Iterable[str], colour: str = FAINT) -> str:
    """A picture of these parts, in pixels of the viewBox; `colour` is that of its letters."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="{font}" fill="{colour}">{"".join(parts)}</svg>'
    )


def hatch(size: int, colour: str) -> str:
    """What `url(#hatch)` fills an area with: lines from the lower left, so many pixels apart."""
    return (
        f'<defs><pattern id="hatch" width="{size}" height="{size}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0V{size}" stroke="{colour}" stroke-width="2"/></pattern></defs>'
    )
