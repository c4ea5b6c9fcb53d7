import assert from "node:assert/strict";
import { test } from "node:test";

import { frequencyOf, frequencyParts, quantityOf, quantityText } from "../../../curation/review/page/quantity.js";

test("quantityOf reads numbers and ranges in both languages", () => {
  assert.equal(quantityOf(" 40 "), 40);
  assert.equal(quantityOf("-5"), -5);
  for (const text of ["0.75-1.5", "0.75 to 1.5", "0.75–1.5", "0.75到1.5", "0.75 ~ 1.5"]) assert.deepEqual(quantityOf(text), [0.75, 1.5]);
});

test("quantityOf leaves what is no number for Python to refuse", () => {
  for (const text of ["", "a lot", "1,000", "1.", "1-2-3", "4 mg"]) assert.equal(quantityOf(text), text);
});

test("quantityText is what quantityOf reads", () => {
  for (const quantity of [40, [0.75, 1.5], 0]) assert.deepEqual(quantityOf(quantityText(quantity)), quantity);
});

test("frequencies come apart and together", () => {
  const told = { times_per_day: [2, 3], every_hours: null, once: false };
  assert.deepEqual(frequencyParts(told), { counted: "times_per_day", text: "2–3" });
  assert.deepEqual(frequencyOf("times_per_day", "2–3"), told);
  assert.deepEqual(frequencyOf("once", ""), { times_per_day: null, every_hours: null, once: true });
  assert.deepEqual(frequencyParts({ times_per_day: null, every_hours: null, once: true }), { counted: "once", text: "" });
  assert.equal(frequencyOf("", "3"), null);
  assert.deepEqual(frequencyParts(null), { counted: "", text: "" });
});
