/** Time, chance, ids and locks are handed in, so that tests can hold the clock. */
export interface Env {
  now(): number;
  /** 0 <= x < 1 */
  chance(): number;
  uuid(): string;
  after(ms: number, run: () => void): () => void;
  /** Run `work` alone among the tabs of this origin; without lock support, run it at once. */
  alone<T>(name: string, work: () => T | Promise<T>): Promise<T>;
}

/** UUID version 4; `crypto.randomUUID` exists on secure pages only. */
function uuid(): string {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6]! & 15) | 64;
  b[8] = (b[8]! & 63) | 128;
  return [...b].map((x, i) => ([4, 6, 8, 10].includes(i) ? "-" : "") + (x + 256).toString(16).slice(1)).join("");
}

export const browserEnv: Env = {
  now: () => Date.now(),
  chance: () => Math.random(),
  uuid,
  after(ms, run) {
    const id = setTimeout(run, ms);
    return () => clearTimeout(id);
  },
  alone: async (name, work) => (navigator.locks ? navigator.locks.request(name, () => work()) : work()) as never,
};
