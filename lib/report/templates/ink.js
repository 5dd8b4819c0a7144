// From a drawing to an image like those of NIST36, and from such an image to a canvas.

const FINE = 4; // strokes are drawn this many times larger, then averaged: soft edges

// strokes: lists of [x, y], of any size anywhere. Returns side * side numbers, paper 1 and ink 0,
// stored transposed as NIST36 is: centred, aspect kept, the longest side `longest` pixels with its
// ink, and strokes `stroke` times as wide as that.
function toNist(strokes, { side, longest, stroke }) {
  const points = strokes.flat();
  const [left, right] = range(points.map(([x]) => x));
  const [top, bottom] = range(points.map(([, y]) => y));
  const width = stroke * longest;
  const scale = (longest - width) / Math.max(right - left, bottom - top, 1);
  const place = ([x, y]) => [
    FINE * (side / 2 + (x - (left + right) / 2) * scale),
    FINE * (side / 2 + (y - (top + bottom) / 2) * scale),
  ];
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side * FINE;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  drawStrokes(pen, strokes.map((line) => line.map(place)), FINE * width, "black");
  return averaged(pen.getImageData(0, 0, canvas.width, canvas.height).data, side);
}

// Not Math.min(...values): a long drawing has more points than a call may have arguments.
function range(values) {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

function drawStrokes(pen, strokes, width, colour) {
  Object.assign(pen, { lineWidth: width, lineCap: "round", lineJoin: "round", strokeStyle: colour });
  for (const [start, ...rest] of strokes) {
    pen.beginPath();
    pen.moveTo(...start);
    for (const point of rest.length ? rest : [start]) pen.lineTo(...point);
    pen.stroke();
  }
}

// Means over FINE x FINE pixels of RGBA, in columns one after the other.
function averaged(rgba, side) {
  const x = new Float32Array(side * side);
  for (let row = 0; row < side * FINE; row++) {
    for (let column = 0; column < side * FINE; column++) {
      const grey = rgba[4 * (row * side * FINE + column)] / 255;
      x[Math.floor(column / FINE) * side + Math.floor(row / FINE)] += grey / FINE ** 2;
    }
  }
  return x;
}

// A NIST36 row on a canvas of side x side pixels.
function show(canvas, x, side) {
  canvas.width = canvas.height = side;
  const pen = canvas.getContext("2d");
  const picture = pen.createImageData(side, side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const grey = 255 * x[column * side + row];
      picture.data.set([grey, grey, grey, 255], 4 * (row * side + column));
    }
  }
  pen.putImageData(picture, 0, 0);
}

// The validation images that came with the page: label -> row.
function exampleImages({ labels, x }) {
  const all = unpack(x);
  const size = x.shape[1];
  return new Map(
    Array.from(labels, (label, i) => [
      label,
      Float32Array.from(all.subarray(i * size, (i + 1) * size), (grey) => grey / 255),
    ]),
  );
}

function fillSelect(select, labels) {
  for (const label of labels) select.add(new Option(label, label));
}
