"use strict";

// Find: show the answers that have every word, in their text or among their drugs' names.
const box = document.getElementById("find");
const count = document.getElementById("found");
const answers = [...document.querySelectorAll("article")];
const terms = [...document.querySelectorAll(".index dl > div")];
const plain = (text) => text.normalize("NFKC").toLowerCase();
const searched = "h3, .answer, .entities, .who, dt"; // not the session's title: all its answers have it
const haystacks = new Map(
  [...answers, ...terms].map((part) => {
    const texts = [...part.querySelectorAll(searched)].map((element) => element.textContent);
    return [part, plain([...texts, part.dataset.terms].join(" "))];
  }),
);

function showMatches() {
  const words = plain(box.value).split(/\s+/).filter(Boolean);
  for (const [part, text] of haystacks) {
    part.hidden = !words.every((word) => text.includes(word));
  }
  for (const section of document.querySelectorAll("section.chapter, section.index")) {
    section.hidden = !section.querySelector("article:not([hidden]), dl > div:not([hidden])");
  }
  const shown = answers.filter((answer) => !answer.hidden);
  for (const link of document.querySelectorAll(".contents a")) {
    link.parentElement.hidden = document.getElementById(link.hash.slice(1)).hidden;
  }
  count.textContent = words.length ? `${shown.length} of ${answers.length} answers` : "";
  mark(words, shown);
}

function mark(words, shown) {
  if (!("highlights" in CSS)) return;
  const ranges = [];
  for (const answer of words.length ? shown : []) {
    for (const element of answer.querySelectorAll(searched)) {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) ranges.push(...rangesIn(walker.currentNode, words));
    }
  }
  CSS.highlights.set("found", new Highlight(...ranges));
}

function rangesIn(node, words) {
  const text = node.data.toLowerCase();
  if (text.length !== node.data.length) return []; // offsets would not fit
  return words.flatMap((word) => {
    const ranges = [];
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + word.length);
      ranges.push(range);
    }
    return ranges;
  });
}

box.form.addEventListener("submit", (event) => event.preventDefault());
box.addEventListener("input", showMatches);
if (box.value) showMatches();

// Play: the spans of one answer after each other, without what was said between them.
const audio = new Audio();
audio.preload = "none";
let playing = null; // the link whose answer plays
let spans = [];

function show(link, sign, label) {
  link.querySelector(".sign").textContent = sign;
  link.querySelector(".label").textContent = label;
  link.setAttribute("aria-pressed", String(sign === "■"));
}

function stopPlaying() {
  audio.pause();
  if (playing && !playing.classList.contains("failed")) show(playing, "▶", "Hear it");
  playing = null;
}

function fail() {
  if (!playing) return;
  playing.classList.add("failed");
  show(playing, "×", "The recording is not beside this handbook");
  stopPlaying();
}

function start(link) {
  stopPlaying();
  playing = link;
  link.classList.remove("failed");
  spans = link.dataset.spans.split(" ").map((span) => span.split(",").map(Number));
  show(link, "■", "Stop");
  const source = new URL(link.dataset.source, document.baseURI).href;
  if (audio.src !== source || audio.error) audio.src = source;
  audio.currentTime = spans[0][0];
  audio.play().catch((error) => {
    if (error.name !== "AbortError") fail();
  });
}

audio.addEventListener("error", fail);
audio.addEventListener("ended", stopPlaying);
audio.addEventListener("timeupdate", () => {
  if (!playing || audio.seeking || audio.currentTime < spans[0][1]) return;
  spans.shift();
  if (!spans.length) stopPlaying();
  else if (audio.currentTime < spans[0][0]) audio.currentTime = spans[0][0];
});
for (const link of document.querySelectorAll(".play")) {
  link.setAttribute("role", "button");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    if (playing === link) stopPlaying();
    else start(link);
  });
}
