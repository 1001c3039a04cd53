// <form data-confirm="question"> or <button data-confirm="question">: asks in our own dialog, which keeps focus and works in both languages.
// Without JavaScript the form is simply sent, so the server must be the one that guards what cannot be undone.
import { text } from "./strings";

export function installConfirm(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const submitter = (event as SubmitEvent).submitter;
    const question = submitter?.dataset["confirm"] ?? form.dataset["confirm"];
    if (!question || form.dataset["confirmed"] !== undefined) {
      delete form.dataset["confirmed"];
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    void ask(question).then((yes) => {
      if (!yes) return;
      form.dataset["confirmed"] = "";
      form.requestSubmit(submitter);
    });
  }, { capture: true });
}

function ask(question: string): Promise<boolean> {
  const dialog = document.getElementById("confirm");
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve(window.confirm(question));
  const title = element("h2", text("confirm_title"), "op-dialog-title");
  title.id = "confirm-title";
  const form = document.createElement("form");
  form.method = "dialog";
  const no = element("button", text("cancel"), "btn");
  const yes = element("button", text("confirm"), "btn btn-primary");
  yes.value = "yes";
  form.className = "op-dialog-buttons";
  form.append(no, yes);
  dialog.replaceChildren(title, element("p", question, "op-dialog-text"), form);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

function element<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, words: string, className: string): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.textContent = words;
  made.className = className;
  return made;
}
