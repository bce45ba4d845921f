import { describe, expect, it } from "vitest";
import type { TextSlot, TextsPlace } from "@/api/types";
import { sceneOf } from "@/features/texts/scenes";
import { chatTexts, filled, inherited, isOwn, lengthOf, ownOf, whole } from "@/features/texts/texts";

const slot = (key: string, group = "hello"): TextSlot => ({
  key,
  group,
  room: "line",
  max_zh: 60,
  max_en: 120,
  variables: ["brand.name"],
  most: group === "bot" ? 5 : 1,
  shipped: { zh: [`${key} zh`], en: [`${key} en`] },
});
const SLOTS = [slot("greeting"), slot("closed", "end"), slot("bot_thanks", "bot")];
const place = (name: string, texts: TextsPlace["texts"]): TextsPlace => ({
  place: name,
  kind: name === "house" ? "house" : "webchat",
  name,
  version: 0,
  texts,
  seen: { name: "Q", color: "#000000", logo_url: null, brand: { zh: "Q zh", en: "Q en" }, texts: {} },
});
const HOUSE = place("house", { greeting: { zh: ["house"], en: [] } });

describe("what a place says", () => {
  it("is its own, else the house's, else what is shipped, in each language", () => {
    const chat = place("chat", { greeting: { zh: [], en: ["chat"] } });
    const below = inherited(SLOTS, chat, HOUSE);
    expect(below.greeting).toEqual({ zh: ["house"], en: ["greeting en"] });
    expect(whole(chat, below).greeting).toEqual({ zh: ["house"], en: ["chat"] });
    expect(inherited(SLOTS, HOUSE, HOUSE).greeting).toEqual(SLOTS[0]!.shipped);
  });

  it("is kept only where it is said otherwise", () => {
    const below = inherited(SLOTS, HOUSE, HOUSE);
    expect(ownOf(below, below)).toEqual({});
    expect(ownOf({ ...below, closed: { zh: [" closed zh "], en: [""] } }, below)).toEqual({});
    expect(ownOf({ ...below, closed: { zh: ["bye"], en: ["closed en"] } }, below)).toEqual({
      closed: { zh: ["bye"], en: [] },
    });
    expect(isOwn({ zh: ["closed zh", "more"], en: ["closed en"] }, below.closed!)).toBe(true);
  });

  it("is told to the chat with the brand's name, and without what the bot says", () => {
    const said = {
      ...inherited(SLOTS, HOUSE, HOUSE),
      greeting: { zh: ["{{ brand.name|x }}!"], en: ["{{agent.name}}"] },
    };
    const told = chatTexts(SLOTS, said, HOUSE.seen.brand);
    expect(told).toEqual({
      greeting: { zh: "Q zh!", en: "{{agent.name}}" },
      closed: { zh: "closed zh", en: "closed en" },
    });
  });
});

describe("variables", () => {
  it("take no room, and have a fallback", () => {
    expect(lengthOf(" a{{agent.name}}b ")).toBe(2);
    expect(filled("{{a}}-{{b|you}}-{{c}}", { a: "A" })).toBe("A-you-");
  });
});

describe("the moment at which a text is seen", () => {
  const names = { agent: "A", colleague: "B", queue: "Q", article: "T", brand: "Q" };
  const scene = (key: string, group: string, said: string[] = []) => sceneOf(slot(key, group), said, names, 0);
  it("has the line itself in it", () => {
    for (const key of ["agent_joined", "supervisor_joined", "supervisor_left", "back_to_bot", "transferred"])
      expect(scene(key, "talk").scene?.lines.map(({ code }) => code)).toContain(key);
    expect(scene("transferred_queue", "talk").scene?.lines.at(-1)).toEqual({
      code: "transferred",
      params: { queue: "Q" },
    });
    expect(scene("left_message", "away").scene?.lines).toEqual([{ code: "left_message" }]);
    expect(scene("queued", "waiting").scene?.lines.at(-1)).toEqual({ code: "queued" });
  });

  it("has the hours, the place in line and the refusal that it speaks of", () => {
    expect(scene("away", "away").hours).toEqual({ open: false, opens_at: null });
    expect(scene("away_until", "away").hours.opens_at).not.toBeNull();
    expect(scene("wait_next", "waiting").scene?.view).toMatchObject({ wait: { position: 1 } });
    expect(scene("too_long", "refused").scene?.refuse).toBe("too_long");
    expect(scene("survey_thanks", "end")).toEqual({ hours: { open: true, opens_at: null }, survey: true });
  });

  it("says what the bot says, with its variables", () => {
    expect(scene("bot_source", "bot", ["《{{article.title}}》"]).scene?.lines).toEqual([{ text: "《T》" }]);
  });
});
