// Tables that are wider than their place can be scrolled by keys and have a name; Streamlit's own do neither.
(() => {
  const PLACES = "[data-testid=stTable] > div:first-of-type";
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(target.closest(PLACES))));
  const known = new WeakSet();

  /** The place of a table is a region of its own while more of the table is beside it. */
  function fit(place) {
    if (!place) return;
    const more = place.scrollWidth > place.clientWidth + 1;
    if (more === place.hasAttribute("tabindex")) return;
    const names = [...place.querySelectorAll("thead th")].map((cell) => cell.innerText.trim()).filter(Boolean);
    const given = { tabindex: "0", role: "region", "aria-label": `Table that scrolls sideways: ${names.join(", ")}` };
    for (const [name, value] of Object.entries(given)) {
      if (more) place.setAttribute(name, value);
      else place.removeAttribute(name);
    }
  }

  /** Tables come and go with what a page shows. */
  function look() {
    waiting = false;
    for (const place of document.querySelectorAll(PLACES)) {
      if (known.has(place)) continue;
      known.add(place);
      sizes.observe(place);
      const table = place.querySelector("table");
      if (table) sizes.observe(table);
    }
  }

  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(look);
  };
  new MutationObserver(soon).observe(document, { childList: true, subtree: true });
})();
