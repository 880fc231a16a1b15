// The peer that the core is timed against: backpropagation on a 2-10-10-1 network, written by hand with typed
// arrays for V8. Runs in the browser.

const relu = (/** @type {number} */ a) => (a > 0 ? a : 0);

export class Peer {
  /** @param {number} width @param {number} rate */
  constructor(width, rate) {
    this.width = width;
    this.rate = rate;
    const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
    this.w1 = Float64Array.from({ length: width * 2 }, normal);
    this.w2 = Float64Array.from({ length: width * width }, normal);
    this.w3 = Float64Array.from({ length: width }, normal);
    this.z1 = new Float64Array(width);
    this.z2 = new Float64Array(width);
    this.d1 = new Float64Array(width);
    this.d2 = new Float64Array(width);
  }

  /** @param {number} x1 @param {number} x2 */
  forward(x1, x2) {
    const { width, w1, w2, w3, z1, z2 } = this;
    for (let i = 0; i < width; i++) z1[i] = relu(w1[2 * i] * x1 + w1[2 * i + 1] * x2);
    for (let i = 0, at = 0; i < width; i++) {
      let a = 0;
      for (let j = 0; j < width; j++, at++) a += w2[at] * z1[j];
      z2[i] = relu(a);
    }
    let y = 0;
    for (let i = 0; i < width; i++) y += w3[i] * z2[i];
    return y;
  }

  /** @param {number} x1 @param {number} x2 @param {number} target */
  learn(x1, x2, target) {
    const { width, rate, w1, w2, w3, z1, z2, d1, d2 } = this;
    const e = this.forward(x1, x2) - target;
    for (let i = 0; i < width; i++) d2[i] = z2[i] > 0 ? w3[i] * e : 0;
    d1.fill(0);
    for (let i = 0, at = 0; i < width; i++) {
      const d = d2[i];
      for (let j = 0; j < width; j++, at++) d1[j] += w2[at] * d;
    }
    for (let j = 0; j < width; j++) if (z1[j] <= 0) d1[j] = 0;
    for (let i = 0; i < width; i++) w3[i] -= rate * e * z2[i];
    for (let i = 0, at = 0; i < width; i++) {
      const step = rate * d2[i];
      for (let j = 0; j < width; j++, at++) w2[at] -= step * z1[j];
    }
    for (let i = 0; i < width; i++) {
      const step = rate * d1[i];
      w1[2 * i] -= step * x1;
      w1[2 * i + 1] -= step * x2;
    }
  }

  /** @param {number} updates */
  advance(updates) {
    for (let i = 0; i < updates; i++) {
      const drawn = (Math.random() * 4) | 0;
      const x1 = drawn & 1;
      const x2 = drawn >> 1;
      this.learn(x1, x2, x1 ^ x2);
    }
  }
}
