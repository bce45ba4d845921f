// An answer under review, drawn as its reviewer reads it.
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { queries } from "@/api/query";
import type { Review } from "@/api/types";
import { ReviewCard } from "@/features/insight/parts/ReviewCard";

const ONE: Review = {
  id: "0190a000-0000-7000-8000-000000000001",
  conversation_id: "0190a000-0000-7000-8000-000000000002",
  seq: 2,
  at: "2026-07-01T09:00:00Z",
  sampled: true,
  disliked: false,
  means: "article",
  reason: "sure",
  question: "滤网**怎么**洗？",
  answer: "先**断电**，再取出滤网：\n\n1. 清水冲洗\n2. 晾干后装回",
  sources: [
    { id: "0190a000-0000-7000-8000-000000000003", title: "清洗滤网", passage: "- 每月一次\n- **不要**用热水" },
    { id: "0190a000-0000-7000-8000-000000000004", title: "保养", passage: "" },
  ],
  verdict: null,
  why: null,
  note: "",
  by_name: "",
  judged_at: null,
  version: 1,
};
const nothing = (): void => undefined;

afterEach(cleanup);

it("shows answer and source as the customer saw them, the question as it was written", () => {
  render(
    <QueryClientProvider client={queries}>
      <ReviewCard one={ONE} asked={null} note="" setNote={nothing} ask={nothing} say={nothing} />
    </QueryClientProvider>,
  );
  expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual([
    "清水冲洗",
    "晾干后装回",
    "每月一次",
    "不要用热水",
  ]);
  expect(screen.getByText("断电").tagName).toBe("STRONG");
  expect(screen.getByText("不要").tagName).toBe("STRONG");
  expect(screen.getByText("滤网**怎么**洗？")).toBeTruthy();
  expect(screen.getByText("当时的原文没有留存")).toBeTruthy();
});
