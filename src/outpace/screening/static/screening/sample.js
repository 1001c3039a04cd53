// After a scan was sent, the field is empty for the next card. What the scan meant is decided and said by the server.
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.id !== "scan-form") return;
  const field = form.querySelector("[data-scan-field]");
  if (field instanceof HTMLInputElement) field.value = "";
});
