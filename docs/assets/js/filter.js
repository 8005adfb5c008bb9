// Filters a list that is already on the page. The choice lives in the address, so it can be linked and goes back.
const ITEMS = ".cg-event[id], .cg-claim, .cg-work, .cg-entry";
const GROUPS = "ol.cg-timeline, ul.cg-bibliography, dl.cg-glossary, .cg-claims";

for (const form of document.querySelectorAll("form[data-cg-filter]")) {
  const list = document.getElementById(form.dataset.cgFilter);
  if (list) start(form, list);
}

function start(form, list) {
  const items = [...list.querySelectorAll(ITEMS)];
  const texts = new Map(items.map((item) => [item, fold(item.textContent)]));
  // Marks of a picture that stand for items of the list.
  const marks = new Map([...document.querySelectorAll("svg a[href^='#']")].map((mark) => [mark.getAttribute("href").slice(1), mark]));
  const output = form.querySelector("output");

  const apply = () => {
    const chosen = [...new FormData(form)].filter(([, value]) => value.trim());
    for (const item of items) {
      item.hidden = !chosen.every(([name, value]) => fits(item, texts.get(item), name, value));
      marks.get(item.id)?.toggleAttribute("data-off", item.hidden);
    }
    const shown = items.filter((item) => !item.hidden).length;
    for (const group of list.querySelectorAll(GROUPS)) hide(group, !group.querySelector(":scope > :not([hidden])"));
    output.textContent = shown ? `${shown} of ${items.length}` : "Nothing fits";
    return chosen;
  };
  const write = () => {
    const query = new URLSearchParams(location.search); // what else the address says stays
    for (const field of form.elements) if (field.name) query.delete(field.name);
    for (const [name, value] of apply()) query.set(name, value);
    history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
  };
  const read = () => {
    const query = new URLSearchParams(location.search);
    for (const field of form.elements) if (field.name) field.value = query.get(field.name) ?? "";
    apply();
  };
  // A link to an entry that the filter hides shows it all the same.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.closest("[hidden]")) { form.reset(); apply(); target.scrollIntoView(); }
  };

  form.addEventListener("input", write);
  form.addEventListener("reset", () => setTimeout(write));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("popstate", read);
  addEventListener("hashchange", reveal);
  read();
  reveal();
}

function fits(item, text, name, value) {
  if (name === "text") return fold(value).split(/\s+/).every((word) => text.includes(word));
  const own = item.dataset[name] ?? item.querySelector(`.cg-mark--${name}`)?.dataset.value ?? "";
  return own.split(" ").includes(value);
}

// A group without entries goes with its heading and what stands between them.
function hide(group, empty) {
  for (let part = group; part; part = part.matches("h2") ? null : part.previousElementSibling) {
    if (part !== group && part.matches(GROUPS)) break;
    part.hidden = empty;
  }
}

function fold(text) {
  return text.toLowerCase().normalize("NFKD").replace(/\p{Mark}/gu, "");
}
