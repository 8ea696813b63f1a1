// One entry of the browser's history for each action of a visitor.
//
// Streamlit pushes an entry for every control that the server has set, so a preset would take five steps back; it pushes
// none for a control that a visitor has moved; and for a page it pushes the bare address first. Here the first change of the
// address after a gesture makes the entry, and what follows belongs to it. This stands in the page before Streamlit's scripts:
// what these correct of a wrong link is no action either.
(() => {
  const own = { push: history.pushState.bind(history), replace: history.replaceState.bind(history) };
  const SOON = 1000; // milliseconds between two presses that are one action, as of a key that is held
  const FRAMED = window.parent !== window; // there Back belongs to the page around it
  const ASIDE = ["arrival", "follow"]; // the figure's playhead moves by itself, too
  const STEPS = /^(Arrow|Page|Home$|End$)/;
  let gesture = ""; // of the visitor, which has not changed the address yet: "act" or "step"
  let last = { names: new Set(), time: -SOON, gesture: "" }; // what made the latest entry, and what belongs to it

  let back = false; // the visitor has gone through the history, and done nothing since

  const begin = (kind) => {
    gesture = kind;
    back = false;
  };
  for (const kind of ["pointerdown", "drop", "change"]) addEventListener(kind, () => begin("act"), true);
  addEventListener("keydown", ({ key }) => begin(STEPS.test(key) ? "step" : "act"), true);
  addEventListener("popstate", () => {
    gesture = "";
    back = true;
    last = { names: new Set(), time: -SOON, gesture: "" };
  }, true);

  const all = (address, name) => address.searchParams.getAll(name).join("\n");

  /** The parameters in which two addresses differ; a page is one, too. */
  function changed(from, to) {
    const names = new Set([...from.searchParams.keys(), ...to.searchParams.keys()]);
    const different = new Set([...names].filter((name) => all(from, name) !== all(to, name)));
    if (from.pathname !== to.pathname) different.add("/");
    return different;
  }

  const only = (names, name) => names.size === 1 && names.has(name);

  /** Is this another step of the control whose step made the latest entry? */
  function goesOn(names, time) {
    const [name] = names;
    return gesture === "step" && last.gesture === "step" && time - last.time < SOON
      && only(names, name) && only(last.names, name);
  }

  function write(state, title, address) {
    const from = new URL(location.href), to = new URL(address ?? "", location.href);
    const names = changed(from, to), time = performance.now();
    for (const name of ASIDE) names.delete(name);
    if (FRAMED || !names.size) return own.replace(state, title, address);
    // A page that was being made for where the visitor was writes what that had.
    if (back) return own.replace(state, title, location.href);
    const entry = gesture && !goesOn(names, time);
    if (entry) last = { names, time, gesture };
    else {
      for (const name of names) last.names.add(name);
      last.time = time;
    }
    gesture = "";
    return (entry ? own.push : own.replace)(state, title, address);
  }

  history.pushState = write;
  history.replaceState = write;
})();
