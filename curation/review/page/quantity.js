// Numbers of a dose, as they are written in a field and as the record holds them.

const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
const QUANTITY = new RegExp(`^(${NUMBER})(?:\\s*(?:to|or|[-–—~至到])\\s*(${NUMBER}))?$`, "i");

/** "40" as 40 and "0.75–1.5" as [0.75, 1.5]; what is no number stays text, for Python to refuse. */
export function quantityOf(text) {
  const found = QUANTITY.exec(text.trim());
  if (!found) return text.trim();
  return found[2] === undefined ? Number(found[1]) : [Number(found[1]), Number(found[2])];
}

export function quantityText(quantity) {
  return Array.isArray(quantity) ? quantity.join("–") : String(quantity ?? "");
}

/** How often, from a number and what it counts: times_per_day, every_hours, once or nothing. */
export function frequencyOf(counted, text) {
  if (!counted) return null;
  const value = (name) => (counted === name ? quantityOf(text) : null);
  return { times_per_day: value("times_per_day"), every_hours: value("every_hours"), once: counted === "once" };
}

/** The other way round: {counted, text}. */
export function frequencyParts(frequency) {
  if (!frequency) return { counted: "", text: "" };
  const counted = ["times_per_day", "every_hours"].find((name) => frequency[name] !== null) ?? "once";
  return { counted, text: quantityText(frequency[counted] === true ? "" : frequency[counted]) };
}
