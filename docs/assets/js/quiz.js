// Self-check: answer, see at once why, and get a profile by axis. Everything stays on this device.
const KEY = "cg:answers";
const questions = [...document.querySelectorAll(".cg-question[data-answer]")];
const profile = document.querySelector("[data-cg-profile]");
const saved = read();

for (const question of questions) {
  question.addEventListener("change", () => { saved[question.id] = chosen(question); write(); mark(question); summarise(); });
  const before = saved[question.id];
  const radio = before && question.querySelector(`input[value="${CSS.escape(before)}"]`);
  if (radio) { radio.checked = true; mark(question); }
}
document.querySelector("[data-cg-again]")?.addEventListener("click", () => {
  for (const question of questions) {
    delete saved[question.id];
    for (const radio of question.querySelectorAll("input")) radio.checked = false;
    for (const label of question.querySelectorAll("[data-state]")) delete label.dataset.state;
    question.querySelector(".cg-answer").open = false;
  }
  write();
  summarise();
});
document.querySelector("[data-cg-print]")?.addEventListener("click", () => print());
summarise();

function chosen(question) {
  return question.querySelector("input:checked")?.value;
}

function mark(question) {
  for (const label of question.querySelectorAll(".cg-choice")) {
    const value = label.querySelector("input").value;
    const state = value === question.dataset.answer ? "right" : value === chosen(question) ? "wrong" : "";
    if (state) label.dataset.state = state; else delete label.dataset.state;
  }
  const answer = question.querySelector(".cg-answer");
  answer.open = true;
  const status = question.querySelector("[role=status]");
  if (status) status.textContent = chosen(question) === question.dataset.answer ? "Right." : "Not right. The explanation says why.";
}

function summarise() {
  if (!profile) return;
  const reading = profile.querySelector("[data-cg-reading]");
  const links = new Map();
  let answered = 0;
  const thin = [];
  const strong = [];
  for (const row of profile.querySelectorAll("[data-axis]")) {
    const own = questions.filter((question) => question.dataset.axis === row.dataset.axis);
    const done = own.filter(chosen);
    const right = done.filter((question) => chosen(question) === question.dataset.answer);
    answered += done.length;
    row.querySelector("meter").value = right.length;
    row.querySelector("span").textContent = done.length ? `${right.length} of ${done.length} right` : "not answered yet";
    if (done.length) (right.length * 3 < done.length * 2 ? thin : strong).push(row.querySelector("dt").textContent);
    for (const question of done) {
      if (chosen(question) === question.dataset.answer) continue;
      const link = question.querySelector(".cg-answer a[data-cg-explains]");
      if (link) links.set(link.href, link.dataset.cgExplains);
    }
  }
  profile.querySelector("[data-cg-verdict]").textContent = !answered
    ? "Answer a few questions to see where you stand."
    : [strong.length && `Strong on: ${strong.join(" ")}`, thin.length && `Thin on: ${thin.join(" ")}`,
       links.size ? "Read these:" : thin.length ? "" : "Nothing wrong so far."].filter(Boolean).join(" ");
  reading.replaceChildren(...[...links].slice(0, 3).map(([address, title]) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = address;
    link.textContent = title;
    item.append(link);
    return item;
  }));
}

function read() {
  try { return JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { return {}; }
}

function write() {
  try { localStorage.setItem(KEY, JSON.stringify(saved)); } catch { /* storage may be forbidden */ }
}
