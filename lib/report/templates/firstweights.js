// Question 2.1.3: what the scale of the first weights does to activations and gradients by layer.

const SHOWN_LAYERS = [1, 2, 4, 7, 10];

// Standard deviations at the input and after each layer, as `signal_by_layer` of lib/analysis/depth.py.
function spreadByLayer(network, activation, scale) {
  const { values, gradients } = deepSignals(network, activation, SHOWN_LAYERS.at(-1), scale);
  return { values, spread: values.map(deviation), gradientSpread: gradients.map(deviation) };
}

function setUpFirstWeights(root, { deep }) {
  const find = (name) => root.querySelector(`[data-part="${name}"]`);
  const network = unpackDeep(deep);

  function look() {
    const scale = 10 ** Number(find("scale").value);
    const activation = find("activation").value;
    find("scale").nextElementSibling.textContent = `${written(scale)} × Xavier`;
    const { values, spread, gradientSpread } = spreadByLayer(network, activation, scale);
    const range = activation === "tanh" ? [-1, 1] : [0, 1];
    const panels = SHOWN_LAYERS.map((layer) => ({
      bins: histogram(values[layer], range, 21),
      words: [`Layer ${layer}`, `s.d. ${written(spread[layer])}`, `grad. ${written(gradientSpread[layer - 1])}`],
    }));
    drawHistograms(find("chart"), panels, range);
    const [first, last] = [spread[1], spread.at(-1)];
    find("chart").ariaLabel = `Distribution of the activations after layers ${SHOWN_LAYERS.join(", ")}`;
    const ends = values.at(-1).filter((a) => a < range[0] + 0.05 || a > 0.95).length / values.at(-1).length;
    find("said").textContent =
      `The standard deviation is ${written(first)} after layer 1 and ${written(last)} after layer 10; ` +
      `${(100 * ends).toFixed(0)} % of the last activations are saturated. ` +
      `The gradient's is ${written(gradientSpread.at(-1))} at the output and ${written(gradientSpread[0])} at the input.`;
    root.dataset.last = last;
  }

  root.addEventListener("input", look);
  addEventListener("resize", look);
  look();
}
