// The citation panel. Without this file every "Cite" link leads to a static page; with it that page opens in a
// dialog, and gains what only the reader's browser knows: the day of reading, and the clipboard.

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

// `panel` holds the formats of one citation; `section` is { id, title } of a heading, or nothing.
function complete(panel, section) {
  const day = dates(new Date());
  for (const slot of panel.querySelectorAll("[data-accessed]")) {
    slot.textContent = slot.dataset.accessed.replace("{}", day[slot.dataset.date]);
  }
  for (const code of panel.querySelectorAll("code[data-format]")) {
    const { format } = code.dataset;
    let text = ACCESSED[format](code.textContent, day);
    if (section) text = SECTION[format](text, panel.dataset.title, section.title);
    code.textContent = text;
  }
  if (section) name(panel, section);
  for (const button of panel.querySelectorAll("button[data-copy]")) button.addEventListener("click", copy);
}

function name(panel, section) {
  const { title, pinned } = panel.dataset;
  const start = new RegExp(`“|${title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
  for (const reference of panel.querySelectorAll("[data-style]")) {
    const texts = textNodes(reference);
    const holder = texts.find((node) => start.test(node.data));
    if (holder) {
      holder.data = holder.data.replace(start, (found) =>
        found === "“" ? `“${section.title}, in ` : `${section.title}, in ${found}`);
    }
  }
  for (const node of textNodes(panel)) node.data = node.data.replaceAll(pinned, () => `${pinned}#${section.id}`);
  for (const link of panel.querySelectorAll("a[href]")) {
    if (link.href === pinned) link.href = `${pinned}#${section.id}`;
  }
}

function textNodes(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

async function copy({ currentTarget: button }) {
  const source = button.closest("[data-cite-format]").querySelector("[data-style], code[data-format]");
  let done = true;
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
  } catch {
    getSelection().selectAllChildren(source); // no right to the clipboard: leave it selected
    done = false;
  }
  button.closest(".cg-cite").querySelector("[role=status]").textContent =
    `${button.dataset.copy}: ${done ? "copied" : "selected, copy it with your keyboard"}`;
}

let dialog;

function box() {
  if (dialog) return dialog;
  const close = make("button", { type: "submit", className: "cg-button" }, "Close");
  const heading = make("h2", { id: "cg-cite-heading" }, "Cite");
  dialog = make("dialog", { className: "cg-cite-dialog" },
    make("form", { method: "dialog", className: "cg-cite-bar" }, heading, close), make("div"));
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  return dialog;
}

async function open(link) {
  const content = box().lastElementChild;
  content.replaceChildren(make("p", {}, "Loading the reference."));
  dialog.showModal();
  const { section, sectionTitle } = link.dataset;
  try {
    const response = await fetch(link.href);
    if (!response.ok) throw new Error(response.status);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const panel = document.importNode(page.querySelector(".cg-cite"), true);
    for (const each of panel.querySelectorAll("[href]")) each.href = new URL(each.getAttribute("href"), link.href);
    complete(panel, section && { id: section, title: sectionTitle });
    content.replaceChildren(panel);
  } catch {
    content.replaceChildren(make("p", {}, "The reference could not be loaded. It is on ",
      make("a", { href: link.href }, "a page of its own"), "."));
  }
}

// Headings of a record's page are citable like the page: same record and version, and the heading's name.
function offerSections(pageLink) {
  for (const heading of document.querySelectorAll("main :is(h2, h3)[id]")) {
    if (heading.querySelector("[data-cite]")) continue;
    const title = [...heading.childNodes].filter((node) => !node.matches?.(".headerlink, .cg-permalink"))
      .map((node) => node.textContent).join("").trim();
    const link = make("a", { href: pageLink.href, className: "cg-cite-link cg-cite-link--section" }, "Cite");
    Object.assign(link.dataset, { cite: "", section: heading.id, sectionTitle: title });
    link.setAttribute("aria-label", `Cite the section ${title}`);
    heading.append(" ", link);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-cite]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(link);
});

for (const panel of document.querySelectorAll("main .cg-cite")) complete(panel);
const pageLink = document.querySelector("a[data-cite=page]");
if (pageLink) offerSections(pageLink);
