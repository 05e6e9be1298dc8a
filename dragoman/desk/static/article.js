// What a reviewer repeats, by keyboard and in place. Without it the same forms work as pages.
import { small, _ } from "./say.js";
import { all, choose, current, element, got, keys, nameFirst, nextOf, one, say, send, step } from "./desk.js";

const PAGE = one("#main").dataset.page;
const address = (row, what = "") => `/page/${PAGE}/${row.dataset.n}${what}`;
const undecided = (row) => row.matches(".row") && (/machine|refused|todo/.test(row.dataset.state) || "waits" in row.dataset);

/* ---------- decisions ---------- */
function replaceRow(row, html) {
  const fresh = element(html);
  row.replaceWith(fresh);
  choose(fresh);
  return fresh;
}

async function decide(row, fields, onwards = false) {
  const { csrf, translation } = Object.fromEntries(new FormData(one("#decide")));
  const { status: code, content } = await send(address(row), { csrf, translation, version: row.dataset.version, ...fields });
  if (code === 200) {
    const fresh = replaceRow(row, content.row);
    for (const part of ["progress", "credit"]) if (one(`#${part}`)) one(`#${part}`).innerHTML = content[part];
    if (onwards) goOn();
    const told = { n: fresh.dataset.n, state: small(content.state) };
    say(fresh.dataset.n === "0" ? _("Headline: %(state)s. u takes it back.", told) : _("Sentence %(n)s: %(state)s. u takes it back.", told));
    return true;
  }
  if (code === 409) {
    showEditor(replaceRow(row, content.row), content.editor);
    say(_("Somebody else decided on this sentence in the meantime. Nothing was saved."));
    return false;
  }
  say(content.error || _("That was not done."));
  if (code === 400) nameFirst();
  return false;
}

function goOn() {
  const rows = all(".row");
  const here = rows.indexOf(current());
  const next = rows.slice(here + 1).concat(rows.slice(0, here)).find(undecided);
  if (next) choose(next);
}

// The row that keys are about; what is open in it is saved or left first.
function chosen() {
  const row = current();
  if (row && row.matches(".row")) return row;
  say(_("Choose a sentence first, with j."));
  return null;
}

function approve() {
  const row = chosen();
  if (!row) return;
  const editor = one(".editor", row);
  if (editor) return void save(editor, "approve");
  if (!one("button[name=approve]", row)) return void say(row.dataset.state === "approved" ? _("It is approved already.") : _("There is nothing to approve here. Press e to write it."));
  decide(row, { action: "approve" }, true);
}

function takeBack() {
  const row = chosen();
  if (!row) return;
  if (unsaved(row)) return void say(_("Save what you wrote, or leave it, first."));
  if (!row.dataset.version) return void say(_("There is nothing to take back here."));
  decide(row, { action: "undo" });
}

function ask(id) {
  const row = chosen();
  if (!row) return;
  if (!one(".quick", row)) return void say(_("There is no translation to speak of here."));
  if (id === "reject" && unsaved(row)) return void say(_("Save what you wrote, or leave it, first."));
  const dialog = one(`dialog#${id}`);
  one(".quoted", dialog).textContent = one(".src", row).textContent;
  one(".quoted", dialog).lang = one(".src", row).lang;
  one("textarea", dialog).value = "";
  dialog.showModal();
  one("textarea", dialog).focus();
}

function answered(form) {
  const words = one("textarea", form).value.trim();
  const row = chosen();
  form.closest("dialog").close();
  if (form.dataset.says === "reject") decide(row, { action: "reject", comment: words }, true);
  else if (words) comment(row, words);
}

async function comment(row, text) {
  // Emptied at once: saved a moment later, the same words would go with the decision as well.
  const field = one("[data-part=comment] input[name=text]", row);
  if (field) field.value = "";
  const { status: code, content } = await send(address(row, "/comment"), { text });
  if (code !== 200) {
    if (field) field.value = text;
    say(content.error || _("That was not done."));
    if (code === 400) nameFirst();
    return;
  }
  if (unsaved(row)) return void say(_("Said. What you are writing is still in its field."));
  if (row.isConnected) replaceRow(row, content.row);
  say(_("Said; nothing was decided by it."));
}

/* ---------- the editor stands where the translation stood ---------- */
// What somebody wrote and did not save yet; in a clash that is what the editor was opened with.
function unsaved(within) {
  return all(".editor", within).some((editor) => {
    const field = one("textarea", editor);
    return field.value !== field.defaultValue || one(".clash", editor) !== null;
  });
}

async function edit(more = false) {
  const row = chosen();
  const link = row && one("a.edit", row);
  if (!row) return;
  if (!link) return void say(_("There is nothing to edit here."));
  if (one(".editor", row)) return void (more ? rare(row) : one(".editor textarea", row).focus());
  const open = one(".row.editing");
  if (open && unsaved(open)) { choose(open); return void say(_("Save or leave this sentence first.")); }
  if (open) shut(open);
  const editor = await got(`${link.getAttribute("href")}?part=editor`);
  if (editor === null) return void say(_("The desk does not answer. Is it still running?"));
  showEditor(row, editor);
  if (more) rare(row);
}

