// Registers the service worker after the page is there, and lets the reader keep the whole site on this device.
const root = new URL("../../", import.meta.url);

if ("serviceWorker" in navigator && window.isSecureContext) start();

async function start() {
  const registration = await navigator.serviceWorker.register(address(), { scope: root.pathname });
  const parts = performance.getEntriesByType("resource").map((entry) => entry.name);
  navigator.serviceWorker.ready.then(({ active }) => active.postMessage({ read: [location.href, ...parts] }));
  for (const box of document.querySelectorAll("[data-cg-offline]")) {
    const button = box.querySelector("button");
    const status = box.querySelector("[role=status]");
    box.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      status.textContent = "Fetching the site ...";
      await navigator.serviceWorker.ready;
      (registration.active ?? navigator.serviceWorker.controller).postMessage("keep");
    });
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (!data?.all) return;
      const finished = data.done === data.all;
      // A screen reader hears the end, not every file.
      if (finished) status.textContent = "Kept: every page, search and check works without a network.";
      else button.textContent = `Keep offline (${Math.floor((100 * data.done) / data.all)}%)`;
      if (finished) { button.textContent = "Keep offline"; button.disabled = false; }
    });
  }
}

// Pages let nobody but this policy name a worker (Trusted Types; browsers without them take the address as it is).
function address() {
  const url = new URL("sw.js", root).href;
  return globalThis.trustedTypes?.createPolicy("cg-worker", { createScriptURL: () => url }).createScriptURL("") ?? url;
}
