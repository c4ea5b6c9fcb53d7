import { h } from "./dom.js";
import { kindOf } from "./items.js";
import { clock, marksByWord, paragraphs, piecesOf, runsOf } from "./words.js";

const SCROLL_ROUNDS = 5; // frames

/**
 * The transcript to read. `onPlay(seconds)` when a word or a time is clicked, `onPick(id)`
 * when an entity or a dose is. Paragraphs off screen cost no layout (`content-visibility` in the style).
 */
export function transcriptPane({ transcript, say, onPlay, onPick }) {
  const element = h("section", {
    class: "cw-transcript",
    "aria-label": say("transcript"),
    lang: transcript.language,
    tabindex: "0",
  });
  const doubtful = new Set(transcript.doubtful);
  const spans = []; // word index to its span, or spans where an entity cuts it
  let marked = []; // spans of the current candidate
  let playing = [];

  function wordSpans(index, marks, letters) {
    const wordMarks = marks.get(index) ?? [];
    const made = piecesOf(transcript.text[index], wordMarks).map(({ text, id }) => {
      const span = h("span", { class: "cw-word", "data-word": index, "data-item": id }, text);
      paint(span, letters.get(id));
      return span;
    });
    spans[index] = made;
    if (transcript.space[index]) made.at(-1).dataset.space = "";
    return transcript.space[index] ? [...made, " "] : made;
  }

  function paint(span, mark) {
    const index = Number(span.dataset.word);
    span.className = doubtful.has(index) ? "cw-word cw-doubt" : "cw-word";
    if (!mark) return;
    span.classList.add("cw-entity", `cw-${mark.kind}`, `cw-is-${mark.status}`);
    if (mark.last === index) span.dataset.letter = mark.letter;
  }

  /** Scroll a word to the upper third of the pane, unless it is comfortably in sight. */
  function bringIntoSight(word, rounds) {
    if (word !== marked[0] || !rounds) return;
    const box = element.getBoundingClientRect();
    const top = word.getBoundingClientRect().top - box.top;
    if (top < box.height * 0.1 || top > box.height * 0.7) element.scrollTop += top - box.height / 3;
    // What was off screen had only an estimated height: look again once it is drawn.
    requestAnimationFrame(() => bringIntoSight(word, rounds - 1));
  }

  function draw(items) {
    const entities = items.filter(({ kind }) => kind === "entity");
    entities.sort((a, b) => b.fields.last_word - b.fields.first_word - (a.fields.last_word - a.fields.first_word));
    const marked = [...entities, ...items.filter(({ kind }) => kind === "dose")]; // a dose may hold a drug's name
    const marks = marksByWord(transcript, marked);
    const letters = new Map(marked.map((item) => [item.id, markOf(item, say)]));
    const blocks = paragraphs(transcript).map((block) => {
      const words = [];
      for (let i = block.first; i <= block.last; i += 1) words.push(...wordSpans(i, marks, letters));
      return paragraph(block, words, transcript, say);
    });
    element.replaceChildren(...blocks);
  }

  element.addEventListener("click", (event) => {
    const word = event.target.closest("[data-word]");
    const time = event.target.closest("[data-time]");
    if (time) onPlay(Number(time.dataset.time));
    if (!word || String(window.getSelection())) return;
    onPlay(transcript.start_s[Number(word.dataset.word)]);
    if (word.dataset.item) onPick(word.dataset.item);
  });

  return {
    element,
    draw,
    /** Show the new label or state of an entity or a dose; its words are where they were. */
    refresh(item) {
      for (const span of element.querySelectorAll(`[data-item="${CSS.escape(item.id)}"]`)) paint(span, markOf(item, say));
    },
    setCurrent(item) {
      for (const span of marked) {
        span.classList.remove("cw-current", "cw-question", "cw-answer");
        delete span.dataset.part;
      }
      marked = [];
      for (const { first, last, part } of item ? runsOf(item) : []) {
        const words = spans.slice(first, last + 1).flat();
        const cut = words.filter((span) => span.dataset.item === item.id);
        const own = cut.length ? words.slice(words.indexOf(cut[0]), words.indexOf(cut.at(-1)) + 1) : words;
        const inPair = item.kind === "pair";
        for (const span of own) span.classList.add(inPair ? `cw-${part}` : "cw-current");
        if (inPair) own[0].dataset.part = say(`letter.${part}`);
        marked.push(...own);
      }
      if (marked.length) bringIntoSight(marked[0], SCROLL_ROUNDS);
    },
    setPlaying(index) {
      const now = index >= 0 ? (spans[index] ?? []) : [];
      if (now === playing) return;
      for (const span of playing) span.classList.remove("cw-playing");
      for (const span of now) span.classList.add("cw-playing");
      playing = now;
    },
  };
}

function markOf(item, say) {
  const kind = kindOf(item);
  const doubt = kind === "dose" && item.fields.implausible ? "!" : "";
  const sign = { accepted: "✓", edited: "✓", rejected: "✗" }[item.status] ?? "";
  return { kind, status: item.status, last: item.fields.last_word, letter: say(`letter.${kind}`) + doubt + sign };
}

function paragraph(block, words, transcript, say) {
  const start_s = transcript.start_s[block.first];
  const end_s = transcript.end_s[block.last];
  const speaker = transcript.speakers[block.speaker];
  const flags = transcript.flags.filter((flag) => flag.start_s < end_s && flag.end_s > start_s);
  return h(
    "div",
    { class: block.opens ? "cw-turn" : "cw-turn cw-goes-on" },
    h(
      "div",
      { class: "cw-gutter" },
      block.opens ? h("b", null, speaker.name || say("no_speaker")) : null,
      h(
        "span",
        null,
        block.opens && block.speaker ? `${say(`role.${speaker.role}`)} · ` : null,
        h("button", { type: "button", tabindex: "-1", "data-time": start_s, "aria-label": `${say("play")} ${clock(start_s)}` }, clock(start_s)),
      ),
      flags.map((flag) => h("span", { class: "cw-flag", title: flag.note }, `⚑ ${flag.kind}`)),
    ),
    h("p", null, words),
  );
}
