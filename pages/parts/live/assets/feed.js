// The feed of simulations: the server pushes each one as soon as it is computed; what was missed is fetched.

const UNKNOWN = 4404; // the server's code for a feed that it no longer keeps
const AGAIN = 2000; // milliseconds before a broken socket is opened again

export class Feed {
  /**
   * `arrived(buffer)` gets every payload, `heard(text)` every text, `changed(open)` whether there is a socket;
   * `keyNow()` tells which payload has come.
   */
  constructor(name, keyNow, arrived, heard, changed) {
    this.address = new URL(`live-feed/${name}`, document.baseURI);
    Object.assign(this, { keyNow, arrived, heard, changed });
  }

  get open() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** Send a text; false where that is not possible. */
  say(text) {
    if (!this.open) return false;
    this.socket.send(text);
    return true;
  }

  /** Get the payload now, and have all later ones pushed. */
  async fetch() {
    const answer = await fetch(this.address);
    if (!answer.ok) throw new Error(await answer.text());
    const buffer = await answer.arrayBuffer();
    if (this.closed) return;
    this.arrived(buffer);
    this.listen();
  }

  listen() {
    if (this.socket || this.closed) return;
    const address = new URL(this.address);
    address.protocol = address.protocol.replace("http", "ws");
    address.searchParams.set("key", this.keyNow());
    this.socket = new WebSocket(address);
    this.socket.binaryType = "arraybuffer";
    const painted = () => this.say("painted");
    this.socket.addEventListener("open", () => this.changed(true));
    this.socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string") {
        this.heard(data);
        return;
      }
      this.arrived(data);
      // A task that a frame leaves behind runs after that frame; a hidden page has no frames.
      if (document.hidden) painted();
      else requestAnimationFrame(() => setTimeout(painted));
    });
    this.socket.addEventListener("close", ({ code }) => {
      this.socket = null;
      this.changed(false);
      // Without a socket the component still fetches, and then listens again; it only takes longer.
      if (code !== UNKNOWN) setTimeout(() => this.listen(), AGAIN);
    });
  }

  close() {
    this.closed = true;
    this.socket?.close();
  }
}
