// Small behaviours that every page shares. Each part finds its own elements and does nothing without them;
// the page is complete before this file arrives.

const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

function keep(key, value) {
  try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* storage may be forbidden */ }
}

// Theme: follows the system until the button is pressed.
function theme() {
  const button = document.querySelector("[data-cg-theme]");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const show = () => button.setAttribute("aria-pressed", String(dark()));
  if (!button) return;
  button.addEventListener("click", () => {
    const chosen = dark() ? "light" : "dark";
    if ((chosen === "dark") === system.matches) delete root.dataset.theme; // same as the system: follow it again
    else root.dataset.theme = chosen;
    keep("cg:theme", root.dataset.theme);
    show();
  });
  system.addEventListener("change", show);
  show();
}

// Audience: opens the layers and examples meant for it, closes the others, hides nothing.
function openFor(audience) {
  for (const layer of all("details[data-open-for]")) layer.open = !audience || layer.dataset.openFor.split(" ").includes(audience);
  for (const example of all("details[data-audience]")) example.open = example.dataset.audience === audience;
}

function audience() {
  const radios = all("[data-cg-audience] input[type=radio]");
  const chosen = root.dataset.audience;
  if (chosen) openFor(chosen);
  for (const radio of radios) {
    radio.checked = radio.value === (chosen ?? "");
    radio.addEventListener("change", () => {
      const address = new URL(location.href);
      if (radio.value) address.searchParams.set("audience", radio.value);
      else address.searchParams.delete("audience");
      history.replaceState(history.state, "", address);
      keep("cg:audience", radio.value);
      if (radio.value) root.dataset.audience = radio.value;
      else delete root.dataset.audience;
      for (const same of radios) same.checked = same.value === radio.value; // a page may hold two switches
      openFor(radio.value);
      document.dispatchEvent(new CustomEvent("cg:audience", { detail: radio.value }));
    });
  }
}

// Percent-encoded text of an address; what is not encoded rightly stays as it is.
function decoded(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

// A link into a closed <details> opens it, at load and later.
function reveal() {
  const id = decoded(location.hash.slice(1));
  const target = id && document.getElementById(id);
  if (!target) return;
  let changed = false;
  for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) {
    if (!box.open) { box.open = true; changed = true; }
  }
  if (changed) target.scrollIntoView();
}

// Copy buttons: `data-copy` names the element whose text is copied.
function copying() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    const source = button && document.getElementById(button.dataset.copy);
    if (!source) return;
    const word = (button.dataset.word ??= button.textContent);
    try {
      await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(source); // no clipboard: select, and say how to go on
      button.textContent = "Selected: press Ctrl+C";
    }
    announce(button.textContent);
    setTimeout(() => { button.textContent = word; }, 2000);
  });
}

// One polite live region, made when first needed.
export function announce(text) {
  let region = document.getElementById("cg-announcer");
  if (!region) {
    region = Object.assign(document.createElement("p"), { id: "cg-announcer", className: "cg-vh" });
    region.setAttribute("role", "status");
    document.querySelector("main").append(region);
  }
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}

// Menu: closes with Escape, with a press elsewhere and when the focus leaves it.
function menu() {
  const box = document.querySelector("[data-cg-menu]");
  if (!box) return;
  const summary = box.querySelector("summary");
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box.open) { box.open = false; summary.focus(); }
  });
  box.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !box.contains(event.relatedTarget)) box.open = false;
  });
  document.addEventListener("pointerdown", (event) => {
    if (box.open && !box.contains(event.target)) box.open = false;
  });
}

// Contents list: marks the section that is being read.
function contents() {
  const links = new Map(all("[data-cg-toc] a").map((link) => [decoded(link.hash.slice(1)), link]));
  const heads = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  if (!heads.length) return;
  let marked;
  const watch = new IntersectionObserver(() => {
    const passed = heads.filter((head) => head.checkVisibility() && head.getBoundingClientRect().top < innerHeight * 0.3);
    const link = links.get((passed.at(-1) ?? heads[0]).id);
    if (link === marked) return;
    marked?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    marked = link;
  }, { rootMargin: "9999999px 0px -70% 0px" }); // inside means: above the line at 30% of the window
  for (const head of heads) watch.observe(head);
}

// Glossary terms open in place: on hover and focus, on the first tap of a finger; Escape closes.
function terms() {
  let tip, owner, leaving;
  const close = () => { tip?.remove(); owner?.removeAttribute("aria-describedby"); tip = owner = undefined; };
  const open = (link) => {
    clearTimeout(leaving);
    if (owner === link) return;
    close();
    owner = link;
    tip = Object.assign(document.createElement("span"), { id: "cg-tip", className: "cg-tip", textContent: link.dataset.plain });
    tip.setAttribute("role", "tooltip");
    document.body.append(tip);
    link.setAttribute("aria-describedby", tip.id);
    const at = link.getClientRects()[0];
    const left = Math.min(Math.max(8, at.left), root.clientWidth - tip.offsetWidth - 8);
    const above = at.top - tip.offsetHeight - 8;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${(above < 0 ? at.bottom + 8 : above) + scrollY}px`;
  };
  const term = (event) => event.target.closest?.("a.cg-term[data-plain]");
  const leave = () => { clearTimeout(leaving); leaving = setTimeout(close, 150); };
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    if (term(event)) open(term(event));
    else if (tip?.contains(event.target)) clearTimeout(leaving);
    else if (tip) leave();
  });
  document.addEventListener("focusin", (event) => { if (term(event)) open(term(event)); else close(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  document.addEventListener("click", (event) => {
    const link = term(event);
    if (!link) { if (!tip?.contains(event.target)) close(); return; }
    if (event.pointerType === "touch" && link.dataset.tapped !== "true") {
      event.preventDefault();
      open(link);
      link.dataset.tapped = "true"; // the second tap follows the link
      setTimeout(() => { delete link.dataset.tapped; }, 4000);
    }
  });
}

// Print: everything open, and inside links carry their full address (the stylesheet prints it).
function printing() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("main details:not([open])");
    for (const box of opened) box.open = true;
    for (const link of all("main a[href]:not([href^='#'])")) link.dataset.address = link.href;
  });
  addEventListener("afterprint", () => { for (const box of opened) box.open = false; });
}

// The 404 page proposes the words of the address.
function lookup() {
  const box = document.querySelector("[data-cg-address]");
  if (box) box.value = decoded(location.pathname).replace(/\.\w+$/, "").split(/[^\p{L}\p{N}]+/u).filter(Boolean).slice(-6).join(" ");
}

// A report about this page says which section was open.
function report() {
  const link = document.querySelector(".cg-feedback a");
  link?.addEventListener("click", () => {
    const address = new URL(link.href);
    address.searchParams.set("section", decoded(location.hash.slice(1)));
    link.href = address;
  });
}

// Whoever came along a reading path is led on.
function path() {
  const audience = new URLSearchParams(location.search).get("path");
  if (audience) import("./path.js").then(({ follow }) => follow(audience));
}

theme();
audience();
reveal();
addEventListener("hashchange", reveal);
copying();
menu();
contents();
terms();
printing();
lookup();
report();
path();
addEventListener("load", () => import("./offline.js"));
