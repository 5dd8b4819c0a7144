// Question 3.4: the confusion matrix as a table, each of whose cells shows the images behind it.

function setUpConfusion(root, { confusion, classifier }) {
  const { matrix, cells, columns } = confusion;
  const names = classifier.classes;
  const most = Math.log(Math.max(...matrix.flat(), 2));
  const table = root.querySelector("table");
  const head = table.createTHead().insertRow();
  head.insertCell().ariaLabel = "Row: true class; column: read as";
  head.append(...Array.from(names, (n) => heading(n)));
  const body = table.createTBody();
  const all = matrix.map((counts, t) => {
    const row = body.insertRow();
    row.append(heading(names[t]));
    return counts.map((count, r) => {
      const cell = row.insertCell();
      cell.tabIndex = -1;
      cell.textContent = count || "";
      cell.ariaLabel = sentence(names, t, r, count);
      if (count) cell.style.setProperty("--part", 0.12 + (0.88 * Math.log(count)) / most);
      cell.classList.toggle("right", t === r);
      cell.addEventListener("focus", () => choose(t, r));
      cell.addEventListener("pointermove", (event) => moved(event) && choose(t, r));
      return cell;
    });
  });

  function choose(t, r) {
    root.querySelector("[tabindex='0']").tabIndex = -1;
    all[t][r].tabIndex = 0;
    root.querySelector("[data-part='said']").textContent = sentence(names, t, r, matrix[t][r]);
    const [start, length] = cells[`${t},${r}`] ?? [0, 0];
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
  const wrong = (i, j) => (i === j ? -1 : matrix[i][j]);
  matrix.forEach((row, i) => row.forEach((_, j) => wrong(i, j) > wrong(t, r) && ([t, r] = [i, j])));
  all[t][r].tabIndex = 0;
  choose(t, r);
  // Where the matrix is wider than the screen, that mistake is in the middle of what is shown.
  const view = table.parentElement;
  view.scrollLeft = all[t][r].offsetLeft - view.clientWidth / 2;
}

function heading(text) {
  const cell = document.createElement("th");
  cell.textContent = text;
  return cell;
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
