// Reading paths: whoever came along a path (?path=AUDIENCE) is led to its next stop. The path itself stands on the
// page of its audience and is read from there, so it is written once.
const root = new URL("../../", import.meta.url);

export async function follow(audience) {
  if (!/^[a-z-]{2,30}$/.test(audience)) return;
  const home = new URL(`comprehension/${audience}/`, root);
  const path = (await page(home))?.querySelector("[data-cg-path]");
  if (!path) return;
  const stops = [...path.querySelectorAll("a")].map((link) => ({ title: link.textContent, address: new URL(link.getAttribute("href"), home) }));
  const show = () => { document.querySelector("[data-cg-stop]")?.remove(); place(stops, path.dataset.cgPath, home); };
  addEventListener("hashchange", show);
  show();
}

// XMLHttpRequest reads a page into a document that runs nothing, which the site's content policy allows.
function page(address) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.onload = () => done(request.status === 200 ? request.response : undefined);
    request.onerror = () => done();
    request.open("GET", address);
    request.responseType = "document";
    request.send();
  });
}

function place(stops, name, home) {
  const at = stops.findIndex(({ address }) => address.pathname === location.pathname && address.hash === location.hash);
  const here = at < 0 ? stops.findIndex(({ address }) => address.pathname === location.pathname && !address.hash) : at;
  if (here < 0) return;
  const last = here === stops.length - 1;
  const nav = Object.assign(document.createElement("nav"), { className: "cg-next cg-next--path" });
  nav.dataset.cgStop = here + 1;
  nav.setAttribute("aria-label", `Reading path: ${name}`);
  nav.append(
    link(new URL("#path", home), name, `Stop ${here + 1} of ${stops.length}`),
    last ? link(new URL("#self-check", home), "Path finished", "Check what you know") : link(stops[here + 1].address, "Next stop", stops[here + 1].title),
  );
  const target = stops[here].address.hash && document.getElementById(decodeURIComponent(stops[here].address.hash.slice(1)));
  if (target) (target.querySelector(".cg-event__body, dd") ?? target).append(nav);
  else document.querySelector(".cg-related, .cg-article > :last-child").before(nav);
}

function link(address, label, text) {
  const made = Object.assign(document.createElement("a"), { href: address.href });
  made.append(Object.assign(document.createElement("span"), { className: "cg-next__label", textContent: label }), ` ${text}`);
  return made;
}
