import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import texts from "../dev/mock/texts.json";
import { type Key, Words } from "../src/i18n";
import en from "../src/i18n/en.json";
import { pickLang } from "../src/i18n/lang";
import zh from "../src/i18n/zh-CN.json";

const ZH: Record<string, string> = zh;
const EN: Record<string, string> = en;
const holes = (s: string): string[] => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!).sort();
const source = ["src", "src/ui", "src/core"].flatMap((d) => readdirSync(d).filter((f) => /\.tsx?$/.test(f)).map((f) => readFileSync(`${d}/${f}`, "utf8"))).join("\n");

/** What the server may send, by the contract. */
const SYSTEM = ["queued", "agent_joined", "supervisor_joined", "supervisor_left", "transferred", "closed", "left_message", "back_to_bot", "human_requested", "survey_sent", "callback_withdrawn", "callback_unreached"];
const ERRORS = ["network", "unavailable", "rate_limited", "too_long", "too_large", "unsupported_type", "invalid", "unauthenticated", "forbidden", "not_found", "already_answered", "survey_over", "file_too_large", "image_too_large", "empty_file", "unknown_attachment", "not_well_formed", "bad_character", "link_expired", "nothing_open", "closed"];

describe("strings", () => {
  it("exist in both languages; English may add forms for one", () => {
    expect(Object.keys(EN).filter((k) => !/[._]one$/.test(k)).sort()).toEqual(Object.keys(ZH).sort());
    for (const k of Object.keys(EN).filter((x) => /[._]one$/.test(x))) expect(ZH).toHaveProperty([k.replace(/[._]one$/, "")]);
  });

  it("have the same holes and are not empty", () => {
    for (const k of Object.keys(ZH)) {
      expect([k, holes(EN[k]!)]).toEqual([k, holes(ZH[k]!)]);
      expect(ZH[k]!.trim() && EN[k]!.trim()).toBeTruthy();
    }
  });

  it("Chinese is Chinese: full-width punctuation, no English sentence left", () => {
    for (const [k, s] of Object.entries(ZH)) {
      if (k === "ai" || k === "wait.join") continue;
      expect([k, /[\u4e00-\u9fff]/.test(s)]).toEqual([k, true]);
      expect([k, /[\u4e00-\u9fff][,;:?!]/.test(s)]).toEqual([k, false]);
    }
    for (const [k, s] of Object.entries(EN)) expect([k, /[\u4e00-\u9fff]/.test(s)]).toEqual([k, false]);
  });

  it("cover what the server says", () => {
    const told = Object.keys(texts);
    for (const c of SYSTEM) expect(told).toContain(c);
    for (const c of ERRORS) expect([...told, ...Object.keys(ZH).map((k) => k.replace("errors.", ""))]).toContain(c);
  });

  it("leave what the house says to the house: all of it is asked for, and nothing it does not have", () => {
    const lines = ["transferred_queue", ...SYSTEM, ...ERRORS];
    for (const k of Object.keys(texts)) expect([k, source.includes(`"${k}"`) || lines.includes(k)]).toEqual([k, true]);
    for (const m of source.matchAll(/\bsay\("([^"]+)"/g)) expect(texts).toHaveProperty([m[1]!]);
  });

  it("are all used, and all that is used exists", () => {
    for (const k of Object.keys(ZH).filter((x) => !/^(system|errors|survey\.\d)/.test(x)))
      expect([k, source.includes(`"${k}"`) || source.includes(`{ ${k} `) || source.includes(`${k} as ${k}_`) || /^leave\.(text|name|phone|email)$/.test(k)]).toEqual([k, true]);
    for (const m of source.matchAll(/\bt\("([^"]+)"/g)) expect(ZH).toHaveProperty([m[1]!]);
  });
});

describe("words", () => {
  it("fill holes and pick the form for one", () => {
    const w = new Words("en");
    expect(w.t("wait.people", { n: 1 })).toBe("1 person");
    expect(w.t("wait.people", { n: 2 })).toBe("2 people");
    expect(new Words("zh-CN").t("wait.people", { n: 1 })).toBe("1 位");
  });

  it("name an error by its code, else by its message, else kindly", () => {
    const w = new Words("zh-CN");
    w.texts = texts;
    expect(w.error({ code: "too_long", params: { max: 2000 }, retry: false, status: 422 })).toBe("内容太长，最多 2000 字");
    expect(w.error({ code: "closed", retry: false, status: 409 })).toBe(ZH["errors.closed"]);
    expect(w.error({ code: "brand_new", message: "Say why", retry: false, status: 422 })).toBe("Say why");
    expect(w.error({ code: "brand_new", retry: false, status: 422 })).toBe(ZH["errors.unknown" satisfies Key]);
  });

  it("leave an unknown system line out", () => expect(new Words("en").system("fused", {})).toBe(""));

  it("say a line of the house with its variables, or what stands in for them", () => {
    const w = new Words("en");
    w.texts = { ...texts, agent_joined: { zh: "", en: "{{ agent.name | Someone }} is here, {{nobody}}hello" } };
    expect(w.system("agent_joined", { name: "Ann" })).toBe("Ann is here, hello");
    expect(w.system("agent_joined", {})).toBe("Someone is here, hello");
    expect(w.system("transferred", { queue: "售后", queue_en: "After-sales" })).toBe("Transferred to After-sales");
    expect(w.system("transferred", { queue: "售后" })).toBe("Transferred to 售后");
    expect(w.system("transferred", { name: "Ann" })).toBe("Transferred to Ann");
  });

  it("follow the wish, then the browser", () => {
    expect([pickLang("en", "zh-CN"), pickLang("auto", "zh-TW"), pickLang(undefined, "fr"), pickLang("zh-CN", "en")]).toEqual(["en", "zh-CN", "en", "zh-CN"]);
  });
});
