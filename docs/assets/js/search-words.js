// The index's word list: which words a prefix or a slip of the hand may mean.

// "0apple 4y" -> apple, apply: each entry is the number of letters shared with the word before, and the rest.
export function readWords(packed) {
  const list = [];
  let before = "";
  for (const [, shared, rest] of packed.matchAll(/(\d+)(\D*)(?: |$)/g)) list.push((before = before.slice(0, Number(shared)) + rest));
  return Object.assign(new Set(list), { list });
}

// Letters to insert, delete, replace or swap (optimal string alignment distance), or more than `most`.
export function slips(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [], row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    if (Math.min(...next) > most) return most + 1;
    [before, row] = [row, next];
  }
  return row[b.length];
}

// Slips are rarer at the ends of a word than inside it.
const likeness = (a, b) => 2 * (a[0] === b[0]) + (a.at(-1) === b.at(-1)) - Math.abs(a.length - b.length) / 4;

// The words nearest to an unknown one: those one slip away if there are such, else two where it has five letters.
export function misspelt(vocabulary, word, most = word.length < 5 ? 1 : 2) {
  const near = vocabulary.list
    .map((other) => ({ other, slips: slips(word, other, most) }))
    .filter(({ slips: count }) => count && count <= most)
    .sort((a, b) => a.slips - b.slips || likeness(b.other, word) - likeness(a.other, word));
  return near.filter((entry) => entry.slips === near[0].slips).slice(0, 6);
}

export function prefixed({ list }, prefix, most = 12) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < prefix) low = middle + 1;
    else high = middle;
  }
  const found = [];
  for (let i = low; i < list.length && list[i].startsWith(prefix) && found.length < most; i++) found.push(list[i]);
  return found.filter((word) => word !== prefix);
}

// "mythospreview" -> mythos, preview: two words of the list written as one.
export function splitWord(vocabulary, word) {
  for (let i = word.length - 3; i >= 3; i--) {
    if (vocabulary.has(word.slice(0, i)) && vocabulary.has(word.slice(i))) return [word.slice(0, i), word.slice(i)];
  }
  return [];
}

// Words that share at least a third of their letter pairs (Dice's coefficient), best first.
export function alike({ list }, word, most = 3) {
  const pairs = (text) => new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2)));
  const own = pairs(word);
  return list
    .map((other) => {
      const theirs = pairs(other);
      return { other, share: (2 * [...own].filter((pair) => theirs.has(pair)).length) / (own.size + theirs.size) };
    })
    .filter(({ share }) => share > 1 / 3)
    .sort((a, b) => b.share - a.share)
    .slice(0, most)
    .map(({ other }) => other);
}
