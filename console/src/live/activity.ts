/** What it needs from the world. Times in milliseconds; `say` is false while there is no line. */
export interface ActivityWorld {
  now(): number;
  after(ms: number, run: () => void): () => void;
  say(): boolean;
}

const EVERY = 20_000;
const STALE = 60_000;

/**
 * Tells the server that somebody is at this desk: at the first touch, then at most every 20 s as long as they go on.
 * What could not be told for want of a line is told when it is back, unless it is no news by then. When they were last
 * here is reckoned by the server alone.
 */
export class Activity {
  private touchedAt: number | null = null;
  private resting = false;
  private cancel = (): void => undefined;

  constructor(private readonly world: ActivityWorld) {}

  touch(): void {
    this.touchedAt = this.world.now();
    this.tell();
  }

  /** The line is back. */
  lineBack(): void {
    this.tell();
  }

  stop(): void {
    this.cancel();
    this.touchedAt = null;
    this.resting = false;
  }

  private tell(): void {
    if (this.touchedAt === null || this.resting) return;
    const stale = this.world.now() - this.touchedAt > STALE;
    if (!stale && !this.world.say()) return;
    this.touchedAt = null;
    if (stale) return;
    this.resting = true;
    this.cancel = this.world.after(EVERY, () => {
      this.resting = false;
      this.tell();
    });
  }
}

const TOUCHES = ["keydown", "pointerdown", "wheel", "touchstart"] as const;

/** Hears keyboard, mouse and touch of this page. Returns how to stop. */
export function hearTouches(touched: () => void): () => void {
  let x = -1;
  let y = -1;
  // A browser also tells of a mouse that rests while the page moves under it.
  const moved = (event: PointerEvent): void => {
    if (event.screenX === x && event.screenY === y) return;
    const first = x === -1;
    x = event.screenX;
    y = event.screenY;
    if (!first) touched();
  };
  const how = { passive: true, capture: true };
  TOUCHES.forEach((name) => window.addEventListener(name, touched, how));
  window.addEventListener("pointermove", moved, how);
  return () => {
    TOUCHES.forEach((name) => window.removeEventListener(name, touched, how));
    window.removeEventListener("pointermove", moved, how);
  };
}
