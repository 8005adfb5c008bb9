// The data explorer: tables of /data/v1/ to filter, sort and download. The page has the first table as HTML; this
// file fetches the data package for the columns and one CSV file for each table that is looked at.

const AT_FIRST = 200; // rows shown until more are asked for
const LEADING = ["title", "record", "attribute", "text", "value", "verdict"];
const HIDDEN = ["id", "address", "pinned", "sha256", "version", "changed", "cited_sources", "former_ids"];
const LONG = 48; // characters of a column's longest cell above which it is not shown at first
const FACETS = 5;
const LIST = " | ";

for (const root of document.querySelectorAll("[data-cg-explorer]")) start(root);

async function start(root) {
  const base = new URL(root.dataset.cgExplorer, location.href);
  const view = elements(root);
  try {
    const { resources } = await (await get(new URL("datapackage.json", base))).json();
    const tables = new Map(resources.map((resource) => [resource.name, { ...resource, base }]));
    view.table.replaceChildren(...[...tables.keys()].map((name) => new Option(name, name)));
    connect(view, tables);
  } catch (error) {
    view.count.textContent = `The data can not be read (${error.message}). The files are listed below.`;
  }
}

function elements(root) {
  const one = (selector) => root.querySelector(selector);
  const form = one("form");
  return {
    form, table: form.elements.namedItem("table"), text: form.elements.namedItem("text"), count: one("output"),
    chips: one("fieldset"), caption: one("caption"), head: one("thead"), body: one("tbody"), more: one("[data-more]"),
    saves: root.querySelectorAll("[data-save]"),
  };
}

