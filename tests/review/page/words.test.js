import assert from "node:assert/strict";
import { test } from "node:test";

import { clock, marksByWord, momentOf, paragraphs, piecesOf, textOf, wordAt } from "../../../curation/review/page/words.js";

function transcriptOf(text, { space = 1, turns } = {}) {
  return {
    text,
    space: text.map(() => space),
    start_s: text.map((_, index) => index),
    end_s: text.map((_, index) => index + 0.9),
    turns: turns ?? [[0, text.length - 1, "Expert"]],
  };
}

test("clock shows hours only when there are any", () => {
  assert.deepEqual([0, 59.9, 245, 3845].map(clock), ["0:00", "0:59", "4:05", "1:04:05"]);
});

test("textOf puts spaces where words ask for one", () => {
  assert.equal(textOf(transcriptOf(["dry", "cough."]), 0, 1), "dry cough.");
  assert.equal(textOf(transcriptOf(["咳", "嗽"], { space: 0 }), 0, 1), "咳嗽");
});

test("paragraphs cut long turns at the end of a sentence and lose no word", () => {
  const words = Array.from({ length: 500 }, (_, index) => (index % 10 === 9 ? "end." : "word"));
  const found = paragraphs(transcriptOf(words));
  assert.ok(found.length > 3);
  assert.ok(found.slice(0, -1).every(({ last }) => words[last] === "end."));
  assert.deepEqual(found.map(({ opens }) => opens), [true, ...found.slice(1).map(() => false)]);
  let expected = 0;
  for (const { first, last } of found) {
    assert.equal(first, expected);
    expected = last + 1;
  }
  assert.equal(expected, 500);
});

test("paragraphs cut a turn without any full stop", () => {
  const found = paragraphs(transcriptOf(Array(1000).fill("word")));
  assert.ok(found.every(({ first, last }) => last - first < 200));
});

test("marksByWord counts code points, so that an emoji does not shift what follows", () => {
  const transcript = transcriptOf(["😷lopinavir/ritonavir,", "twice"]);
  const entity = { id: "a", fields: { first_word: 0, last_word: 0, start_char: 11, end_char: 20 } };
  const marks = marksByWord(transcript, [entity]);
  const pieces = piecesOf(transcript.text[0], marks.get(0));
  assert.deepEqual(pieces, [
    { text: "😷lopinavir/", id: null },
    { text: "ritonavir", id: "a" },
    { text: ",", id: null },
  ]);
});

test("marksByWord spans words with and without spaces between them", () => {
  const entity = (end_char) => ({ id: "a", fields: { first_word: 0, last_word: 1, start_char: 0, end_char } });
  const spaced = marksByWord(transcriptOf(["dry", "cough."]), [entity(9)]);
  assert.deepEqual([...spaced.values()].flat(), [{ id: "a", from: 0, to: 3 }, { id: "a", from: 0, to: 5 }]);
  const chinese = marksByWord(transcriptOf(["咳", "嗽。"], { space: 0 }), [entity(2)]);
  assert.deepEqual([...chinese.values()].flat(), [{ id: "a", from: 0, to: 1 }, { id: "a", from: 0, to: 1 }]);
});

test("piecesOf lets the first of two overlapping marks have its characters", () => {
  const pieces = piecesOf("abcd", [{ id: "x", from: 0, to: 3 }, { id: "y", from: 2, to: 4 }]);
  assert.deepEqual(pieces, [{ text: "abc", id: "x" }, { text: "d", id: "y" }]);
});

test("wordAt finds the word that is being spoken", () => {
  const transcript = transcriptOf(["a", "b", "c"]);
  assert.deepEqual([-1, 0, 1.5, 99].map((seconds) => wordAt(transcript, seconds)), [-1, 0, 1, 2]);
});

test("momentOf a pair goes from its question to the end of its last answer", () => {
  const transcript = transcriptOf(["a", "b", "c", "d", "e"]);
  const run = (first_word, last_word) => ({ first_word, last_word });
  const pair = { kind: "pair", fields: { question: run(1, 1), answers: [run(2, 2), run(4, 4)] } };
  assert.deepEqual(momentOf(transcript, pair), { start_s: 1, end_s: 4.9 });
});
