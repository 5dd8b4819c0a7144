// The NumPy networks of lib/nn, forward only. Sums are in double precision, as every number of
// JavaScript is; tests hold the results against NumPy's.

// An array as lib/report/scripts.py packs it.
function unpack(array) {
  const text = atob(array.base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return array.type === "float32" ? new Float32Array(bytes.buffer) : bytes;
}

function unpackLayers(layers) {
  return layers.map(({ W, b }) => ({ W: unpack(W), b: unpack(b), units: W.shape[1] }));
}

// activation(x W + b) for one example.
function forward(x, layer, activation) {
  const sums = Float64Array.from(layer.b);
  x.forEach((value, i) => {
    if (value === 0) return;
    for (let k = 0, at = i * layer.units; k < layer.units; k++, at++) sums[k] += value * layer.W[at];
  });
  return activation(sums);
}

const sigmoid = (values) => values.map((z) => 1 / (1 + Math.exp(-z)));
const relu = (values) => values.map((z) => Math.max(z, 0));

function softmax(values) {
  const top = Math.max(...values);
  const e = values.map((z) => Math.exp(z - top));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((z) => z / sum);
}

// Question 3's network: what its hidden units and its classes say about an image.
function classify(x, [layer1, output]) {
  const hidden = forward(x, layer1, sigmoid);
  return { hidden, probabilities: forward(hidden, output, softmax) };
}

// Question 5's network in two halves: image to code, code to image.
function encode(x, [layer1, layer2]) {
  return forward(forward(x, layer1, relu), layer2, relu);
}

function decode(code, [, , layer3, output]) {
  return forward(forward(code, layer3, relu), output, sigmoid);
}
