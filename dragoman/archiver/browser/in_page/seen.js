// What of a document is there: its text with what stands in shadow roots, its pictures and style
// sheets with whether they were loaded, its fonts, its height and width, and how much of the largest
// box that scrolls within it is out of sight.
() => {
  const SILENT = new Set(["script", "style", "noscript", "template"]);
  // Of what stands in its own address no more than tells it from others.
  const named = (url) => (url.length > 3000 ? `${url.slice(0, 3000)}#${url.length}` : url);
  const text = [], images = [], sheets = [];
  const roots = [document];
  for (let root = roots.pop(); root; root = roots.pop()) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        if (!SILENT.has(node.parentNode?.localName)) text.push(node.data);
        continue;
      }
      if (node.shadowRoot) roots.push(node.shadowRoot);
      if (node.localName === "img" && (node.currentSrc || node.src)) {
        images.push({ url: named(node.currentSrc || node.src), loaded: node.complete && node.naturalWidth > 0 });
      }
      if (node.localName === "link" && /\bstylesheet\b/i.test(node.rel) && node.href) {
        sheets.push({ url: named(node.href), loaded: node.sheet !== null });
      }
    }
  }
  const fonts = [...(document.fonts || [])].filter((each) => each.status !== "unloaded")
    .map((each) => ({ family: each.family, loaded: each.status === "loaded" }));
  const root = document.documentElement;
  let inner = 0, largest = (innerWidth * innerHeight) / 4;
  for (const each of document.querySelectorAll("body, body *")) {
    const hidden = each.scrollHeight - each.clientHeight, size = each.clientWidth * each.clientHeight;
    if (hidden <= 10 || size <= largest || each === document.scrollingElement) continue;
    if (/auto|scroll|overlay/.test(getComputedStyle(each).overflowY)) [inner, largest] = [hidden, size];
  }
  return {
    text: text.join(" ").slice(0, 20000000),
    images: images.slice(0, 2000), sheets: sheets.slice(0, 500), fonts: fonts.slice(0, 500),
    inner,
    width: root ? root.scrollWidth : 0,
    height: root ? Math.max(root.scrollHeight, document.body ? document.body.scrollHeight : 0) : 0,
  };
}
