// What is seen or printed at once starts at once, the rest when it comes near, with the data it needs.

document.addEventListener("DOMContentLoaded", () => {
  const part = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(part(id).textContent);
  const [classifier, examples] = ["interactive/classifier.js", "interactive/examples.js"];
  const autoencoder = "interactive/autoencoder.js";
  document.querySelectorAll("pre.code").forEach(setUpCopying);
  setUpCharts(document);
  setUpRates(part("rates"));
  setUpOverflow(part("overflow"));
  setUpBackprop(part("backprop"));
  const { graph, seconds } = globalThis.pageData ?? {};
  if (graph) setUpGraph(part("graph"), graph);
  if (seconds) setUpTimes(seconds);
  const boxes = read("boxes");
  for (const root of document.querySelectorAll("[data-page]")) {
    if (boxes[root.dataset.page]) setUpBoxes(root, boxes[root.dataset.page]);
  }
  setUpContents(part("contents"), document.querySelector(".bar"));
  whenNear(part("draw"), setUpDrawing, classifier, examples);
  whenNear(part("vanishing"), setUpVanishing, "interactive/deep.js");
  whenNear(part("firstweights"), setUpFirstWeights, "interactive/deep.js");
  whenNear(part("epochs"), setUpEpochs, "interactive/epochs.js");
  whenNear(part("confusion"), setUpConfusion, classifier, "interactive/confusion.js");
  whenNear(part("reading"), (root) => setUpReading(root, boxes));
  whenNear(part("code"), setUpCode, classifier, examples, autoencoder);
  whenNear(part("between"), setUpBetween, classifier, examples, autoencoder, "interactive/between.js");
  whenNear(part("features"), setUpFeatures, classifier, examples, "convolutions.js");
  const video = part("video");
  if (video) whenNear(video, () => setUpVideo(video, read("seen"), video.dataset.category));
});
