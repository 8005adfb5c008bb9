// The citation panel. Without this file it holds every format, and every "Cite" link leads to a static page. With it
// the day of reading is filled in, the links open a dialog, and the sections of a record's page are citable too.

const ROOT = new URL("../../", import.meta.url);
const STATIC_PAGE = /^cite\/[a-z]+\/[a-z0-9-]+\/$/;
const MLA_MONTHS = ["Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."];
const LATEX = {
  "\\": "{\\textbackslash}", "{": "\\{", "}": "\\}", "~": "{\\textasciitilde}", "^": "{\\textasciicircum}",
  "&": "\\&", "%": "\\%", $: "\\$", "#": "\\#", _: "\\_", "<": "{\\textless}", ">": "{\\textgreater}",
};

const two = (number) => String(number).padStart(2, "0");
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

function dates(now) {
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  const name = now.toLocaleDateString("en-US", { month: "long" });
  return {
    parts: [year, month + 1, day],
    iso: `${year}-${two(month + 1)}-${two(day)}`,
    "month-first": `${name} ${day}, ${year}`,
    "day-first": `${day} ${name} ${year}`,
    mla: `${day} ${MLA_MONTHS[month]} ${year}`,
  };
}

// How the day of reading is written in each kind of file.
const ACCESSED = {
  bibtex: (text, day) => text.replace(/\n}\s*$/, `,\n\turldate = {${day.iso}}\n}\n`),
  ris: (text, day) => text.replace(/\nER {2}- /, `\nY2  - ${day.iso.replaceAll("-", "/")}\nER  - `),
  csl: (text, day) => edited(text, (item) => ({ ...item, accessed: { "date-parts": [day.parts] } })),
};

// How a section of the page is named in each kind of file.
const SECTION = {
  bibtex: (text, title, section) => text.replace("\ttitle = {{", () => `\ttitle = {{${latex(section)}, in `),
  ris: (text, title, section) => text.replace("\nTI  - ", () => `\nTI  - ${section}, in `),
  csl: (text, title, section) => edited(text, (item) => ({ ...item, title: `${section}, in ${item.title}` })),
};

const latex = (text) => text.replace(/[\\{}~^&%$#_<>]/g, (character) => LATEX[character]);
const edited = (text, change) => `${JSON.stringify(JSON.parse(text).map(change), null, 2)}\n`;

// `panel` holds the formats of one citation: fill in the day, and the site's address where the build did not know it.
function complete(panel) {
  const day = dates(new Date());
  if (!/^https?:/.test(panel.dataset.pinned)) {
    const address = new URL(panel.dataset.pinned, ROOT).href;
    for (const node of textNodes(panel)) node.data = node.data.replaceAll(panel.dataset.pinned, () => address);
    panel.dataset.pinned = address;
  }
  for (const slot of panel.querySelectorAll("[data-accessed]")) {
    slot.textContent = slot.dataset.accessed.replace("{}", day[slot.dataset.date]);
  }
  for (const file of panel.querySelectorAll("[data-format]")) {
    file.textContent = ACCESSED[file.dataset.format](file.textContent, day);
  }
  return panel;
}

// Turn the citation of a page into that of one of its sections: `{ id, title }`.
function narrow(panel, section) {
  const { title, pinned } = panel.dataset;
  const start = new RegExp(`“|${title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
  const named = (found) => (found === "“" ? `“${section.title}, in ` : `${section.title}, in ${found}`);
  for (const file of panel.querySelectorAll("[data-format]")) {
    file.textContent = SECTION[file.dataset.format](file.textContent, title, section.title);
  }
  for (const reference of panel.querySelectorAll("[data-style]")) {
    const holder = textNodes(reference).find((node) => start.test(node.data));
    if (holder) holder.data = holder.data.replace(start, named);
  }
  for (const node of textNodes(panel)) node.data = node.data.replaceAll(pinned, () => `${pinned}#${section.id}`);
  for (const link of panel.querySelectorAll(`a[href="${CSS.escape(pinned)}"]`)) link.href = `${pinned}#${section.id}`;
  for (const link of panel.querySelectorAll("a[download]")) link.remove(); // the files name the whole page
}

function textNodes(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

let dialog;

function open(fill) {
  if (!dialog) {
    const close = make("button", { type: "submit", className: "cg-button" }, "Close");
    const heading = make("h2", { id: "cg-cite-heading" }, "Cite");
    const bar = make("form", { method: "dialog", className: "cg-cite__bar" }, heading, close);
    dialog = make("dialog", { className: "cg-cite cg-cite--dialog" }, bar, make("div", { className: "cg-cite__body" }));
    dialog.setAttribute("aria-labelledby", heading.id);
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    document.body.append(dialog);
  }
  fill(dialog.lastElementChild);
  dialog.showModal();
}

// Show the formats of `panel` in the dialog; ids get a prefix of their own, addresses lead from this page.
function show(body, panel, address, section) {
  const copy = document.importNode(panel, true);
  for (const each of copy.querySelectorAll("[id]")) each.id = `cg-dialog-${each.id}`;
  for (const each of copy.querySelectorAll("[data-copy]")) each.dataset.copy = `cg-dialog-${each.dataset.copy}`;
  for (const each of copy.querySelectorAll("a[href]")) each.href = new URL(each.getAttribute("href"), address);
  if (section) narrow(copy, section);
  body.replaceChildren(...copy.querySelectorAll(".cg-cite__format"));
}

async function fetched(link, body) {
  body.replaceChildren(make("p", {}, "Loading the reference."));
  try {
    const response = await fetch(link.href);
    if (!response.ok) throw new Error(response.statusText);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    show(body, complete(page.querySelector(".cg-cite")), link.href);
  } catch {
    body.replaceChildren(make("p", {}, "The reference could not be loaded. It stands on ",
      make("a", { href: link.href }, "a page of its own"), "."));
  }
}

// Headings of a record's page are citable like the page: same record and version, and the heading's name.
function offerSections(panel) {
  for (const heading of document.querySelectorAll("main :is(h2, h3)[id]:has(> .cg-permalink)")) {
    const text = heading.cloneNode(true);
    for (const extra of text.querySelectorAll(".cg-permalink")) extra.remove();
    const title = text.textContent.trim();
    if (!title || panel.contains(heading)) continue;
    const button = make("button", { type: "button", className: "cg-cite__section" }, "Cite");
    button.setAttribute("aria-label", "Cite this section");
    button.addEventListener("click", () =>
      open((body) => show(body, panel, location.href, { id: heading.id, title })));
    heading.classList.add("cg-citable");
    heading.append(button);
  }
}

const toReference = (link) => link && !link.closest(".cg-cite") && STATIC_PAGE.test(link.href.replace(ROOT.href, ""));

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !toReference(link)) return;
  event.preventDefault();
  open((body) => fetched(link, body));
});

const panel = document.querySelector("main .cg-cite[data-pinned]");
if (panel) complete(panel);
const looks = make("link", { rel: "stylesheet", href: new URL("../css/cite.css", import.meta.url).href });
looks.addEventListener("load", () => panel?.matches("details") && offerSections(panel));
document.head.append(looks);
