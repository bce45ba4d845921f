import { describe, expect, it } from "vitest";
import { accepted } from "../src/core/uploads";

/** As the server lists them. */
const TYPES = [".csv", ".docx", ".pdf", "image/jpeg", "image/png"];

describe("files", () => {
  it.each([
    ["发票.pdf", "application/pdf", true],
    ["发票.PDF", "application/pdf", true],
    ["合同.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", true],
    ["a.csv", "application/vnd.ms-excel", true],
    ["照片.jpg", "image/jpeg", true],
    ["照片.JPEG", "image/JPEG", true],
    ["画.svg", "image/svg+xml", false],
    ["a.exe", "application/x-msdownload", false],
    ["pdf", "application/x-msdownload", false],
    ["无后缀", "", true],
  ])("%s as %s: %s", (name, type, fits) => {
    expect(accepted(TYPES, { name, type })).toBe(fits);
  });

  it("a family of types takes its members only", () => {
    expect(accepted(["image/*"], { name: "a.heic", type: "image/heic" })).toBe(true);
    expect(accepted(["image/*"], { name: "a.mp4", type: "video/mp4" })).toBe(false);
  });
});
