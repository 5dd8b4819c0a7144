// Numbers in the texts of what can be played with, in the page's one format (lib/report/numbers.py):
// three significant digits, 2.43 × 10⁻¹³; and Infinity and NaN as JavaScript has them.

function written(x) {
  if (!Number.isFinite(x) || x === 0) return String(x === 0 ? 0 : x).replace("-", "−");
  const [digits, power] = x.toExponential(2).split("e").map(Number);
  const raised = (n) => [...String(n)].map((c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]).join("");
  if (power < -3 || power > 5) {
    return `${digits.toFixed(2)}\u00a0×\u00a010${raised(power)}`.replace("-", "−");
  }
  const text = power < 3 ? x.toPrecision(3) : Number(x.toPrecision(3)).toLocaleString("en-US");
  return text.replace("-", "−");
}

// A number that somebody chose, as they chose it.
const setting = (x) => String(Number(x.toPrecision(6))).replace("-", "−");
