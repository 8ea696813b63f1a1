// Keys of the figure: the space bar plays, the arrows step, Home and End go to the ends.

/** What a key does to the playhead; nothing where it belongs to what has the focus. */
export function actOf(event, playhead) {
  const { tagName } = event.target;
  if (event.altKey || event.ctrlKey || event.metaKey || tagName === "SELECT") return undefined;
  if (tagName === "INPUT" && event.key !== " ") return undefined; // the slider has its own keys
  if (event.key === " " && ["BUTTON", "SUMMARY"].includes(tagName)) return undefined; // a press
  const acts = {
    " ": () => playhead.toggle(),
    ArrowRight: () => playhead.step(1),
    ArrowLeft: () => playhead.step(-1),
    Home: () => playhead.seek(0),
    End: () => playhead.seek(playhead.schedule.arrivals),
  };
  return acts[event.key];
}
