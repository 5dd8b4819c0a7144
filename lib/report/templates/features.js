// Question 6.1.2: the first convolutions of the network, computed on the letter that was drawn.

const unpackConvolutions = (layers) =>
  layers.map(({ weight, shift, stride }) => ({
    weight: unpack(weight), shift: unpack(shift), stride, outputs: weight.shape[0], kernel: weight.shape[2],
  }));

// max(convolution(x) + shift, 0), as lib/pytorch/featuremaps.py describes it. x: channels, one after the
// other, each side * side; so is what is returned, with its own side.
function convolve({ x, side }, { weight, shift, stride, outputs, kernel }) {
  const channels = x.length / side ** 2;
  const half = Math.floor(kernel / 2);
  const small = Math.ceil(side / stride);
  const y = new Float64Array(outputs * small ** 2);
  const within = (d, end) =>
    end ? Math.min(end, Math.ceil((side - d) / stride)) : Math.max(0, Math.ceil(-d / stride));
  for (let o = 0; o < outputs; o++) {
    const sums = y.subarray(o * small ** 2, (o + 1) * small ** 2).fill(shift[o]);
    for (let c = 0; c < channels; c++) {
      for (let ky = 0; ky < kernel; ky++) {
        for (let kx = 0; kx < kernel; kx++) {
          const w = weight[((o * channels + c) * kernel + ky) * kernel + kx];
          const [dy, dx] = [ky - half, kx - half];
          // Rows and columns whose pixel under this weight lies in the image.
          const [top, bottom] = [within(dy), within(dy, small)];
          const [left, right] = [within(dx), within(dx, small)];
          for (let row = top; row < bottom; row++) {
            let from = (c * side + row * stride + dy) * side + left * stride + dx;
            for (let to = row * small + left; to < row * small + right; to++, from += stride) {
              sums[to] += w * x[from];
            }
          }
        }
      }
    }
    for (let i = 0; i < sums.length; i++) sums[i] = Math.max(sums[i], 0);
  }
  return { x: y, side: small };
}

// A row of NIST36 as the network gets it: upright, ink 1 on paper 0.
function uprightInk(x, side) {
  return Float64Array.from({ length: side * side }, (_, i) => 1 - x[(i % side) * side + Math.floor(i / side)]);
}

function setUpFeatures(root, { convolutions, classifier, examples }) {
  const find = (name) => root.querySelector(`[data-part="${name}"]`);
  const layers = unpackConvolutions(convolutions);
  const { side } = classifier.drawing;
  const images = exampleImages(examples);
  let maps = [];

  function compute() {
    const image = images.get(find("letter").value) ?? lastDrawn ?? new Float32Array(side * side).fill(1);
    show(find("image"), image, side);
    maps = [];
    for (const layer of layers) maps.push(convolve(maps.at(-1) ?? { x: uprightInk(image, side), side }, layer));
    look();
  }

  function look() {
    const k = Number(find("filter").value) - 1;
    const [first, second] = maps;
    const { weight, kernel, outputs } = layers[0];
    const ground = paper(find("maps1"));
    const filter = weight.subarray(k * kernel ** 2, (k + 1) * kernel ** 2);
    const most = filter.reduce((a, w) => Math.max(a, Math.abs(w)), 0);
    const turned = filter.map((_, i) => -filter[(i % kernel) * kernel + Math.floor(i / kernel)]);
    const tile = weightTile(turned, most, kernel, ground);
    Object.assign(find("weights"), { width: kernel, height: kernel });
    find("weights").getContext("2d").drawImage(tile, 0, 0);
    showMaps(find("maps1"), first, k);
    showMaps(find("maps2"), second, -1);
    const chosen = first.x.subarray(k * first.side ** 2, (k + 1) * first.side ** 2);
    showMaps(find("map"), { x: chosen, side: first.side }, -1);
    const active = (m) => Math.round((100 * m.x.filter((a) => a > 0).length) / m.x.length);
    find("filter").nextElementSibling.textContent = `${k + 1} of ${outputs}`;
    find("said").textContent =
      `Filter ${k + 1}: its largest response is ${written(chosen.reduce((a, b) => Math.max(a, b), 0))}. ` +
      `${active(first)} % of the first maps and ${active(second)} % of the second are above 0.`;
  }

  fillSelect(find("letter"), images.keys());
  find("filter").max = layers[0].outputs;
  find("letter").addEventListener("input", compute);
  find("filter").addEventListener("input", look);
  // Not at every move of the pen, which would slow it down.
  let soon = null;
  document.addEventListener("drawn", () => {
    clearTimeout(soon);
    soon = setTimeout(() => find("letter").value || compute(), 150);
  });
  addEventListener("resize", look);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look);
  compute();
}

// All maps side by side, from the paper's colour for 0 to the ink's for the largest value of all.
function showMaps(canvas, { x, side }, framed) {
  const count = x.length / side ** 2;
  const columns = count === 1 ? 1 : canvas.clientWidth < 500 ? 8 : 16;
  const step = side + 2;
  const [ground, ink] = [paper(canvas), getComputedStyle(canvas).color.match(/\d+/g).map(Number)];
  const most = x.reduce((a, b) => Math.max(a, b), 1e-9);
  canvas.width = columns * step;
  canvas.height = Math.ceil(count / columns) * step;
  const pen = canvas.getContext("2d");
  const picture = pen.createImageData(side, side);
  for (let m = 0; m < count; m++) {
    for (let i = 0; i < side ** 2; i++) {
      const part = x[m * side ** 2 + i] / most;
      for (let c = 0; c < 3; c++) picture.data[4 * i + c] = ground[c] + (ink[c] - ground[c]) * part;
      picture.data[4 * i + 3] = 255;
    }
    const [left, top] = [(m % columns) * step + 1, Math.floor(m / columns) * step + 1];
    pen.putImageData(picture, left, top);
    pen.strokeStyle = m === framed ? "#d95f02" : "#8883";
    pen.strokeRect(left - 0.5, top - 0.5, side + 1, side + 1);
  }
}
