import { expect, it } from "vitest";
import cases from "../../tests/support/prose.json";
import { blocksOf, isGuide, shotsOf, written } from "@/design/prose";

it.each(cases)("reads as the server does: $text", ({ text, blocks, guide }) => {
  const found = blocksOf(text);
  const whole = { lines: [], items: [], start: 1, picture: null };
  expect(found.map((one) => ({ ...whole, ...one }))).toEqual(blocks);
  expect(found.map(isGuide)).toEqual(guide);
});

it("writes a picture so that it is read again, whatever its words hold", () => {
  const id = "0190f000-0000-7000-8000-000000000001";
  expect(shotsOf(written(id, 'a [b] "c"\n', 'd "e"'))).toEqual([{ id, words: "a b c", caption: "d e" }]);
});
