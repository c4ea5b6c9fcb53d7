// The recording, played in short clips that are fetched as they are needed.

const CLIP_S = 12;
const MOST_CLIPS = 12; // kept in memory, about 50 kB each
export const SPEEDS = [0.75, 1, 1.25, 1.5, 2];

/**
 * A player. `fetchClip(start_s, end_s)` resolves to {start_s, end_s, url}; `onTime(seconds)`
 * is called while it plays, `onState()` when it starts or stops, `onTrouble(error)` when a
 * clip cannot be had.
 */
export function makeSound({ fetchClip, duration_s, onTime, onState, onTrouble }) {
  const audio = new Audio();
  const clips = new Map();
  let job = null; // {from, until, clip}: what plays or is about to
  let speed = 1;
  let loop = false;
  let frame = 0;

  function load(start_s, until) {
    const end_s = Math.min(start_s + CLIP_S, until ?? duration_s);
    const key = `${start_s.toFixed(2)}-${end_s.toFixed(2)}`;
    if (!clips.has(key)) {
      const clip = fetchClip(start_s, end_s);
      clip.catch(() => clips.delete(key));
      clips.set(key, clip);
      while (clips.size > MOST_CLIPS) {
        const [oldest, gone] = clips.entries().next().value;
        clips.delete(oldest);
        gone.then(({ url }) => URL.revokeObjectURL(url), () => {});
      }
    }
    return clips.get(key);
  }

  async function start(next, from_s) {
    job = next;
    onState();
    try {
      const clip = await load(from_s, next.until);
      if (job !== next) return;
      next.clip = clip;
      audio.src = clip.url;
      audio.playbackRate = speed;
      await audio.play();
      const more = clip.end_s < (next.until ?? duration_s) - 0.1;
      if (more && job === next) load(clip.end_s, next.until).catch(() => {});
    } catch (error) {
      if (job !== next || error.name === "AbortError") return;
      stop();
      onTrouble(error);
    }
  }

  function ended() {
    if (!job?.clip) return;
    const { from, until, clip } = job;
    if (clip.end_s < (until ?? duration_s) - 0.1) start({ from, until }, clip.end_s);
    else if (loop) start({ from, until }, from);
    else stop();
  }

  function stop() {
    job = null;
    audio.pause();
    onState();
  }

  function tick() {
    frame = requestAnimationFrame(tick);
    if (job?.clip && !audio.paused) onTime(job.clip.start_s + audio.currentTime);
  }

  audio.addEventListener("ended", ended);
  tick();
  return {
    audio,
    play: (from, until = null) => start({ from, until }, from),
    prefetch: (from, until = null) => load(from, until).catch(() => {}),
    stop,
    isPlaying: () => job !== null,
    speed: () => speed,
    setSpeed(value) {
      speed = value;
      audio.playbackRate = value;
      onState();
    },
    loops: () => loop,
    setLoop(value) {
      loop = value;
      onState();
    },
    close() {
      cancelAnimationFrame(frame);
      stop();
      for (const clip of clips.values()) clip.then(({ url }) => URL.revokeObjectURL(url), () => {});
    },
  };
}
