// Charts: the values at the pointer, or at the place to which the arrow keys have walked. They come
// from the table behind the chart.

function setUpCharts(page) {
  const charts = [...page.querySelectorAll(".chart")].map((figure) => ({
    figure,
    plot: figure.querySelector(".plot"),
    show: setUpChart(figure),
  }));
  for (const { figure, plot } of charts) {
    const xs = plot.dataset.x.split(" ").map(Number);
    // Charts of one training are read at the same epoch.
    const linked = figure.closest(".linked");
    const group = charts.filter((c) => c.figure === figure || (linked && linked.contains(c.figure)));
    const indexAt = (event) => {
      const { left, width } = plot.getBoundingClientRect();
      return nearest(xs, (1000 * (event.clientX - left)) / width);
    };
    const show = (i) => group.forEach((chart) => chart.show(i));
    walk(plot, xs.length, show, indexAt, Number(plot.dataset.chosen));
  }
}

// Returns what shows the values of a row. They are taken from the table when they are first asked for.
function setUpChart(figure) {
  const plot = figure.querySelector(".plot");
  const said = figure.querySelector(".said");
  let parts = null;

  return (i) => {
    parts ??= valuesOf(figure, plot);
    const { xlabel, names, rows, xs, lines, cursor, dots } = parts;
    const [x, ...values] = rows[i];
    said.textContent = `${xlabel} ${x}: ${names.map((name, k) => `${name} ${values[k]}`).join(", ")}`;
    cursor.style.left = `${xs[i] / 10}%`;
    dots.forEach((dot, k) => {
      const y = lines[k].get(xs[i]);
      dot.hidden = y === undefined;
      dot.style.left = `${xs[i] / 10}%`;
      dot.style.top = `${y / 10}%`;
    });
  };
}

function valuesOf(figure, plot) {
  const texts = ({ cells }) => Array.from(cells, (cell) => cell.textContent.trim());
  const table = figure.querySelector("table");
  const [xlabel, ...names] = texts(table.tHead.rows[0]);
  const lines = [...plot.querySelectorAll("path.line")].map((path) => points(path.getAttribute("d")));
  return {
    xlabel,
    names,
    rows: Array.from(table.tBodies[0].rows, texts),
    xs: plot.dataset.x.split(" ").map(Number),
    lines,
    cursor: plot.appendChild(mark("cursor")),
    dots: lines.map((_, k) => plot.appendChild(mark(`dot line${k + 1}`))),
  };
}

// The points of an SVG path of straight pieces: x -> y.
function points(d) {
  const numbers = d.split("M").map((piece) => (piece.split("h")[0].match(/-?\d+/g) ?? []).map(Number));
  return new Map(
    numbers.flatMap((piece) => piece.flatMap((x, k) => (k % 2 ? [] : [[x, piece[k + 1]]]))),
  );
}

function nearest(values, wanted) {
  const off = (i) => Math.abs(values[i] - wanted);
  return values.reduce((best, _, i) => (off(i) < off(best) ? i : best), 0);
}

function mark(kind) {
  const part = document.createElement("i");
  part.className = kind;
  return part;
}
