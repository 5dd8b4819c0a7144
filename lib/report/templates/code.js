// Question 5: an image as 32 numbers, each on a slider, and what the decoder makes of them.

function setUpCode(root, { autoencoder, examples, classifier }) {
  const find = (name) => root.querySelector(`[data-part="${name}"]`);
  const layers = unpackLayers(autoencoder.layers);
  const { side } = classifier.drawing;
  const images = exampleImages(examples);
  const sliders = Array.from(unpack(autoencoder.top), (top, k) => addSlider(find("sliders"), top, k));
  let drawing = null;

  function look() {
    const image = decode(sliders.map((slider) => Number(slider.value)), layers);
    show(find("decoded"), image, side);
    return image;
  }

  function take(x) {
    show(find("original"), x, side);
    encode(x, layers).forEach((value, k) => {
      // Rare values lie beyond the usual end: the slider grows with them.
      if (value > Number(sliders[k].max)) sliders[k].max = value;
      sliders[k].value = value;
    });
    look();
  }

  const chosen = () => (find("letter").value ? images.get(find("letter").value) : drawing);
  fillSelect(find("letter"), images.keys());
  find("letter").value = images.keys().next().value;
  find("letter").addEventListener("change", () => chosen() && take(chosen()));
  find("reset").addEventListener("click", () => chosen() && take(chosen()));
  find("sliders").addEventListener("input", look);
  document.addEventListener("drawn", ({ detail }) => {
    drawing = detail;
    if (!find("letter").value && drawing) take(drawing);
  });
  take(chosen());
}

function addSlider(parent, top, k) {
  const label = document.createElement("label");
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: 0, max: top || 1, step: "any", disabled: top === 0 });
  label.append(`${k + 1}`, slider);
  label.title = top === 0 ? "never active on the validation images" : "";
  slider.ariaLabel = `Code value ${k + 1}`;
  parent.append(label);
  return slider;
}
