// Choosing many pages, and saying something of one, in place. Without it the same forms work as pages.
import { all, current, element, got, keys, lookAtWork, one, say, send } from "./desk.js";
import { ngettext, _ } from "./say.js";

const bulk = one("#many");
const filters = one("#facets");
let last = null;

function chosen() {
  const count = all(".pick:checked").length;
  if (!bulk) return;
  bulk.hidden = count === 0;
  one(".chosen", bulk).textContent = ngettext("%(num)s selected", "%(num)s selected", count);
  const every = one(".pick-all");
  if (every) every.checked = count > 0 && count === all(".pick").length;
}

function pick(extend) {
  const box = current() && one(".pick", current());
  if (!box) return;
  const boxes = all(".pick");
  if (extend && last) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
    for (const each of boxes.slice(from, to + 1)) each.checked = true;
  } else box.checked = !box.checked;
  last = box;
  chosen();
}

function pickNone() {
  for (const box of all(".pick")) box.checked = false;
  chosen();
}

/* ---------- note and tags of one page ---------- */
async function saying(link) {
  const form = await got(`${link.getAttribute("href")}?part=form`);
  if (form === null) return void say(_("The desk does not answer. Is it still running?"));
  const dialog = one("#said");
  dialog.replaceChildren(element(form));
  dialog.showModal();
  one("textarea", dialog).focus();
}

async function said(form) {
  const { status: code, content } = await send(form.getAttribute("action"), new FormData(form));
  if (code === 409) form.replaceWith(element(content.form));
  if (code !== 200) return void say(content.error || _("That was not done."));
  location.reload();
}

/* ---------- many at once ---------- */
const CHANGES = ["tag", "aside", "back"];

async function many(button) {
  const fields = new FormData(bulk);
  fields.set("do", button.value);
  const { status: code, content } = await send("/pages", fields);
  if (code !== 200) return void say(content.error || _("That was not done."));
  if (CHANGES.includes(button.value)) return void location.reload();
  say(content.said);
  for (const menu of all("details[open]", bulk)) menu.open = false;
  pickNone();
  lookAtWork();
}

document.addEventListener("submit", (event) => {
  if (event.target === bulk) { event.preventDefault(); many(event.submitter || one("button[name=do]", bulk)); }
  if (event.target.closest("#said")) { event.preventDefault(); said(event.target); }
});
// Enter in a field is for what stands below that field, and not for the first of all buttons.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("#many .pop input")) return;
  event.preventDefault();
  one("button", event.target.closest(".pop")).click();
});
document.addEventListener("click", (event) => {
  if (event.target.closest(".pick-none")) return void pickNone();
  const close = event.target.closest("#said .close");
  if (close) { event.preventDefault(); return; }
  const link = event.target.closest(".say-it");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  saying(link);
});
document.addEventListener("change", (event) => {
  if (event.target.matches(".pick")) { last = event.target; chosen(); }
  if (event.target.matches(".pick-all")) { for (const box of all(".pick")) box.checked = event.target.checked; chosen(); }
  if (event.target.matches("#facets :is(input[type=radio], input[type=checkbox], select)")) {
    sessionStorage.setItem(FILTER, event.target.name);
    filters.requestSubmit();
  }
  if (event.target.matches("#order")) event.target.form.requestSubmit();
});
// Filters that ask for nothing are left out of the address.
document.addEventListener("formdata", (event) => {
  if (event.target !== filters) return;
  for (const [name, value] of Array.from(event.formData)) if (!value) event.formData.delete(name);
});

// Who goes through the filters by keyboard stays at the one that was turned last.
const FILTER = "filter";
const turned = sessionStorage.getItem(FILTER);
sessionStorage.removeItem(FILTER);
if (turned && filters) one(`#facets :is([name="${turned}"]:checked, select[name="${turned}"], [type=checkbox][name="${turned}"])`)?.focus();

keys({
  x: () => pick(false),
  X: () => pick(true),
  t: () => { const link = current() && one(".say-it", current()); if (link) saying(link); },
});
for (const hidden of all(".pick-none")) hidden.hidden = false;
chosen();
