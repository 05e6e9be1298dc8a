// What a reviewer repeats, by keyboard and in place. Without it the same forms work as pages.
"use strict";

const ITEMS = ".row, .entry";
const status = document.getElementById("status");
const help = document.getElementById("help");
let current = null;
let quieting = 0;

function say(text) {
  status.textContent = text;
  clearTimeout(quieting);
  quieting = setTimeout(() => { status.textContent = ""; }, 6000);
}

function items() {
  return Array.from(document.querySelectorAll(ITEMS));
}

function choose(item) {
  current = item;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

// The item that has the focus or held it last; a row that was replaced is found again by its id.
function chosen() {
  const focused = document.activeElement && document.activeElement.closest(ITEMS);
  if (focused) current = focused;
  if (current && !current.isConnected) current = document.getElementById(current.id);
  return current;
}

function step(by) {
  const all = items();
  const here = all.indexOf(chosen());
  const next = here < 0 ? all[by > 0 ? 0 : all.length - 1] : all[here + by];
  if (next) choose(next);
}

function nextOf(selector, none) {
  const all = items();
  const here = all.indexOf(chosen());
  const order = all.slice(here + 1).concat(all.slice(0, here + 1));
  const found = order.find((item) => item.matches(selector));
  if (found) choose(found);
  else say(none);
}

function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

async function send(address, fields) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { Accept: "application/json" },
    });
    return { status: answer.status, content: await answer.json() };
  } catch (error) {
    return { status: 0, content: { error: "Not saved: the review page does not answer. Is it still running?" } };
  }
}

function replaceRow(row, html) {
  const fresh = element(html);
  row.replaceWith(fresh);
  choose(fresh);
  return fresh;
}

async function decide(row, address, fields) {
  const { status: code, content } = await send(address, fields);
  if (code === 200) {
    const fresh = replaceRow(row, content.row);
    for (const part of ["progress", "credit"]) document.getElementById(part).innerHTML = content[part];
    say(`Sentence ${fresh.dataset.n}: ${content.state}`);
    return true;
  }
  if (code === 409) {
    showEditor(replaceRow(row, content.row), content.editor);
    say("Somebody else decided on this sentence in the meantime. Nothing was saved.");
    return false;
  }
  say(content.error || "That was not done.");
  if (code === 400) nameFirst();
  return false;
}

function nameFirst() {
  const field = document.querySelector(".chosen-not input[name=reviewer]");
  if (field) field.focus();
}

// What somebody wrote and did not save yet; in a clash that is what the editor was opened with.
function unsaved(within) {
  return Array.from(within.querySelectorAll(".editor")).some((editor) => {
    const field = editor.querySelector("textarea");
    return field.value !== field.defaultValue || editor.querySelector(".clash") !== null;
  });
}

function act(action) {
  const row = chosen();
  if (!row || !row.matches(".row")) return say("Choose a sentence first, with j.");
  const button = row.querySelector(`button[name=${action}]`);
  if (button) return button.click();
  const why = { approve: "There is nothing to approve here.", undo: "There is nothing to take back here." };
  return say(why[action] || "That cannot be done here.");
}

async function edit() {
  const row = chosen();
  const link = row && row.querySelector("a.edit");
  if (!link) return say("There is nothing to edit here.");
  if (row.querySelector(".editor")) return row.querySelector(".editor textarea").focus();
  const answer = await fetch(`${link.getAttribute("href")}?part=editor`).catch(() => null);
  if (!answer || !answer.ok) return say("The review page does not answer. Is it still running?");
  return showEditor(row, await answer.text());
}

