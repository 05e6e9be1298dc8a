// One window further down: the document, and where that is at its end, the largest box in it that
// scrolls. Whether both were at their ends already.
(name) => {
  if (typeof globalThis[name] === "function") globalThis[name](true);
  const further = (box, window) => {
    const before = box.scrollTop;
    box.scrollTop = before + window;
    return Math.abs(box.scrollTop - before) >= 1;
  };
  const page = document.scrollingElement || document.documentElement;
  if (!page || further(page, innerHeight)) return !page;
  let box = null, largest = (innerWidth * innerHeight) / 4;
  for (const each of document.querySelectorAll("body *")) {
    if (each.scrollHeight <= each.clientHeight + 10) continue;
    const size = each.clientWidth * each.clientHeight;
    if (size > largest && /auto|scroll|overlay/.test(getComputedStyle(each).overflowY)) {
      [box, largest] = [each, size];
    }
  }
  return !box || !further(box, box.clientHeight);
}
