import { describe, expect, it } from "vitest";
import type { ApiToken } from "@/api/types";
import { stateOf } from "@/features/admin/tokens";
import en from "@/i18n/en.json";

const NOW = Date.parse("2026-07-01T00:00:00Z");
const TOKEN: ApiToken = {
  id: "1",
  name: "BI",
  hint: "abcd",
  scopes: ["insight.read"],
  made_by: "林悦",
  maker_disabled: false,
  created_at: "2026-06-01T00:00:00Z",
  expires_at: "2026-09-01T00:00:00Z",
  used_at: null,
  used_from: "",
  revoked_at: null,
};

describe("a token", () => {
  it("is told by the worst that is true of it", () => {
    expect(stateOf(TOKEN, NOW)).toBe("living");
    expect(stateOf({ ...TOKEN, expires_at: "2026-07-10T00:00:00Z" }, NOW)).toBe("ending");
    expect(stateOf({ ...TOKEN, maker_disabled: true, expires_at: "2026-07-10T00:00:00Z" }, NOW)).toBe("maker_disabled");
    expect(stateOf({ ...TOKEN, maker_disabled: true, expires_at: "2026-07-01T00:00:00Z" }, NOW)).toBe("over");
    expect(stateOf({ ...TOKEN, revoked_at: "2026-06-02T00:00:00Z", expires_at: "2026-06-03T00:00:00Z" }, NOW)).toBe(
      "revoked",
    );
  });

  it("names every permission there is", async () => {
    const source = await import("node:fs").then((fs) =>
      fs.readFileSync("../src/qingfeng/modules/access/model.py", "utf8"),
    );
    const permissions = /Permission = Literal\[([^\]]*)\]/.exec(source)?.[1]?.match(/[\w.]+/g) ?? [];
    expect(permissions.length).toBeGreaterThan(10);
    expect(permissions.filter((permission) => !(`scope.${permission}` in en))).toEqual([]);
  });
});
