// Draw a character, and see what the units and classes of question 3's network make of it.

// The image on the board, for parts of the page that are reached later: null if there is none.
let lastDrawn = null;

function setUpDrawing(root, { classifier, examples }) {
  const find = (name) => root.querySelector(`[data-part="${name}"]`);
  const layers = unpackLayers(classifier.layers);
  const { side } = classifier.drawing;
  const images = exampleImages(examples);
  const board = find("board");
  const pen = board.getContext("2d");
  const bars = Array.from(classifier.classes, (name) => addBar(find("classes"), name));
  let units = unitTiles(layers[0], side, paper(board));
  let strokes = [];
  let x = null;

  function redraw() {
    const ink = getComputedStyle(board).color;
    pen.clearRect(0, 0, board.width, board.height);
    if (!strokes.length) invite(pen, ink);
    drawStrokes(pen, strokes, 0.07 * board.width, ink);
    x = strokes.length ? toNist(strokes, classifier.drawing) : null;
    look();
  }

  function look() {
    const blank = new Float32Array(side * side).fill(1);
    show(find("seen"), x ?? blank, side);
    const { hidden, probabilities } = classify(x ?? blank, layers);
    showUnits(find("units"), units, x ? hidden : hidden.map(() => 0), side);
    bars.forEach((bar, k) => bar.style.setProperty("--part", x ? probabilities[k] : 0));
    const best = x ? probabilities.indexOf(Math.max(...probabilities)) : -1;
    root.dataset.answer = classifier.classes[best] ?? "";
    find("best").textContent = root.dataset.answer || "?";
    find("answer").textContent = x ? answer(probabilities) : "Draw on the board.";
    bars.forEach((bar, k) => bar.classList.toggle("best", k === best));
    lastDrawn = x;
    document.dispatchEvent(new CustomEvent("drawn"));
  }

  function answer(probabilities) {
    const order = Array.from(probabilities.keys()).sort((a, b) => probabilities[b] - probabilities[a]);
    const [first, ...others] = order
      .slice(0, 3)
      .map((k) => `${classifier.classes[k]} (${(100 * probabilities[k]).toFixed(1)} %)`);
    const label = find("example").value;
    const right = label === root.dataset.answer ? "rightly" : "wrongly";
    const given = label ? `A validation image of ${label}, ${right} read. ` : "";
    return `${given}It reads ${first}; then ${others.join(" and ")}.`;
  }

  function takeExample() {
    strokes = [];
    redraw();
    x = images.get(find("example").value) ?? null;
    look();
  }

  const at = (event) => {
    const box = board.getBoundingClientRect();
    const scale = board.width / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  };
  board.addEventListener("pointerdown", (event) => {
    board.setPointerCapture(event.pointerId);
    find("example").value = "";
    strokes.push([at(event)]);
    redraw();
  });
  board.addEventListener("pointermove", (event) => {
    if (!board.hasPointerCapture(event.pointerId)) return;
    strokes.at(-1).push(at(event));
    redraw();
  });
  find("undo").addEventListener("click", () => strokes.pop() && redraw());
  find("clear").addEventListener("click", () => {
    strokes = [];
    find("example").value = "";
    redraw();
  });
  fillSelect(find("example"), images.keys());
  find("example").addEventListener("change", takeExample);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    units = unitTiles(layers[0], side, paper(board));
    if (strokes.length) redraw();
    else look();
  });
  // An example, so that there is something to see before anything is drawn.
  find("example").value = images.keys().next().value;
  takeExample();
}

function invite(pen, ink) {
  Object.assign(pen, { fillStyle: ink, font: "20px sans-serif", textAlign: "center", globalAlpha: 0.6 });
  pen.fillText("Draw here", pen.canvas.width / 2, pen.canvas.height / 2);
  pen.globalAlpha = 1;
}

function addBar(parent, name) {
  const bar = document.createElement("span");
  bar.textContent = name;
  parent.append(bar);
  return bar;
}

// [red, green, blue] of an element's background.
const paper = (element) => getComputedStyle(element).backgroundColor.match(/\d+/g).slice(0, 3).map(Number);

// Each hidden unit's weights as a picture, the largest in full colour.
function unitTiles(layer, side, paper) {
  return Array.from({ length: layer.units }, (_, k) => {
    const w = new Float32Array(side * side);
    let most = 1e-9;
    for (let i = 0; i < w.length; i++) {
      w[i] = layer.W[i * layer.units + k];
      most = Math.max(most, Math.abs(w[i]));
    }
    return weightTile(w, most, side, paper);
  });
}

const [BLUE, ORANGE] = [[0, 114, 178], [230, 159, 0]];

// Weights as a picture: blue where ink excites the unit, orange where ink calms it, and the paper's
// colour where it does neither.
function weightTile(w, most, side, paper) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = side;
  const pen = tile.getContext("2d");
  const picture = pen.createImageData(side, side);
  for (let i = 0; i < w.length; i++) {
    const part = Math.sqrt(Math.abs(w[i]) / most);
    const colour = w[i] < 0 ? BLUE : ORANGE;
    const at = 4 * ((i % side) * side + Math.floor(i / side));
    for (let k = 0; k < 3; k++) picture.data[at + k] = paper[k] + (colour[k] - paper[k]) * part;
    picture.data[at + 3] = 255;
  }
  pen.putImageData(picture, 0, 0);
  return tile;
}

// All tiles in a square; the more active a unit, the less it fades, and the longer its bar.
function showUnits(canvas, tiles, activations, side) {
  const columns = Math.ceil(Math.sqrt(tiles.length));
  const step = side + 6;
  canvas.width = columns * step;
  canvas.height = Math.ceil(tiles.length / columns) * step;
  const pen = canvas.getContext("2d");
  pen.fillStyle = getComputedStyle(canvas).color;
  tiles.forEach((tile, k) => {
    const [left, top] = [(k % columns) * step, Math.floor(k / columns) * step];
    pen.globalAlpha = 0.12 + 0.88 * activations[k];
    pen.drawImage(tile, left, top);
    pen.globalAlpha = 1;
    pen.fillRect(left, top + side + 1, side * activations[k], 3);
  });
  const active = activations.filter((a) => a > 0.5).length;
  canvas.setAttribute("aria-label", `Hidden units: ${active} of ${tiles.length} more than half active`);
}
