// What became of a citation: finds the record or the sentence, and compares versions. Reads the static files that
// macros/citation_index.py writes; sends nothing, and knows nothing of the page it is used on.
import { fold, words as tokens } from "./search-text.js";

export const ROOT = new URL("../../", import.meta.url);
const [PHRASE, WINDOW] = [4, 4];
const [MOST_REFERENCES, MOST_WORDS] = [50, 400];
export const LONGEST = 200_000; // characters that are read
const words = (text) => tokens(fold(text)).map(({ word }) => word);

// ---- The index: the manifest first, then only what a question needs ----

const files = new Map();
let manifest;

function load(path) {
  if (!files.has(path)) {
    const request = fetch(new URL(`cite/index/${path}`, ROOT)).then((response) => {
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return response.json();
    });
    request.catch(() => files.delete(path));
    files.set(path, request);
  }
  return files.get(path);
}

export async function start() {
  manifest ??= await load("manifest.json").then((read) => ({
    ...read,
    byKey: new Map(read.records.map(([key], number) => [key, number])),
    byAddress: new Map(read.records.map(([, , address], number) => [address, number])),
  }));
}

const part = (name) => load(`${manifest.folder}/${name}.json`);

async function record(number) {
  const batch = await part(`records-${Math.floor(number / manifest.batch)}`);
  const [key, title, address] = manifest.records[number];
  return { ...batch[number % manifest.batch], key, title, address, moved: manifest.former[key] };
}

// Everything else: from then on no network is needed.
export async function keepAll() {
  await start();
  const names = (kind, count) => Array.from({ length: count }, (_, number) => `${kind}-${number}`);
  const batches = Math.ceil(manifest.records.length / manifest.batch);
  await Promise.all([...names("records", batches), ...names("phrases", manifest.shards)].map(part));
}

export const kindLabel = (kind) => manifest.kinds[kind] ?? kind;

// ---- What was pasted: references with an address, or words ----

