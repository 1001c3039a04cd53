// What every page needs: htmx, focus that survives a swap, toasts, confirmation, menus that close. No rule of the domain is here.
import "htmx.org";
import { installConfirm } from "./confirm";
import { installFocus } from "./focus";
import { installMenus } from "./menus";
import { text } from "./strings";
import { settleToasts, toast } from "./toast";

document.documentElement.dataset["scripted"] = "";
installConfirm();
installMenus();
installFocus();
settleToasts(document);

document.addEventListener("htmx:load", (event) => settleToasts(event.target as HTMLElement));
document.addEventListener("htmx:sendError", () => toast(text("request_failed"), "danger"));
document.addEventListener("htmx:responseError", (event) => {
  const status = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr.status;
  toast(text(status === 403 ? "request_refused" : "request_failed"), "danger");
});
document.addEventListener("htmx:beforeSwap", (event) => {
  // A form that was refused (422) comes back with its errors; show it like any other answer.
  const detail = (event as CustomEvent<{ xhr: XMLHttpRequest; shouldSwap: boolean; isError: boolean }>).detail;
  if (detail.xhr.status === 422) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

