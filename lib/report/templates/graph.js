// The stages' times, which the page loads beside itself, and what hangs on what in the graph.

function setUpTimes(seconds) {
  const text = (s) => (s >= 60 ? `${Math.floor(s / 60)} min ${Math.round(s % 60)} s` : `${s.toFixed(1)} s`);
  for (const place of document.querySelectorAll("[data-stage-time]")) {
    const time = seconds[place.dataset.stageTime];
    if (time !== undefined) place.textContent = text(time);
  }
  const total = Object.values(seconds).reduce((a, b) => a + b, 0);
  document.getElementById("total").textContent = text(total);
  const most = Math.max(...Object.values(seconds), 1);
  for (const bar of document.querySelectorAll("[data-stage-bar]")) {
    const part = (seconds[bar.dataset.stageBar] ?? 0) / most;
    bar.setAttribute("width", bar.dataset.width * Math.sqrt(part));
  }
}

function setUpGraph(root, svg) {
  root.innerHTML = svg;
  const nodes = [...root.querySelectorAll(".node")];
  const arrows = [...root.querySelectorAll(".arrow")];
  const name = (node) => node.dataset.stage;

  function reach(start, from, to) {
    const found = new Set([start]);
    for (const stage of found) {
      for (const arrow of arrows) if (arrow.dataset[from] === stage) found.add(arrow.dataset[to]);
    }
    return found;
  }

  function choose(i) {
    const before = reach(name(nodes[i]), "to", "from");
    const after = reach(name(nodes[i]), "from", "to");
    for (const node of nodes) {
      node.classList.toggle("chosen", node === nodes[i]);
      node.classList.toggle("linked", before.has(name(node)) || after.has(name(node)));
    }
    for (const { dataset, classList } of arrows) {
      const on = before.has(dataset.to) ? before.has(dataset.from) : after.has(dataset.from);
      classList.toggle("linked", on);
    }
    root.classList.add("looked-at");
    const others = (n) => (n === 1 ? "1 other stage" : `${n || "no"} other stages`);
    const [needed, waiting] = [before.size - 1, after.size - 1];
    const about = nodes[i].querySelector("title").textContent;
    document.getElementById("graph-said").textContent =
      `${about} It needs ${others(needed)}; ${others(waiting)} depend${waiting === 1 ? "s" : ""} on it.`;
    if (document.activeElement === root) {
      nodes[i].scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  function forget() {
    root.classList.remove("looked-at");
    for (const part of [...nodes, ...arrows]) part.classList.remove("chosen", "linked");
    document.getElementById("graph-said").textContent = "";
  }

  root.addEventListener("pointerleave", forget);
  root.addEventListener("blur", forget);
  walk(root, nodes.length, choose, (event) => nodes.indexOf(event.target.closest(".node")));
}
