// The server's clock as this tab sees it, and one beat a second for everything that counts time on screen.
import { useEffect, useState } from "react";

let skew = 0;
const beats = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | null = null;

/** Learns the difference between the server's clock and this machine's from a time the server sent. */
export function learnClock(serverNow: string, localNow = Date.now()): void {
  const difference = Date.parse(serverNow) - localNow;
  if (Number.isFinite(difference)) skew = difference;
}

/** Milliseconds of the server's clock. */
export function serverNow(): number {
  return Date.now() + skew;
}

function beat(): void {
  beats.forEach((listener) => listener());
  schedule();
}

function schedule(): void {
  // Aligned to the whole second so that all clocks on the screen change together.
  timer = beats.size === 0 ? null : setTimeout(beat, 1000 - (serverNow() % 1000));
}

/** The server's time, renewed every `everySeconds` seconds. */
export function useNow(everySeconds = 1): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const listener = (): void => {
      const moment = serverNow();
      if (everySeconds === 1 || Math.floor(moment / 1000) % everySeconds === 0) setNow(moment);
    };
    beats.add(listener);
    if (timer === null) schedule();
    return () => {
      beats.delete(listener);
    };
  }, [everySeconds]);
  return now;
}