function showEditor(row, html) {
  const open = row.querySelector(".editor");
  if (open) open.remove();
  const editor = element(html);
  row.append(editor);
  for (const button of editor.querySelectorAll(".take")) button.hidden = false;
  const field = editor.querySelector("textarea");
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

// The text goes into the field and nowhere else: it is saved by whoever reads it.
// What is selected is the name, in the page's spelling or in ours; the other side is typed.
function writeName() {
  const dialog = document.getElementById("name");
  if (!dialog) return;
  const selection = getSelection();
  const words = selection.toString().trim().slice(0, 120);
  const from = selection.anchorNode && selection.anchorNode.parentElement;
  const side = from && from.closest(".target") ? "target" : "source";
  dialog.querySelector("[name=source]").value = side === "source" ? words : "";
  dialog.querySelector("[name=target]").value = side === "target" ? words : "";
  dialog.showModal();
  dialog.querySelector(words ? `[name=${side === "source" ? "target" : "source"}]` : "[name=source]").focus();
}

async function sendName(form) {
  const { status: code, content } = await send(form.getAttribute("action"), Object.fromEntries(new FormData(form)));
  say(content.said || content.error || "That was not done.");
  if (code === 200) form.closest("dialog").close();
}

function take(button) {
  const field = button.closest(".editor").querySelector("textarea");
  field.value = button.closest("li").querySelector(".text").textContent;
  field.focus();
}

function closeEditor(editor) {
  const row = editor.closest(".row");
  if (unsaved(row) && !confirm("Leave this sentence without saving what you wrote?")) return;
  editor.remove();
  choose(row);
}

function fieldsOf(editor) {
  const fields = editor.querySelectorAll("input, textarea");
  return Object.fromEntries(Array.from(fields, (field) => [field.name, field.value]));
}

function save(editor, action) {
  const fields = { ...fieldsOf(editor), action };
  if (!fields.text.trim() && (action === "edit" || action === "approve")) {
    editor.querySelector("textarea").focus();
    return void say("There is no text to save. To take the translation away, reject it.");
  }
  return void decide(editor.closest(".row"), editor.dataset.action, fields);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (form.id === "name-form") {
    event.preventDefault();
    return void sendName(form);
  }
  if (form.id !== "decide") return;
  event.preventDefault();
  const editor = button.closest(".editor");
  if (editor) return save(editor, button.value);
  const row = button.closest(".row");
  if (unsaved(row)) return void say("Save what you wrote, or leave it, first.");
  const [n, version] = button.value.split(" ");
  const { csrf, translation } = Object.fromEntries(new FormData(form));
  const address = form.getAttribute("action").replace(/decide$/, n);
  return void decide(row, address, { csrf, translation, version: version || "", action: button.name });
});

document.addEventListener("click", (event) => {
  const closes = event.target.closest("#name .close");
  if (closes) return void closes.closest("dialog").close();
  const taken = event.target.closest(".take");
  if (taken) return void take(taken);
  const link = event.target.closest("a.edit, .row a.cancel");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.matches(".cancel")) return void closeEditor(link.closest(".editor"));
  current = link.closest(".row");
  choose(current);
  edit();
});

addEventListener("beforeunload", (event) => {
  if (unsaved(document)) event.preventDefault();
});

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  n: () => nextOf(".row.machine, .row.refused", "Nothing is left to review."),
  f: () => nextOf(".row.flagged", "No sentence with a flag is left."),
  a: () => act("approve"),
  r: () => act("reject"),
  u: () => act("undo"),
  e: () => edit(),
  m: () => writeName(),
  "?": () => help.showModal(),
  "/": () => { const field = document.getElementById("words"); if (field) field.select(); },
  Enter: () => { const item = chosen(); if (item && item.matches(".entry")) item.querySelector("a").click(); },
};

// With a Cyrillic or another layout the key still has its place on the keyboard.
function named(event) {
  if (event.key.length > 1 || event.key in KEYS) return event.key;
  return /^Key[A-Z]$/.test(event.code) && event.key.charCodeAt(0) > 127 ? event.code[3].toLowerCase() : event.key;
}

document.addEventListener("keydown", (event) => {
  const editor = event.target.closest(".row .editor");
  if (editor && event.key === "Escape") { event.preventDefault(); closeEditor(editor); return; }
  // Enter in the comment would press the first button of the form, which is another sentence's.
  const sends = event.ctrlKey || event.metaKey || event.target.matches("input");
  if (editor && event.key === "Enter" && sends && !event.isComposing) {
    event.preventDefault();
    save(editor, "edit");
    return;
  }
  if (editor && event.altKey && /^Digit[1-9]$/.test(event.code)) {
    const taken = editor.querySelectorAll(".take")[Number(event.code[5]) - 1];
    if (taken) { event.preventDefault(); take(taken); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
  if (event.target.matches("input, textarea, select")) return;
  const action = KEYS[named(event)];
  if (!action || (event.key === "Enter" && !event.target.matches(".entry"))) return;
  event.preventDefault();
  action();
});

const button = document.getElementById("show-help");
button.hidden = false;
button.addEventListener("click", () => help.showModal());

function fromAddress() {
  const item = location.hash.startsWith("#s") && document.getElementById(location.hash.slice(1));
  if (item) choose(item);
}
addEventListener("hashchange", fromAddress);
fromAddress();
