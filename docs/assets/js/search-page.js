// The search page: query and filters live in the address; results are the same, in the same order, as in the header.
import { find, labels, nearest } from "./search-client.js";
import { item, many } from "./search-results.js";

const FIRST = 20, MORE = 30;
const FILTERS = ["kind", "model", "audience", "jurisdiction"];
const part = (name) => document.querySelector(`[data-cg-search="${name}"]`);
const form = part("form"), list = document.getElementById("search-results");
const status = part("status"), none = part("none"), topics = part("topics"), more = part("more"), keys = part("keys");

function read() {
  const address = new URLSearchParams(location.search);
  form.elements.q.value = address.get("q") ?? "";
  for (const name of FILTERS) {
    form.elements[name].value = address.get(name) ?? "";
    if (form.elements[name].selectedIndex < 0) form.elements[name].value = "";
    if (form.elements[name].value) part("filters").open = true;
  }
}

function state() {
  const entries = ["q", ...FILTERS].map((name) => [name, form.elements[name].value.trim()]);
  return Object.fromEntries(entries.filter(([, value]) => value));
}

// What to look for when the query finds nothing: the words of the site that look most like it.
async function closest(query, filters, limit) {
  for (const word of await nearest(query)) {
    const found = await find(word, { filters, limit });
    if (found.total) return found;
  }
  return { results: [], terms: new Set(), total: 0 };
}

let turn = 0;

async function show(limit = FIRST) {
  const mine = ++turn;
  const { q: query = "", ...filters } = state();
  const asked = Boolean(query || Object.keys(filters).length);
  topics.hidden = asked;
  if (!asked) {
    list.replaceChildren();
    more.hidden = none.hidden = true;
    status.textContent = "";
    return;
  }
  try {
    let found = await find(query, { filters, limit });
    const missed = !found.total;
    if (missed) found = await closest(query, filters, limit);
    const names = await labels();
    if (mine !== turn) return; // a later key has overtaken this one
    list.replaceChildren(...found.results.map((result) => item(result, found.terms, names)));
    more.hidden = found.total <= limit;
    none.hidden = !missed;
    topics.hidden = !missed || found.total > 0;
    status.textContent = missed ? `Nothing found.${found.total ? " The nearest:" : ""}` : heard(found, query);
  } catch {
    if (mine !== turn) return;
    list.replaceChildren();
    topics.hidden = false;
    status.textContent = "The search files could not be fetched. Check the connection and try again. These are the topics:";
  }
}

function heard({ total, share }, query) {
  if (!query) return `${many(total, "section")}.`;
  return share < 0.5 ? `No section has all of these words. ${many(total, "section")} with some of them:` : `${many(total, "section")} found.`;
}

function write() {
  const address = new URL(location.href);
  address.search = new URLSearchParams(state()).toString();
  history.replaceState(history.state, "", address);
  show();
}

form.addEventListener("input", write);
form.addEventListener("submit", (event) => { event.preventDefault(); write(); list.querySelector("a")?.focus(); });
more.addEventListener("click", async () => {
  const before = list.children.length;
  await show(before + MORE);
  list.children[before]?.querySelector("a").focus();
});
addEventListener("popstate", () => { read(); show(); });

keys.checked = localStorage.getItem("cg:keys") !== "off";
keys.addEventListener("change", () => (keys.checked ? localStorage.removeItem("cg:keys") : localStorage.setItem("cg:keys", "off")));

read();
show();
