// Things on one picture, looked at one by one: with the pointer, or with the arrow keys when the
// picture has the focus. show(index) is told which.

// Whether the pointer itself moved: a page that scrolls under a resting one sends events as well.
const moved = (event) => event.type === "pointerdown" || event.movementX || event.movementY;

function walk(element, count, show, indexAt, first = 0) {
  let index = first;
  element.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -count, End: count };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    index = Math.min(Math.max(index + step, 0), count - 1);
    show(index);
  });
  element.addEventListener("focus", () => show(index));
  for (const kind of ["pointermove", "pointerdown"]) {
    element.addEventListener(kind, (event) => {
      const found = moved(event) ? indexAt(event) : -1;
      if (found < 0) return;
      index = found;
      show(index);
    });
  }
}
