"""One method's card: its rule, its dispatch, what is known of it, and its two races."""

import streamlit as st

from engine.methods import METHODS
from engine.methods.facts import Facts
from pages.parts.links.open_race import open_race
from pages.parts.links.race_settings import Races
from pages.parts.methods import dispatch_example
from pages.parts.methods.cite import show_method_entries
from pages.parts.methods.overview import facts_of, source, status
from pages.parts.methods.races import RACES
from pages.parts.show import show_picture
from pages.parts.words.method_names import marked

LETTERS = (
    r"$x$ or $w$: the server's model. $g$: the gradient that arrives, of worker $i$ of $n$. $k$: updates so far. "
    r"$\delta$: updates since the job's model was sent. $\gamma$: the step. $\beta$: the momentum; "
    r"$\eta = \gamma (1 - \beta)$."
)
MORE_LETTERS = (
    r"$L$: smoothness of $f$. $D = f(x_0) - f^*$. $\sigma^2$: variance of a job's gradient. $\varepsilon$: the squared "
    r"gradient norm to reach. $\tau$: seconds a job. $p_i$: worker $i$'s share of the arrivals."
)
RUN = "The code was run as it is, beside this one, for five workers and four coordinates."


def show_card(kind: str) -> None:
    """Everything on one method."""
    method, facts = METHODS[kind], facts_of(kind)
    st.header(marked(kind, method.title), anchor=False)
    parts = [facts.family.capitalize(), f"**{status(kind)}**", source(facts)]
    st.markdown(" · ".join(part for part in parts if part) + (f". {facts.origin}" if facts.origin else ""))
    if facts.check.how:
        run = f" {RUN}" if facts.check.how.startswith("equal to") else ""
        st.markdown(f"**{facts.check.how.capitalize()}.** {facts.check.detail}{run}")
    left, right = st.columns(2, gap="large")
    with left:
        show_rule(facts)
        show_complexity(facts)
    with right:
        show_dispatch(kind)
        show_needs(facts)
    show_races(kind)
    show_method_entries(kind)


def show_rule(facts: Facts) -> None:
    """In mathematics and in pseudo-code, and what its step means."""
    st.markdown("**Rule**")
    st.latex(aligned(facts.rule))
    st.caption(LETTERS)
    st.markdown("**Pseudo-code**")
    st.code("\n".join(facts.pseudo), language=None, wrap_lines=True)
    st.markdown(f"**The step.** {facts.weight}")


def aligned(lines: tuple[str, ...]) -> str:
    """Formulas one below the other."""
    # Without the space at the end slanted letters stand out of the box, which then scrolls.
    return r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}\,"


def show_dispatch(kind: str) -> None:
    """A picture for each variant."""
    st.markdown("**Dispatch**")
    examples = dispatch_example.examples(kind)
    for number, example in enumerate(examples):
        if example.variant:
            st.markdown(f"Variant {variant_words(kind, example.variant)}{'' if number else ', the default'}:")
        show_picture(example.drawing, f"{METHODS[kind].title}, four workers. {example.words}", example.words)
    st.caption(dispatch_example.marks(*(example.shown for example in examples)))


def variant_words(kind: str, variant: str) -> str:
    """A variant's word, and what it is called where it has a name."""
    name = facts_of(kind).variants.get(variant, "")
    return f"*{variant}*, {name}" if name else f"*{variant}*"


def show_needs(facts: Facts) -> None:
    """What it must know and hold, and where it ends."""
    held = f"the model and {facts.vectors} {'vector' if facts.vectors == '1' else 'vectors'} as long: {facts.memory}"
    st.markdown(f"**Needs to know**, beside the step: {facts.needs}.")
    st.markdown(f"**Memory on the server:** {facts.memory if facts.vectors == '0' else held}.")
    st.markdown(f"**Stale gradients:** {facts.stale}.")
    st.markdown(f"**Unbiased on different data:** {facts.unbiased}. {facts.limit}")


def show_complexity(facts: Facts) -> None:
    """How long it takes, and at which step, as far as it is known."""
    if facts.complexity:
        st.markdown(f"**Time complexity.** {facts.conditions}")
        st.latex(facts.complexity)
    else:
        st.markdown("**Time complexity:** no published complexity is quoted here.")
    if facts.theory:
        st.markdown(f"**Theory takes.** {facts.step_from or 'Published.'}")
        st.latex(aligned(facts.theory))
    if facts.complexity or facts.theory:
        st.caption(MORE_LETTERS)


def show_races(kind: str) -> None:
    """Where it shines, and where it fails."""
    if kind not in RACES:
        return
    for place, what, race in zip(st.columns(2, gap="large"), Races._fields, RACES[kind], strict=True):
        with place.container(border=True, height="stretch"):
            st.markdown(f"**Its {what}:** {race.look}")
            if st.button(f"Open the race: {race.title}", key=f"_{what}", icon=":material/play_arrow:"):
                open_race(race)
