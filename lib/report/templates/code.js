// Question 5: an image as 32 numbers, each on a slider, and what the decoder makes of them.

function setUpCode(root, { autoencoder, examples, classifier }) {
  const find = (name) => root.querySelector(`[data-part="${name}"]`);
  const layers = unpackLayers(autoencoder.layers);
  const { side } = classifier.drawing;
  const images = exampleImages(examples);
  const sliders = Array.from(unpack(autoencoder.top), (top, k) => addSlider(find("sliders"), top, k));

  function look() {
    const code = sliders.map((slider) => Number(slider.value));
    show(find("decoded"), decode(code, layers), side);
    const active = code.filter((value) => value > 0).length;
    find("said").textContent = `${active} of the ${code.length} values are above 0.`;
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

  const chosen = () => (find("letter").value ? images.get(find("letter").value) : lastDrawn);
  fillSelect(find("letter"), images.keys());
  find("letter").value = images.keys().next().value;
  find("letter").addEventListener("change", () => chosen() && take(chosen()));
  find("reset").addEventListener("click", () => chosen() && take(chosen()));
  find("sliders").addEventListener("input", look);
  document.addEventListener("drawn", () => {
    if (!find("letter").value && lastDrawn) take(lastDrawn);
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