function rare(row) {
  const part = one(".rare", row);
  part.open = true;
  one("summary", part).focus();
  part.scrollIntoView({ block: "nearest", behavior: "instant" });
}

function showEditor(row, html) {
  shut(row);
  const parts = element(html);
  row.classList.add("editing");
  const text = one(".text", row);
  if (text) text.classList.add("as-read");
  one(".tgt", row).prepend(one(".editor", parts));
  row.append(one(".beside", parts));
  const field = one("textarea", row);
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  row.scrollIntoView({ block: "nearest", behavior: "instant" });
}

function shut(row) {
  for (const part of all(".editor, .beside", row)) part.remove();
  row.classList.remove("editing");
  one(".as-read", row)?.classList.remove("as-read");
}

function leave(row) {
  if (unsaved(row) && !confirm(_("Leave this sentence without saving what you wrote?"))) return;
  shut(row);
  choose(row);
}

const fieldsOf = (part) => Object.fromEntries(all("input, textarea, select", part).map((field) => [field.name, field.value]));

function save(editor, action) {
  const row = editor.closest(".row");
  const fields = fieldsOf(editor);
  if (action !== "undo" && !fields.text.trim()) {
    one("textarea", editor).focus();
    return void say(_("There is no text to save. To take the translation away, reject it."));
  }
  const said = one("[data-part=comment] input[name=text]", row)?.value.trim();
  return void decide(row, { ...fields, comment: said || "", action }, action === "approve");
}

// The text goes into the field and nowhere else: it is saved by whoever reads it.
function take(button) {
  const words = one(".t", button).cloneNode(true);
  for (const gone of all("del", words)) gone.remove();
  const field = one("textarea", button.closest(".row"));
  field.value = words.textContent.replace(/\s+/g, " ").trim();
  field.focus();
}

/* ---------- beside the field: comment, reject, cut otherwise ---------- */
async function sendPart(part) {
  const row = part.closest(".row");
  const fields = fieldsOf(part);
  if (part.dataset.part === "comment") return fields.text.trim() ? comment(row, fields.text.trim()) : say(_("There is nothing to say yet."));
  if (unsaved(row)) return say(_("Save what you wrote, or leave it, first."));
  if (part.dataset.part === "reject") return decide(row, fields, true);
  const { status: code, content } = await send(part.dataset.action, fields);
  if (code === 200) { location.hash = `s${content.n}`; return void location.reload(); }
  say(content.error || _("That was not done."));
  if (code === 400) nameFirst();
}

// Where the reader has put the cursor in the original, there the sentence is to be split.
function cut(row) {
  const select = one("[data-part=split] select", row);
  if (!select) return void say(_("This cannot be split."));
  const selection = getSelection();
  const source = one(".src", row);
  if (selection.rangeCount && source.contains(selection.anchorNode)) {
    const range = document.createRange();
    range.setStart(source, 0);
    range.setEnd(selection.getRangeAt(0).startContainer, selection.getRangeAt(0).startOffset);
    const at = range.toString().length;
    const nearest = Array.from(select.options).sort((a, b) => Math.abs(a.value - at) - Math.abs(b.value - at))[0];
    select.value = nearest.value;
  }
  one(".rare", row).open = true;
  select.focus();
}

/* ---------- names ---------- */
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
  say(content.said || content.error || _("That was not done."));
  if (code === 200) form.closest("dialog").close();
}

/* ---------- the views, the panel, the archived page ---------- */
const VIEWS = ["view-review", "view-both", "view-read"];
function turnView() {
  const here = VIEWS.findIndex((id) => one(`#${id}`)?.checked);
  const next = one(`#${VIEWS[(here + 1) % VIEWS.length]}`);
  if (!next) return;
  next.checked = true;
  say(next.parentElement.textContent.trim());
}

function panel() {
  const button = one(".about-btn");
  if (button.offsetParent) button.click();
  else one("#panel a, #panel summary")?.focus();
}

let turning = 0;
function follow(row) {
  const link = one("#beside-link");
  if (link) link.search = `?beside=${row.dataset.n}`;
  const frame = one("#archived-frame");
  if (!frame) return;
  clearTimeout(turning);
  const wanted = `${frame.dataset.src}?n=${row.dataset.n}#here`;
  turning = setTimeout(() => { if (frame.getAttribute("src") !== wanted) frame.src = wanted; }, 150);
}

/* ---------- what is pressed ---------- */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id === "name-form") {
    event.preventDefault();
    return void sendName(form);
  }
  if (form.dataset.says) {
    event.preventDefault();
    return void answered(form);
  }
  if (form.id !== "decide") return;
  event.preventDefault();
  const button = event.submitter;
  if (!button) return;
  const editor = button.closest(".editor");
  if (editor) return save(editor, button.value);
  const row = button.closest(".row");
  choose(row);
  approve();
});

