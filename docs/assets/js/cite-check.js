// The page of the citation checker. Whatever it shows is put in as text, never as markup.
import { LONGEST, ROOT, check, keepAll, kindLabel } from "./cite-answers.js";

const LINKABLE = 1_500; // characters of a question that fit into an address
const STATES = { // a shape and a word each
  unchanged: ["✓", "Unchanged"], reworded: ["≈", "Reworded"], changed: ["≠", "Changed in substance"],
  withdrawn: ["✕", "Withdrawn"], altered: ["≁", "Not word for word"], missing: ["?", "Not found here"],
};

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
function mark(value, ...content) {
  const element = make("span", { className: "cg-mark cg-mark--change cg-mark--chip" }, ...content);
  element.dataset.value = value;
  return element;
}

// The state as a shape and a word; the word alone is read out.
function stateOf(state) {
  const shape = make("span", {}, STATES[state][0]);
  shape.setAttribute("aria-hidden", "true");
  return [shape, ` ${STATES[state][1]}: `];
}

const day = (edtf) => make("time", { dateTime: edtf.replace("~", "") }, edtf);
const link = (path, text) => make("a", { href: new URL(path, ROOT).href }, text);

function shown({ state, title, text, notes, found, version, both, steps: list }) {
  const heading = make("h2", {}, ...stateOf(state), title);
  const section = make("section", { className: "cg-record" }, heading, make("p", {}, text));
  section.dataset.state = state;
  for (const note of notes.filter(Boolean)) section.append(make("p", {}, note));
  if (both) section.append(sideBySide("Both texts", [["Text", both[0][1], both[1][1]]], both[0][0], both[1][0]));
  if (list.length) section.append(make("ol", { className: "cg-history" }, ...list.map(step)));
  if (found) section.append(links(found, version));
  return section;
}

function step({ number, date, kind, reason, rows }) {
  const item = make("li", { className: "cg-change" }, day(date), " ", mark(kind, kindLabel(kind)), ` Version ${number}`);
  if (reason) item.append(make("p", {}, reason));
  if (rows.length) item.append(sideBySide(`What version ${number} changed`, rows, `Version ${number - 1}`, `Version ${number}`));
  return item;
}

function links(found, version) {
  const list = make("ul", { className: "cg-meta" });
  const pinned = (number) => `${found.key}/v/${number}/`;
  if (version) list.append(make("li", {}, link(pinned(version), `Version ${version}`)));
  if (found.address) list.append(make("li", {}, link(found.address, "As it stands")));
  if (found.address && version !== found.versions.length) list.append(make("li", {}, link(`cite/${found.moved ?? found.key}/`, "Cite the current version")));
  return list;
}

function sideBySide(caption, rows, before, after) {
  const head = make("tr", {}, ...["Field", before, after].map((text) => make("th", { scope: "col" }, text)));
  const body = rows.map(([field, was, is]) => {
    const [old, fresh] = compared(was, is);
    return make("tr", {}, make("th", { scope: "row" }, field), make("td", {}, ...old), make("td", {}, ...fresh));
  });
  const table = make("table", { className: "cg-table" }, make("caption", {}, caption), make("thead", {}, head), make("tbody", {}, ...body));
  const scroll = make("div", { className: "cg-scroll", tabIndex: 0 }, table);
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", caption);
  return scroll;
}

// Words that only one of two texts has, marked as deleted or inserted: longest common subsequence.
function compared(was, is) {
  if (!was || !is) return [[was ? make("del", {}, was) : "(nothing)"], [is ? make("ins", {}, is) : "(nothing)"]];
  const [a, b] = [was.split(/(?<=\s)/), is.split(/(?<=\s)/)];
  if (a.length * b.length > 250_000) return [[was], [is]];
  const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      length[i][j] = a[i].trim() === b[j].trim() ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const [old, fresh] = [[], []];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i].trim() === b[j].trim()) { old.push(a[i++]); fresh.push(b[j++]); }
    else if (j < b.length && (i === a.length || length[i][j + 1] >= length[i + 1][j])) put(fresh, "ins", b[j++]);
    else put(old, "del", a[i++]);
  }
  return [old, fresh];
}

function put(list, tag, word) {
  const last = list.at(-1);
  if (last?.localName === tag) last.append(word);
  else list.push(make(tag, {}, word));
}

function summary(answers, input) {
  if (!answers.length) return "Nothing to check: paste an address, a reference or a quotation.";
  const words = answers.map(({ state }) => STATES[state][1]);
  const counts = [...new Set(words)].map((word) => `${words.filter((each) => each === word).length} ${word.toLowerCase()}`);
  const cut = input.length > LONGEST ? ` Only the first ${LONGEST.toLocaleString("en")} characters were read.` : "";
  return `${answers.length === 1 ? words[0] : `${answers.length} references: ${counts.join(", ")}`}.${cut}`;
}

function run(form) {
  const [status, box] = ["status", "answers"].map((name) => document.querySelector(`[data-cg-check-${name}]`));
  const field = form.elements.q;
  const ask = async (input) => {
    status.textContent = "Checking.";
    try {
      const answers = await check(input);
      box.replaceChildren(...answers.map(shown));
      status.textContent = summary(answers, input);
    } catch {
      box.replaceChildren();
      status.textContent = "The checker's files could not be loaded. Connect to the network once, or reload the page, and check again.";
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = new URL(location.href);
    if (field.value.trim() && field.value.length <= LINKABLE) address.searchParams.set("q", field.value.trim());
    else address.searchParams.delete("q");
    history.replaceState(history.state, "", address);
    ask(field.value);
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) { field.value = asked; ask(asked); }
  if (!navigator.connection?.saveData) keepAll().then(() => { form.dataset.kept = ""; }).catch(() => {});
}

const form = document.querySelector("[data-cg-citation-check]");
if (form) run(form);
