// Scripts with data come after the page (`defer`), so everything starts when all are there.

document.addEventListener("DOMContentLoaded", () => {
  const data = globalThis.pageData ?? {};
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  setUpContents(document.getElementById("contents"), document.querySelector(".bar"));
  document.querySelectorAll("pre.code").forEach(setUpCopying);
  setUpCharts(document);
  setUpRates(document.getElementById("rates"));
  if (data.graph) setUpGraph(document.getElementById("graph"), data.graph);
  if (data.seconds) setUpTimes(data.seconds);
  if (data.classifier && data.examples) {
    if (data.autoencoder) setUpCode(document.getElementById("code"), data);
    setUpDrawing(document.getElementById("draw"), data);
    if (data.confusion) setUpConfusion(document.getElementById("confusion"), data);
  }
  const boxes = read("boxes");
  for (const root of document.querySelectorAll("[data-page]")) {
    if (boxes[root.dataset.page]) setUpBoxes(root, boxes[root.dataset.page]);
  }
  const video = document.getElementById("video");
  if (video) setUpVideo(video, read("seen"), video.dataset.category);
});
