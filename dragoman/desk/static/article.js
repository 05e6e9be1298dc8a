// What a reviewer repeats, by keyboard and in place. Without it the same forms work as pages.
import { all, choose, current, element, keys, nameFirst, nextOf, one, say, send } from "./desk.js";

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
    say(`${fresh.dataset.n === "0" ? "Headline" : `Sentence ${fresh.dataset.n}`}: ${content.state}`);
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

// What somebody wrote and did not save yet; in a clash that is what the editor was opened with.
function unsaved(within) {
  return all(".editor", within).some((editor) => {
    const field = one("textarea", editor);
    return field.value !== field.defaultValue || one(".clash", editor) !== null;
  });
}

function act(action) {
  const row = current();
  if (!row || !row.matches(".row")) return say("Choose a sentence first, with j.");
  const button = one(`button[name=${action}]`, row);
  if (button) return button.click();
  const why = { approve: "There is nothing to approve here.", undo: "There is nothing to take back here." };
  return say(why[action] || "That cannot be done here.");
}

async function edit() {
  const row = current();
  const link = row && one("a.edit", row);
  if (!link) return say("There is nothing to edit here.");
  if (one(".editor", row)) return one(".editor textarea", row).focus();
  const answer = await fetch(`${link.getAttribute("href")}?part=editor`).catch(() => null);
  if (!answer || !answer.ok) return say("The desk does not answer. Is it still running?");
  return showEditor(row, await answer.text());
}

function showEditor(row, html) {
  const open = one(".editor", row);
  if (open) open.remove();
  const editor = element(html);
  row.append(editor);
  for (const button of all(".take", editor)) button.hidden = false;
  const field = one("textarea", editor);
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
  const side = from && from.closest(".tgt") ? "target" : "source";
  one("[name=source]", dialog).value = side === "source" ? words : "";
  one("[name=target]", dialog).value = side === "target" ? words : "";
  dialog.showModal();
  one(words ? `[name=${side === "source" ? "target" : "source"}]` : "[name=source]", dialog).focus();
}

async function sendName(form) {
  const { status: code, content } = await send(form.getAttribute("action"), new FormData(form));
  say(content.said || content.error || "That was not done.");
  if (code === 200) form.closest("dialog").close();
}

function take(button) {
  const field = one("textarea", button.closest(".editor"));
  field.value = one(".text", button.closest("li")).textContent;
  field.focus();
}

function closeEditor(editor) {
  const row = editor.closest(".row");
  if (unsaved(row) && !confirm("Leave this sentence without saving what you wrote?")) return;
  editor.remove();
  choose(row);
}

function fieldsOf(editor) {
  return Object.fromEntries(all("input, textarea", editor).map((field) => [field.name, field.value]));
}

function save(editor, action) {
  const fields = { ...fieldsOf(editor), action };
  if (!fields.text.trim() && (action === "edit" || action === "approve")) {
    one("textarea", editor).focus();
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
  const taken = event.target.closest(".take");
  if (taken) return void take(taken);
  const link = event.target.closest("a.edit, .row a.cancel");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.matches(".cancel")) return void closeEditor(link.closest(".editor"));
  choose(link.closest(".row"));
  edit();
});

addEventListener("beforeunload", (event) => {
  if (unsaved(document)) event.preventDefault();
});

keys({
  n: () => nextOf((each) => each.matches(".row.machine, .row.refused"), "Nothing is left to review."),
  f: () => nextOf((each) => each.matches(".row.flagged"), "No sentence with a flag is left."),
  a: () => act("approve"),
  r: () => act("reject"),
  u: () => act("undo"),
  e: () => edit(),
  m: () => writeName(),
});

// Before the keys that all pages have: what is pressed in an editor is the editor's.
document.addEventListener("keydown", (event) => {
  const editor = event.target.closest(".row .editor");
  if (!editor || event.isComposing) return;
  if (event.key === "Escape") { event.preventDefault(); return void closeEditor(editor); }
  // Enter in the comment would press the first button of the form, which is another sentence's.
  const sends = event.ctrlKey || event.metaKey || event.target.matches("input");
  if (event.key === "Enter" && sends) { event.preventDefault(); return void save(editor, "edit"); }
  if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
    const taken = all(".take", editor)[Number(event.code[5]) - 1];
    if (taken) { event.preventDefault(); take(taken); }
  }
}, true);
