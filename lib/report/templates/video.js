// Question 6.3: the video frame by frame, with what the network saw in each, alone and over a window
// of frames. Each half of the film is averaged for itself: the first chose, the second judges.

// Averages over a window of `length` frames from `start` to before `end`, weighted by confidence, as
// over_time in lib/video/views.py. A row of class probabilities for each frame.
function overTime({ probabilities, confidence, classes }, [start, end], length, causal) {
  const rows = [];
  for (let i = start; i < end; i++) {
    const row = new Float64Array(classes);
    let weight = 0;
    const [first, last] = windowOf(i, [start, end], length, causal);
    for (let k = first; k <= last; k++) {
      for (let c = 0; c < classes; c++) row[c] += confidence[k] * probabilities[k * classes + c];
      weight += confidence[k];
    }
    rows.push(row.map((sum) => sum / weight));
  }
  return rows;
}

// The first and the last frame that are averaged for frame i.
function windowOf(i, [start, end], length, causal) {
  const before = causal ? length - 1 : (length - 1) / 2;
  return [Math.max(start, i - before), Math.min(end - 1, i + length - 1 - before)];
}

const largest = (row) => row.reduce((best, p, k) => (p > row[best] ? k : best), 0);

function setUpVideo(root, { frames, rate, lengths, classes, ways }, category) {
  const find = (name) => root.querySelector(`[data-part="${name}"]`);
  const slider = find("frame");
  const video = root.querySelector("video");
  const split = Number(root.dataset.split);
  const halves = [[0, split], [split, frames.length]];
  const halfOf = (i) => halves[i < split ? 0 : 1];
  const seconds = (i) => frames[i].seconds.toFixed(1);
  const unpacked = Object.fromEntries(
    Object.entries(ways).map(([name, way]) => [
      name,
      {
        probabilities: unpack(way.probabilities),
        confidence: unpack(way.confidence),
        classes: classes.length,
      },
    ]),
  );
  const stills = JSON.parse(root.dataset.stills);
  let still = null;
  const strips = ["alone", "averaged"].map((name) => find(`${name}-strip`));
  for (const strip of strips) {
    strip.append(...frames.map(() => document.createElement("span")));
  }
  const chosen = () => ({
    length: lengths[Number(find("length").value)],
    causal: find("causal").checked,
  });
  let rows = { alone: [], averaged: [] };

  function average() {
    const { length, causal } = chosen();
    const over = (way, k, past) => halves.flatMap((half) => overTime(unpacked[way], half, k, past));
    rows = { alone: over("plain", 1, true), averaged: over(find("way").value, length, causal) };
    const right = {};
    strips.forEach((strip, s) => {
      const name = ["alone", "averaged"][s];
      right[name] = rows[name].map((row) => classes[largest(row)] === category);
      right[name].forEach((is, i) => {
        strip.children[i].className = is ? "right" : "wrong";
      });
    });
    const reach = (length - 1) / rate;
    const words =
      length === 1
        ? "the frame alone"
        : causal
          ? `the frame and ${reach.toFixed(1)} s before it`
          : `${(reach / 2).toFixed(1)} s before the frame to ${(reach / 2).toFixed(1)} s after it`;
    find("window").textContent = words;
    find("length").setAttribute("aria-valuetext", words);
    const counts = halves.map(([start, end]) => {
      const hits = right.averaged.slice(start, end).filter(Boolean).length;
      return `${hits} of ${end - start} from ${seconds(start)} to ${seconds(end - 1)} s`;
    });
    find("right").textContent = `Right over the window: ${counts.join(", ")}.`;
    look();
  }

  function look() {
    const i = Number(slider.value);
    if (still) showStill(still, stills, i);
    const { length, causal } = chosen();
    const [first, last] = windowOf(i, halfOf(i), length, causal);
    strips.forEach((strip, s) => {
      [...strip.children].forEach((mark, k) => {
        mark.classList.toggle("now", k === i);
        mark.classList.toggle("in", s === 0 && k >= first && k <= last);
      });
    });
    for (const name of ["alone", "averaged"]) {
      const best = largest(rows[name][i]);
      find(name).textContent = `${classes[best]} (${(100 * rows[name][i][best]).toFixed(0)} %)`;
    }
    slider.setAttribute("aria-valuetext", `frame ${i + 1}, ${seconds(i)} seconds`);
    find("time").textContent = `${seconds(i)} s`;
  }

  function go(i) {
    video.pause();
    slider.value = i;
    video.currentTime = (i + 0.5) / rate;
    look();
  }

  for (const strip of strips) {
    const drag = (event) => {
      if (!(event.buttons & 1)) return;
      const { left, width } = strip.getBoundingClientRect();
      const i = Math.floor(((event.clientX - left) / width) * frames.length);
      go(Math.min(Math.max(i, 0), frames.length - 1));
    };
    strip.addEventListener("pointerdown", (event) => {
      strip.setPointerCapture(event.pointerId);
      drag(event);
    });
    strip.addEventListener("pointermove", drag);
  }
  for (const name of ["way", "length", "causal"]) find(name).addEventListener("input", average);
  slider.addEventListener("input", () => go(Number(slider.value)));
  video.addEventListener("timeupdate", () => {
    if (video.paused) return;
    slider.value = Math.min(Math.floor(video.currentTime * rate), frames.length - 1);
    look();
  });
  // A browser without the film's codec shows the stills that there are.
  function fallBack() {
    still = document.createElement("figure");
    still.append(new Image(), document.createElement("figcaption"));
    video.replaceWith(still);
    look();
  }
  if (video.error) fallBack();
  else video.addEventListener("error", fallBack);
  // A player shows its first picture only when it is sent there.
  video.preload = "metadata";
  video.currentTime = 0.5 / rate;
  average();
}

// The still that is nearest to frame i. stills: numbers of frames.
function showStill(figure, stills, i) {
  const nearest = stills.reduce((a, b) => (Math.abs(b - i) < Math.abs(a - i) ? b : a), Infinity);
  const [image, caption] = figure.children;
  if (stills.length) image.src = `video/frames/${String(nearest).padStart(4, "0")}.jpg`;
  image.alt = `Frame ${nearest + 1} of the film`;
  caption.textContent = `This browser cannot play the film. ${stills.length ? `Of the stills that there are, frame ${nearest + 1} is the nearest.` : ""}`;
}
