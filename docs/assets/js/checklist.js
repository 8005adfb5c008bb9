// Stakes checklist: five questions give a level, the level gives the items; ticks and notes stay on this device.
const KEY = "cg:checklist";
const form = document.querySelector("form[data-cg-stakes]");
const list = document.getElementById("stakes-items");
if (form && list) start();

function start() {
  const order = ["low", "medium", "high"];
  const items = [...list.querySelectorAll(".cg-check")];
  const saved = read();
  const level = () => {
    const base = form.elements.base.value;
    const raised = [...form.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.dataset.raisesTo);
    return order[Math.max(...[base, ...raised].map((name) => order.indexOf(name)))];
  };
  const apply = () => {
    const now = level();
    for (const group of list.querySelectorAll("[data-stakes]")) group.hidden = order.indexOf(group.dataset.stakes) > order.indexOf(now);
    const shown = items.filter((item) => !item.closest("[hidden]"));
    const done = shown.filter((item) => item.querySelector("input").checked);
    form.querySelector("output").textContent = `Stakes: ${now}. ${done.length} of ${shown.length} items done.`;
    return { now, shown };
  };
  const store = () => {
    saved.form = Object.fromEntries(new FormData(form));
    saved.items = Object.fromEntries(items.map((item) => [item.id, {
      done: item.querySelector("input").checked, note: item.querySelector("textarea").value }])
      .filter(([, value]) => value.done || value.note));
    try { localStorage.setItem(KEY, JSON.stringify(saved)); } catch { /* storage may be forbidden */ }
    const query = new URLSearchParams(saved.form);
    history.replaceState(null, "", `${location.pathname}?${query}${location.hash}`);
    apply();
  };
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
  }
  form.addEventListener("change", store);
  list.addEventListener("change", store);
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("[data-cg-export]")) {
    button.addEventListener("click", () => save(button.dataset.cgExport, apply()));
  }
  document.querySelector("[data-cg-print]")?.addEventListener("click", () => print());
  apply();
}

function rows({ shown }) {
  return shown.map((item) => ({
    practice: item.dataset.practice, level: item.closest("[data-stakes]").dataset.stakes, item: item.dataset.text,
    done: item.querySelector("input").checked ? "yes" : "no", note: item.querySelector("textarea").value,
    clauses: item.dataset.clauses, risks: item.dataset.risks }));
}

function save(format, state) {
  const found = rows(state);
  const csv = () => [Object.keys(found[0]), ...found.map(Object.values)].map((row) => row.map(cell).join(",")).join("\r\n");
  const markdown = () => [`# Checklist, ${state.now} stakes`, "", ...found.map((row) =>
    `- [${row.done === "yes" ? "x" : " "}] ${row.practice}: ${row.item}${row.note ? ` (note: ${row.note.replace(/\s+/g, " ")})` : ""}`)].join("\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([format === "csv" ? csv() : markdown()], { type: format === "csv" ? "text/csv" : "text/markdown" }));
  link.download = `checklist.${format}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

// RFC 4180, and no cell that a spreadsheet would run as a formula.
function cell(value) {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return `"${text.replaceAll('"', '""')}"`;
}

function read() {
  try { return JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { return {}; }
}
