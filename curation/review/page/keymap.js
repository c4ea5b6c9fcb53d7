// Which key means what.

export const KEYMAP = [
  { command: "accept", keys: ["a"] },
  { command: "edit", keys: ["e"] },
  { command: "reject", keys: ["r"] },
  { command: "skip", keys: ["s"] },
  { command: "undo", keys: ["u"] },
  { command: "next", keys: ["j", "ArrowDown"] },
  { command: "previous", keys: ["k", "ArrowUp"] },
  { command: "play", keys: [" "] },
  { command: "nextFlag", keys: ["f"] },
  { command: "previousFlag", keys: ["Shift+f"] },
  { command: "turns", keys: ["t"] },
  { command: "who", keys: ["w"] },
  { command: "loop", keys: ["l"] },
  { command: "slower", keys: ["["] },
  { command: "faster", keys: ["]"] },
  { command: "note", keys: ["n"] },
  { command: "library", keys: ["g"] },
  { command: "help", keys: ["?"] },
];
export const KEY_NAMES = { " ": "Space", ArrowDown: "↓", ArrowUp: "↑" };

const FIELDS = new Set(["INPUT", "TEXTAREA", "SELECT"]);
const PRESSED_BY_SPACE = new Set(["BUTTON", "A", "SUMMARY"]);

/** The command of a key press, or null; assertions are `assertion:0` and on. */
export function commandOf(event) {
  if (event.isComposing || event.altKey || event.metaKey) return null;
  if (event.key === "Escape") return "leave";
  if (event.ctrlKey) return event.key === "Enter" ? "save" : null;
  if (belongsTo(event.target, event.key)) return null;
  if (/^[1-8]$/.test(event.key)) return `assertion:${Number(event.key) - 1}`;
  return ofKey(event);
}

function ofKey({ key, shiftKey }) {
  const plain = key.length === 1 ? key.toLowerCase() : key;
  return (shiftKey && commandFor(`Shift+${plain}`)) || commandFor(plain);
}

function commandFor(key) {
  return KEYMAP.find(({ keys }) => keys.includes(key))?.command ?? null;
}

/** Whether the element that has the focus makes something of the key itself. */
function belongsTo(target, key) {
  if (FIELDS.has(target?.tagName) || target?.isContentEditable) return true;
  if (key === " ") return PRESSED_BY_SPACE.has(target?.tagName);
  return key.startsWith("Arrow") && Boolean(target?.closest?.('[role="slider"], .cw-transcript'));
}
