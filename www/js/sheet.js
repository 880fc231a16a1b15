// The one helper for canvases: their size and sharpness, the style sheet's colours, and drawing every canvas again when the
// screen, the theme or a lost context asks for it.

/** The colours of the theme that they were read in: reading one anew costs a style computation. @type {Map<string, string>} */
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

/** How each canvas is drawn again. A canvas that has left the page is not drawn, and keeps nothing alive.
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
   * @param {{ redraw?: () => void, mostDensity?: number }} [options] `redraw` draws the canvas again; it need not draw what is out of
   *   sight.
   */
  constructor(canvas = document.createElement("canvas"), { redraw, mostDensity = Number.POSITIVE_INFINITY } = {}) {
    this.canvas = canvas;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    this.#mostDensity = mostDensity;
    if (redraw) redraws.set(canvas, redraw);
  }

  /** Pixels of the canvas to a CSS pixel: the screen's, up to the most. */
  get density() {
    return Math.min(devicePixelRatio || 1, this.#mostDensity);
  }

  /** Gives the canvas a size in its own pixels, and keeps what is drawn if it has that size.
   * @param {number} width @param {number} height */
  resize(width, height) {
    const { canvas } = this;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
  }

  /** Gives the canvas a size in CSS pixels. @param {number} width @param {number} height */
  fit(width, height) {
    this.resize(Math.round(width * this.density), Math.round(height * this.density));
    if (width === this.#width && height === this.#height) return;
    [this.#width, this.#height] = [width, height];
    this.canvas.style.inlineSize = `${width}px`;
    this.canvas.style.blockSize = `${height}px`;
  }

  /** Begins a drawing in CSS pixels: fits the canvas, empties it, and lays a ground if there is one.
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

/** In the order of the page, since a diagram shows the picture above it. */
function redrawAll() {
  for (const canvas of document.querySelectorAll("canvas")) redraws.get(canvas)?.();
}

let request = 0;

/** Draws everything again in the next frame, once for all who ask before it. */
function redrawSoon() {
  cancelAnimationFrame(request);
  request = requestAnimationFrame(redrawAll);
}

/** The window may move to another screen, and a reader may zoom. The query holds for one density only. */
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

// At once: printing, which takes the light theme, waits for no frame.
new MutationObserver(redrawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });

// A browser that runs short of memory, or whose graphics driver fails, takes what canvases hold and tells each when it is back.
addEventListener("contextrestored", redrawSoon, true);
