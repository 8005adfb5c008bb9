// Before the first paint: the theme and the audience that the reader chose, so that nothing jumps later.
// A classic script on purpose: modules wait for the whole page. The address wins over what the device kept.
(() => {
  const root = document.documentElement;
  root.className = "js";
  const kept = (key) => {
    try { return localStorage.getItem(key); } catch { return null; } // storage may be forbidden
  };
  const theme = kept("cg:theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const audience = new URLSearchParams(location.search).get("audience") ?? kept("cg:audience");
  if (audience && /^[a-z-]{2,30}$/.test(audience)) root.dataset.audience = audience;
})();
