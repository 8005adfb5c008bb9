// The header's results: a list of links under the box. Down and Up walk through them, Enter in the box opens the
// best, Escape closes. The form itself leads to the search page, so everything works before this file arrives.
import { find, labels, root } from "./search-client.js";
import { item, many } from "./search-results.js";

const SHOWN = 7;

export function attach(form, box) {
  if (form.dataset.ready) return;
  form.dataset.ready = "true";
  const list = Object.assign(document.createElement("ol"), { className: "cg-results" });
  const all = Object.assign(document.createElement("a"), { className: "cg-search__all" });
  const status = Object.assign(document.createElement("p"), { className: "cg-status" });
  status.setAttribute("role", "status");
  const panel = Object.assign(document.createElement("div"), { className: "cg-search__panel", hidden: true });
  panel.append(status, list, all);
  form.after(panel);
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("assets/css/search.css", root) }));

  let shown = ""; // the query whose results stand in the list
  const open = (on) => { panel.hidden = !on; };
  const links = () => [...panel.querySelectorAll("a")];

  async function update() {
    const query = box.value.trim();
    if (!query) { list.replaceChildren(); shown = ""; return open(false); }
    try {
      const found = await find(query, { limit: SHOWN });
      if (query !== box.value.trim()) return; // a later key has overtaken this one
      const names = await labels();
      list.replaceChildren(...found.results.map((result) => item(result, found.terms, names)));
      status.textContent = found.total ? `${many(found.total, "result")}. Arrow keys move through them.` : "Nothing found.";
      all.textContent = found.total > SHOWN ? "All results and filters" : "Search page";
      shown = query;
    } catch {
      list.replaceChildren();
      status.textContent = "The search files could not be fetched. Press Enter for the list of topics.";
      all.textContent = "Topics";
    }
    all.href = new URL(`search/?${new URLSearchParams({ q: query })}`, root);
    open(document.activeElement === box || panel.contains(document.activeElement));
  }

  box.addEventListener("input", update);
  box.addEventListener("focus", () => (box.value.trim() === shown ? open(Boolean(shown)) : update()));
  form.addEventListener("submit", (event) => {
    const best = list.querySelector("a");
    if (event.submitter?.type === "submit" && event.submitter === document.activeElement) return; // the button: all results
    if (!best || shown !== box.value.trim()) return;
    event.preventDefault();
    best.click();
    open(false);
  });

  form.parentElement.addEventListener("keydown", (event) => {
    const row = links(), at = row.indexOf(document.activeElement);
    if (event.key === "Escape" && !panel.hidden) {
      event.preventDefault(); // keep what was typed
      box.focus();
      return open(false);
    }
    if (panel.hidden || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    (next < 0 && at >= 0 ? box : row[(next + row.length) % row.length])?.focus();
  });
  form.parentElement.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !form.parentElement.contains(event.relatedTarget)) open(false);
  });
  document.addEventListener("pointerdown", (event) => { if (!form.parentElement.contains(event.target)) open(false); });
  if (box.value.trim() && document.activeElement === box) update();
}
