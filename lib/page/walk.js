// Things on one picture, looked at one by one: with the pointer, or with the arrow keys when the
// picture has the focus. show(index) is told which.

function walk(element, count, show, indexAt) {
  let index = 0;
  element.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    index = Math.min(Math.max(index + step, 0), count - 1);
    show(index);
  });
  element.addEventListener("focus", () => show(index));
  for (const kind of ["pointermove", "pointerdown"]) {
    element.addEventListener(kind, (event) => {
      const found = indexAt(event);
      if (found < 0 || (found === index && kind === "pointermove" && element.dataset.shown)) return;
      element.dataset.shown = "yes";
      index = found;
      show(index);
    });
  }
}