const GO = { j: () => step(1), k: () => step(-1), a: approve, e: () => edit(), more: () => edit(true) };
document.addEventListener("click", (event) => {
  const taken = event.target.closest("button.take");
  if (taken) return void take(taken);
  const part = event.target.closest("[data-send]");
  if (part) return void sendPart(part.closest("[data-part]"));
  const go = event.target.closest("[data-go]");
  if (go) return void GO[go.dataset.go]();
  const link = event.target.closest("a.edit, a.about, .row a.cancel");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.matches(".cancel")) return void leave(link.closest(".row"));
  choose(link.closest(".row"));
  edit(link.matches(".about"));
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest(".row");
  if (row) follow(row);
});

addEventListener("beforeunload", (event) => {
  if (unsaved(document)) event.preventDefault();
});

keys({
  n: () => nextOf(undecided, _("Nothing is left to review.")),
  f: () => nextOf((each) => each.matches(".row.flagged"), _("No sentence with a flag is left.")),
  a: approve,
  r: () => ask("reject"),
  c: () => ask("comment"),
  u: takeBack,
  e: () => edit(),
  Enter: () => edit(),
  m: writeName,
  v: turnView,
  p: panel,
  "[": () => one("a[rel=prev]")?.click(),
  "]": () => one("a[rel=next]")?.click(),
});
for (const button of all("[data-open=name]")) button.hidden = false;

// Before the keys that all pages have: what is pressed in an editor is the editor's.
function inEditor(event, row) {
  const editor = one(".editor", row);
  const held = event.ctrlKey || event.metaKey;
  if (event.key === "Escape") return leave(row);
  if (event.key === "Enter" && held) return save(editor, "approve");
  if (held && event.code === "KeyS") return save(editor, "edit");
  // Enter in a field would press the first button of the form, which is another sentence's.
  if (event.key === "Enter" && event.target.matches("input")) {
    const part = event.target.closest("[data-part]");
    return part ? sendPart(part) : save(editor, "edit");
  }
  if (!event.altKey) return false;
  if (/^Digit[1-9]$/.test(event.code)) {
    const taken = all(".take", row)[Number(event.code[5]) - 1];
    return taken ? take(taken) : false;
  }
  if (event.code === "KeyS") return cut(row);
  if (event.code === "KeyM") return writeName();
  if (event.code === "KeyJ") { const part = one("[data-part=merge]", row); return part ? sendPart(part) : say(_("This cannot be merged.")); }
  return false;
}

document.addEventListener("keydown", (event) => {
  const row = event.target.closest(".row.editing");
  if (!row || event.isComposing || !event.target.closest(".editor, .beside")) return;
  if (inEditor(event, row) !== false) event.preventDefault();
}, true);

/* ---------- the words of the other side ---------- */
// What the engine says stands for what; asked for once, when somebody first points at words.
let links = null;
async function aligned(n) {
  links ??= got(`/page/${PAGE}/alignment`, "json");
  return ((await links) || {})[n] || [];
}

// A stretch of the text in an element, whatever marks are in it; by characters, of which some are
// two to a browser.
function stretch(within, from, to) {
  const [start, stop] = [from, to].map((place) => [...within.textContent].slice(0, place).join("").length);
  const range = document.createRange();
  const walk = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  let at = 0;
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (start >= at && start <= at + node.length) range.setStart(node, start - at);
    if (stop >= at && stop <= at + node.length) { range.setEnd(node, stop - at); return range; }
    at += node.length;
  }
  return null;
}

function offset(within, node, place) {
  const range = document.createRange();
  range.selectNodeContents(within);
  range.setEnd(node, place);
  return [...range.toString()].length;
}

async function light(node, place) {
  const side = node?.parentElement?.closest(".row .src, .row .text");
  const row = side?.closest(".row");
  const text = row && one(".text", row);
  if (!text || row.matches(".editing")) return void CSS.highlights.delete("same");
  const from = side.matches(".src") ? 0 : 2;
  const at = offset(side, node, place);
  const found = (await aligned(row.dataset.n)).filter((each) => each[from] <= at && at < each[from + 1]);
  const ranges = found.flatMap(([a, b, c, d]) => [stretch(one(".src", row), a, b), stretch(text, c, d)]).filter(Boolean);
  if (ranges.length) CSS.highlights.set("same", new Highlight(...ranges));
  else CSS.highlights.delete("same");
}

if (globalThis.Highlight && CSS.highlights && document.caretPositionFromPoint) {
  let waiting = 0;
  document.addEventListener("mousemove", (event) => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => {
      const point = document.caretPositionFromPoint(event.clientX, event.clientY);
      light(point?.offsetNode, point?.offset ?? 0);
    });
  });
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (!selection.isCollapsed) light(selection.anchorNode, selection.anchorOffset);
  });
}
