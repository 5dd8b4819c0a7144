// Question 1.1: softmax of a few scores, step by step, with a shift of one's own.

// The three steps of softmax in double precision. With c = -max x they are lib.nn's softmax.
function softmaxSteps(scores, c) {
  const shifted = scores.map((x) => x + c);
  const exps = shifted.map(Math.exp);
  const sum = exps.reduce((a, b) => a + b, 0);
  return { shifted, exps, sum, shares: exps.map((e) => e / sum) };
}

function setUpOverflow(root) {
  const all = (name) => [...root.querySelectorAll(`[data-part="${name}"]`)];
  const [shift, largest, said] = ["shift", "largest", "said"].map((name) => all(name)[0]);

  function look() {
    const scores = all("score").map((slider) => Number(slider.value));
    shift.disabled = largest.checked;
    if (largest.checked) shift.value = -Math.max(...scores);
    const c = Number(shift.value);
    const { shifted, exps, sum, shares } = softmaxSteps(scores, c);
    for (const slider of [...all("score"), shift]) {
      slider.nextElementSibling.textContent = setting(Number(slider.value));
    }
    const fill = (name, values, text) => all(name).forEach((cell, i) => (cell.textContent = text(values[i])));
    fill("shifted", shifted, setting);
    fill("exp", exps, written);
    fill("share", shares, written);
    all("bar").forEach((bar, i) => bar.style.setProperty("--part", shares[i] || 0));
    all("sum")[0].textContent = written(sum);
    all("whole")[0].textContent = written(shares.reduce((a, b) => a + b, 0));
    root.dataset.result = JSON.stringify(shares.map(String));
    const [top, low] = [Math.max(...shifted), Math.min(...shifted)];
    said.textContent =
      sum === Infinity
        ? `exp(${setting(top)}) is beyond the largest double, 1.80 × 10³⁰⁸: it becomes Infinity, and Infinity / Infinity is NaN.`
        : sum === 0
          ? `Every exponential underflows to 0, even exp(${setting(top)}), and 0 / 0 is NaN.`
          : exps.includes(0)
            ? `exp(${setting(low)}) underflows to 0, which is its share, correctly rounded. The shares sum to 1.`
            : "Nothing overflows and nothing underflows. The shares sum to 1.";
  }

  root.addEventListener("input", look);
  look();
}
