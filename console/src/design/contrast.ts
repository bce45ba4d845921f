// Whether words on a colour can be read: WCAG 2.1, 1.4.3, level AA. Colours as #rrggbb.

/** for text of ordinary size */
export const ENOUGH = 4.5;
/** what the customer's chat writes with on the house's colour */
const ON_BUTTON = ["#ffffff", "#1b2428"];

const parts = (hex: string): number[] => [1, 3, 5].map((index) => parseInt(hex.slice(index, index + 2), 16));

function luminance(hex: string): number {
  const [r, g, b] = parts(hex).map((value) => {
    const channel = value / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

export function isColour(text: string): boolean {
  return /^#[\da-f]{6}$/i.test(text);
}

/** 1 (the same) to 21 (black on white). */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

/** The contrast of the words on a button of this colour. */
export function onButton(colour: string): number {
  return Math.max(...ON_BUTTON.map((words) => contrast(colour, words)));
}

/** The nearest colour, darker or lighter, on which words can be read. */
export function nearby(colour: string): string {
  if (onButton(colour) >= ENOUGH) return colour;
  for (let step = 1; step <= 40; step++)
    for (const pole of [0, 255]) {
      const tried = parts(colour).map((value) => Math.round(value + ((pole - value) * step) / 40));
      const hex = "#" + tried.map((value) => value.toString(16).padStart(2, "0")).join("");
      if (onButton(hex) >= ENOUGH) return hex;
    }
  return "#000000";
}
