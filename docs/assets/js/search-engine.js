// Finds documents in the static index that macros/search_index.py writes. `load(name)` returns a promise of a
// file's JSON; nothing else here touches the network, the page or the clock.
import { dates, fold, isCjk, stem, words } from "./search-text.js";
import { alike, misspelt, prefixed, readWords, splitWord } from "./search-words.js";

const LONGEST = 300; // characters of a query that count
const MOST_WORDS = 24;
const JOIN = 0.75; // two words written as one, of the same as one word
const PARTLY = 0.6; // each of them, where they were written as one
const PREFIX = 0.6; // the beginning of a word
const SLIPS = [1, 0.7, 0.5]; // by how many slips of the hand
const HALF = 0.6; // each half of a word that is two
const RARE = 2, UNLIKELY = 0.4; // a word in so few documents may be a slip after all
const NAME = 2; // a whole name, by its share of the query
const PAIR = 1; // two words of one name or question
const ALONE = 0.3; // what counts of a document that has next to none of the query's words
const NEAR = 0.65; // of its best section: a page that reaches this stands before it
const SECTIONS = 2, FURTHER = 0.4; // so many sections of one page; what others lose
const TAIL = 0.12; // of the best score: what is further off is no result
const LEVELS = 63;

export async function createEngine(load) {
  const manifest = await load("manifest.json");
  const at = (name) => load(`${manifest.version}/${name}.json`);
  const vocabulary = readWords(await at("words"));
  const stops = new Set(manifest.stop_words);
  const isTerm = (word) => !stops.has(word) && !/^[a-z]$/.test(word);
  const last = (starts, key) => Math.max(0, starts.findLastIndex((start) => start <= key));

  // A term's documents: number, weight, number, weight ...
  const postings = async (term) => (await at(`terms-${last(manifest.terms, term)}`))[term];
  const rarity = (list) => Math.log(1 + (manifest.count - list.length / 2 + 0.5) / (list.length / 2 + 0.5));

  // What a word of the query may stand for, each with how surely.
  async function meanings(word, ending) {
    const found = new Map([[stem(word), 1]]);
    const add = (other, sure) => found.set(stem(other), Math.max(sure, found.get(stem(other)) ?? 0));
    const list = await postings(stem(word));
    if (ending && /^[a-z]{3,}$/.test(word)) for (const other of prefixed(vocabulary, word)) add(other, PREFIX);
    if (!list && !vocabulary.has(word) && /^[a-z]{4,}$/.test(word)) {
      const near = misspelt(vocabulary, word);
      for (const { other, slips } of near) add(other, SLIPS[slips]);
      if (!near.length) for (const part of splitWord(vocabulary, word)) add(part, HALF);
    } else if (list?.length <= 2 * RARE && /^[a-z]{5,}$/.test(word)) {
      for (const { other } of misspelt(vocabulary, word, 1)) add(other, UNLIKELY);
    }
    return found;
  }

  // Neighbours written as one may be what is meant by either: "deep seek", "fable 5", "glm5.2".
  function join(row, slots) {
    row.slice(1).forEach(({ word, glued }, i) => {
      const before = row[i].word;
      if (isCjk(word) || stops.has(before) || stops.has(word)) return;
      if (!slots[i] && !slots[i + 1]) slots[i] = new Map();
      for (const slot of [slots[i], slots[i + 1]]) {
        if (glued) for (const [term, sure] of slot ?? []) slot.set(term, PARTLY * sure);
        slot?.set(before + word, glued || !slot.size ? 1 : JOIN);
      }
    });
  }

  // The units of a query: for each word and each date, all that it may stand for.
  async function understand(query) {
    const { found, rest } = dates(fold(query.slice(0, LONGEST)).replace(/([a-z])[- ](\d)[- ](\d)(?!\d)/g, "$1 $2.$3"));
    const row = words(rest).slice(0, MOST_WORDS);
    const slots = await Promise.all(row.map(({ word }, i) => (isTerm(word) ? meanings(word, i === row.length - 1) : null)));
    join(row, slots);
    const own = slots.filter(Boolean);
    return { units: [...found.map((terms) => new Map(terms.map((term) => [term, 1]))), ...own], own };
  }

  // The term that a unit most surely stands for.
  async function surest(unit) {
    let best = ["", 0];
    for (const [term, sure] of unit) if (sure > best[1] && (await postings(term))) best = [term, sure];
    return best[0];
  }

  // Adds one unit's weights: in each document its best meaning counts. Returns how rare the unit is.
  async function addUnit(unit, scores, covered) {
    const lists = (await Promise.all([...unit].map(async ([term, sure]) => ({ list: await postings(term), sure })))).filter(({ list }) => list);
    if (!lists.length) return 0;
    const top = Math.max(...lists.map(({ sure }) => sure));
    const rare = Math.min(...lists.filter(({ sure }) => sure === top).map(({ list }) => rarity(list)));
    const best = new Map();
    for (const { list, sure } of lists) each(list, (number, weight) => best.set(number, Math.max(sure * weight, best.get(number) ?? 0)));
    for (const [number, weight] of best) {
      scores.set(number, (scores.get(number) ?? 0) + rare * weight);
      covered.set(number, (covered.get(number) ?? 0) + rare);
    }
    return rare;
  }

  function each(list, visit) {
    for (let i = 0; list && i < list.length; i += 2) visit(list[i], list[i + 1] / LEVELS);
  }

  // Words that stand together in one name or question, and whole names.
  async function addNames(stems, scores) {
    const add = (number, weight) => scores.has(number) && scores.set(number, scores.get(number) + weight);
    const row = [...new Set(stems)].sort();
    for (const pair of row.flatMap((a, i) => row.slice(i + 1).map((b) => `${a}~${b}`))) {
      const list = await postings(pair);
      each(list, (number, weight) => add(number, (PAIR * rarity(list) * weight) / (stems.length - 1)));
    }
    for (let i = 0; i < stems.length; i++) {
      for (let j = i + 1; j <= stems.length; j++) {
        const share = (j - i) ** 3 / stems.length ** 2;
        each(await postings(`${stems[i]}=${stems.slice(i + 1, j).join(" ")}`), (number, weight) => add(number, NAME * share * weight));
      }
    }
  }

  // A page stands before its sections unless they are much better, and does not fill the list with them.
  function settle(scores) {
    for (const [page, count] of manifest.pages) {
      const sections = Array.from({ length: count }, (_, i) => page + 1 + i).filter((number) => scores.has(number));
      sections.sort((a, b) => scores.get(b) - scores.get(a));
      const best = scores.get(sections[0]), own = scores.get(page) ?? 0;
      if (own < best && own >= NEAR * best) scores.set(page, best * 1.001);
      for (const number of sections.slice(SECTIONS)) scores.set(number, FURTHER * scores.get(number));
    }
  }

  async function rank(query, passes) {
    const { units, own } = await understand(query);
    const scores = new Map(), covered = new Map();
    let whole = 0;
    for (const unit of units) whole += await addUnit(unit, scores, covered);
    for (const [number, score] of scores) scores.set(number, score * (ALONE + (1 - ALONE) * (covered.get(number) / whole)));
    await addNames((await Promise.all(own.map(surest))).filter(Boolean), scores);
    settle(scores);
    const order = [...scores].filter(([number]) => passes(number)).sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .filter(([, score], i, all) => score > TAIL * all[0][1]);
    const terms = new Set(units.flatMap((unit) => [...unit.keys()]));
    return { order: order.map(([number]) => number), terms, share: order.length ? covered.get(order[0][0]) / whole : 0 };
  }

  const kinds = manifest.kinds.flatMap(([kind, count]) => Array(count).fill(kind));

  // The numbers of the documents that all chosen filters let through, as a test.
  async function filter({ kind, ...others }) {
    const chosen = Object.entries(others).filter(([, id]) => id);
    const facets = chosen.length ? await at("facets") : {};
    const sets = chosen.map(([name, id]) => new Set(facets[name]?.[id]));
    return (number) => (!kind || kinds[number] === kind) && sets.every((set) => set.has(number));
  }

  async function documents(numbers) {
    const chunk = (number) => last(manifest.documents, number);
    const chunks = await Promise.all(numbers.map((number) => at(`documents-${chunk(number)}`)));
    return numbers.map((number, i) => chunks[i][number - manifest.documents[chunk(number)]]);
  }

  // Returns { total, results, terms, share }: the first `limit` documents, what the query's words stand for, and
  // how much of the query the first document has. Without a query: all documents that the filters let through.
  async function search(query, { filters = {}, limit = 10 } = {}) {
    const passes = await filter(filters);
    const all = () => ({ order: kinds.map((_, number) => number).filter(passes), terms: new Set(), share: 1 });
    const { order, ...ranked } = query.trim() ? await rank(query, passes) : all();
    return { ...ranked, total: order.length, results: await documents(order.slice(0, limit)) };
  }

  // Words of the index that look most like those of a query that finds nothing.
  const nearest = (query) => words(fold(query.slice(0, LONGEST))).slice(0, MOST_WORDS).flatMap(({ word }) => alike(vocabulary, word));

  return { search, nearest, manifest };
}
