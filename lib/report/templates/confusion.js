// Question 3.4: the confusion matrix, each of whose cells shows the images behind it.

function setUpConfusion(root, { confusion, classifier }) {
  const { cells, columns } = confusion;
  const table = root.querySelector("table");
  const names = Array.from(table.tHead.rows[0].cells, (cell) => cell.textContent.trim()).slice(1);
  const number = names.map((name) => classifier.classes.indexOf(name));
  const all = Array.from(table.tBodies[0].rows, (row) => Array.from(row.cells).slice(1));
  const count = (t, r) => Number(all[t][r].textContent);
  table.setAttribute("role", "grid");
  all.forEach((row, t) =>
    row.forEach((cell, r) => {
      cell.tabIndex = -1;
      cell.ariaLabel = sentence(names, t, r, count(t, r));
      cell.addEventListener("focus", () => choose(t, r));
      cell.addEventListener("pointermove", (event) => moved(event) && choose(t, r));
    }),
  );

  function choose(t, r) {
    table.querySelector("[tabindex='0']").tabIndex = -1;
    all[t][r].tabIndex = 0;
    root.querySelector("[data-part='said']").textContent = sentence(names, t, r, count(t, r));
    const [start, length] = cells[`${number[t]},${number[r]}`] ?? [0, 0];
    root.querySelector("[data-part='images']").replaceChildren(
      ...Array.from({ length }, (_, i) => sprite(start + i, columns)),
    );
  }

  table.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const move = step[event.key];
    const t = all.findIndex((row) => row.includes(event.target));
    if (!move || t < 0) return;
    event.preventDefault();
    const r = all[t].indexOf(event.target);
    all[t + move[0]]?.[r + move[1]]?.focus();
  });

  // First shown: the commonest mistake.
  let [t, r] = [0, 0];
  const wrong = (i, j) => (i === j ? -1 : count(i, j));
  all.forEach((row, i) => row.forEach((_, j) => wrong(i, j) > wrong(t, r) && ([t, r] = [i, j])));
  all[t][r].tabIndex = 0;
  choose(t, r);
  // Where the matrix is wider than the screen, that mistake is in the middle of what is shown.
  const view = table.parentElement;
  view.removeAttribute("tabindex"); // its cells take the focus
  view.scrollLeft = all[t][r].offsetLeft - view.clientWidth / 2;
}

function sentence(names, t, r, count) {
  const times = count === 1 ? "1 image" : `${count} images`;
  return t === r ? `${names[t]} read rightly: ${times}` : `${names[t]} read as ${names[r]}: ${times}`;
}

// One image of the sheet of confused images.
function sprite(index, columns) {
  const tile = document.createElement("span");
  tile.className = "sprite";
  tile.style.setProperty("--columns", columns);
  tile.style.setProperty("--column", index % columns);
  tile.style.setProperty("--row", Math.floor(index / columns));
  return tile;
}
