import { describe, expect, it } from "vitest";
import { ENOUGH, contrast, nearby, onButton } from "@/design/contrast";
import { dark, light } from "@/design/tokens";
import type { Palette } from "@/design/tokens";

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

it("a colour on which nothing can be read comes with a near one; a readable one stays", () => {
  expect(onButton("#7d7d7d")).toBeLessThan(ENOUGH);
  expect(onButton(nearby("#7d7d7d"))).toBeGreaterThanOrEqual(ENOUGH);
  expect(nearby("#0b7f79")).toBe("#0b7f79");
});
