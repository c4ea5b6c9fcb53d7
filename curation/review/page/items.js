// The queue as the page holds it: candidates in the order of the server, which one is next.

export const ASSERTIONS = [
  "present",
  "absent",
  "asked",
  "hypothetical",
  "historical",
  "family",
  "advised_against",
  "stopped",
];
export const LABELS = ["DRUG", "SYMPTOM", "CONDITION"];
export const KINDS = [...LABELS, "dose", "pair"];
export const STATE_FILTERS = ["open", "every", "flagged", "decided"];

/** DRUG, SYMPTOM, CONDITION, dose or pair, as the candidate stands. */
export function kindOf(item) {
  return item.kind === "entity" ? item.fields.label : item.kind;
}

/** Whether an entity is words that sound like a drug's name, which was suggested for them. */
export function isRepair(item) {
  return item.kind === "entity" && item.source.startsWith("curation_repairs");
}

/** A candidate in a line: what was said, or asked. */
export function titleOf(item) {
  if (item.kind === "pair") return item.fields.question_text;
  return item.kind === "dose" ? [item.fields.drug, item.fields.text].filter(Boolean).join(" · ") : item.fields.text;
}

/** open, decided or flagged: skipped, or decided differently by two reviewers. */
export function groupOf(item) {
  if (item.conflict || item.status === "skipped") return "flagged";
  return item.status === "open" ? "open" : "decided";
}

export function fits(item, filter) {
  const kindFits = filter.kind === "every" || kindOf(item) === filter.kind;
  return kindFits && (filter.state === "every" || groupOf(item) === filter.state);
}

/** How many of each kind are decided; kinds without candidates are left out. */
export function progressOf(items) {
  return KINDS.map((kind) => {
    const own = items.filter((item) => kindOf(item) === kind);
    return { kind, done: own.filter((item) => groupOf(item) === "decided").length, total: own.length };
  }).filter(({ total }) => total > 0);
}

/** The nearest candidate that fits, `direction` 1 onwards or -1 back, around the end; or null. */
export function neighbour(items, id, filter, direction = 1) {
  const start = items.findIndex((item) => item.id === id);
  const count = items.length;
  for (let step = 1; step <= count; step += 1) {
    const at = start < 0 && direction > 0 ? step - 1 : start + direction * step;
    const item = items[((at % count) + count) % count];
    if (fits(item, filter) && item.id !== id) return item;
  }
  return null;
}

/** The next few that fit, in order, without the current one. */
export function upcoming(items, id, filter, count) {
  const found = [];
  let from = id;
  while (found.length < count) {
    const next = neighbour(items, from, filter);
    if (!next || next.id === id || found.includes(next)) break;
    found.push(next);
    from = next.id;
  }
  return found;
}

/** A draft without the fields that it leaves as they stand. */
export function changesOf(item, draft) {
  const changes = {};
  for (const [name, value] of Object.entries(draft?.changes ?? {})) {
    if (JSON.stringify(value) !== JSON.stringify(item.fields[name])) changes[name] = value;
  }
  return changes;
}

/** Changed fields as Python takes them: it cuts the text out of the words itself, and wants to be told of which entity a drug is. */
export function changesToSend(item, draft) {
  const changes = changesOf(item, draft);
  if ("drug" in changes) return { ...changes, entity: draft.changes.entity };
  if (!("first_word" in changes || "last_word" in changes)) return changes;
  const { text, ...others } = changes;
  return { ...others, first_word: draft.changes.first_word, last_word: draft.changes.last_word };
}

/** The concepts of a session's entities with that label, by name, each once. */
export function conceptsOf(items, label) {
  const found = new Map();
  for (const item of items) {
    const concept = item.kind === "entity" && item.fields.label === label ? item.fields.concept : null;
    if (concept) found.set(`${concept.system} ${concept.code}`, concept);
  }
  return [...found.values()].sort((a, b) => a.display.localeCompare(b.display));
}

/** The drug of that name, as spoken or as its concept is called, that is spoken of nearest to a dose. */
export function nearestDrug(items, dose, name) {
  const wanted = name.toLowerCase();
  const called = ({ text, concept }) => [text, concept?.display, ...Object.values(concept?.names ?? {})];
  const distance = (item) => Math.abs(item.fields.first_word - dose.fields.first_word);
  return items
    .filter((item) => item.kind === "entity" && item.fields.label === "DRUG")
    .filter((item) => called(item.fields).some((one) => one?.toLowerCase() === wanted))
    .reduce((best, item) => (best && distance(best) <= distance(item) ? best : item), null);
}
