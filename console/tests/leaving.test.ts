import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { askToLeave, unsaved, useUnsaved } from "@/design";
import { leaving, letGo } from "@/design/leaving";
import { go } from "@/design/route";

afterEach(() => {
  cleanup();
  leaving.set(null);
  history.replaceState(null, "", "/");
});

describe("what was typed and not saved", () => {
  it("holds nobody when there is nothing", () => {
    const proceed = vi.fn();
    askToLeave(proceed);
    expect(proceed).toHaveBeenCalledOnce();
    expect(leaving.get()).toBeNull();
  });

  it("asks before another place is gone to, and goes once it may be lost", () => {
    renderHook(() => useUnsaved(true));
    go("/settings/users");
    expect(location.pathname).toBe("/");
    expect(leaving.get()).not.toBeNull();
    act(letGo);
    expect(location.pathname).toBe("/settings/users");
    expect(unsaved()).toBe(false);
  });

  it("lets go when it was saved, and when its screen is gone", () => {
    const { rerender, unmount } = renderHook(({ dirty }) => useUnsaved(dirty), { initialProps: { dirty: true } });
    expect(unsaved()).toBe(true);
    rerender({ dirty: false });
    expect(unsaved()).toBe(false);
    rerender({ dirty: true });
    unmount();
    expect(unsaved()).toBe(false);
  });

  it("holds the browser's own way out too", () => {
    renderHook(() => useUnsaved(true));
    const leave = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(leave);
    expect(leave.defaultPrevented).toBe(true);
  });

  it("stays where it is when the browser goes back", () => {
    history.replaceState(null, "", "/settings/queues");
    go("/settings/queues/1");
    renderHook(() => useUnsaved(true));
    history.replaceState(null, "", "/settings/queues"); // what the browser has done before it says so
    window.dispatchEvent(new PopStateEvent("popstate"));
    expect(location.pathname).toBe("/settings/queues/1");
    act(letGo);
    expect(location.pathname).toBe("/settings/queues");
  });
});
