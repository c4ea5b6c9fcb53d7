// Elements and texts. Everything shown goes through text nodes, so nothing in it can run.

/**
 * An element. In `props`, `on` holds listeners, `class` and the rest are attributes; true
 * sets an empty attribute, false, null and undefined set none. Children are nodes or text.
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (name === "on") {
      for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A button that shows its key. */
export function keyButton(text, key, props) {
  return h("button", { type: "button", ...props }, text, key ? h("kbd", { "aria-hidden": "true" }, key) : null);
}

/** A function that gives the text for a key of the messages table, its {names} filled in. */
export function makeSay(messages) {
  return (key, values = {}) => {
    const text = messages[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  };
}