const ADDRESS = /\bhttps?:\/\/[^\s"'<>{}|\\^`]+/g;
const HASH = /SHA-256:?\s*([0-9a-f]{8,64})/i;

// Give `[{ url, hash }]` for each reference in `text`, `{ url: null }` for one that names no address.
function references(text) {
  const parts = text.match(/^\s*@\w+\s*[{(]/m) ? text.split(/^(?=\s*@\w+\s*[{(])/m)
    : /^\s*TY {1,2}- /m.test(text) ? text.split(/^ER {1,2}-.*$/m)
      : json(text) ?? null;
  if (!parts) return null;
  return parts.filter((each) => each.trim()).map(addressed);
}

function json(text) {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return [JSON.parse(text)].flat().map((item) => JSON.stringify(item));
  } catch {
    return null;
  }
}

function addressed(text) {
  const urls = (text.match(ADDRESS) ?? []).map((url) => url.replace(/[.,;:!?)\]]+$/, ""));
  return { url: urls.find((url) => inside(url) !== null) ?? urls[0] ?? null, hash: text.match(HASH)?.[1] };
}

// Give the path of an address below this site's root, or null where it is another site's.
function inside(url) {
  const bare = (address) => String(address).replace(/^https?:\/\/(www\.)?/i, "").replace(/^[^/]*/, (host) => host.toLowerCase());
  for (const base of [manifest.site, ROOT.href]) {
    if (/^https?:/.test(base) && `${bare(url)}/`.startsWith(bare(base))) return bare(url).slice(bare(base).length);
  }
  return null;
}

// Give `{ number, version, section }` of the record that a path leads to, or null.
function locate(path) {
  const [page, section] = readable(path).replace(/\?[^#]*/, "").replace(/index\.html(?=#|$)/, "").split("#");
  const named = page.match(/^(?:cite\/|data\/v1\/)?([a-z]+\/[a-z0-9-]+)(?:\/v\/(\d+))?(?:\/|\.[a-z]+)?$/);
  const exact = manifest.byAddress.get(section ? `${page}#${section}` : page);
  if (exact !== undefined) return { number: exact };
  const number = manifest.byAddress.get(page) ?? (named && manifest.byKey.get(named[1]))
    ?? (named && manifest.byKey.get(manifest.former[named[1]]));
  return number === undefined || number === null ? null : { number, version: named?.[2] && Number(named[2]), section };
}

function readable(path) {
  try { return decodeURIComponent(path); } catch { return path; }
}

// ---- Answers ----

async function checkAddress({ url, hash }) {
  const path = url && inside(url);
  if (!url) return answer("missing", "A reference without an address", "It names no address, so it cannot be matched to a text of this site. Paste the sentence that it was cited for.");
  if (path === null) return answer("missing", url, "This is an address of another site. Only what stands on this site can be checked here.");
  const place = locate(path);
  if (!place) return answer("missing", url, "No record of this site has this address. Pages that only gather records have no versions: cite the record or the section itself.");
  return compare(await record(place.number), place, hash);
}

function compare(found, { version, section }, hash) {
  const last = found.versions.length;
  if (version !== undefined && (version < 1 || version > last)) {
    return answer("missing", found.title, `There is no version ${version}. The versions are 1 to ${last}.`, { found });
  }
  const since = version ?? 1;
  const later = found.versions.slice(since);
  const [, lastKind, lastReason] = found.versions[last - 1];
  const notes = [section && `The reference names the section “${section}”.`, renamed(found),
    version === undefined && last > 1 && "The address names no version: this is everything since the first.",
    hash && !sameHash(found.versions[since - 1][3], hash) && `The hash in the reference is not that of version ${since}: the reference was altered, or belongs to another text.`];
  const options = { found, version: since, steps: steps(found, since), notes };
  if (lastKind === "withdrawn" || (!found.address && !found.moved)) {
    return answer("withdrawn", found.title, lastReason || "The site no longer stands by it.", options);
  }
  if (!later.length) return answer("unchanged", found.title, `Version ${last} is the current one.`, options);
  if (later.every(([, kind]) => kind === "wording")) {
    return answer("reworded", found.title, `Version ${last} is current. Since version ${since} only the wording changed.`, options);
  }
  return answer("changed", found.title, `Version ${last} is current. What changed since version ${since}, and why:`, options);
}

const sameHash = (ours, theirs) => ours.startsWith(theirs.toLowerCase().slice(0, ours.length));
const renamed = (found) => found.moved && `It is now called ${found.moved}.`;
const answer = (state, title, text, more = {}) => ({ state, title, text, notes: [], steps: [], ...more });

function steps(found, since) {
  return found.versions.slice(since).map(([date, kind, reason], index) => {
    const number = since + index + 1;
    return { number, date, kind, reason, rows: found.changes[number] ?? [] };
  });
}

async function checkQuotation(text) {
  const row = words(text).slice(0, MOST_WORDS);
  const pasted = text.trim();
  const title = `“${pasted.slice(0, 160)}${pasted.length > 160 ? "…" : ""}”`;
  if (row.length < PHRASE) return answer("missing", title, `Too short to be looked up: give at least ${PHRASE + WINDOW - 1} words in a row.`);
  const best = await nearest(row);
  if (!best) return answer("missing", title, "No version of any record of this site says this.");
  const { found, unit: [, ours, , until] } = best;
  const last = found.versions.length;
  const now = until === last ? null : successor(found, ours);
  const both = now && [[`Version ${until}`, passage(ours, row)], [`Version ${last}, current`, passage(now, words(ours))]];
  if (!best.exact) {
    const texts = [["As pasted", pasted.slice(0, 1_000)], [`Version ${until}${now ? "" : ", current"}`, passage(ours, row)]];
    return answer("altered", found.title, "No version of this site has these words in this order. The nearest text of ours:", { found, version: until, both: texts });
  }
  if (until === last) return answer("unchanged", found.title, `The current version, ${last}, says this word for word.`, { found, version: last, notes: [renamed(found)] });
  const [, kind, reason] = found.versions[until];
  const options = { found, version: until, both, steps: steps(found, until).map((step) => ({ ...step, rows: [] })) };
  if (kind === "withdrawn" || !(found.address || found.moved)) return answer("withdrawn", found.title, reason, options);
  if (kind === "wording") return answer("reworded", found.title, `Version ${until} said this. Version ${until + 1} words it otherwise.`, options);
  return answer("changed", found.title, `Version ${until} was the last to say this. Version ${until + 1} does not.`, options);
}

// The text that shares most with a row of words: `{ found, unit, exact }`, or null.
async function nearest(row) {
  const hits = new Map();
  await Promise.all([...fingerprints(row)].map(async (mark) => {
    const shard = await part(`phrases-${mark % manifest.shards}`);
    for (const number of shard[mark] ?? []) hits.set(number, (hits.get(number) ?? 0) + 1);
  }));
  const likely = [...hits].sort(([a, most], [b, more]) => more - most || a - b).slice(0, 12);
  const quoted = ` ${row.join(" ")} `;
  const phrases = new Set(grams(row));
  let best = null;
  for (const [number] of likely) {
    const found = await record(number);
    for (const unit of found.texts) {
      const theirs = words(unit[1]);
      const exact = ` ${theirs.join(" ")} `.includes(quoted);
      const shared = new Set(grams(theirs).filter((gram) => phrases.has(gram))).size / phrases.size;
      const score = (exact ? 2 : 0) + shared + (unit[3] === found.versions.length ? 0.5 : 0);
      if ((exact || shared >= 0.3) && (!best || score > best.score)) best = { found, unit, exact, score };
    }
  }
  return best;
}

// The current text of the record that has most words in common with an older one.
function successor(found, older) {
  const mine = new Set(words(older));
  const common = (text) => {
    const theirs = new Set(words(text));
    return [...theirs].filter((word) => mine.has(word)).length / Math.max(mine.size, theirs.size);
  };
  const current = found.texts.filter((unit) => unit[3] === found.versions.length).map((unit) => unit[1]);
  const best = current.map((text) => [common(text), text]).sort(([a], [b]) => b - a)[0];
  return best && best[0] >= 0.25 ? best[1] : "";
}

// Of a long text, the sentences that share words with `row`.
function passage(text, row) {
  if (text.length <= 400) return text;
  const wanted = new Set(row);
  const close = text.split(/(?<=[.!?。！？])\s+/).filter((sentence) => {
    const own = words(sentence);
    return own.filter((word) => wanted.has(word)).length > own.length / 2;
  });
  return close.length ? close.join(" … ") : text;
}

// ---- Fingerprints: the twin of macros/citation_index.py ----

const grams = (row) => row.length < PHRASE ? [row.join(" ")]
  : row.slice(0, 1 - PHRASE || undefined).map((_, at) => row.slice(at, at + PHRASE).join(" "));

function hash(gram) {
  let value = 0;
  for (const word of gram.split(" ")) {
    let own = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(word)) own = Math.imul(own ^ byte, 0x01000193) >>> 0;
    value = (Math.imul(value, 0x01000193) ^ own) >>> 0;
  }
  return value;
}

export function fingerprints(row) {
  if (!row.length) return new Set();
  const marks = grams(row).map(hash);
  if (marks.length <= WINDOW) return new Set([Math.min(...marks)]);
  return new Set(marks.slice(WINDOW - 1).map((_, at) => Math.min(...marks.slice(at, at + WINDOW))));
}

// ---- Questions ----

// Give the answers to what was pasted: one for each reference, one for a quotation, none for nothing.
export async function check(input) {
  const text = input.slice(0, LONGEST);
  if (!text.trim()) return [];
  await start();
  const listed = references(text);
  if (listed) return Promise.all(listed.slice(0, MOST_REFERENCES).map(checkAddress));
  const alone = text.trim().match(/^\/?([a-z]+\/[^\s"'<>]+)$/);
  const urls = alone ? [new URL(alone[1], ROOT).href] : text.match(ADDRESS) ?? [];
  const rest = words(text.replace(ADDRESS, " "));
  const ours = urls.filter((url) => inside(url) !== null);
  if (ours.length || (urls.length && rest.length < PHRASE + WINDOW)) {
    const wanted = [...new Set(ours.length ? ours : urls)].slice(0, MOST_REFERENCES);
    return Promise.all(wanted.map((url) => checkAddress({ ...addressed(url), hash: wanted.length === 1 ? text.match(HASH)?.[1] : undefined })));
  }
  return [await checkQuotation(text.replace(ADDRESS, " "))];
}
