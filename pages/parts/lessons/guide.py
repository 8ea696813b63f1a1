"""How to write a lesson, on the page itself: what a file holds, and all that it can name."""

import streamlit as st

from pages.parts.lessons.quantities import FURTHER, QUANTITIES
from pages.parts.lessons.statements import ENDS

FIELDS = """
A lesson is a text file (YAML, or JSON) with a `title`, a `summary` and up to 12 `steps`. Each step has

- `title` and `say`: two or three sentences;
- `setting`: values of the Race's controls by their names in links, such as `{workers: 16, methods: [ASGD, OrMo]}`; what
  is not named has its default;
- `beside`: what is otherwise in a second race, A, drawn thin (may be left out);
- `controls`: which of `slowdown`, `heterogeneity`, `noise`, `momentum`, `step` can be moved (may be left out);
- `views`: `timeline`, `staleness`, `contribution`, beside map and gap (may be left out);
- `at`: the share of the run that is seen before the answer;
- `question`, and either `options`, each with a `text` and the statement `when` it is right, or `guess`: the method
  whose last gap is to be guessed;
- `facts`: statements without which the answer's words would be false. Where one does not hold, as after a control was
  moved, the page says so with the numbers, and not the answer;
- `answer`: text with numbers in braces, such as `{gap of ASGD}`.

Statements compare products and quotients: `seconds of ASGD in A > 2 * seconds of ASGD`,
`mean staleness of ASGD = 7 within 5%`. Or they say where a method ended: `ASGD is at the goal`, `OrMo is not diverged`.
"""


def show_guide() -> None:
    st.markdown(FIELDS)
    st.markdown(
        f"A method can be {', '.join(f'`{end}`' for end in ENDS)}. Numbers that a lesson can name, each `of` a method:"
    )
    rows = [f"- `{name}`: {quantity.meaning}" for name, quantity in QUANTITIES.items()]
    rows += [f"- `{example}`: {meaning}" for example, meaning in FURTHER.items()]
    st.markdown("\n".join(rows))
