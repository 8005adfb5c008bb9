// Self-check: answer, see at once why, and get a profile by axis with what to read. Everything stays on this device.
const KEY = "cg:answers";
const THREE = 3;
const saved = read();
const questions = [...document.querySelectorAll(".cg-question[data-answer]")];
const profile = document.querySelector("[data-cg-profile]");

for (const question of questions) {
  question.addEventListener("change", () => { saved[question.id] = chosen(question); write(); mark(question); summarise(); });
  const radio = saved[question.id] && question.querySelector(`input[value="${CSS.escape(saved[question.id])}"]`);
  if (radio) { radio.checked = true; mark(question); }
}
document.querySelector("[data-cg-again]")?.addEventListener("click", () => {
  for (const question of questions) {
    delete saved[question.id];
    for (const radio of question.querySelectorAll("input")) radio.checked = false;
    for (const label of question.querySelectorAll("[data-state]")) delete label.dataset.state;
    question.querySelector("[role=status]").textContent = "";
    question.querySelector(".cg-answer").open = false;
  }
  write();
  summarise();
  questions[0]?.querySelector("input").focus();
});
// The learning path is this page without its questions: the stylesheet leaves them out.
document.querySelector("[data-cg-print]")?.addEventListener("click", () => {
  document.documentElement.dataset.print = "path";
  print();
  delete document.documentElement.dataset.print;
});
if (profile) summarise();
standing();

function chosen(question) {
  return question.querySelector("input:checked")?.value;
}

function right(question) {
  return chosen(question) === question.dataset.answer;
}

function mark(question) {
  for (const label of question.querySelectorAll(".cg-choice")) {
    const { value, checked } = label.querySelector("input");
    if (value === question.dataset.answer) label.dataset.state = "right";
    else if (checked) label.dataset.state = "wrong";
    else delete label.dataset.state;
  }
  question.querySelector(".cg-answer").open = true;
  question.querySelector("[role=status]").textContent = right(question) ? "Right." : "Not right. The explanation says why.";
}

function summarise() {
  const rows = [...profile.querySelectorAll("[data-axis]")].map((row) => {
    const own = questions.filter((question) => question.dataset.axis === row.dataset.axis);
    const done = own.filter(chosen);
    const good = done.filter(right);
    row.querySelector("meter").value = good.length;
    row.querySelector("span").textContent = done.length ? `${good.length} of ${done.length} right` : "not answered yet";
    return { name: row.querySelector("dt").textContent, done, good, share: done.length ? good.length / done.length : 1 };
  });
  const answered = rows.filter((row) => row.done.length);
  const strong = answered.filter((row) => row.share >= 2 / 3).map((row) => row.name);
  const thin = answered.filter((row) => row.share < 2 / 3).map((row) => row.name);
  const list = answered.length ? reading(rows) : [];
  profile.querySelector("[data-cg-verdict]").textContent = !answered.length
    ? "Answer a few questions to see where you stand."
    : [strong.length && `Strong on: ${strong.join(" ")}`, thin.length && `Thin on: ${thin.join(" ")}`,
       list.length === 1 ? "Read this:" : `Read these ${["", "", "two", "three"][list.length]}:`].filter(Boolean).join(" ");
  profile.querySelector("[data-cg-reading]").replaceChildren(...list.map(entry));
}

// What explains the wrong answers, thinnest axis first; then stops of the reading path that are not yet named.
function reading(rows) {
  const found = new Map();
  for (const row of [...rows].sort((one, other) => one.share - other.share)) {
    for (const question of row.done.filter((done) => !right(done))) {
      const link = question.querySelector("[data-cg-explains]");
      if (!found.has(link.href)) found.set(link.href, { title: link.dataset.cgExplains, why: question.querySelector("legend").textContent });
    }
  }
  for (const link of document.querySelectorAll(".cg-path a")) {
    if (![...found.values()].some(({ title }) => title === link.textContent)) {
      found.set(link.href, { title: link.textContent, why: link.closest("li").querySelector("p").textContent });
    }
  }
  return [...found].slice(0, THREE);
}

function entry([address, { title, why }]) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: address, textContent: title });
  const reason = Object.assign(document.createElement("p"), { textContent: why });
  item.append(link, reason);
  return item;
}

// The table of all questions: what this device remembers of each cell.
function standing() {
  for (const cell of document.querySelectorAll("[data-cg-standing] [data-answers]")) {
    const pairs = cell.dataset.answers.trim().split(" ").map((pair) => pair.split(":")).filter(([id]) => saved[id]);
    const good = pairs.filter(([id, answer]) => saved[id] === answer).length;
    cell.querySelector("span").textContent = pairs.length ? `${good} of ${pairs.length} right` : "";
  }
}

function read() {
  try { return JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { return {}; }
}

function write() {
  try { localStorage.setItem(KEY, JSON.stringify(saved)); } catch { /* storage may be forbidden */ }
}
