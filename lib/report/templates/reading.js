// Question 4.4: a page on its way from the photo to the text, one step at a time. What a way of reading
// misread is marked on the page itself.

const READING_STEPS = [
  { name: "The photo", picture: "photo" },
  { name: "The ink: what find_letters takes for letters", picture: "ink" },
  { name: "The boxes", picture: "ink", way: "mlp", bare: true },
  { name: "The letters as the MLP gets them: 32 × 32 pixels, centred, with strokes of one width", picture: "letters" },
  { name: "Read by the MLP", picture: "photo", way: "mlp" },
  { name: "Read by the trained reader, each letter for itself", picture: "photo", way: "cnn" },
  { name: "Read by the trained reader, with context", picture: "photo", way: "context" },
];

function setUpReading(root, boxes) {
  const find = (name) => root.querySelector(`[data-part="${name}"]`);
  const pages = JSON.parse(find("steps").textContent);
  let step = 0;

  function look() {
    const name = find("page").value;
    const { picture, way, bare, name: words } = READING_STEPS[step];
    const found = boxes[name];
    const at = way === "cnn" || way === "context" ? found.reader.boxes : found.boxes;
    const read = way === "mlp" ? found.characters : found.reader.characters[way];
    const { lines, misread, n } = pages[name][way ?? "mlp"];
    const file = { photo: `${name}.jpg`, ink: `${name}_ink.png`, letters: `${name}_letters.png` }[picture];
    const marks = way ? at.map((box, i) => letterMark(box, found.size, bare ? "" : read[i], bare ? null : misread[i])) : [];
    find("sheet").replaceChildren(sheetOf(`pages/${encodeURIComponent(file)}`, picture === "letters" ? null : found.size, marks, words));
    find("text").textContent = way && !bare ? lines.join("\n") : "";
    const wrong = Object.entries(misread).map(([i, was]) => `${read?.[i]} ${was ? `for ${was}` : "where nothing is written"}`);
    const outcome = !way
      ? ""
      : bare
        ? ` ${at.length} of them, for ${n} letters and digits.`
        : wrong.length
          ? ` ${wrong.length} of ${n} characters misread: ${counted(wrong).join(", ")}.`
          : ` No mistake in ${n} characters.`;
    find("said").textContent = `Step ${step + 1} of ${READING_STEPS.length}. ${words}.${outcome}`;
    find("before").disabled = step === 0;
    find("after").disabled = step === READING_STEPS.length - 1;
    root.dataset.wrong = way && !bare ? wrong.length : "";
  }

  function go(by) {
    step = Math.min(Math.max(step + by, 0), READING_STEPS.length - 1);
    look();
  }

  find("before").addEventListener("click", () => go(-1));
  find("after").addEventListener("click", () => go(1));
  find("sheet").addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    go(by);
  });
  find("page").addEventListener("change", look);
  look();
}

// Equal texts once, with how often they occur.
function counted(texts) {
  const times = new Map();
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
  return [...times].map(([text, n]) => (n > 1 ? `${text} (${n} times)` : text));
}

const SVG = "http://www.w3.org/2000/svg";

function svgElement(name, attributes, text = "") {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

// A box of fractions of the page, with the letter read there; was: what is written there instead.
function letterMark([y1, x1, y2, x2], [width, height], letter, was) {
  const [x, y, w, h] = [x1 * width, y1 * height, (x2 - x1) * width, (y2 - y1) * height];
  const group = svgElement("g", { class: was == null ? "" : "wrong" });
  group.append(svgElement("rect", { x: x - 2, y: y - 2, width: w + 4, height: h + 4 }));
  if (letter) group.append(svgElement("text", { x: x + w / 2, y: Math.max(y - 5, 18) }, letter));
  return group;
}

// A picture with marks on it; one without a size is shown as an image of its own.
function sheetOf(file, size, marks, words) {
  if (!size) {
    const image = new Image();
    Object.assign(image, { src: file, alt: words, className: "photo" });
    return image;
  }
  const svg = svgElement("svg", { viewBox: `0 0 ${size[0]} ${size[1]}`, role: "img", "aria-label": words });
  svg.append(svgElement("image", { href: file, width: size[0], height: size[1] }), ...marks);
  return svg;
}
