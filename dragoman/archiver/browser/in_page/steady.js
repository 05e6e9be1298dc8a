// Before any script of the page: its clock is the capture's and stands still, its random numbers
// are the same each time. A page that waits for the clock in a loop would wait for ever: after many
// questions it goes on by a millisecond each.
(now) => {
  const PATIENCE = 20000;
  let asked = 0, seed = 0x2545f491;
  const told = () => now + Math.max(0, ++asked - PATIENCE);
  const chance = () => {
    seed ^= seed << 13; seed ^= seed >>> 17; seed ^= seed << 5;
    return (seed >>> 0) / 4294967296;
  };
  const Real = Date;
  globalThis.Date = new Proxy(Real, {
    construct: (date, given, target) =>
      Reflect.construct(date, given.length ? given : [told()], target),
    apply: () => new Real(told()).toString(),
    get: (date, name) => (name === "now" ? told : Reflect.get(date, name)),
  });
  Real.prototype.constructor = globalThis.Date;
  Math.random = chance;
  const fill = Crypto.prototype.getRandomValues;
  Crypto.prototype.getRandomValues = function (array) {
    Reflect.apply(fill, this, [array]);
    for (let place = 0; place < array.length; place += 1) {
      array[place] = typeof array[place] === "bigint"
        ? BigInt(Math.floor(chance() * 4294967296)) : Math.floor(chance() * 4294967296);
    }
    return array;
  };
  const hex = (length) => Array.from({ length }, () => Math.floor(chance() * 16).toString(16)).join("");
  if (Crypto.prototype.randomUUID) {
    Crypto.prototype.randomUUID = () =>
      `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
  }
  const written = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, "format").get;
  Object.defineProperty(Intl.DateTimeFormat.prototype, "format", {
    configurable: true,
    get() {
      const format = Reflect.apply(written, this, []);
      return (date) => format(date === undefined ? told() : date);
    },
  });
}
