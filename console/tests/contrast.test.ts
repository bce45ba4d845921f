import { describe, expect, it } from "vitest";
import { dark, light } from "@/design/tokens";
import type { Palette } from "@/design/tokens";

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((index) => {
    const channel = parseInt(hex.slice(index, index + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

/** Every pair of text and ground that the screens really use. */
const TEXTS: (keyof Palette)[] = ["ink", "secondary", "brand", "amber", "red", "green"];
const PAIRS: [keyof Palette, keyof Palette][] = [
  ...TEXTS.flatMap((text): [keyof Palette, keyof Palette][] => [
    [text, "surface"],
    [text, "ground"],
    [text, "raised"],
  ]),
  ["ink", "hover"],
  ["secondary", "hover"],
  ["ink", "brandWash"],
  ["brandInk", "brandWash"],
  ["secondary", "brandWash"],
  ["ink", "note"],
  ["secondary", "note"],
  ["amber", "note"],
  ["amber", "amberWash"],
  ["red", "redWash"],
  ["green", "greenWash"],
  ["red", "brandWash"],
  ["amber", "brandWash"],
  ["onBrand", "brand"],
];

describe.each([
  ["light", light],
  ["dark", dark],
] as const)("%s", (name, palette) => {
  it.each(PAIRS)(`${name}: %s on %s reads at 4.5:1`, (text, ground) => {
    expect(contrast(palette[text], palette[ground])).toBeGreaterThanOrEqual(4.5);
  });
});

it("the published colours are kept", () => {
  expect(light).toMatchObject({
    brand: "#0B7F79",
    ink: "#1B2428",
    secondary: "#5A6B73",
    ground: "#F6F8F8",
    amber: "#9A5B00",
    red: "#C8392B",
    green: "#237A49",
    note: "#FFF8E1",
  });
  expect(dark).toMatchObject({
    ground: "#12181A",
    surface: "#1A2225",
    ink: "#E6ECEE",
    brand: "#35B8AF",
    amber: "#E8A33A",
    red: "#E8695C",
    green: "#5BBF86",
  });
});
