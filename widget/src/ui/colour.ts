/** A brand colour made readable: WCAG contrast of at least 4.5:1 on our surfaces. */

type Rgb = [number, number, number];

const parse = (hex: string): Rgb | null => {
  const m = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(hex);
  return m && [parseInt(m[1]!, 16), parseInt(m[2]!, 16), parseInt(m[3]!, 16)];
};

const luminance = (c: Rgb): number => {
  const [r, g, b] = c.map((v) => (v / 255 <= 0.04045 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4)) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(parse(a)!), luminance(parse(b)!)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const mix = (a: string, b: string, part: number): string => {
  const [x, y] = [parse(a)!, parse(b)!];
  return "#" + x.map((v, i) => (256 + Math.round(v + (y[i]! - v) * part)).toString(16).slice(1)).join("");
};

/** `colour` moved towards `pole` until it can be read as text on `ground`. */
function readable(colour: string, pole: string, ground: string): string {
  for (let part = 0; part < 1; part += 0.05) {
    const c = mix(colour, pole, part);
    if (contrast(c, ground) >= 4.5) return c;
  }
  return pole;
}

const WHITE = "#ffffff";
const INK = "#1b2428";
export const QINGFENG = "#0B7F79";

/** Style variables of a brand: fill, text on it, hover, and the brand as text by day and by night. */
export function brandVars(wanted: string): Record<string, string> {
  const brand = parse(wanted) ? wanted : QINGFENG;
  const ours = brand.toUpperCase() === QINGFENG;
  // Text on the fill is white or ink; a tone between the two, on which neither can be read, is deepened a little.
  const ink = contrast(brand, WHITE) < 4.5 && contrast(brand, INK) >= 4.5;
  const fill = ink ? brand : readable(brand, "#000000", WHITE);
  return {
    "--b": fill,
    "--on": ink ? INK : WHITE,
    "--press": mix(fill, "#000000", 0.13),
    "--bt": readable(brand, "#000000", "#f6f8f8"),
    "--wl": mix(brand, WHITE, 0.91),
    "--wd": mix(brand, "#1a2225", 0.86),
    "--bd": ours ? "#35b8af" : readable(brand, WHITE, "#1a2225"),
  };
}
