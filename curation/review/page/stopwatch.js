/** Seconds that a card was in sight; a hidden tab does not count. */
export function stopwatch() {
  let spent_ms = 0;
  let since = performance.now();
  const onVisibility = () => {
    if (document.hidden) spent_ms += performance.now() - since;
    since = performance.now();
  };
  document.addEventListener("visibilitychange", onVisibility);
  return {
    restart() {
      spent_ms = 0;
      since = performance.now();
    },
    seconds: () => (spent_ms + (document.hidden ? 0 : performance.now() - since)) / 1000,
    close: () => document.removeEventListener("visibilitychange", onVisibility),
  };
}
