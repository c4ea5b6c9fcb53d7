import assert from "node:assert/strict";
import { test } from "node:test";

import { flagCounts, flagGroup, flagName, flagPlaces, nextFlag } from "../../../curation/review/page/flags.js";
import { hasSomeEstimated } from "../../../curation/review/page/flagbar.js";
import { paragraphs, turnAt } from "../../../curation/review/page/words.js";
import { makeSay } from "../../../curation/review/page/dom.js";

const say = makeSay({ flag: "flag", "flag.omission": "speech without text" });
const flag = (kind, start_s, end_s) => ({ kind, start_s, end_s, note: "" });
// Words of a second each from 0 to 3 and from 10 to 12.
const transcript = (flags) => ({
  text: ["a", "b", "c", "d", "e"],
  space: [1, 1, 1, 1, 1],
  start_s: [0, 1, 2, 10, 11],
  end_s: [1, 2, 3, 11, 12],
  turns: [[0, 3, "A"], [4, 4, "B"]],
  flags,
});

test("a kind that no message names is shown by its own name", () => {
  assert.equal(flagName("omission", say), "speech without text");
  assert.equal(flagName("very_odd-kind", say), "very odd kind");
  assert.equal(flagName("_", say), "flag");
});

test("kinds are grouped by what may be wrong", () => {
  assert.deepEqual(["omission", "loop", "low_probability", "new", "constructor"].map(flagGroup), ["missing", "extra", "unsure", "unsure", "unsure"]);
});

test("a flag is about the words in its stretch, or stands between words", () => {
  const flags = [flag("loop", 1, 2.6), flag("omission", 4, 9), flag("gap", 12.5, 20), flag("gap", -1, 0)];
  const places = flagPlaces(transcript(flags)).map(({ run, after }) => run ?? after);
  assert.deepEqual(places, [{ first: 1, last: 2 }, 2, 4, -1]);
});

test("a paragraph ends where a line goes between its words", () => {
  const found = paragraphs(transcript([]), new Set([2]));
  assert.deepEqual(found.map(({ first, last, turn, opens }) => [first, last, turn, opens]), [
    [0, 2, 0, true],
    [3, 3, 0, false],
    [4, 4, 1, true],
  ]);
});

test("a word is in its turn", () => {
  assert.deepEqual([0, 3, 4].map((word) => turnAt(transcript([]), word)), [0, 0, 1]);
});

test("flags are counted by kind, most frequent first", () => {
  const flags = [flag("gap", 0, 1), flag("loop", 1, 2), flag("echo", 2, 3), flag("loop", 3, 4)];
  assert.deepEqual(flagCounts(flags), [["loop", 2], ["echo", 1], ["gap", 1]]);
});

test("the next flag comes by time, then one by one, around the end", () => {
  const flags = [flag("gap", 1, 2), flag("loop", 5, 6), flag("gap", 8, 9)];
  const start = { index: -1, seconds: 4 };
  assert.equal(nextFlag(flags, "every", start), 1);
  assert.equal(nextFlag(flags, "every", start, -1), 0);
  assert.equal(nextFlag(flags, "gap", start), 2);
  assert.equal(nextFlag(flags, "every", { index: 2, seconds: 0 }), 0);
  assert.equal(nextFlag(flags, "every", { index: 0, seconds: 9 }, -1), 2);
  assert.equal(nextFlag(flags, "gap", { index: 1, seconds: 0 }), 2);
  assert.equal(nextFlag(flags, "echo", start), -1);
});

test("estimated times are marked word by word only among measured ones", () => {
  const text = ["a", "b"];
  assert.deepEqual([[], [1], [0, 1]].map((estimated) => hasSomeEstimated({ estimated, text })), [false, true, false]);
});
