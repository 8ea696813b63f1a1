// When something happened last, for whoever measures (benchmarks/live.py, benchmarks/drag.py).

export function mark(name, options) {
  performance.clearMarks(name);
  performance.mark(name, options);
}
