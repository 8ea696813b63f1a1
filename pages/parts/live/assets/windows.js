// Windows of data: which rectangle of a view's pixels a gesture shows, and what part of the data lies in it.

const NEAREST = 1e-5; // the smallest part of the whole that can be seen: single precision ends soon after
const FARTHEST = 20; // and how many times the whole

/** The part of the data inside a rectangle of pixels; on a logarithmic axis it is one of the logarithm. */
export function windowOf({ x, y }, { left, right, top, bottom }) {
  return { x: [x.invert(left), x.invert(right)], y: [y.invert(bottom), y.invert(top)] };
}

/** The rectangle that fills the box once it is `factor` times as large about a place. */
export function about(box, at, factor) {
  return pinched(box, { ...at, apart: 1 }, { ...at, apart: factor });
}

/** The rectangle that fills the box once all has moved by so many pixels. */
export function moved(box, right, down) {
  return pinched(box, { x: 0, y: 0, apart: 1 }, { x: right, y: down, apart: 1 });
}

/** The rectangle that fills the box once two fingers have gone from around one place to around another. */
export function pinched({ left, right, top, bottom }, from, to) {
  const factor = to.apart / from.apart;
  const across = (pixel) => from.x + (pixel - to.x) / factor, down = (pixel) => from.y + (pixel - to.y) / factor;
  return { left: across(left), right: across(right), top: down(top), bottom: down(bottom) };
}

/** Can a window be drawn, and is it no smaller or larger than can be read, or at least nearer to that than now? */
export function possible(window, now, whole) {
  return ["x", "y"].every((name) => {
    const f = whole[name].logarithmic ? Math.log10 : (value) => value;
    const span = ([low, high]) => Math.abs(f(high) - f(low)) / Math.abs(f(whole[name].high) - f(whole[name].low));
    const wanted = span(window[name]), drawn = span([now[name].low, now[name].high]);
    const drawable = window[name].every((value) => Number.isFinite(f(value)));
    return drawable && (wanted >= NEAREST || wanted >= drawn) && (wanted <= FARTHEST || wanted <= drawn);
  });
}