async function get(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address.pathname}: ${answer.status}`);
  return answer;
}

function connect(view, tables) {
  let state, current, rows, all = false;

  async function open() {
    const wanted = fromAddress(tables);
    state = wanted;
    view.table.value = state.table;
    view.text.value = state.text;
    const table = await loaded(tables.get(state.table));
    if (state !== wanted) return; // another table was picked meanwhile
    current = table;
    facets(view, current, state);
    columns(view, current, state);
    header(view, current, state);
    show();
  }

  function show() {
    if (!current) return; // the first table is on its way
    rows = found(current, state);
    const part = all ? rows : rows.slice(0, AT_FIRST);
    const fields = shown(current, state);
    view.caption.textContent = `${state.table}: ${current.description}`;
    view.body.replaceChildren(...part.map((row) => tableRow(row, fields)));
    view.more.hidden = part.length === rows.length;
    view.count.textContent = `${rows.length} of ${current.rows.length}`;
    for (const cell of view.head.querySelectorAll("th")) {
      if (cell.dataset.column === state.sort) cell.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    }
  }

  function changed() {
    toAddress(state);
    show();
  }

  view.form.addEventListener("submit", (event) => event.preventDefault());
  view.form.addEventListener("input", ({ target }) => {
    all = false;
    if (target === view.table) {
      toAddress({ table: target.value, text: "", where: {}, columns: null });
      open();
      return;
    }
    if (target === view.text) state.text = target.value;
    else if (target.value) state.where[target.dataset.where] = target.value;
    else delete state.where[target.dataset.where];
    changed();
  });
  view.chips.addEventListener("input", () => {
    state.columns = [...view.chips.querySelectorAll(":checked")].map((box) => box.value);
    header(view, current, state);
    changed();
  });
  view.head.addEventListener("click", ({ target }) => {
    const column = target.closest("th")?.dataset.column;
    if (!target.closest("button") || !column) return;
    state.descending = state.sort === column && !state.descending;
    state.sort = column;
    changed();
  });
  view.more.addEventListener("click", () => {
    all = true;
    show();
    view.body.rows[AT_FIRST]?.querySelector("a, th")?.focus();
  });
  for (const button of view.saves) {
    button.addEventListener("click", () => current && save(button.dataset.save, state.table, rows, shown(current, state)));
  }
  addEventListener("popstate", open);
  open();
}

// State and address: ?table=claims&text=open&where.verdict=mixed&sort=due&order=descending&columns=title,due
function fromAddress(tables) {
  const query = new URLSearchParams(location.search);
  const where = {};
  for (const [name, value] of query) if (name.startsWith("where.")) where[name.slice(6)] = value;
  return {
    table: tables.has(query.get("table")) ? query.get("table") : tables.keys().next().value,
    text: query.get("text") ?? "",
    where,
    sort: query.get("sort"),
    descending: query.get("order") === "descending",
    columns: query.get("columns")?.split(",") ?? null,
  };
}

function toAddress(state) {
  const query = new URLSearchParams();
  query.set("table", state.table);
  if (state.text) query.set("text", state.text);
  for (const [name, value] of Object.entries(state.where)) query.set(`where.${name}`, value);
  if (state.sort) query.set("sort", state.sort);
  if (state.descending) query.set("order", "descending");
  if (state.columns) query.set("columns", state.columns.join(","));
  history.replaceState(history.state, "", `${location.pathname}?${query}${location.hash}`);
}

// A table, read once: its fields, its rows as objects of text, and which fields are good to filter and to show.
async function loaded(table) {
  if (table.rows) return table;
  const [names, ...lines] = parse(await (await get(new URL(table.path, table.base))).text());
  table.rows = lines.map((line) => Object.fromEntries(names.map((name, index) => [name, line[index] ?? ""])));
  table.fields = table.schema.fields;
  const values = (field) => new Set(table.rows.flatMap((row) => parts(field, row[field.name])));
  table.facets = table.fields
    .filter((field) => (field["x-vocabulary"] || field["x-collection"]) && !HIDDEN.includes(field.name))
    .map((field) => ({ field, values: [...values(field)].filter(Boolean).sort() }))
    .filter((facet) => facet.values.length > 1 && facet.values.length <= 60)
    .slice(0, FACETS);
  table.short = table.fields.filter(({ name }) => LEADING.includes(name)
    || (!HIDDEN.includes(name) && table.rows.every((row) => row[name].length <= LONG) && table.rows.some((row) => row[name])));
  return table;
}

const parts = (field, text) => (field["x-list"] ? text.split(LIST) : [text]);
const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{Mark}/gu, "");

function shown(table, state) {
  const chosen = state.columns && table.fields.filter((field) => state.columns.includes(field.name));
  const fields = chosen?.length ? chosen : table.short;
  const rank = ({ name }) => (LEADING.indexOf(name) + 1 || LEADING.length + 1);
  return [...fields].sort((a, b) => rank(a) - rank(b));
}

function found(table, state) {
  const words = fold(state.text).split(/\s+/).filter(Boolean);
  const wanted = table.fields.filter((field) => state.where[field.name] !== undefined);
  const rows = table.rows.filter((row) =>
    wanted.every((field) => parts(field, row[field.name]).includes(state.where[field.name]))
    && (!words.length || (row.folded ??= fold(Object.values(row).join(" "))) && words.every((word) => row.folded.includes(word))));
  const field = table.fields.find(({ name }) => name === state.sort);
  if (!field) return rows;
  const order = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
  const sign = state.descending ? -1 : 1;
  return rows.sort((a, b) => {
    const [first, second] = [a[field.name], b[field.name]];
    if (!first || !second) return Number(!first) - Number(!second); // empty cells come last either way
    const difference = first - second; // not a number where one of them is words
    return sign * (Number.isNaN(difference) ? order(first, second) : difference);
  });
}

// Elements
function facets(view, table, state) {
  for (const old of view.form.querySelectorAll("[data-facet]")) old.remove();
  for (const { field, values } of table.facets) {
    const select = document.createElement("select");
    select.dataset.where = field.name; // no name: it would hide what the form itself is called
    select.append(new Option("All", ""), ...values.map((value) => new Option(value, value)));
    select.value = state.where[field.name] ?? "";
    const label = Object.assign(document.createElement("label"), { className: "cg-field" });
    label.dataset.facet = "";
    label.append(`${field.name} `, select);
    view.count.before(label);
  }
}

function columns(view, table, state) {
  const on = new Set(shown(table, state).map(({ name }) => name));
  view.chips.replaceChildren(view.chips.querySelector("legend"), ...table.fields.map(({ name, description }) => {
    const box = Object.assign(document.createElement("input"), { type: "checkbox", value: name, checked: on.has(name) });
    const label = Object.assign(document.createElement("label"), { title: description ?? "" });
    label.append(box, ` ${name}`);
    return label;
  }));
}

function header(view, table, state) {
  const row = document.createElement("tr");
  for (const { name, description } of shown(table, state)) {
    const cell = Object.assign(document.createElement("th"), { scope: "col", title: description ?? "" });
    cell.dataset.column = name;
    cell.append(Object.assign(document.createElement("button"), { type: "button", textContent: name }));
    row.append(cell);
  }
  view.head.replaceChildren(row);
}

function tableRow(row, fields) {
  const line = document.createElement("tr");
  fields.forEach((field, index) => {
    const cell = document.createElement(index ? "td" : "th");
    const text = row[field.name];
    if (!index) cell.scope = "row";
    if (["integer", "number"].includes(field.type)) cell.className = "cg-num";
    if (field.name === "title" && row.address) {
      cell.append(Object.assign(document.createElement("a"), { href: `../${row.address}`, textContent: text }));
    } else cell.textContent = text;
    line.append(cell);
  });
  return line;
}

// Files
function save(format, name, rows, fields) {
  const made = format === "csv" ? csv(rows, fields) : `${JSON.stringify(rows.map((row) => typed(row, fields)), null, 1)}\n`;
  const address = URL.createObjectURL(new Blob([made], { type: format === "csv" ? "text/csv" : "application/json" }));
  Object.assign(document.createElement("a"), { href: address, download: `${name}.${format}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function typed(row, fields) {
  return Object.fromEntries(fields.map((field) => {
    const text = row[field.name].replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, ""); // the guard against formulas is for CSV
    if (!text) return [field.name, field["x-list"] ? [] : null];
    if (["integer", "number"].includes(field.type)) return [field.name, Number(text)];
    if (field.type === "boolean") return [field.name, text === "true"];
    return [field.name, field["x-list"] ? text.split(LIST) : text];
  }));
}

function csv(rows, fields) {
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [fields.map(({ name }) => name), ...rows.map((row) => fields.map(({ name }) => row[name]))];
  return lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
}

// CSV as RFC 4180 has it.
function parse(text) {
  const rows = [[]];
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|$)/gy;
  for (let match; cells.lastIndex < text.length && (match = cells.exec(text));) {
    rows.at(-1).push(match[1]?.replaceAll('""', '"') ?? match[2]);
    if (match[3] !== ",") rows.push([]);
  }
  rows.pop();
  return rows;
}
