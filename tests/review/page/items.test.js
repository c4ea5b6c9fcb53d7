import assert from "node:assert/strict";
import { test } from "node:test";

import { changesOf, conceptsOf, fits, groupOf, nearestDrug, neighbour, progressOf, titleOf, upcoming } from "../../../curation/review/page/items.js";

const ANY = { kind: "every", state: "every" };
const OPEN = { kind: "every", state: "open" };

function entity(id, status = "open", more = {}) {
  return { id, kind: "entity", status, conflict: false, fields: { label: "DRUG", concept: null }, ...more };
}

test("groupOf calls skipped candidates and disagreements flagged", () => {
  const groups = [entity("a"), entity("b", "accepted"), entity("c", "skipped"), entity("d", "rejected", { conflict: true })].map(groupOf);
  assert.deepEqual(groups, ["open", "decided", "flagged", "flagged"]);
});

test("fits looks at kind and state", () => {
  const pair = { id: "p", kind: "pair", status: "open", fields: {} };
  assert.equal(fits(pair, { kind: "pair", state: "open" }), true);
  assert.equal(fits(pair, { kind: "DRUG", state: "open" }), false);
  assert.equal(fits(pair, { kind: "pair", state: "decided" }), false);
});

test("progressOf leaves out kinds that are not there", () => {
  assert.deepEqual(progressOf([entity("a"), entity("b", "edited")]), [{ kind: "DRUG", done: 1, total: 2 }]);
});

test("neighbour goes on to the next open candidate, around the end", () => {
  const items = [entity("a"), entity("b", "accepted"), entity("c"), entity("d", "accepted")];
  assert.equal(neighbour(items, "a", OPEN).id, "c");
  assert.equal(neighbour(items, "c", OPEN).id, "a");
  assert.equal(neighbour(items, "a", OPEN, -1).id, "c");
  assert.equal(neighbour(items, "d", ANY, -1).id, "c");
  assert.equal(neighbour(items, null, OPEN).id, "a");
});

test("neighbour is null when nothing else fits", () => {
  assert.equal(neighbour([entity("a")], "a", OPEN), null);
  assert.equal(neighbour([], null, OPEN), null);
});

test("upcoming names each candidate once", () => {
  const items = [entity("a"), entity("b"), entity("c")];
  assert.deepEqual(upcoming(items, "b", OPEN, 5).map(({ id }) => id), ["c", "a"]);
});

test("changesOf drops what is as it was", () => {
  const item = { fields: { assertion: "present", topics: ["a"] } };
  assert.deepEqual(changesOf(item, { changes: { assertion: "present", topics: ["a"] } }), {});
  assert.deepEqual(changesOf(item, { changes: { assertion: "absent", topics: ["a"] } }), { assertion: "absent" });
  assert.deepEqual(changesOf(item, null), {});
});

test("conceptsOf lists each concept of a label once, by name", () => {
  const concept = (code, display) => ({ system: "S", code, display });
  const withConcept = (id, label, own) => entity(id, "open", { fields: { label, concept: own } });
  const items = [
    withConcept("a", "DRUG", concept("2", "Zinc")),
    withConcept("b", "DRUG", concept("1", "Aspirin")),
    withConcept("c", "DRUG", concept("2", "Zinc")),
    withConcept("d", "SYMPTOM", concept("3", "Cough")),
  ];
  assert.deepEqual(conceptsOf(items, "DRUG").map(({ display }) => display), ["Aspirin", "Zinc"]);
});

test("a dose is titled by its drug and its words", () => {
  const dose = { kind: "dose", fields: { drug: "arbidol", text: "200 mg" } };
  assert.equal(titleOf(dose), "arbidol · 200 mg");
  assert.equal(titleOf({ ...dose, fields: { ...dose.fields, drug: "" } }), "200 mg");
});

test("nearestDrug looks for a name in any language, nearest first", () => {
  const concept = { display: "Umifenovir", names: { zh: "阿比多尔" } };
  const drug = (id, first_word, fields = {}) => entity(id, "open", { fields: { label: "DRUG", text: "arbidol", concept, first_word, ...fields } });
  const items = [drug("far", 1), drug("near", 9), drug("fever", 10, { label: "SYMPTOM" })];
  const dose = { fields: { first_word: 11 } };
  for (const name of ["Arbidol", "umifenovir", "阿比多尔"]) assert.equal(nearestDrug(items, dose, name).id, "near");
  assert.equal(nearestDrug(items, dose, "else"), null);
  assert.equal(nearestDrug(items, dose, ""), null);
});
