import { act, renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { useHeldOrder } from "@/features/conversations/held";

const first = ["a", "b", "c"];
const second = ["c", "a", "b", "d"];

it("the order stands still while held, counts what waits, and catches up afterwards", () => {
  const { result, rerender } = renderHook(({ ids, hold }) => useHeldOrder(ids, hold, "mine|"), {
    initialProps: { ids: first, hold: false },
  });
  rerender({ ids: first, hold: true });
  rerender({ ids: second, hold: true });
  expect(result.current.ids).toEqual(first);
  expect(result.current.waiting).toBe(2);
  rerender({ ids: second, hold: false });
  expect(result.current.ids).toEqual(second);
  expect(result.current.waiting).toBe(0);
});

it("the pill lets the new order in while the pointer stays", () => {
  const { result, rerender } = renderHook(({ ids }) => useHeldOrder(ids, true, "mine|"), {
    initialProps: { ids: first },
  });
  rerender({ ids: second });
  expect(result.current.ids).toEqual(first);
  act(() => result.current.release());
  expect(result.current.ids).toEqual(second);
  expect(result.current.waiting).toBe(0);
});

it("another list is never shown in the order of the one before", () => {
  const { result, rerender } = renderHook(({ ids, list }) => useHeldOrder(ids, true, list), {
    initialProps: { ids: first, list: "mine|" },
  });
  rerender({ ids: ["x"], list: "all|" });
  expect(result.current.ids).toEqual(["x"]);
});
