// What has arrived so far: how often each staleness, and how hard each worker has pulled.

import { digits, fromTo } from "./element.js";

export class Tally {
  constructor(method, workers) {
    this.method = method;
    this.staleness = new Uint32Array(method.schedule.most + 1);
    this.pull = new Float64Array(workers);
    this.total = 0;
    this.event = 0;
  }

  /** This tally, counted up to `event`. Going back counts anew: sums then never depend on the way. */
  at(event) {
    if (event < this.event) {
      this.staleness.fill(0);
      this.pull.fill(0);
      this.total = this.event = 0;
    }
    const { worker, staleness, used } = this.method.schedule;
    for (let i = this.event; i < event; i++) {
      this.staleness[staleness[i]]++;
      if (used && !used[i]) continue;
      const pull = this.method.pull(i);
      this.pull[worker[i]] += pull;
      this.total += pull;
    }
    this.event = event;
    return this;
  }

  /** Worker `worker`'s share of all steps so far. */
  share(worker) {
    return this.total ? this.pull[worker] / this.total : 0;
  }

  /** The smallest and the largest share, in words. */
  range() {
    const shares = Array.from(this.pull, (_, worker) => 100 * this.share(worker));
    return fromTo(...[Math.min, Math.max].map((end) => `${digits(end(...shares))}%`));
  }

  meanStaleness() {
    return this.event ? this.staleness.reduce((sum, times, value) => sum + times * value, 0) / this.event : 0;
  }
}
