// Question 4: for each box on a page, the image that the network got, what it read and the probability.
// columns: of the sheet with those images.

function setUpBoxes(root, { boxes, characters, confidences, columns }) {
  const find = (name) => root.querySelector(`[data-part="${name}"]`);
  const picture = find("picture");
  const frame = find("frame");
  boxes.forEach((box, i) => confidences[i] < 0.5 && picture.append(framed(box, "unsure")));

  function choose(i) {
    place(frame, boxes[i]);
    find("letter").style.setProperty("--column", i % columns);
    find("letter").style.setProperty("--row", Math.floor(i / columns));
    find("said").textContent =
      `Letter ${i + 1} of ${boxes.length}: read as ${characters[i]}, confidence ${(100 * confidences[i]).toFixed(1)} %`;
    root.dataset.read = characters[i];
  }

  function indexAt(event) {
    const whole = picture.getBoundingClientRect();
    const y = (event.clientY - whole.top) / whole.height;
    const x = (event.clientX - whole.left) / whole.width;
    return boxes.findIndex(([y1, x1, y2, x2]) => y1 <= y && y <= y2 && x1 <= x && x <= x2);
  }

  if (!boxes.length) return;
  walk(picture, boxes.length, choose, indexAt);
  // First shown: the letter it was least sure of.
  choose(confidences.indexOf(Math.min(...confidences)));
}

function framed(box, kind) {
  const frame = document.createElement("span");
  frame.className = kind;
  place(frame, box);
  return frame;
}

function place(frame, [y1, x1, y2, x2]) {
  const percent = (part) => `${100 * part}%`;
  Object.assign(frame.style, {
    top: percent(y1),
    left: percent(x1),
    height: percent(y2 - y1),
    width: percent(x2 - x1),
  });
}
