// Runs before the first paint: "auto" becomes the device's choice, and stays so when the device changes its mind.
const root = document.documentElement;
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function apply(): void {
  if (root.dataset["theme"] === "auto") root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
}

apply();
dark.addEventListener("change", apply);
