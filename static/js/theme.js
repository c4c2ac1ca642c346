// Tells Tabler which theme the device prefers; without script the style sheet alone follows it.
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => { document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light"; };
  document.documentElement.classList.add("js");
  apply();
  dark.addEventListener("change", apply);
})();
