// Filters a list that is already on the page. The choice lives in the address, so it can be linked and goes back.
const ITEMS = ".cg-event[id], .cg-claim, .cg-work, .cg-entry";

for (const form of document.querySelectorAll("form[data-cg-filter]")) {
  const list = document.getElementById(form.dataset.cgFilter);
  if (list) start(form, list);
}

function start(form, list) {
  const items = [...list.querySelectorAll(ITEMS)];
  const groups = [...list.querySelectorAll("ol, ul.cg-bibliography, dl.cg-glossary, .cg-claims")];
  const texts = new Map(items.map((item) => [item, fold(item.textContent)]));
  const output = form.querySelector("output");

  const apply = () => {
    const chosen = [...new FormData(form)].filter(([, value]) => value.trim());
    let shown = 0;
    for (const item of items) {
      item.hidden = !chosen.every(([name, value]) =>
        name === "text"
          ? fold(value).split(/\s+/).every((word) => texts.get(item).includes(word))
          : (item.dataset[name] ?? "").split(" ").includes(value));
      shown += !item.hidden;
    }
    for (const group of groups) {
      const empty = !group.querySelector(":scope > :not([hidden])");
      group.hidden = empty;
      const heading = group.previousElementSibling;
      if (heading?.matches("h2")) heading.hidden = empty;
    }
    output.textContent = `${shown} of ${items.length}`;
    return chosen;
  };

  const read = () => {
    const query = new URLSearchParams(location.search);
    for (const field of form.elements) if (field.name) field.value = query.get(field.name) ?? "";
    apply();
  };

  form.addEventListener("input", () => {
    const query = new URLSearchParams(location.search);
    for (const field of form.elements) if (field.name) query.delete(field.name);
    for (const [name, value] of apply()) query.set(name, value);
    history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("popstate", read);
  read();
  // A link to an entry that the filter hides shows it all the same.
  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.closest("[hidden]")) { form.reset(); apply(); target.scrollIntoView(); }
  });
}

function fold(text) {
  return text.toLowerCase().normalize("NFKD").replace(/\p{Mark}/gu, "");
}
