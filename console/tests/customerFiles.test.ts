import { expect, test } from "vitest";
import { customersAddress, withColumn } from "@/features/admin/customerFiles";

test("a field that another column takes is held by one column only", () => {
  expect(withColumn(["name", "phone", null], 2, "phone")).toEqual(["name", null, "phone"]);
  expect(withColumn(["name", null, null], 2, null)).toEqual(["name", null, null]);
  expect(withColumn(["name", "phone"], 0, null)).toEqual([null, "phone"]);
});

test("a download says which kind of file and in which language", () => {
  expect(customersAddress("xlsx")).toMatch(/^\/api\/v1\/customer-files\/export\?format=xlsx&locale=/);
});
