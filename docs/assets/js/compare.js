// Shows the columns of the chosen models. The choice lives in the address: ?models=glm-5-2,gpt-5-5
const form = document.querySelector("form[data-cg-compare]");
const table = document.getElementById("compare");
if (form && table) {
  const boxes = [...form.elements.models];
  const first = boxes.filter((box) => box.defaultChecked).map((box) => box.value);
  const output = form.querySelector("output");

  const apply = () => {
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    for (const cell of table.querySelectorAll("[data-model]")) cell.hidden = !chosen.includes(cell.dataset.model);
    output.textContent = chosen.length ? `${chosen.length} of ${boxes.length} models` : "No model chosen: choose at least one";
    return chosen;
  };
  const choose = (wanted) => { for (const box of boxes) box.checked = wanted.includes(box.value); };
  const read = () => {
    const asked = new URLSearchParams(location.search).get("models");
    choose(asked?.split(",").filter((name) => boxes.some((box) => box.value === name)) ?? first);
    apply();
  };
  const write = () => {
    const chosen = apply();
    const query = new URLSearchParams(location.search); // what else the address says stays
    query.delete("models");
    const models = chosen.join() === first.join() ? "" : `models=${chosen.join()}`;
    const all = [query.toString(), models].filter(Boolean).join("&");
    history.replaceState(null, "", `${location.pathname}${all && `?${all}`}${location.hash}`);
  };
  form.addEventListener("change", write);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("[data-cg-all]").addEventListener("click", () => { choose(boxes.map((box) => box.value)); write(); });
  form.querySelector("[data-cg-first]").addEventListener("click", () => { choose(first); write(); });
  addEventListener("popstate", read);
  read();
}
