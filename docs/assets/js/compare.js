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
    for (const heading of table.querySelectorAll("[colspan]")) heading.colSpan = chosen.length + 1;
    output.textContent = `${chosen.length} of ${boxes.length} models`;
    return chosen;
  };
  const read = () => {
    const asked = new URLSearchParams(location.search).get("models");
    const wanted = asked === null ? first : asked.split(",");
    for (const box of boxes) box.checked = wanted.includes(box.value);
    apply();
  };
  const write = () => {
    const chosen = apply();
    const query = chosen.join() === first.join() ? "" : `?models=${chosen.join()}`;
    history.replaceState(null, "", location.pathname + query + location.hash);
  };
  form.addEventListener("change", write);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("[data-cg-all]").addEventListener("click", () => {
    for (const box of boxes) box.checked = true;
    write();
  });
  addEventListener("popstate", read);
  read();
}
