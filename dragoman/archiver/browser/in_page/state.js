// How much text a document holds, and in how many milliseconds the last of what it put off is due.
// A refresh that a <meta> asks for is put off as well.
(name) => {
  const SILENT = new Set(["script", "style", "noscript", "template"]);
  let text = 0;
  const roots = [document];
  for (let root = roots.pop(); root; root = roots.pop()) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node.nodeType === Node.ELEMENT_NODE) {
        if (node.shadowRoot) roots.push(node.shadowRoot);
      } else if (!SILENT.has(node.parentNode?.localName)) {
        text += node.data.trim().length;
      }
    }
  }
  const refresh = document.querySelector("meta[http-equiv=refresh i]");
  const seconds = refresh ? parseFloat(refresh.content) : NaN;
  const left = 1000 * seconds - performance.now();
  const due = seconds <= 10 && left > -1000 ? left + 1000 : 0;
  const put_off = typeof globalThis[name] === "function" ? globalThis[name]() : 0;
  return {
    text,
    scripted: document.scripts.length > 0,
    due: Math.max(due, put_off),
  };
}
