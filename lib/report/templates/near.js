// What only one part far down the page needs is loaded when that part comes near the window. A page
// opened from disk may load scripts and read no other file, so data are scripts.

function whenNear(root, setUp, file) {
  const watching = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watching.disconnect();
      if (!file) return setUp(root);
      const script = document.createElement("script");
      script.src = file;
      script.addEventListener("load", () => setUp(root, globalThis.pageData));
      script.addEventListener("error", () => {
        root.querySelector(".said").textContent = `${file} is not beside this page.`;
      });
      document.head.append(script);
    },
    { rootMargin: "100% 0px" },
  );
  watching.observe(root);
}
