// The feed of simulations: the server pushes each one as soon as it is computed; what was missed is fetched.

const AGAIN = 2000; // milliseconds before a broken socket is opened again

export class Feed {
  /** `arrived(bytes)` gets every payload; `keyNow()` tells which one is drawn. */
  constructor(name, keyNow, arrived) {
    this.address = new URL(`live-feed/${name}`, document.baseURI);
    this.keyNow = keyNow;
    this.arrived = arrived;
  }

  /** Get the payload now, and have all later ones pushed. */
  async fetch() {
    const answer = await fetch(this.address);
    if (!answer.ok) throw new Error(await answer.text());
    this.arrived(new Uint8Array(await answer.arrayBuffer()));
    this.listen();
  }

  listen() {
    if (this.socket || this.closed) return;
    const address = new URL(this.address);
    address.protocol = address.protocol.replace("http", "ws");
    address.searchParams.set("key", this.keyNow());
    this.socket = new WebSocket(address);
    this.socket.binaryType = "arraybuffer";
    const { socket } = this;
    const painted = () => socket.readyState === WebSocket.OPEN && socket.send("painted");
    this.socket.addEventListener("message", ({ data }) => {
      this.arrived(new Uint8Array(data));
      // A task that a frame leaves behind runs after that frame; a hidden page has no frames.
      if (document.hidden) painted();
      else requestAnimationFrame(() => setTimeout(painted));
    });
    this.socket.addEventListener("close", () => {
      this.socket = null;
      // Without a socket the component still fetches; it only takes longer.
      setTimeout(() => this.listen(), AGAIN);
    });
  }

  close() {
    this.closed = true;
    this.socket?.close();
  }
}
