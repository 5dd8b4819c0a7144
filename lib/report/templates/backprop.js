// Question 2.3: forward and backward through a 2-2-2 network, every number named as in
// lib/report/backprop.py, whose numbers these replace.

function backpropagate(given, truth) {
  const v = { ...given, y1: truth === 1 ? 1 : 0, y2: truth === 2 ? 1 : 0 };
  for (const k of [1, 2]) {
    v[`z${k}`] = v.x1 * v[`u1${k}`] + v.x2 * v[`u2${k}`] + v[`b${k}`];
    v[`h${k}`] = sigmoid([v[`z${k}`]])[0];
  }
  for (const k of [1, 2]) v[`s${k}`] = v.h1 * v[`v1${k}`] + v.h2 * v[`v2${k}`] + v[`c${k}`];
  [v.p1, v.p2] = softmax([v.s1, v.s2]);
  v.J = -Math.log(Math.max(v[`p${truth}`], 2 ** -1022)); // as lib.nn: a probability of 0 counts as the smallest
  for (const k of [1, 2]) v[`ds${k}`] = v[`dc${k}`] = v[`p${k}`] - v[`y${k}`];
  for (const i of [1, 2]) {
    for (const k of [1, 2]) v[`dv${i}${k}`] = v[`h${i}`] * v[`ds${k}`];
    v[`dh${i}`] = v[`v${i}1`] * v.ds1 + v[`v${i}2`] * v.ds2;
    v[`dz${i}`] = v[`db${i}`] = v[`dh${i}`] * v[`h${i}`] * (1 - v[`h${i}`]);
  }
  for (const i of [1, 2]) {
    for (const k of [1, 2]) v[`du${i}${k}`] = v[`x${i}`] * v[`dz${k}`];
    v[`dx${i}`] = v[`u${i}1`] * v.dz1 + v[`u${i}2`] * v.dz2;
  }
  return v;
}

// A formula with its names replaced; a negative number that is not alone stands in brackets.
function inNumbers(formula, numbers) {
  return formula.replace(/\bd?[a-z]\d+\b/g, (key, offset) => {
    const alone = "(".includes(formula[offset - 1] ?? "") && ")".includes(formula[offset + key.length] ?? "");
    return numbers[key] < 0 && !alone ? `(${written(numbers[key])})` : written(numbers[key]);
  });
}

function setUpBackprop(root) {
  const find = (name) => root.querySelector(`[data-part="${name}"]`);
  const inputs = [...root.querySelectorAll("[data-given]")];
  let before = null;

  // A field that is being typed in may hold no number for a moment: then all stays as it is.
  function look() {
    if (inputs.some((input) => !input.value || !input.validity.valid && !input.validity.stepMismatch)) return;
    const given = Object.fromEntries(inputs.map((input) => [input.dataset.given, Number(input.value)]));
    const numbers = backpropagate(given, Number(find("true").value));
    for (const row of root.querySelectorAll("[data-key]")) {
      const place = row.querySelector("[data-formula]");
      place.textContent = `= ${inNumbers(place.dataset.formula, numbers)}`;
      row.querySelector(".value").textContent = written(numbers[row.dataset.key]);
    }
    for (const place of root.querySelectorAll("[data-number]")) {
      place.textContent = written(numbers[place.dataset.number]);
    }
    const change = before === null ? "" : `, after ${written(before)} before`;
    find("said").textContent =
      `The loss is ${written(numbers.J)}${change}; the true class has the probability ${written(numbers[`p${find("true").value}`])}.`;
    root.dataset.numbers = JSON.stringify(numbers);
    return numbers;
  }

  root.addEventListener("input", () => {
    before = null;
    look();
  });
  find("step").addEventListener("click", () => {
    const numbers = look();
    if (!numbers) return;
    before = numbers.J;
    for (const input of inputs) {
      const key = input.dataset.given;
      if (key[0] !== "x") input.value = Number((numbers[key] - numbers[`d${key}`]).toPrecision(6));
    }
    look();
  });
  find("back").addEventListener("click", () => {
    for (const input of inputs) input.value = input.defaultValue;
    find("true").value = 2;
    before = null;
    look();
  });
  look();
}
