// The playhead in the page's address: which arrival of which method.

/** What the address says: { arrival, follow }, each null where it says nothing. */
export function fromLink() {
  const parameters = new URLSearchParams(window.location.search);
  const arrival = parameters.get("arrival");
  return { arrival: /^\d+$/.test(arrival ?? "") ? Number(arrival) : null, follow: parameters.get("follow") };
}

/** Write it into the address, without a new entry in the history; null takes a parameter out. */
export function toLink(values) {
  const address = new URL(window.location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  if (address.href !== window.location.href) window.history.replaceState(window.history.state, "", address);
}
