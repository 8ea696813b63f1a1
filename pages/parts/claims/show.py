"""A paper's claims on the screen: what is claimed, what was tried, what came of it, and a button that tries it anew."""

import streamlit as st

from engine.claims.claim import Claim, Paper
from engine.claims.results import Outcome, Results, tried
from pages.parts.words.method_names import paper as address
from pages.parts.words.numbers import number
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import Announce, stage
from pages.parts.work.progress import Words

TRIED: Cache[str, Outcome] = Cache(100)
ASKED = "_claims_asked"
WORDS = Words(
    what="The claim could not be tried: its work",
    instead="Use python -m engine claims",
    stopped="The experiment was stopped before its end.",
    again="Try it again",
    failed="The claim could not be tried",
)
MARKS = {"shown": ":green-badge[shown]", "partly": ":orange-badge[partly]", "not shown": ":red-badge[not shown]",
         "not testable here": ":gray-badge[not testable here]"}  # fmt: skip


def show_paper(paper: Paper, results: Results) -> None:
    """A paper's heading and its claims."""
    st.header(paper.subject, anchor=paper.source.replace(".", "-"))
    st.markdown(f"arXiv [{paper.source}]({address(paper.source)})")
    for claim in paper.claims:
        with st.container(border=True):
            show_claim(claim, results.outcomes[claim.name])


def show_claim(claim: Claim, shipped: Outcome) -> None:
    """One claim with its shipped result, and what a try here gave."""
    follows = " *Follows from it, or asks what it leaves open.*" if claim.ours else ""
    st.markdown(f"**{claim.says}**{follows}")
    st.markdown(f"{MARKS[shipped.verdict]} {result_words(claim, shipped)}")
    if claim.rule is None:
        st.caption(claim.tried)
        return
    st.caption(f"Tried: {claim.tried} {claim.rule.words()}")
    with st.container(horizontal=True, vertical_alignment="center"):
        if claim.link:
            st.link_button("See the setting", claim.link, help=f"Opens it in the lab: {claim.says}")
        asked = st.session_state.setdefault(ASKED, set())
        st.button(
            "Try it here", key=f"_try_{claim.name}", on_click=asked.add, args=(claim.name,),
            help=f"Runs the experiment with five seeds: {claim.says}",
        )  # fmt: skip
    if claim.name in asked:
        found = computed(TRIED, claim.name, lambda announce: try_claim(claim, announce), WORDS)
        if found is not None:
            st.markdown(compared_words(claim, shipped, found))


def try_claim(claim: Claim, announce: Announce) -> Outcome:
    """Try a claim now, with its progress."""
    return tried(claim, stage(announce, "Trying the claim"))


def result_words(claim: Claim, outcome: Outcome) -> str:
    """The number with its spread over the seeds, and what it is."""
    if not outcome.values:
        return ""
    low, high = number(min(outcome.values)), number(max(outcome.values))
    spread = "in every seed" if low == high else f"from {low} to {high} over {len(outcome.values)} seeds"
    measure = f"{claim.measure[0].upper()}{claim.measure[1:]}"
    return f"{measure}: **{number(outcome.median)}** ({spread})."


def compared_words(claim: Claim, shipped: Outcome, found: Outcome) -> str:
    """What a try here gave, beside the shipped result."""
    agrees = "It agrees with the shipped one." if shipped.agrees(found) else "It does not agree with the shipped one."
    return f"Here and now: {MARKS[found.verdict]} {result_words(claim, found)} {agrees}"


def summary(results: Results) -> str:
    """How many claims came out how, and what made the results."""
    verdicts = [outcome.verdict for outcome in results.outcomes.values()]
    counts = ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in MARKS if verdict in verdicts)
    seeds = ", ".join(str(seed) for seed in results.seeds)
    return f"{len(verdicts)} claims: {counts}. Tried with version {results.version} on {results.date}, seeds {seeds}."
