// The folded list of pages, on narrow screens, has a section, which Streamlit puts into the list without being an item
// of it: as plain links they are read in order.
(() => {
  const ITEMS = "ul[data-testid=stSidebarNavItems]";

  /** Items come and go with the width of the window. */
  function look() {
    waiting = false;
    for (const list of document.querySelectorAll(ITEMS))
      for (const node of [list, ...list.querySelectorAll("li")])
        if (!node.hasAttribute("role")) node.setAttribute("role", "none");
  }

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(look);
  }).observe(document, { childList: true, subtree: true });
})();
