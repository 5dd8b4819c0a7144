// Question 3.3: the first layer's weights from epoch to epoch.

function setUpEpochs(root, { epochs: { epochs, weights } }) {
  const find = (name) => root.querySelector(`[data-part="${name}"]`);
  const [, units, pixels] = weights.shape;
  const side = Math.sqrt(pixels);
  const all = Float32Array.from(unpack(weights), (k) => k / 127.5 - 1);
  const accuracies = JSON.parse(root.dataset.accuracy);
  const unit = (snapshot, k) => all.subarray((snapshot * units + k) * pixels, (snapshot * units + k + 1) * pixels);

  function look() {
    const snapshot = Number(find("epoch").value);
    const canvas = find("tiles");
    const columns = canvas.clientWidth < 500 ? 4 : 8;
    const step = side + 2;
    canvas.width = columns * step - 2;
    canvas.height = Math.ceil(units / columns) * step - 2;
    const [pen, ground] = [canvas.getContext("2d"), paper(canvas)];
    for (let k = 0; k < units; k++) {
      const tile = weightTile(unit(snapshot, k), 1, side, ground);
      pen.drawImage(tile, (k % columns) * step, Math.floor(k / columns) * step);
    }
    const epoch = epochs[snapshot];
    const words = epoch === 0 ? "before training" : `after epoch ${epoch}`;
    const accuracy = epoch === 0 ? "The weights are random." : `Validation accuracy: ${(100 * accuracies[epoch - 1]).toFixed(1)} %.`;
    find("epoch").nextElementSibling.textContent = epoch;
    find("epoch").setAttribute("aria-valuetext", words);
    canvas.ariaLabel = `Weights of ${units} hidden units ${words}`;
    find("said").textContent = `${words[0].toUpperCase()}${words.slice(1)}. ${accuracy}`;
  }

  find("epoch").max = epochs.length - 1;
  root.addEventListener("input", look);
  addEventListener("resize", look);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look);
  look();
}
