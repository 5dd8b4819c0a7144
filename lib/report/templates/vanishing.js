// Question 1.6: what depth, activation and the scale of the weights do to a gradient on its way back.

// The root mean square of the gradient at the input of each layer, and at the output: 1.
function gradientByDepth(network, activation, depth, scale) {
  const sizes = deepSignals(network, activation, depth, scale).gradients.map(rootMeanSquare);
  return sizes.map((size) => size / sizes.at(-1));
}

function setUpVanishing(root, { deep }) {
  const find = (name) => root.querySelector(`[data-part="${name}"]`);
  const network = unpackDeep(deep);

  function look() {
    const [depth, scale] = [Number(find("depth").value), 10 ** Number(find("scale").value)];
    const chosen = find("activation").value;
    find("depth").nextElementSibling.textContent = depth;
    find("scale").nextElementSibling.textContent = `${written(scale)} × Xavier`;
    const lines = Object.fromEntries(
      Object.keys(ACTIVATIONS).map((name) => [name, gradientByDepth(network, name, depth, scale)]),
    );
    const left = lines[chosen][0];
    drawPowers(find("chart"), lines, chosen, "layer");
    find("chart").ariaLabel = `Size of the gradient at the input of layers 1 to ${depth}, relative to the output`;
    const layers = depth === 1 ? "one layer" : `${depth} layers`;
    const rate = left ** (1 / depth);
    find("said").textContent =
      left === 0
        ? `Behind ${layers} of ${chosen} nothing is left of the gradient.`
        : `Behind ${layers} of ${chosen}, ${written(left)} of the gradient is left: a factor of ${written(rate)} a layer.`;
    root.dataset.left = left;
  }

  root.addEventListener("input", look);
  addEventListener("resize", look);
  look();
}
