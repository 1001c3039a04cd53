// The keyboard must be where the reader expects. On a new page: on what was refused, or in the field that takes a code, unless a finger is all there
// is to point with (its screen keyboard would cover the page). After a swap: on what was refused, on [data-focus], or where it was.
export function installFocus(): void {
  let before: string | null = null;
  document.addEventListener("htmx:beforeSwap", () => {
    before = document.activeElement?.id || null;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const scope = event.target as HTMLElement;
    const wanted = scope.querySelector<HTMLElement>("[data-error-summary], [data-focus]");
    if (wanted) wanted.focus();
    else if (before && document.activeElement === document.body) document.getElementById(before)?.focus();
  });
  const refused = document.querySelector<HTMLElement>("[data-error-summary]");
  const taking = matchMedia("(any-pointer: fine)").matches && !location.hash ? document.querySelector<HTMLElement>("[data-scan-field]") : null;
  (refused ?? taking)?.focus();
}
