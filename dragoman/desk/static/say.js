// What scripts say, in the language of the desk; the messages are English where they are written.
import { LANGUAGE, MESSAGES, form } from "/words.js";

const written = (value) => (typeof value === "number" ? value.toLocaleString(LANGUAGE) : value);
const filled = (message, values) => message.replace(/%\((\w+)\)s|%%/g, (whole, name) => (name ? written(values[name]) : "%"));

export const small = (text) => text.toLocaleLowerCase(LANGUAGE);

export function _(message, values = {}) {
  return filled(MESSAGES[message]?.[0] ?? message, values);
}

export function ngettext(one, many, num, values = {}) {
  const found = MESSAGES[one];
  return filled(found ? found[form(num)] : num === 1 ? one : many, { num, ...values });
}
