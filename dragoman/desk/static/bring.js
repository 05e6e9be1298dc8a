// Files over the drop, handed over in pieces. Without it the form sends what is small at once.
import { all, one, say, send } from "./desk.js";
import { handOver } from "./hand.js";
import { _ } from "./say.js";

const form = one("#bring");
const drop = one("#drop");
const list = one("#handed");
let order = "";
let handing = 0;

async function hand(file) {
  const line = document.createElement("li");
  line.textContent = file.name;
  const told = document.createElement("span");
  told.className = "quiet num";
  line.append(" ", told);
  list.append(line);
  const here = await handOver("/bring-in/piece", file, order, told);
  if (here) ({ order } = here);
}

// One after the other: the first makes the order that the others belong to.
let before = Promise.resolve();
function take(files) {
  handing += 1;
  before = before.then(async () => { for (const file of files) await hand(file); }).finally(() => { handing -= 1; });
}

if (form) {
  const choose = one("input[type=file]", form);
  choose.addEventListener("change", () => { take(Array.from(choose.files)); choose.value = ""; });
  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.remove("over"); });
  drop.addEventListener("drop", (event) => take(Array.from(event.dataTransfer.files)));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (handing) say(_("Files are still being handed over; they are looked at when they are here."));
    await before;
    const fields = new FormData(form);
    fields.delete("files");
    fields.set("order", order);
    const { status: code, content } = await send("/bring-in/look", fields);
    if (code !== 200) return void say(content.error || _("That was not done."));
    location.href = content.go;
  });
  addEventListener("beforeunload", (event) => { if (handing) event.preventDefault(); });
  for (const button of all("button:not([type])", form)) button.disabled = false;
}
