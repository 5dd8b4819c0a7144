// Where the reader is: marked in the contents, named in the bar, with the headings before and after.

function setUpContents(nav, bar) {
  const find = (name) => bar.querySelector(`[data-part="${name}"]`);
  const links = [...nav.querySelectorAll("a")];
  const headings = links.map((link) => document.getElementById(link.hash.slice(1)));
  let index = -1;

  function lead(link, target) {
    link.hidden = !target;
    if (!target) return;
    link.href = target.hash;
    link.title = target.textContent;
  }

  function mark(i) {
    links[index]?.removeAttribute("aria-current");
    index = i;
    links[i].setAttribute("aria-current", "location");
    find("here").textContent = i ? links[i].textContent : "";
    lead(find("before"), links[i - 1]);
    lead(find("after"), links[i + 1]);
    // Not scrollIntoView, which would end a smooth scroll of the page.
    const [list, link] = [nav.getBoundingClientRect(), links[i].getBoundingClientRect()];
    if (link.top < list.top || link.bottom > list.bottom) {
      nav.scrollTop += link.top - list.top - list.height / 3;
    }
  }

  // The last heading that has passed the top of the window, or a bit below it.
  function look() {
    const line = bar.offsetHeight + 0.15 * innerHeight;
    let i = headings.findLastIndex((heading) => heading.getBoundingClientRect().top < line);
    if (scrollY + innerHeight >= document.documentElement.scrollHeight - 2) i = links.length - 1;
    if (Math.max(i, 0) !== index) mark(Math.max(i, 0));
  }

  let waiting = false;
  addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        look();
      });
    },
    { passive: true },
  );
  nav.addEventListener("click", (event) => {
    if (event.target.closest("a") && nav.matches(":popover-open")) nav.hidePopover();
  });
  look();
}
