// The header's search, on every page: fetches nothing until a reader turns to it. `/`, `s` and `f` lead there,
// as in Material for MkDocs, unless the reader has switched the keys off on the search page (WCAG 2.1.4).
const form = document.querySelector(".cg-search form");
const box = form?.querySelector("input");

if (box) {
  let started;
  const start = () => (started ??= import("./search-box.js").then(({ attach }) => attach(form, box)));
  box.addEventListener("focus", start);
  box.addEventListener("pointerenter", start);
  document.addEventListener("keydown", (event) => {
    if (!["/", "s", "f"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, [contenteditable]") || localStorage.getItem("cg:keys") === "off") return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  if (document.activeElement === box) start();
}
