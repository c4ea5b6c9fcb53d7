import { h } from "./dom.js";
import { hasSomeEstimated } from "./flagbar.js";
import { FLAG_SIGNS, flagGroup, flagName, flagPlaces } from "./flags.js";
import { kindOf } from "./items.js";
import { clock, marksByWord, paragraphs, piecesOf, runsOf, stretch, turnAt } from "./words.js";

const SCROLL_ROUNDS = 5; // frames

/**
 * The transcript to read. `onPlay(seconds)` when a word or a time is clicked, `onPick(id)`
 * when an entity or a dose is, `onFlag(index)` when a flag is, `onWho()` when a speaker is.
 * Paragraphs off screen cost no layout (`content-visibility` in the style).
 */
export function transcriptPane({ transcript, say, onPlay, onPick, onFlag, onWho }) {
  const element = h("section", {
    class: "cw-transcript",
    "aria-label": say("transcript"),
    lang: transcript.language,
    tabindex: "0",
  });
  const doubtful = new Set(transcript.doubtful);
  const estimated = new Set(hasSomeEstimated(transcript) ? transcript.estimated : []);
  const flags = flagPlaces(transcript);
  const spans = []; // word index to its span, or spans where an entity cuts it
  const openings = []; // turn index to the element that it starts with
  let marked = []; // spans of the current candidate
  let flagged = []; // what the current flag is about
  let playing = [];
  let turn = -1; // where the keys for turns are

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
    span.className = "cw-word";
    span.classList.toggle("cw-doubt", doubtful.has(index));
    span.classList.toggle("cw-estimated", estimated.has(index));
    if (!mark) return;
    span.classList.add("cw-entity", `cw-${mark.kind}`, `cw-is-${mark.status}`);
    if (mark.last === index) span.dataset.letter = mark.letter;
  }

  /** Scroll something to the upper third of the pane, unless it is comfortably in sight. */
  function bringIntoSight(one, isWanted, rounds = SCROLL_ROUNDS) {
    if (!one || !isWanted() || !rounds) return;
    const box = element.getBoundingClientRect();
    const top = one.getBoundingClientRect().top - box.top;
    if (top < box.height * 0.1 || top > box.height * 0.7) element.scrollTop += top - box.height / 3;
    // What was off screen had only an estimated height: look again once it is drawn.
    requestAnimationFrame(() => bringIntoSight(one, isWanted, rounds - 1));
  }

  function draw(items) {
    const entities = items.filter(({ kind }) => kind === "entity");
    entities.sort((a, b) => b.fields.last_word - b.fields.first_word - (a.fields.last_word - a.fields.first_word));
    const shown = [...entities, ...items.filter(({ kind }) => kind === "dose")]; // a dose may hold a drug's name
    const marks = marksByWord(transcript, shown);
    const letters = new Map(shown.map((item) => [item.id, markOf(item, say)]));
    const silent = flags.filter(({ run }) => !run);
    const lines = (after) => silent.filter((place) => place.after === after).map((place) => silentLine(place, say));
    const blocks = paragraphs(transcript, new Set(silent.map(({ after }) => after))).flatMap((block) => {
      const words = [];
      for (let i = block.first; i <= block.last; i += 1) words.push(...wordSpans(i, marks, letters));
      return [paragraph(block, words), ...lines(block.last)];
    });
    element.replaceChildren(...lines(-1), ...blocks);
    setTurn(turn);
  }

  function paragraph(block, words) {
    const own = flags.filter(({ run }) => run && run.first <= block.last && run.first >= block.first);
    const gutter = h("div", { class: "cw-gutter" }, gutterOf(block), flagChips(own, say));
    const made = h(
      "div",
      { class: block.opens ? "cw-turn" : "cw-turn cw-goes-on", "data-turn": block.turn, tabindex: block.opens ? "-1" : null },
      gutter,
      h("p", null, words),
    );
    if (block.opens) openings[block.turn] = made;
    return made;
  }

  function gutterOf(block) {
    const start_s = transcript.start_s[block.first];
    const time = (estimated.has(block.first) ? "≈" : "") + clock(start_s);
    const played = h("button", { type: "button", tabindex: "-1", "data-time": start_s, "aria-label": `${say("play")} ${clock(start_s)}` }, time);
    return h("div", { class: "cw-speaker" }, block.opens ? speaker(block.turn) : null, h("span", null, block.opens ? roleOf(block.turn) : null, played));
  }

  const personOf = (index) => transcript.speakers[transcript.turns[index][2]];

  function roleOf(index) {
    return transcript.turns[index][2] ? `${say(`role.${personOf(index).role}`)} · ` : null;
  }

  function speaker(index) {
    const by = transcript.changed[transcript.turns[index][0]];
    return h(
      "button",
      { type: "button", tabindex: "-1", class: "cw-name", title: by ? say("who_changed_by", { reviewer: by }) : say("who") },
      personOf(index).name || say("no_speaker"),
      by ? h("span", { class: "cw-by", role: "img", "aria-label": say("who_changed_by", { reviewer: by }) }, "✎") : null,
    );
  }

  function setTurn(index) {
    openings[turn]?.classList.remove("cw-here");
    turn = index;
    openings[turn]?.classList.add("cw-here");
  }

  function step(direction) {
    const next = Math.min(Math.max(turn + direction, 0), transcript.turns.length - 1);
    setTurn(next);
    openings[next]?.focus({ preventScroll: true });
    bringIntoSight(openings[next], () => turn === next);
  }

  // The focus stays where the keys are: a space after a click is to play, not to press again.
  element.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
  element.addEventListener("click", (event) => {
    const at = (name) => event.target.closest(`[data-${name}]`)?.dataset[name];
    if (at("turn") !== undefined) setTurn(Number(at("turn")));
    if (event.target.closest(".cw-name")) onWho();
    if (at("flag") !== undefined) onFlag(Number(at("flag")));
    if (at("time") !== undefined) onPlay(Number(at("time")));
    const word = event.target.closest("[data-word]");
    if (!word || String(window.getSelection())) return;
    onPlay(transcript.start_s[Number(word.dataset.word)]);
    if (word.dataset.item) onPick(word.dataset.item);
  });
  element.addEventListener("keydown", (event) => {
    const direction = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (direction) step(direction);
    else if (event.key === "Enter" && turn >= 0 && event.target.tagName !== "BUTTON") onPlay(transcript.start_s[transcript.turns[turn][0]]);
    else return;
    event.preventDefault();
  });

  return {
    element,
    draw,
    turn: () => turn,
    /** What is in sight of the turn, to ask beside it who speaks; it is brought there if need be. */
    turnInSight() {
      const box = element.getBoundingClientRect();
      const parts = [...element.querySelectorAll(`[data-turn="${turn}"]`)];
      const seen = parts.find((part) => part.getBoundingClientRect().bottom > box.top && part.getBoundingClientRect().top < box.bottom);
      if (!seen) bringIntoSight(parts[0], () => true);
      return seen ?? parts[0];
    },
    focusTurn: () => step(turn < 0 ? 1 : 0),
    /** Show who speaks anew; the words stay. */
    nameTurns() {
      transcript.turns.forEach(([first], index) => {
        openings[index]?.querySelector(".cw-speaker").replaceWith(gutterOf({ first, turn: index, opens: true }));
      });
    },
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
      if (item) setTurn(turnAt(transcript, runsOf(item)[0].first));
      const [first] = marked;
      bringIntoSight(first, () => first === marked[0]);
    },
    /** Mark the words, or the line, that a flag is about; -1 for none. */
    setFlag(index) {
      for (const one of flagged) one.classList.remove("cw-flag-now");
      const place = flags[index];
      if (place?.run) flagged = spans.slice(place.run.first, place.run.last + 1).flat();
      else flagged = [...element.querySelectorAll(`.cw-silent[data-flag="${index}"]`)];
      for (const one of flagged) one.classList.add("cw-flag-now");
      if (place) setTurn(turnAt(transcript, place.run?.first ?? Math.max(place.after, 0)));
      const [first] = flagged;
      bringIntoSight(first, () => first === flagged[0]);
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

/** The flags that begin in a paragraph, each kind once: pressing one plays its first stretch. */
function flagChips(places, say) {
  const kinds = Map.groupBy(places, ({ flag }) => flag.kind);
  return [...kinds].map(([kind, [{ flag, index }, ...others]]) => {
    const count = others.length ? ` ×${others.length + 1}` : "";
    return flagButton({ flag, index }, flagName(kind, say) + count, say);
  });
}

/** A stretch in which someone spoke and nothing was written: a line of its own. */
function silentLine({ flag, index }, say) {
  const text = `${flagName(flag.kind, say)} ${stretch(flag)}`;
  return h("div", { class: "cw-turn cw-silent", "data-flag": index }, h("div", { class: "cw-gutter" }), h("p", null, flagButton({ flag, index }, text, say), flag.note ? h("small", null, " ", flag.note) : null));
}

function flagButton({ flag, index }, text, say) {
  const group = flagGroup(flag.kind);
  const title = [flagName(flag.kind, say), stretch(flag), flag.note].filter(Boolean).join(" · ");
  return h(
    "button",
    { type: "button", tabindex: "-1", class: `cw-flag cw-${group}`, "data-flag": index, title },
    h("span", { class: "cw-sign", "aria-hidden": "true" }, FLAG_SIGNS[group]),
    " ",
    text,
  );
}
