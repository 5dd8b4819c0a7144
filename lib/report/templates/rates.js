// Question 3.2: the charts of one learning rate at a time, on axes that all rates share.
function setUpRates(root) {
  const slider = root.querySelector("input");
  const trainings = [...root.querySelectorAll(".pair")];
  const choose = () => {
    trainings.forEach((pair, i) => pair.classList.toggle("away", i !== Number(slider.value)));
    const { rate } = trainings[slider.value].dataset;
    root.querySelector("output").textContent = rate;
    slider.setAttribute("aria-valuetext", rate);
  };
  slider.closest("label").hidden = false;
  slider.addEventListener("input", choose);
  choose();
}
