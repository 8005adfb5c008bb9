// Stakes checklist: five questions give a level, the level gives the items; ticks and notes stay on this device.
const KEY = "cg:checklist";
const form = document.querySelector("form[data-cg-stakes]");
const list = document.getElementById("stakes-items");
if (form && list) start();

function start() {
  const order = [...form.elements.base].map((radio) => radio.value); // low first
  const items = [...list.querySelectorAll(".cg-check")];
  const saved = read();
  const query = new URLSearchParams(location.search);
  const before = query.has("base") ? Object.fromEntries(query) : saved.form ?? {};
  for (const field of form.elements) {
    if (field.type === "radio") field.checked = before.base ? field.value === before.base : field.defaultChecked;
    if (field.type === "checkbox") field.checked = field.name in before;
  }
  for (const item of items) {
    const kept = saved.items?.[item.id];
    if (!kept) continue;
    item.querySelector("input").checked = kept.done;
    item.querySelector("textarea").value = kept.note;
    item.querySelector(".cg-check__note").open = Boolean(kept.note);
  }
  const state = () => judge(order, items);
  const change = () => { store(saved, items); show(state(), order); };
  form.addEventListener("change", () => { change(); address(); });
  list.addEventListener("input", change);
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("[data-cg-export]")) {
    button.addEventListener("click", () => download(button.dataset.cgExport, state()));
  }
  document.querySelector("[data-cg-print]")?.addEventListener("click", () => print());
  document.querySelector("[data-cg-again]")?.addEventListener("click", () => {
    form.reset();
    for (const item of items) { item.querySelector("input").checked = item.querySelector(".cg-check__note").open = false; item.querySelector("textarea").value = ""; }
    change();
    address();
    form.querySelector("input:checked").focus();
  });
  show(state(), order);
}

// The level is the highest of the first answer and of what raises it.
function judge(order, items) {
  const raised = [...form.querySelectorAll("input[type=checkbox]:checked")];
  const rank = Math.max(order.indexOf(form.elements.base.value), ...raised.map((box) => order.indexOf(box.dataset.raisesTo)));
  const reasons = raised.filter((box) => order.indexOf(box.dataset.raisesTo) === rank && rank > order.indexOf(form.elements.base.value));
  for (const item of items) item.hidden = order.indexOf(item.dataset.stakes) > rank;
  const shown = items.filter((item) => !item.hidden);
  return { level: order[rank], reasons: reasons.map((box) => box.dataset.label), shown };
}

function ticked(items) {
  return items.filter((item) => item.querySelector("input").checked).length;
}

function show({ level, reasons, shown }) {
  for (const mark of form.querySelectorAll("[data-level]")) mark.hidden = mark.dataset.level !== level;
  form.querySelector("[data-cg-why]").textContent = reasons.length ? `Raised by: ${reasons.join("; ")}.` : "";
  form.querySelector("[data-cg-done]").textContent = `${ticked(shown)} of ${shown.length} items done.`;
  for (const section of list.querySelectorAll("[data-practice]")) {
    const own = shown.filter((item) => section.contains(item));
    section.querySelector(".cg-check__count").textContent = `${ticked(own)} of ${own.length}`;
  }
}

function store(saved, items) {
  saved.form = Object.fromEntries(new FormData(form));
  saved.items = Object.fromEntries(items.map((item) => [item.id, {
    done: item.querySelector("input").checked, note: item.querySelector("textarea").value }])
    .filter(([, { done, note }]) => done || note));
  try { localStorage.setItem(KEY, JSON.stringify(saved)); } catch { /* storage may be forbidden */ }
}

function address() {
  history.replaceState(null, "", `${location.pathname}?${new URLSearchParams(new FormData(form))}${location.hash}`);
}

function rows({ shown }) {
  return shown.map((item) => ({
    practice: item.closest("[data-practice]").dataset.practice, level: item.dataset.stakes, item: item.dataset.text,
    done: item.querySelector("input").checked ? "yes" : "no", note: item.querySelector("textarea").value,
    clauses: item.dataset.clauses, risks: item.dataset.risks, claims: item.dataset.claims }));
}

function download(format, state) {
  const text = format === "csv" ? csv(rows(state)) : markdown(rows(state), state);
  const type = format === "csv" ? "text/csv;charset=utf-8" : "text/markdown;charset=utf-8";
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([text], { type })), download: `checklist.${format}` });
  link.click();
  URL.revokeObjectURL(link.href);
}

function markdown(found, { level, reasons }) {
  const flat = (text) => text.replace(/\s+/g, " ").trim();
  const lines = [`# Checklist, ${level} stakes`, "", `From ${location.href}`, ...(reasons.length ? ["", `Raised by: ${reasons.join("; ")}`] : [])];
  let practice;
  for (const row of found) {
    if (row.practice !== practice) lines.push("", `## ${practice = row.practice}`, "");
    lines.push(`- [${row.done === "yes" ? "x" : " "}] ${row.item} (${row.level})`);
    if (row.note) lines.push(`  - Note: ${flat(row.note)}`);
    lines.push(`  - ${[row.clauses, `Reduces: ${row.risks}`, row.claims && `Rests on: ${row.claims}`].filter(Boolean).join(". ")}`);
  }
  return `${lines.join("\n")}\n`;
}

// RFC 4180, and no cell that a spreadsheet would run as a formula.
function csv(found) {
  const cell = (value) => `"${(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
  return `${[Object.keys(found[0]), ...found.map(Object.values)].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

function read() {
  try { return JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { return {}; }
}
