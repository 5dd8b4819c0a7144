// Question 5.3: on the way from one image's code to another's, what the decoder makes of it.

// (1 - part) a + part b, of two arrays.
const mixed = (a, b, part) => a.map((value, i) => (1 - part) * value + part * b[i]);

function setUpBetween(root, { autoencoder, classifier, examples, between }) {
  const find = (name) => root.querySelector(`[data-part="${name}"]`);
  const layers = unpackLayers(autoencoder.layers);
  const reader = unpackLayers(classifier.layers);
  const { side } = classifier.drawing;
  const images = exampleImages(examples);
  const reconstructed = exampleImages({ labels: examples.labels, x: between.pca });
  const percent = (p) => `${(100 * p).toFixed(0)} %`;

  function read(x) {
    const { probabilities } = classify(x, reader);
    const best = largest(probabilities);
    return `${classifier.classes[best]} (${percent(probabilities[best])})`;
  }

  function look() {
    const [a, b, part] = [find("from").value, find("to").value, Number(find("part").value)];
    const decoded = decode(mixed(encode(images.get(a), layers), encode(images.get(b), layers), part), layers);
    const linear = mixed(reconstructed.get(a), reconstructed.get(b), part);
    show(find("first"), images.get(a), side);
    show(find("decoded"), decoded, side);
    show(find("pca"), linear, side);
    show(find("last"), images.get(b), side);
    find("part").nextElementSibling.textContent = percent(part);
    find("said").textContent =
      `${percent(part)} of the way from ${a} to ${b}, the network of Q3.1 reads ${read(decoded)} in the autoencoder's image and ${read(linear)} in PCA's.`;
  }

  for (const [name, first] of [["from", "C"], ["to", "G"]]) {
    fillSelect(find(name), images.keys());
    if (images.has(first)) find(name).value = first;
  }
  root.addEventListener("input", look);
  look();
}
