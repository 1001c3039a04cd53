// After a swap the keyboard must be where the reader expects: on the first refused field, on [data-focus], or where it was.
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
  document.querySelector<HTMLElement>("[data-error-summary]")?.focus();
}
