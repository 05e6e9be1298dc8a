// Before any script of the page: what the page puts off is noted, so that it can be waited for.
// A timer that a timer set that a timer set … is a clock or a poll, and is not counted. Nor is one
// that is set when the page has long been there, and nobody has scrolled or clicked.
(name) => {
  const LATEST = 10000, DEEPEST = 3, STARTING = 5000;
  const now = performance.now.bind(performance);
  const waiting = new Map();
  let depth = 0, began = Infinity;
  addEventListener("load", () => { began = now(); });

  const noted = (original, once) => new Proxy(original, {
    apply(set, self, [callback, delay, ...rest]) {
      if (typeof callback !== "function") return Reflect.apply(set, self, [callback, delay, ...rest]);
      const deep = depth + 1, wait = Number(delay) || 0;
      let id, called = 0;
      const wrapped = function (...given) {
        waiting.delete(id);
        const before = depth;
        depth = once || !called++ ? deep : DEEPEST + 1;
        try { return Reflect.apply(callback, this, given); } finally { depth = before; }
      };
      id = Reflect.apply(set, self, [wrapped, delay, ...rest]);
      const counts = wait <= LATEST && deep <= DEEPEST && !(now() - began > STARTING);
      if (counts) waiting.set(id, now() + wait);
      return id;
    },
  });
  const forgotten = (original) => new Proxy(original, {
    apply(clear, self, given) {
      waiting.delete(given[0]);
      return Reflect.apply(clear, self, given);
    },
  });
  const last = (again) => {
    let latest = 0;
    if (again && began < Infinity) began = now();
    for (const due of waiting.values()) latest = Math.max(latest, due - now());
    return latest;
  };

  globalThis.setTimeout = noted(setTimeout, true);
  globalThis.setInterval = noted(setInterval, false);
  globalThis.clearTimeout = forgotten(clearTimeout);
  globalThis.clearInterval = forgotten(clearInterval);
  Object.defineProperty(globalThis, name, { value: last });
}
