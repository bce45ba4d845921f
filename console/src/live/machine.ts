// Whether somebody is at the machine, in whatever window: some browsers tell, once they were allowed to. A help, never a
// need: where it is missing, what happens in our own pages has to do.

interface Detector extends EventTarget {
  userState: "active" | "idle" | null;
  screenState: "locked" | "unlocked" | null;
  start(options: { threshold: number; signal: AbortSignal }): Promise<void>;
}

interface Detectors {
  new (): Detector;
  requestPermission(): Promise<"granted" | "denied">;
}

const THRESHOLD = 60_000;
const LOOK_EVERY = 20_000;

function detectors(): Detectors | null {
  return "IdleDetector" in window ? (window.IdleDetector as Detectors) : null;
}

/** `missing` where the browser knows of no such thing, or the page came by plain http. */
export async function mayDetect(): Promise<PermissionState | "missing"> {
  if (detectors() === null) return "missing";
  try {
    return (await navigator.permissions.query({ name: "idle-detection" as PermissionName })).state;
  } catch {
    return "missing";
  }
}

let follow: (() => void) | null = null;

/** Asks the browser; only in answer to a click. */
export async function allowDetecting(): Promise<boolean> {
  const answer = await detectors()?.requestPermission();
  if (answer === "granted") follow?.();
  return answer === "granted";
}

/** Calls `touched` now and then while somebody works at this machine and its screen is not locked. Returns how to stop. */
export function followMachine(touched: () => void): () => void {
  const end = new AbortController();
  let timer: ReturnType<typeof setInterval> | undefined;
  const begin = (): void => {
    const Kind = detectors();
    if (Kind === null || timer !== undefined || end.signal.aborted) return;
    const detector = new Kind();
    const look = (): void => {
      if (detector.userState === "active" && detector.screenState === "unlocked") touched();
    };
    timer = setInterval(look, LOOK_EVERY);
    detector.start({ threshold: THRESHOLD, signal: end.signal }).catch(() => clearInterval(timer));
  };
  follow = begin;
  void mayDetect().then((state) => {
    if (state === "granted") begin();
  });
  return () => {
    end.abort();
    clearInterval(timer);
    if (follow === begin) follow = null;
  };
}
