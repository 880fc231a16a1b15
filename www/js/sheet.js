// The one canvas helper: size and pixel density, the style sheet's colours, and redrawing every canvas when the
// screen or the theme changes or a lost context is restored.

/** Cached colours of the current theme; reading one costs a style computation. @type {Map<string, string>} */
const colours = new Map();
let themeOfColours = "";

/** The value of a custom property of the style sheet. @param {string} name such as `--ink` */
export function colour(name) {
  const theme = document.documentElement.dataset.theme ?? "";
  if (theme !== themeOfColours) {
    colours.clear();
    themeOfColours = theme;
  }
  let value = colours.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    colours.set(name, value);
  }
  return value;
}

export const isDark = () => document.documentElement.dataset.theme === "dark";

/** How to redraw each canvas. A canvas that is no longer in the page is not redrawn, and can be collected.
 * @type {WeakMap<HTMLCanvasElement, () => void>} */
const redraws = new WeakMap();

export class Sheet {
  canvas;
  context;
  #mostDensity;
  #width = 0;
  #height = 0;

  /**
   * @param {HTMLCanvasElement} [canvas] a new one if left out
   * @param {{ redraw?: () => void, mostDensity?: number }} [options] `redraw` draws the canvas
   *   again; it may skip what is out of sight.
   */
  constructor(canvas = document.createElement("canvas"), { redraw, mostDensity = Number.POSITIVE_INFINITY } = {}) {
    this.canvas = canvas;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    this.#mostDensity = mostDensity;
    if (redraw) redraws.set(canvas, redraw);
  }

  /** Canvas pixels per CSS pixel: the screen's density, up to `mostDensity`. */
  get density() {
    return Math.min(devicePixelRatio || 1, this.#mostDensity);
  }

  /** Sets the canvas's size in its own pixels. The drawing is kept if the size stays the same.
   * @param {number} width @param {number} height */
  resize(width, height) {
    const { canvas } = this;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
  }

  /** Sets the canvas's size in CSS pixels. @param {number} width @param {number} height */
  fit(width, height) {
    this.resize(Math.round(width * this.density), Math.round(height * this.density));
    if (width === this.#width && height === this.#height) return;
    [this.#width, this.#height] = [width, height];
    this.canvas.style.inlineSize = `${width}px`;
    this.canvas.style.blockSize = `${height}px`;
  }

  /** Starts a drawing in CSS pixels: sets the size, clears the canvas, and fills it with `ground` if given.
   * @param {number} width @param {number} height @param {string} [ground] a colour */
  begin(width, height, ground) {
    this.fit(width, height);
    const { context, density } = this;
    context.setTransform(density, 0, 0, density, 0, 0);
    context.globalAlpha = 1;
    context.setLineDash([]);
    context.clearRect(0, 0, width, height);
    if (ground) {
      context.fillStyle = ground;
      context.fillRect(0, 0, width, height);
    }
    return context;
  }
}

/** In page order, because a diagram shows the picture above it. */
function redrawAll() {
  for (const canvas of document.querySelectorAll("canvas")) redraws.get(canvas)?.();
}

let request = 0;

/** Redraws everything once in the next frame, however many callers ask. */
function redrawSoon() {
  cancelAnimationFrame(request);
  request = requestAnimationFrame(redrawAll);
}

/** Redraws when the pixel density changes: the window may move to another screen, and a reader may zoom. Each
 * media query covers one density only. */
function followDensity() {
  const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
  const changed = () => {
    redrawSoon();
    followDensity();
  };
  query.addEventListener("change", changed, { once: true });
}

followDensity();

matchMedia("(forced-colors: active)").addEventListener("change", () => {
  colours.clear();
  redrawSoon();
});

// Without waiting for a frame: printing switches to the light theme, and there is no frame before the print.
new MutationObserver(redrawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });

// A browser may discard canvas contents when memory runs short or a graphics driver fails. It fires this event
// on each canvas it restores.
addEventListener("contextrestored", redrawSoon, true);
