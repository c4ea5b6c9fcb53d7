import assert from "node:assert/strict";
import { test } from "node:test";

import { KEYMAP, commandOf } from "../../../curation/review/page/keymap.js";
import { parsePlace, placeFragment } from "../../../curation/review/page/places.js";
import { topicsOf } from "../../../curation/review/page/fields.js";
import { makeSay } from "../../../curation/review/page/dom.js";

const press = (key, { on = "DIV", ...more } = {}) => commandOf({ key, target: { tagName: on, ...more.target }, ...more });

test("every key has one meaning", () => {
  const keys = KEYMAP.flatMap(({ keys: own }) => own);
  assert.equal(new Set(keys).size, keys.length);
});

test("a key means its command, with or without Caps Lock", () => {
  assert.equal(press("a"), "accept");
  assert.equal(press("A"), "accept");
  assert.equal(press("ArrowDown"), "next");
  assert.equal(press("3"), "assertion:2");
  assert.equal(press("9"), null);
});

test("Shift turns a key around where it has a meaning", () => {
  assert.equal(press("f"), "nextFlag");
  assert.equal(press("F"), "nextFlag"); // Caps Lock
  assert.equal(press("F", { shiftKey: true }), "previousFlag");
  assert.equal(press("A", { shiftKey: true }), "accept");
  assert.equal(press("?", { shiftKey: true }), "help");
});

test("arrows go from turn to turn in the transcript", () => {
  const inside = { closest: (selector) => selector.includes(".cw-transcript") };
  assert.equal(press("ArrowDown", { target: inside }), null);
  assert.equal(press("j", { target: inside }), "next");
});

test("nothing is a command while someone types", () => {
  for (const on of ["TEXTAREA", "INPUT", "SELECT"]) assert.equal(press("a", { on }), null);
  assert.equal(press("a", { isComposing: true }), null);
  assert.equal(press("Enter", { on: "TEXTAREA", ctrlKey: true }), "save");
  assert.equal(press("Escape", { on: "TEXTAREA" }), "leave");
});

test("the browser keeps its own keys", () => {
  for (const modifier of ["ctrlKey", "metaKey", "altKey"]) assert.equal(press("r", { [modifier]: true }), null);
  assert.equal(press(" ", { on: "BUTTON" }), null);
});

test("arrows move the slider that has the focus", () => {
  assert.equal(press("ArrowUp", { target: { closest: (selector) => selector.includes("slider") } }), null);
});

test("a place survives its way through the address", () => {
  for (const place of [{ session: "新冠-zh", item: "0a1b" }, { session: "a.b_c-d", item: "" }, { session: "", item: "" }]) {
    assert.deepEqual(parsePlace(placeFragment(place)), place);
  }
});

test("a broken address is no place", () => {
  assert.deepEqual(parsePlace("#%E0%A4%A/x"), { session: "", item: "x" });
});

test("topics are separated by commas of either script", () => {
  assert.deepEqual(topicsOf(" antivirals, 激素，氧疗、, antivirals"), ["antivirals", "激素", "氧疗"]);
});

test("say fills in values and does not run into what it does not know", () => {
  const say = makeSay({ saved: "Saved {time}" });
  assert.equal(say("saved", { time: "10:00" }), "Saved 10:00");
  assert.equal(say("saved"), "Saved {time}");
  assert.equal(say("gone"), "gone");
});
