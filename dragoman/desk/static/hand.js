// Files are handed over in pieces, each within what a request may have.
import { send } from "./desk.js";
import { _ } from "./say.js";

const PIECE = 400000;

// Where it is here at the end: its order and our name for it; null where it was not taken.
export async function handOver(address, file, order, told) {
  let name = file.name;
  let at = 0;
  do {
    const fields = new FormData();
    fields.set("order", order);
    fields.set("name", name);
    fields.set("at", String(at));
    fields.set("whole", String(file.size));
    fields.set("piece", file.slice(at, at + PIECE), "piece");
    const { status: code, content } = await send(address, fields);
    if (code !== 200) { told.textContent = content.error || _("not taken"); told.className = "say bad"; return null; }
    ({ order, name } = content);
    at = content.size;
    told.textContent = at < file.size ? `${Math.floor((100 * at) / file.size)} %` : _("%(count)s kB", { count: Math.max(1, Math.round(file.size / 1000)) });
  } while (at < file.size);
  return { order, name };
}

// A form with one file: it goes in pieces first, and the form says then which it is.
for (const form of document.querySelectorAll("form[data-pieces]")) {
  form.addEventListener("submit", async (event) => {
    const field = form.querySelector("input[type=file]");
    const file = field.files[0];
    if (!file || field.disabled) return;
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    const here = await handOver(form.dataset.pieces, file, "", form.querySelector(".told"));
    button.disabled = false;
    if (!here) return;
    field.disabled = true;
    form.querySelector("input[name=order]").value = here.order;
    form.submit();
  });
}
// Back in this page, the file can be chosen again.
addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form[data-pieces] input[type=file]")) field.disabled = false;
});
