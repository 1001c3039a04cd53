// Toasts: messages that came with the page or with a fragment. Errors stay until closed; the others leave after reading time.
import { text } from "./strings";

const READING_MS = 7000;

/** Gives every new toast a close button and, unless it reports a problem, a leaving time. */
export function settleToasts(scope: ParentNode): void {
  for (const toast of scope.querySelectorAll<HTMLElement>("[data-toast]:not([data-settled])")) {
    toast.dataset["settled"] = "";
    const close = document.createElement("button");
    close.type = "button";
    close.className = "op-toast-close";
    close.setAttribute("aria-label", text("close"));
    close.textContent = "×";
    close.addEventListener("click", () => toast.remove());
    toast.append(close);
    if (!toast.matches(".op-tone-danger, .op-tone-warn")) window.setTimeout(() => toast.remove(), READING_MS);
  }
}

/** Shows a message that no server response could bring, such as a lost connection. */
export function toast(message: string, tone: "info" | "danger"): void {
  const box = document.getElementById("toasts");
  if (!box) return;
  const item = document.createElement("div");
  item.className = `op-toast op-tone-${tone}`;
  item.dataset["toast"] = "";
  const words = document.createElement("p");
  words.textContent = message;
  item.append(words);
  box.append(item);
  settleToasts(box);
}
