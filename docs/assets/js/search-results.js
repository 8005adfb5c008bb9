// Results as elements. Text only ever becomes text: nothing a reader or a record writes is read as HTML.
import { fold, isCjk, stem, words } from "./search-text.js";
import { root } from "./search-client.js";

const EXTRACT = 170; // characters
const WORD = /[\p{L}\p{N}]+(?:[.'’]\p{N}+)*/gu;
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const month = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// One result: link, kind, extract, dates, verdict.
export function item(found, terms, labels) {
  const title = found.parent ? `${found.parent}: ${found.title}` : found.title;
  const alias = marks(title, terms).length ? undefined : found.aliases?.find((name) => isWhole(name, terms));
  const text = (alias ? `Also called ${alias}. ` : "") + (found.text ?? "");
  const meta = [];
  if (found.verdict) meta.push(element("li", {}, mark("verdict", found.verdict, labels.verdict[found.verdict])));
  if (found.due) meta.push(element("li", {}, mark("due", "due", "Due for review")));
  if (found.on) meta.push(element("li", {}, time(found.on)));
  if (found.date) meta.push(element("li", {}, "Checked ", time(found.date)));
  const made = element(
    "li", { className: "cg-result" },
    element("a", { className: "cg-result__title", href: new URL(found.address, root).href, textContent: title }), " ",
    element("span", { className: "cg-kindname", textContent: labels.kind[found.kind].toLowerCase() }),
    element("p", { className: "cg-result__extract" }, ...extract(text, terms)),
  );
  if (meta.length) made.append(element("ul", { className: "cg-meta" }, ...meta));
  return made;
}

function mark(name, value, textContent) {
  const made = element("span", { className: `cg-mark cg-mark--${name} cg-mark--chip`, textContent });
  made.dataset.value = value;
  return made;
}

// An EDTF date as people write it, as precise as it is.
function time(date) {
  const exact = date.replace("~", "");
  const parts = exact.split("-").length;
  const words = parts === 1 ? exact : (parts === 2 ? month : day).format(new Date(`${exact}${parts === 2 ? "-01" : ""}T00:00:00Z`));
  return element("time", { dateTime: exact, textContent: (date.endsWith("~") ? "about " : "") + words });
}

// Where in `text` words of the query stand: [start, end] of each.
export function marks(text, terms) {
  const found = [];
  for (const match of text.matchAll(WORD)) {
    const parts = words(fold(match[0]));
    const whole = parts.map(({ word }) => word).join("");
    const known = (word) => terms.has(stem(word)) || terms.has(word);
    if (parts.length && isCjk(parts[0].word)) {
      parts.forEach(({ word }, i) => known(word) && found.push([match.index + i, match.index + i + word.length]));
    } else if (known(whole) || parts.some(({ word }) => known(word))) found.push([match.index, match.index + match[0].length]);
  }
  return found.reduce((merged, [start, end]) => {
    if (merged.length && start <= merged.at(-1)[1]) merged.at(-1)[1] = Math.max(end, merged.at(-1)[1]);
    else merged.push([start, end]);
    return merged;
  }, []);
}

// Whether all of a name is in the query.
const isWhole = (name, terms) => marks(name, terms).reduce((sum, [start, end]) => sum + end - start, 0) >= name.replace(/[^\p{L}\p{N}]/gu, "").length;

// The stretch of `text` with most of the query's words, those words marked.
export function extract(text, terms) {
  const found = marks(text, terms);
  const rich = found.map(([start]) => new Set(found.filter(([from, to]) => from >= start && to <= start + EXTRACT).map(([from, to]) => fold(text.slice(from, to)))).size);
  const first = found[rich.indexOf(Math.max(...rich))]?.[0] ?? 0;
  const from = first < 60 ? 0 : text.lastIndexOf(" ", first - 30) + 1;
  const cut = text.length <= from + EXTRACT ? text.length : text.lastIndexOf(" ", from + EXTRACT);
  const to = cut > from ? cut : Math.min(text.length, from + EXTRACT);
  const pieces = [from ? "… " : ""];
  let at = from;
  for (const [start, end] of found) {
    if (start < at || end > to) continue;
    pieces.push(text.slice(at, start), element("mark", { textContent: text.slice(start, end) }));
    at = end;
  }
  return [...pieces, text.slice(at, to), to < text.length ? " …" : ""];
}

export const many = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
