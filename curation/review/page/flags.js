// Doubts about stretches of the recording: what they mean, which words they are about.

const GROUPS = {
  omission: "missing",
  gap: "missing",
  truncated: "missing",
  hallucination: "extra",
  loop: "extra",
  repeat: "extra",
  echo: "extra",
};
export const FLAG_SIGNS = { missing: "○", extra: "▲", unsure: "◆" };

/** What may be wrong there: text is missing, there is too much of it, or it is unsure. */
export function flagGroup(kind) {
  return Object.hasOwn(GROUPS, kind) ? GROUPS[kind] : "unsure";
}

/** A kind in words; one that the messages do not know, by its own name. */
export function flagName(kind, say) {
  const key = `flag.${kind}`;
  const text = say(key);
  return text === key ? kind.replace(/[_-]+/g, " ").trim() || say("flag") : text;
}

/**
 * Where each flag stands among the words: `run` {first, last} of the words that are spoken in
 * its stretch, or null and then the word it comes `after` (-1: before all).
 */
export function flagPlaces(transcript) {
  return transcript.flags.map((flag, index) => {
    let first = -1;
    let last = -1;
    let after = -1;
    for (let i = 0; i < transcript.text.length; i += 1) {
      const middle_s = (transcript.start_s[i] + transcript.end_s[i]) / 2;
      if (middle_s < flag.start_s) after = i;
      else if (middle_s <= flag.end_s) {
        if (first < 0) first = i;
        last = i;
      }
    }
    return { flag, index, run: first < 0 ? null : { first, last }, after };
  });
}

/** How often each kind occurs, most frequent first: [[kind, count]]. */
export function flagCounts(flags) {
  const counts = new Map();
  for (const { kind } of flags) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

/**
 * The number of the flag to look at next, around the end, or -1: `kind` is one or "every";
 * `from` is {index} of a flag, or {seconds} where none was looked at.
 */
export function nextFlag(flags, kind, from, direction = 1) {
  const fitting = flags.map((flag, index) => ({ flag, index })).filter(({ flag }) => kind === "every" || flag.kind === kind);
  if (!fitting.length) return -1;
  const isAhead = ({ flag, index }) => {
    if (from.index >= 0) return direction > 0 ? index > from.index : index < from.index;
    return direction > 0 ? flag.start_s >= from.seconds : flag.start_s < from.seconds;
  };
  const ahead = fitting.filter(isAhead);
  const found = direction > 0 ? (ahead[0] ?? fitting[0]) : (ahead.at(-1) ?? fitting.at(-1));
  return found.index;
}
