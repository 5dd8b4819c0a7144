// A deep network of fully connected layers without biases, forward and backward, as `signals` of
// lib/analysis/depth.py; its weights, its input and the gradient at its output came with the page.

const ACTIVATIONS = {
  sigmoid: [(z) => 1 / (1 + Math.exp(-z)), (a) => a * (1 - a)],
  tanh: [Math.tanh, (a) => 1 - a * a],
  relu: [(z) => Math.max(z, 0), (a) => (a > 0 ? 1 : 0)],
};

// The page's network, its weights on -1..1, uniform: lib/report/interactive.py.
function unpackDeep({ weights, input, gradient }) {
  const [depth, width] = weights.shape;
  const uniform = Float64Array.from(unpack(weights), (k) => (k - 127.5) / 128);
  const layers = Array.from({ length: depth }, (_, l) => uniform.subarray(l * width ** 2, (l + 1) * width ** 2));
  return { layers, width, n: input.shape[0], input: unpack(input), gradient: unpack(gradient) };
}

// Values and gradients at the input and after each of the first `depth` layers: depth + 1 arrays of
// n rows each. scale: of the weights, times Xavier's.
function deepSignals({ layers, width, n, input, gradient }, activation, depth, scale) {
  const [f, derivative] = ACTIVATIONS[activation];
  const bound = scale * Math.sqrt(6 / (2 * width));
  const values = [Float64Array.from(input)];
  for (const W of layers.slice(0, depth)) {
    const x = values.at(-1);
    const y = new Float64Array(n * width);
    for (let r = 0; r < n * width; r += width) {
      for (let i = 0, at = 0; i < width; i++) {
        const factor = x[r + i] * bound;
        for (let k = 0; k < width; k++, at++) y[r + k] += factor * W[at];
      }
    }
    values.push(y.map(f));
  }
  const gradients = [Float64Array.from(gradient)];
  for (let l = depth; l > 0; l--) {
    const delta = gradients[0].map((g, i) => g * derivative(values[l][i]));
    const W = layers[l - 1];
    const below = new Float64Array(n * width);
    for (let r = 0; r < n * width; r += width) {
      for (let i = 0, at = 0; i < width; i++) {
        let sum = 0;
        for (let k = 0; k < width; k++, at++) sum += delta[r + k] * W[at];
        below[r + i] = bound * sum;
      }
    }
    gradients.unshift(below);
  }
  return { values, gradients };
}

const meanOf = (x) => x.reduce((a, b) => a + b, 0) / x.length;
const deviation = (x) => {
  const mean = meanOf(x);
  return Math.sqrt(meanOf(x.map((value) => (value - mean) ** 2)));
};
const rootMeanSquare = (x) => Math.sqrt(meanOf(x.map((value) => value ** 2)));
