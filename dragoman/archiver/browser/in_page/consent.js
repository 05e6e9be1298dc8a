// Clicks the button of a consent banner that refuses, or else the one that agrees; says what it was.
// A banner lies over the page, or is named as one; it speaks of cookies, and asks for nothing to be
// typed. A button is known by all that it says. One that leads elsewhere is not clicked, nor is one
// that says no more than yes or no where money or a login is spoken of.
({ about, never, weak, reject, accept, framed }) => {
  const speaks = new RegExp(about, "iu"), forbidden = new RegExp(never, "iu");
  const folded = (text) => text.toLowerCase().replace(/\u0307/g, "").replace(/ı/g, "i")
    .replace(/\s+/g, " ").replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  const rules = [["reject", new Set(reject.map(folded))], ["accept", new Set(accept.map(folded))]];
  const vague = new Set(weak.map(folded));

  const buttons = [];
  const roots = [document];
  for (let root = roots.pop(); root; root = roots.pop()) {
    for (const each of root.querySelectorAll("*")) {
      if (each.shadowRoot) roots.push(each.shadowRoot);
      if (each.matches("button, [role=button], input[type=button], input[type=submit], a")) {
        buttons.push(each);
      }
    }
  }
  const isSeen = (each) => {
    const box = each.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(each).visibility === "visible";
  };
  const says = (each) => (each.innerText || each.value || each.getAttribute("aria-label") || "").trim();
  const leadsElsewhere = (each) => {
    const href = each.localName === "a" ? each.getAttribute("href") : null;
    return href !== null && !/^(#|javascript:|$)/i.test(href.trim());
  };
  const parent = (each) => each.parentElement || each.getRootNode().host || null;
  const isOver = (each) => {
    if (each.matches("dialog, [role=dialog], [role=alertdialog], [aria-modal=true]")) return true;
    if (/fixed|sticky/.test(getComputedStyle(each).position)) return true;
    const named = `${each.id} ${each.getAttribute("class") || ""}`;
    return /cookie|consent|gdpr|kvkk|cmp-|cerez|kuki/i.test(named);
  };
  const textOf = (each) => each.innerText || each.shadowRoot?.textContent || "";
  const isBanner = (each) => {
    const text = textOf(each);
    const typed = "input[type=password], input[type=email], input[type=tel], input[type=number], "
      + "input[type=text], input:not([type]), textarea";
    return text.length < 6000 && speaks.test(text) && !each.querySelector(typed);
  };
  const bannerOf = (button) => {
    for (let each = parent(button); each; each = parent(each)) {
      const whole = each === document.body || each === document.documentElement;
      if (whole ? framed && isBanner(each) : isOver(each) && isBanner(each)) return each;
    }
    return null;
  };

  for (const [rule, words] of rules) {
    for (const button of buttons) {
      const text = says(button);
      if (text.length > 60 || !words.has(folded(text)) || forbidden.test(folded(text))) continue;
      if (leadsElsewhere(button) || !isSeen(button)) continue;
      const banner = bannerOf(button);
      if (!banner || (vague.has(folded(text)) && forbidden.test(folded(textOf(banner))))) continue;
      button.click();
      return { rule, words: text };
    }
  }
  return null;
}
