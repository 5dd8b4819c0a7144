// A button at each piece of code that copies it.

function setUpCopying(pre) {
  const code = pre.querySelector("code");
  const button = document.createElement("button");
  const frame = document.createElement("div");
  button.type = "button";
  button.textContent = "Copy";
  button.ariaLabel = `Copy the code of ${pre.dataset.file}`;
  frame.className = "listing";
  pre.replaceWith(frame);
  frame.append(pre, button);
  button.addEventListener("click", async () => {
    button.textContent = await copied(code).then(() => "Copied", () => "Press Ctrl+C");
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
}

// A browser that does not let the page copy leaves the code selected.
async function copied(code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
  } catch (error) {
    getSelection().selectAllChildren(code);
    throw error;
  }
}
