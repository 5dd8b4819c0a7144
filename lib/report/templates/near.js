// What only one part far down the page needs is loaded when that part comes near the window. A page
// opened from disk may load scripts and read no other file, so data are scripts.

const loading = new Map();

function load(file) {
  if (!loading.has(file)) {
    const script = document.createElement("script");
    script.src = file;
    const done = new Promise((resolve, reject) => {
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error(`${file} is not beside this page.`)));
    });
    loading.set(file, done);
    document.head.append(script);
  }
  return loading.get(file);
}

function whenNear(root, setUp, ...files) {
  const watching = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watching.disconnect();
      Promise.all(files.map(load)).then(
        () => setUp(root, globalThis.pageData),
        (error) => (root.querySelector(".said").textContent = error.message),
      );
    },
    { rootMargin: "100% 0px" },
  );
  watching.observe(root);
}
