// The engine over the site's own files: fetched when first asked for, each once, the rest when nothing else is to do.
import { createEngine } from "./search-engine.js";

export const root = new URL("../../", import.meta.url);
const SMALL = 6_000_000; // bytes of JSON that are fetched ahead, so that search works without a network
const PAUSE = 2000; // milliseconds
const files = new Map();
let engine;

function load(name, cache = "default") {
  if (!files.has(name)) {
    const file = fetch(new URL(`search/${name}`, root), { cache }).then((response) => {
      if (!response.ok) throw new Error(`${name}: ${response.status}`);
      return response.json();
    });
    files.set(name, file);
    file.catch(() => files.delete(name));
  }
  return files.get(name);
}

// A new version of the site may replace the files while a page is open: then start once more from the manifest.
async function again(action) {
  try {
    return await action((engine ??= createEngine(load)));
  } catch {
    files.clear();
    await load("manifest.json", "reload");
    return action((engine = createEngine(load)));
  }
}

export async function find(query, options) {
  const found = await again(async (made) => (await made).search(query, options));
  later(fetchRest);
  return found;
}

export const nearest = async (query) => (await engine).nearest(query);
export const labels = async () => (await engine).manifest.labels;

let waiting, ahead = false;

// After a pause, so that it never competes with a reader who is still typing.
function later(action) {
  clearTimeout(waiting);
  waiting = setTimeout(() => (globalThis.requestIdleCallback ?? setTimeout)(action), PAUSE);
}

async function fetchRest() {
  const { manifest } = await engine;
  if (ahead || navigator.connection?.saveData || manifest.bytes > SMALL) return;
  ahead = true;
  const names = ["facets", ...manifest.terms.map((_, i) => `terms-${i}`), ...manifest.documents.map((_, i) => `documents-${i}`)];
  for (const name of names) await load(`${manifest.version}/${name}.json`).catch(() => (ahead = false));
}
