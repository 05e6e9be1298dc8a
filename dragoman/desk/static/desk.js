// What all pages of the desk share. Everything here is an addition: links and forms work without it.
import { _ } from "./say.js";

export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
const ITEMS = ".row, .entry, .looks a, .hit";
let quieting = 0;

export function say(text) {
  const status = one("#status");
  status.textContent = text;
  clearTimeout(quieting);
  quieting = setTimeout(() => { status.textContent = ""; }, 6000);
}

export function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

const CSRF = () => one("input[name=csrf]").value;

// A form sent by script: `status` 0 where the desk does not answer.
export async function send(address, fields) {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  if (!body.has("csrf")) body.set("csrf", CSRF());
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    return { status: answer.status, content: await answer.json() };
  } catch (error) {
    return { status: 0, content: { error: _("Not saved: the desk does not answer. Is it still running?") } };
  }
}

// What stands at an address of the desk, as `text` or `json`: null where the desk does not answer, or
// goes away in the middle of its answer.
export async function got(address, as = "text") {
  const headers = as === "json" ? { Accept: "application/json" } : {};
  try {
    const answer = await fetch(address, { headers });
    return answer.ok ? await answer[as]() : null;
  } catch (error) {
    return null;
  }
}

/* ---------- one item is the current one; it alone is a tab stop ---------- */
export function current() {
  const focused = document.activeElement && document.activeElement.closest(ITEMS);
  const marked = one(".current");
  if (focused && focused !== marked) mark(focused);
  return focused || marked;
}

function mark(item) {
  for (const before of all(".current")) { before.classList.remove("current"); if (!before.matches("a")) before.tabIndex = -1; }
  item.classList.add("current");
  if (!item.matches("a")) item.tabIndex = 0;
}

export function choose(item) {
  if (!item) return;
  mark(item);
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest", behavior: "instant" });
}

export function step(by) {
  const items = all(ITEMS);
  const here = items.indexOf(current());
  const next = here < 0 ? items[by > 0 ? 0 : items.length - 1] : items[here + by];
  if (next) choose(next);
}

export function nextOf(test, none) {
  const items = all(ITEMS);
  const here = items.indexOf(current());
  const found = items.slice(here + 1).concat(items.slice(0, here + 1)).find(test);
  if (found) choose(found);
  else say(none);
}

/* ---------- what opens and closes ---------- */
function toggle(button) {
  const part = one(`#${button.getAttribute("aria-controls")}`);
  const open = part.classList.toggle("open");
  for (const each of all(`[aria-controls="${part.id}"]`)) each.setAttribute("aria-expanded", String(open));
  if (open) (one("a, button, input", part) || part).focus();
}

export function closeAll() {
  const open = all(".nav.open, .panel.open, .facets.open");
  for (const part of open) {
    part.classList.remove("open");
    for (const each of all(`[aria-controls="${part.id}"]`)) { each.setAttribute("aria-expanded", "false"); each.focus(); }
  }
  for (const menu of all("details.more[open]")) { menu.open = false; one("summary", menu).focus(); open.push(menu); }
  return open.length > 0;
}

// The name under which one decides is asked for where it is chosen.
export function nameFirst() {
  const who = one("details.who.chosen-not");
  if (!who) return;
  who.open = true;
  one("input[name=reviewer]", who).focus();
}

document.addEventListener("click", (event) => {
  const dialog = event.target.closest("[data-open]");
  if (dialog) return void one(`#${dialog.dataset.open}`).showModal();
  const closes = event.target.closest("dialog .close");
  if (closes) return void closes.closest("dialog").close();
  const controls = event.target.closest("button[aria-controls]");
  if (controls) return void toggle(controls);
  if (event.target.closest(".panel-close, .facets-close")) return void closeAll();
  const item = event.target.closest(".row, .entry");
  if (item) mark(item);
  for (const menu of all("details.more[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("focusin", (event) => {
  const item = event.target.closest(ITEMS);
  if (item) mark(item);
});

/* ---------- keys ---------- */
const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  g: () => { going = true; setTimeout(() => { going = false; }, 1500); },
  "?": () => one("#help").showModal(),
  "/": () => { const field = one("main input[type=search]"); if (field) field.select(); else location.href = "/search"; },
  Enter: () => { const item = current(); const link = item && (item.matches("a") ? item : one("a.title", item)); if (link) link.click(); },
};
let going = false;

// A page's own keys; they come before those that all pages have.
export function keys(more) { Object.assign(KEYS, more); }

// With a Cyrillic or another layout a key still has its place on the keyboard.
function named(event) {
  if (event.key.length > 1 || event.key in KEYS) return event.key;
  return /^Key[A-Z]$/.test(event.code) && event.key.charCodeAt(0) > 127 ? event.code[3].toLowerCase() : event.key;
}

function goTo(key) {
  going = false;
  const place = all(".nav a").find((each) => each.dataset.key === key);
  if (place) place.click();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || one("dialog[open]")) return;
  if (event.key === "Escape") { if (closeAll()) event.preventDefault(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select")) return;
  const key = named(event);
  if (going) { event.preventDefault(); return void goTo(key); }
  if (key === "Enter" && event.target.matches("a, button, summary, input")) return;
  const action = KEYS[key];
  if (!action) return;
  event.preventDefault();
  action();
});

for (const hidden of all(".keys-btn, .js-only")) hidden.hidden = false;

/* ---------- what is at work: looked at again while something is, and the tab can be seen ---------- */
const AT_WORK = 1000;
const AT_REST = 15000;

function replace(part, html) {
  if (!part || part.dataset.shown === html || part.contains(document.activeElement)) return;
  part.dataset.shown = html;
  part.innerHTML = html;
}

export async function lookAtWork() {
  clearTimeout(lookAtWork.timer);
  let busy = false;
  if (!document.hidden) {
    const told = await got("/work", "json");
    if (told) {
      busy = told.busy;
      replace(one("#bar-work"), told.bar);
      replace(one("#works"), told.works);
    }
  }
  lookAtWork.timer = setTimeout(lookAtWork, busy ? AT_WORK : AT_REST);
}
document.addEventListener("visibilitychange", () => { if (!document.hidden) lookAtWork(); });
lookAtWork.timer = setTimeout(lookAtWork, one("#bar-work .jobs") ? AT_WORK : AT_REST);

// What is done to work is done in place.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.closest("#works") || event.defaultPrevented) return;
  event.preventDefault();
  const { status: code, content } = await send(form.getAttribute("action"), new FormData(form));
  if (code !== 200) return void say(content.error || _("That was not done."));
  document.activeElement.blur();
  replace(one("#bar-work"), content.bar);
  replace(one("#works"), content.works);
  lookAtWork();
});

function fromAddress() {
  const item = location.hash.startsWith("#s") && document.getElementById(location.hash.slice(1));
  if (item) choose(item);
}
addEventListener("hashchange", fromAddress);
fromAddress();
