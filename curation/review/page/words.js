// Words of a transcript: as text, as paragraphs, by time. Characters are code points, as in
// Python; a JavaScript string counts UTF-16 units.

const LONGEST_PARAGRAPH = 90; // words; a paragraph ends at the next end of a sentence
const LONGEST_WITHOUT_STOP = 2 * LONGEST_PARAGRAPH;
const AROUND_ENTITY_S = 1.5; // heard before and after an entity or a dose
const SENTENCE_END = /[.!?。！？…]["'”’）)]*$/;

/** Seconds as 4:05 or 1:04:05. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, index) => (index ? String(part).padStart(2, "0") : String(part))).join(":");
}

/** Words first to last, both included, as a reader would write them. */
export function textOf(transcript, first, last) {
  let text = "";
  for (let i = first; i <= last && i < transcript.text.length; i += 1) {
    text += transcript.text[i] + (transcript.space[i] ? " " : "");
  }
  return text.trimEnd();
}

/** A stretch as 0:31–0:38. */
export function stretch({ start_s, end_s }) {
  return `${clock(start_s)}–${clock(end_s)}`;
}

/**
 * Turns cut into paragraphs that are short enough to read and to draw one at a time;
 * `breaks` holds the words after which one ends in any case.
 */
export function paragraphs(transcript, breaks = new Set()) {
  const found = [];
  transcript.turns.forEach(([first, last], turn) => {
    let from = first;
    for (let i = first; i <= last; i += 1) {
      const length = i - from + 1;
      const stops = length >= LONGEST_PARAGRAPH && SENTENCE_END.test(transcript.text[i]);
      if (i === last || stops || length >= LONGEST_WITHOUT_STOP || breaks.has(i)) {
        found.push({ first: from, last: i, turn, opens: from === first });
        from = i + 1;
      }
    }
  });
  return found;
}

/** The number of the turn that a word belongs to. */
export function turnAt(transcript, word) {
  return transcript.turns.findIndex(([, last]) => word <= last);
}

/** Which part of which word each entity or dose covers: word index to [{id, from, to}] in code points. */
export function marksByWord(transcript, entities) {
  const marks = new Map();
  for (const { id, fields } of entities) {
    let offset = 0;
    for (let i = fields.first_word; i <= fields.last_word; i += 1) {
      const length = Array.from(transcript.text[i] ?? "").length;
      const from = Math.max(0, fields.start_char - offset);
      const to = Math.min(length, fields.end_char - offset);
      if (from < to) {
        if (!marks.has(i)) marks.set(i, []);
        marks.get(i).push({ id, from, to });
      }
      offset += length + (transcript.space[i] ? 1 : 0);
    }
  }
  return marks;
}

/** A word cut where marks begin and end; where marks overlap, the first one counts. */
export function piecesOf(text, marks) {
  const characters = Array.from(text);
  const owner = characters.map((_, index) => marks.find(({ from, to }) => from <= index && index < to)?.id ?? null);
  const pieces = [];
  characters.forEach((character, index) => {
    const last = pieces.at(-1);
    if (last && last.id === owner[index]) last.text += character;
    else pieces.push({ text: character, id: owner[index] });
  });
  return pieces;
}

/** The last word that starts at or before a time, or -1. */
export function wordAt(transcript, seconds) {
  let low = 0;
  let high = transcript.start_s.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (transcript.start_s[middle] <= seconds) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The words of a candidate as stretches: question and answers for a pair, one for all else. */
export function runsOf(item) {
  const { fields } = item;
  if (item.kind !== "pair") return [{ first: fields.first_word, last: fields.last_word, part: item.kind }];
  const answers = fields.answers.map((run) => ({ first: run.first_word, last: run.last_word, part: "answer" }));
  return [{ first: fields.question.first_word, last: fields.question.last_word, part: "question" }, ...answers];
}

/** From when to when a candidate is spoken of. */
export function momentOf(transcript, item) {
  const runs = runsOf(item);
  const first = Math.min(...runs.map((run) => run.first));
  const last = Math.max(...runs.map((run) => run.last));
  return { start_s: transcript.start_s[first] ?? 0, end_s: transcript.end_s[last] ?? 0 };
}

/** What to play of a candidate: entities and doses with some of what is said around them. */
export function momentToHear(transcript, item) {
  return withAround(transcript, momentOf(transcript, item), item.kind === "pair" ? 0 : AROUND_ENTITY_S);
}

/** A stretch and some seconds more at either end, within the recording: [from, to]. */
export function withAround({ duration_s }, { start_s, end_s }, around_s) {
  return [Math.max(0, start_s - around_s), Math.min(duration_s, end_s + around_s)];
}
