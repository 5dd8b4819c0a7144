// Question 6.3: the video frame by frame, with what the network saw in each.

function setUpVideo(root, { frames, rate }, category) {
  const find = (name) => root.querySelector(`[data-part="${name}"]`);
  const slider = find("frame");
  const video = root.querySelector("video");
  const ways = ["plain", "robust"];
  for (const way of ways) {
    find(`${way}-strip`).append(...frames.map((frame) => tick(frame[way].name === category)));
  }

  function look() {
    const i = Number(slider.value);
    for (const way of ways) {
      const { name, probability } = frames[i][way];
      find(way).textContent = `${name} (${(100 * probability).toFixed(0)} %)`;
      [...find(`${way}-strip`).children].forEach((mark, k) => mark.classList.toggle("now", k === i));
    }
    slider.setAttribute("aria-valuetext", `frame ${i + 1}, ${frames[i].seconds.toFixed(1)} seconds`);
    find("time").textContent = `${frames[i].seconds.toFixed(1)} s`;
  }

  slider.addEventListener("input", () => {
    video.pause();
    video.currentTime = (Number(slider.value) + 0.5) / rate;
    look();
  });
  video.addEventListener("timeupdate", () => {
    slider.value = Math.floor(video.currentTime * rate);
    look();
  });
  // A player shows its first picture only when it is sent there.
  video.currentTime = 0.5 / rate;
  look();
}

function tick(right) {
  const mark = document.createElement("span");
  mark.className = right ? "right" : "wrong";
  return mark;
}
