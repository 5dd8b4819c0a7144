// Charts that are drawn anew at each move of a slider, as wide as their place.

const svgText = (x, y, text, kind = "") => `<text class="${kind}" x="${x}" y="${y}">${text}</text>`;

// Lines over 1, 2, ... on a scale of powers of ten, each named at its left end; the chosen one strong.
function drawPowers(svg, lines, chosen, xlabel) {
  const [width, height, left, right, top, bottom] = [svg.clientWidth || 600, 240, 48, 70, 10, 36];
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const power = (y) => Math.max(Math.log10(Math.max(y, 1e-300)), -60);
  const powers = Object.values(lines).flatMap((ys) => ys.map(power));
  const low = Math.floor(Math.min(...powers, -2));
  const high = Math.max(Math.ceil(Math.max(...powers)), 1);
  const count = lines[chosen].length;
  const placeX = (i) => left + ((width - left - right) * i) / (count - 1);
  const placeY = (p) => top + ((height - top - bottom) * (high - p)) / (high - low);
  const step = Math.ceil((high - low) / 6);
  const parts = [];
  for (let p = 0; p >= low; p -= step) parts.push(p);
  for (let p = step; p <= high; p += step) parts.push(p);
  const rules = parts.map(
    (p) => `<path class="rule" d="M${left} ${placeY(p)}H${width - right}"/>` +
      `<text class="y" x="${left - 6}" y="${placeY(p) + 4}">10<tspan dy="-5" font-size="9">${setting(p)}</tspan></text>`,
  );
  const apart = Math.ceil(count / 7);
  const marks = Array.from({ length: count }, (_, i) =>
    i < count - 1 && (i % apart || i > count - 1 - apart) ? "" : svgText(placeX(i), height - 18, i < count - 1 ? i + 1 : "output", "x"),
  );
  // Names stand at the lines' left ends, moved apart where these are close together.
  const names = Object.keys(lines).sort((a, b) => power(lines[b][0]) - power(lines[a][0]));
  const drawnLines = names.map((name) => {
    const points = lines[name].map((y, i) => `${placeX(i).toFixed(1)},${placeY(power(y)).toFixed(1)}`);
    return `<g class="${name === chosen ? "chosen" : ""}"><polyline points="${points.join(" ")}"/></g>`;
  });
  let above = -Infinity;
  const labels = names.map((name) => {
    above = Math.max(placeY(power(lines[name][0])) - 7, above + 14, top + 8);
    return svgText(left + 4, above, name, name === chosen ? "name chosen" : "name");
  });
  svg.innerHTML =
    rules.join("") + marks.join("") + drawnLines.join("") + labels.join("") +
    svgText((left + width - right) / 2, height - 3, xlabel, "x");
}

// Panels side by side, each a histogram of shares of equal bins as high as its panel, with
// lines of words below it.
function drawHistograms(svg, panels, [low, high]) {
  const [width, tall, lines] = [svg.clientWidth || 600, 90, panels[0].words.length];
  const across = Math.min(panels.length, Math.max(2, Math.floor(width / 105)));
  const high1 = tall + 22 + 15 * lines;
  const room = width / across;
  svg.setAttribute("viewBox", `0 0 ${width} ${high1 * Math.ceil(panels.length / across)}`);
  svg.innerHTML = panels
    .map(({ bins, words }, i) => {
      const [x, y] = [(i % across) * room + 4, Math.floor(i / across) * high1];
      const [wide, most] = [(room - 12) / bins.length, Math.max(...bins)];
      const bars = bins.map((share, k) => {
        const h = Math.max(share > 0 ? 1 : 0, (share / most) * (tall - 6));
        return `<rect x="${(x + k * wide).toFixed(1)}" y="${(y + tall - h).toFixed(1)}" width="${Math.max(wide - 1, 1).toFixed(1)}" height="${h.toFixed(1)}"/>`;
      });
      const ends =
        `<path class="rule" d="M${x} ${y + tall + 0.5}h${room - 12}"/>` +
        svgText(x, y + tall + 13, setting(low)) + svgText(x + room - 12, y + tall + 13, setting(high), "y");
      return bars.join("") + ends + words.map((text, k) => svgText(x, y + tall + 30 + 15 * k, text, k ? "" : "name")).join("");
    })
    .join("");
}

// Shares of the values in `count` equal bins from low to high.
function histogram(values, [low, high], count) {
  const bins = new Float64Array(count);
  for (const value of values) {
    const k = Math.floor(((value - low) / (high - low)) * count);
    bins[Math.min(Math.max(k, 0), count - 1)] += 1 / values.length;
  }
  return [...bins];
}
