// Keys of the controls that move the figure: all but one are those of every slider of a browser.

export const BACK = "Escape";

/** By what the event calls a key: its name for people, and what it does in words. */
export const LIVE_KEYS = {
  ArrowLeft: ["← or ↓", "less, which counts once it is let go"],
  ArrowRight: ["→ or ↑", "more, which counts once it is let go"],
  Home: ["Home", "the least"],
  End: ["End", "the most"],
  [BACK]: ["Esc", "back to where it was, before it is let go"],
};
