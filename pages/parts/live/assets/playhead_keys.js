// Keys of the figure: the space bar plays, the arrows step, Home and End go to the ends.

/** By what the event calls a key: its name for people, what it does in words, and what it does. */
export const PLAYHEAD_KEYS = {
  " ": ["Space", "plays, and pauses", (playhead) => playhead.toggle()],
  ArrowLeft: ["←", "one arrival back", (playhead) => playhead.step(-1)],
  ArrowRight: ["→", "one arrival forward", (playhead) => playhead.step(1)],
  Home: ["Home", "to the start", (playhead) => playhead.seek(0)],
  End: ["End", "to the end", (playhead) => playhead.seek(playhead.schedule.arrivals)],
  "?": ["?", "shows this list", (_, keys) => keys.open()],
};

/** What a key does to the playhead, or the list of keys; nothing where it belongs to what has the focus. */
export function actOf(event, playhead, keys) {
  const { tagName } = event.target;
  if (event.altKey || event.ctrlKey || event.metaKey || tagName === "SELECT") return undefined;
  if (tagName === "INPUT" && event.key !== " ") return undefined; // the slider has its own keys
  if (event.key === " " && ["BUTTON", "SUMMARY"].includes(tagName)) return undefined; // a press
  const act = PLAYHEAD_KEYS[event.key]?.[2];
  return act && (() => act(playhead, keys));
}
