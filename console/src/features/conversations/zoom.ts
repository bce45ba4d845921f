// How a picture lies on its stage: how large, and how far it was moved. Pure.
export interface Lie {
  /** 1: as large as it fits */
  scale: number;
  x: number;
  y: number;
}

export const fitted: Lie = { scale: 1, x: 0, y: 0 };
const LARGEST = 8;
const STEP = 1.4;

/** Larger or smaller about a point of the stage, told from its middle; what lies under the point stays there. */
export function zoomed(lie: Lie, factor: number, at: { x: number; y: number } = { x: 0, y: 0 }): Lie {
  const scale = Math.min(LARGEST, Math.max(1, lie.scale * factor));
  if (scale === 1) return fitted;
  const by = scale / lie.scale;
  return { scale, x: at.x - (at.x - lie.x) * by, y: at.y - (at.y - lie.y) * by };
}

export const larger = (lie: Lie): Lie => zoomed(lie, STEP);
export const smaller = (lie: Lie): Lie => zoomed(lie, 1 / STEP);

/** Dragged; a picture that fits stays where it is, a larger one never leaves the stage altogether. */
export function moved(lie: Lie, dx: number, dy: number, stage: { width: number; height: number }): Lie {
  if (lie.scale === 1) return lie;
  const far = (size: number): number => (size * (lie.scale - 1)) / 2 + size / 4;
  const within = (value: number, most: number): number => Math.min(most, Math.max(-most, value));
  return { ...lie, x: within(lie.x + dx, far(stage.width)), y: within(lie.y + dy, far(stage.height)) };
}
