"""The glossary as Markdown: an index of links, and each group of words below it."""

from collections.abc import Mapping

from pages.parts.glossary.words import Word

TITLES = {
    "race": "Race",
    "methods": "Methods",
    "bias": "Bias",
    "momentum": "Momentum",
    "speedup": "Speedup",
    "covariate-shift": "Covariate shift",
    "advisor": "Advisor",
}
"""Pages by the paths of their links."""


def anchor(name: str) -> str:
    """The end of a link to a word, as Streamlit makes it of a heading."""
    return name.replace(" ", "-")


def index(names: Mapping[str, Word]) -> str:
    """All words in the order of the alphabet, each a link to its place."""
    return " · ".join(f"[{name}](#{anchor(name)})" for name in sorted(names))


def entries(words: Mapping[str, Word]) -> str:
    """The words of a group, each below a heading of its own."""
    return "\n\n".join(f"### {name}\n{sentence(word)}" for name, word in words.items())


def sentence(word: Word) -> str:
    """What a word means, its formula, what it is called elsewhere, and a link to where it is seen."""
    parts = [word.meaning, f"${word.formula}$." if word.formula else ""]
    parts += [f"Elsewhere: *{', '.join(word.elsewhere)}*." if word.elsewhere else ""]
    parts += [f"See it: [{TITLES[word.seen.partition('?')[0]]}]({word.seen})."]
    return " ".join(part for part in parts if part)
