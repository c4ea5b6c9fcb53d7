// Where a reviewer is, and what they have half written: it outlives a reload.

const PREFIX = "curation";
const NOWHERE = { session: "", item: "" };

/** `#session/candidate` of an address, each part once decoded; empty strings for none. */
export function parsePlace(fragment) {
  const [session = "", item = ""] = fragment.replace(/^#/, "").split("/").map(decodePart);
  return { session, item };
}

export function placeFragment({ session, item }) {
  return `#${[session, item].filter(Boolean).map(encodeURIComponent).join("/")}`;
}

function decodePart(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

/**
 * The place in the address (a page of our own) or only in the browser's storage (a notebook,
 * whose address is not ours).
 */
export function makePlaces(storage, reviewer, ownPage) {
  const key = (kind, id) => [PREFIX, kind, reviewer, id].filter(Boolean).join(":");
  const read = (name) => {
    try {
      return JSON.parse(storage?.getItem(name) ?? "null");
    } catch {
      return null;
    }
  };
  const write = (name, value) => {
    try {
      if (value === null) storage?.removeItem(name);
      else storage?.setItem(name, JSON.stringify(value));
    } catch {
      // A full or forbidden storage keeps no drafts; decisions do not depend on it.
    }
  };
  const draft = (id) => read(key("draft", id));
  const keepDraft = (id, value) => write(key("draft", id), value);
  return {
    inAddress: () => parsePlace(ownPage ? window.location.hash : ""),
    lastTime: () => read(key("place")) ?? NOWHERE,
    go(place) {
      write(key("place"), place);
      if (!ownPage || parsePlace(window.location.hash).session === place.session) {
        if (ownPage) window.history.replaceState(null, "", placeFragment(place));
      } else {
        window.history.pushState(null, "", placeFragment(place));
      }
    },
    drafts: { get: draft, set: keepDraft, remove: (id) => keepDraft(id, null) },
  };
}
