// @vitest-environment happy-dom
import fc from "fast-check";
import { h, render } from "preact";
import { describe, expect, it } from "vitest";
import cases from "../../tests/support/prose.json";
import { blocksOf, isGuide } from "../src/core/prose";
import { markdown, plain, safeHref } from "../src/ui/markdown";

const html = (text: string, f = markdown): HTMLElement => {
  const div = document.createElement("div");
  render(h("div", null, f(text)), div);
  return div.firstChild as HTMLElement;
};
const out = (text: string): string => html(text).innerHTML;

describe("markdown", () => {
  it.each([
    ["您好", "<p>您好</p>"],
    ["一\n二", "<p>一<br>二</p>"],
    ["一\n\n二", "<p>一</p><p>二</p>"],
    ["保修 **3 年**", "<p>保修 <strong>3 年</strong></p>"],
    ["- 甲\n- 乙", "<ul><li>甲</li><li>乙</li></ul>"],
    ["* a\n• b", "<ul><li>a</li><li>b</li></ul>"],
    ["1. 甲\n2. 乙", '<ol start="1"><li>甲</li><li>乙</li></ol>'],
    ["3、丙", '<ol start="3"><li>丙</li></ol>'],
    ["步骤：\n1. 甲\n完", '<p>步骤：</p><ol start="1"><li>甲</li></ol><p>完</p>'],
    ["- 甲\n1. 乙", '<ul><li>甲</li></ul><ol start="1"><li>乙</li></ol>'],
    ["## 标题", "<p><strong>标题</strong></p>"],
    ["`KFR-35`", "<p><code>KFR-35</code></p>"],
    ["3.5 匹", "<p>3.5 匹</p>"],
    ["-20 度", "<p>-20 度</p>"],
    ["2 * 3 ** 4", "<p>2 * 3 ** 4</p>"],
  ])("%j", (text, want) => expect(out(text)).toBe(want));

  it("makes links that open apart and tell nothing", () => {
    const a = html("见[政策](https://e.com/a)。").querySelector("a")!;
    expect([a.textContent, a.getAttribute("href"), a.target, a.rel]).toEqual(["政策", "https://e.com/a", "_blank", "noopener noreferrer nofollow"]);
  });

  it("finds bare addresses and leaves the punctuation after them", () => {
    const a = html("请看 https://e.com/p?x=1，谢谢").querySelector("a")!;
    expect(a.getAttribute("href")).toBe("https://e.com/p?x=1");
    expect(html("see https://e.com.").querySelector("a")!.textContent).toBe("https://e.com");
    expect(html("**https://e.com/b**").querySelector("strong a")!.getAttribute("href")).toBe("https://e.com/b");
  });

  it("leaves plain text plain but for addresses", () => {
    const el = html("**不加粗** https://e.com", plain);
    expect(el.querySelector("strong")).toBeNull();
    expect(el.querySelector("a")!.textContent).toBe("https://e.com");
    expect(el.textContent).toBe("**不加粗** https://e.com");
  });
});

describe("safety", () => {
  it.each(["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//e.com", "/path", "blob:https://e.com/1", ""])("refuses %j", (href) => {
    expect(safeHref(href)).toBeNull();
    expect(html(`[点我](${href})`).querySelector("a")).toBeNull();
  });

  it.each(["https://e.com/", "http://e.com/", "mailto:a@e.com", "tel:4008123123"])("follows %j", (href) => expect(safeHref(href)).toBe(href));

  it("shows HTML as text", () => {
    const el = html('<img src=x onerror=alert(1)> **<b>x</b>** [<i>](https://e.com) `<script>`');
    expect(el.querySelector("img,b,i,script")).toBeNull();
    expect(el.textContent).toContain("<img src=x onerror=alert(1)>");
  });

  it("makes only harmless elements, whatever the text", () => {
    const bit = fc.constantFrom("**", "*", "`", "[", "](", ")", "javascript:", "https://e.com", "<script>", "\n", "\n\n", "- ", "1. ", "# ", "好", " ", "\"", "onerror=");
    fc.assert(fc.property(fc.array(bit, { maxLength: 30 }), (bits) => {
      for (const el of html(bits.join("")).querySelectorAll("*")) {
        expect(["P", "BR", "STRONG", "CODE", "UL", "OL", "LI", "A"]).toContain(el.tagName);
        for (const a of el.attributes) expect(["href", "target", "rel", "start"]).toContain(a.name);
        const href = el.getAttribute("href");
        if (href) expect(href).toMatch(/^(https?|mailto|tel):/);
      }
    }), { numRuns: 500 });
  });

  it("never loses a word", () => {
    fc.assert(fc.property(fc.array(fc.constantFrom("好", "a", "**", "`", "[", "](x)", " ", "("), { maxLength: 20 }), (bits) => {
      const letters = (s: string): string => s.replace(/[^好a]/g, "");
      expect(letters(html(bits.join("")).textContent!)).toBe(letters(bits.join("")));
    }));
  });

  it("is quick on hostile text", () => {
    const from = performance.now();
    for (const bad of ["**".repeat(5000), "[".repeat(10_000), "`a".repeat(5000), "https://".repeat(3000), "- ".repeat(8000), "[a](".repeat(4000)]) markdown(bad);
    expect(performance.now() - from).toBeLessThan(1500);
  });
});

describe("blocks", () => {
  it.each(cases)("are read as the server reads them: $text", ({ text, blocks, guide }) => {
    const found = blocksOf(text);
    const whole = { lines: [], items: [], start: 1, picture: null };
    expect(found.map((one) => ({ ...whole, ...one }))).toEqual(blocks);
    expect(found.map(isGuide)).toEqual(guide);
  });

  it("say a picture in words where it cannot be shown, and never fetch it", () => {
    const shown = html('看图 ![面板](file:0190f000-0000-7000-8000-000000000001 "从两边掀开")');
    expect(shown.textContent).toBe("看图面板 从两边掀开");
    expect(shown.querySelector("img")).toBeNull();
  });
});
