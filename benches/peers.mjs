// The libraries that the core is timed against. Each trains a 2-10-10-1 network on XOR, one random point per
// update, by plain stochastic gradient descent, and predicts many points, both in the fastest way that its
// documentation shows. Bundled by page.mjs; runs in the browser.
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
// @ts-expect-error: the package has no types
import brain from "brain.js/browser.js";
// @ts-expect-error: the package has no types
import convnetjs from "convnetjs";

/** XOR: x1, x2, y of each point. */
const XOR = [
  [0, 0, 0],
  [1, 0, 1],
  [0, 1, 1],
  [1, 1, 0],
];

/** @template T @param {T[]} list */
const oneOf = (list) => list[(Math.random() * list.length) | 0];

/** ConvNetJS. Every unit has a bias, which cannot be turned off. */
export class ConvNetJs {
  /** @param {number} width @param {number} rate */
  constructor(width, rate) {
    this.points = XOR.map(([x1, x2, y]) => ({ input: new convnetjs.Vol([x1, x2]), target: [y] }));
    this.probe = new convnetjs.Vol([0, 0]);
    this.net = new convnetjs.Net();
    this.net.makeLayers([
      { type: "input", out_sx: 1, out_sy: 1, out_depth: 2 },
      { type: "fc", num_neurons: width, activation: "relu" },
      { type: "fc", num_neurons: width, activation: "relu" },
      { type: "regression", num_neurons: 1 },
    ]);
    this.trainer = new convnetjs.SGDTrainer(this.net, { learning_rate: rate, momentum: 0, batch_size: 1, l2_decay: 0 });
  }

  /** @param {number} updates */
  advance(updates) {
    for (let i = 0; i < updates; i++) {
      const { input, target } = oneOf(this.points);
      this.trainer.train(input, target);
    }
  }

  /** @param {Float32Array} view x1 and x2 of each point */
  predictions(view) {
    const predictions = new Float32Array(view.length / 2);
    for (let i = 0; i < predictions.length; i++) {
      this.probe.w[0] = view[2 * i];
      this.probe.w[1] = view[2 * i + 1];
      predictions[i] = this.net.forward(this.probe).w[0];
    }
    return predictions;
  }
}

/**
 * brain.js. Every unit has a bias, and the output has the same activation as the hidden units. If that ReLU is
 * inactive on all points, the network learns nothing, but takes the same time.
 */
export class BrainJs {
  /** @param {number} width @param {number} rate */
  constructor(width, rate) {
    this.points = XOR.map(([x1, x2, y]) => ({ input: [x1, x2], output: [y] }));
    this.net = new brain.NeuralNetwork({ hiddenLayers: [width, width], activation: "relu" });
    // The weights exist only after some training.
    this.net.train(this.points, { iterations: 1, learningRate: rate });
    // The option does not accept 0.
    this.net.trainOpts.momentum = 0;
  }

  /** @param {number} updates */
  advance(updates) {
    // `train` calls this for one point after the other.
    for (let i = 0; i < updates; i++) this.net.trainPattern(oneOf(this.points));
  }

  /** @param {Float32Array} view x1 and x2 of each point */
  predictions(view) {
    const predictions = new Float32Array(view.length / 2);
    // `toFunction` makes faster code, but must be compiled again after each change of the weights, which is
    // slower overall.
    for (let i = 0; i < predictions.length; i++) predictions[i] = this.net.run([view[2 * i], view[2 * i + 1]])[0];
    return predictions;
  }
}

// For so small a network, starting a GPU operation takes longer than the processor needs for it; a headless
// browser has no GPU.
await tf.setBackend("cpu");

/** TensorFlow.js. Its numbers are single-precision. */
export class TensorFlowJs {
  /** @param {number} width @param {number} rate */
  constructor(width, rate) {
    this.points = XOR.map(([x1, x2, y]) => ({ input: tf.tensor2d([[x1, x2]]), target: tf.tensor2d([[y]]) }));
    /** @type {[number, number][]} */
    const shapes = [
      [2, width],
      [width, width],
      [width, 1],
    ];
    this.weights = shapes.map((shape) => tf.variable(tf.randomNormal(shape)));
    // The other libraries' loss is half of the squared error, so half of the learning rate gives the same
    // change.
    this.optimizer = tf.train.sgd(rate / 2);
  }

  /** @param {import("@tensorflow/tfjs-core").Tensor2D} input a row a point */
  forward(input) {
    const [w1, w2, w3] = this.weights;
    const hidden = tf.relu(tf.matMul(tf.relu(tf.matMul(input, w1)), w2));
    return tf.matMul(hidden, w3);
  }

  /** @param {number} updates */
  advance(updates) {
    for (let i = 0; i < updates; i++) {
      const { input, target } = oneOf(this.points);
      // Takes a third of the time of the same network in the Layers API.
      this.optimizer.minimize(() => tf.sum(tf.squaredDifference(this.forward(input), target)));
    }
  }

  /** @param {Float32Array} view x1 and x2 of each point */
  predictions(view) {
    return tf.tidy(() => this.forward(tf.tensor2d(view, [view.length / 2, 2])).dataSync());
  }
}
