import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Item } from "../src/core/outbox";
import type { Wire } from "../src/core/sender";
import type { Ack } from "../src/core/types";
import { Clock, Shared } from "./clock";
import { ackOf, refusal, Tab } from "./tab";

describe("property: whatever the net does, each message arrives once and in order", () => {
  it("holds for losses, cuts, refusals and two tabs", async () => {
    const event = fc.constantFrom("write", "write", "writeB", "cut", "back", "cutB", "backB", "loseAck", "busy", "pass");
    await fc.assert(fc.asyncProperty(fc.array(event, { maxLength: 30, size: "max" }), async (events) => {
      const t = new Clock();
      const disk = new Shared();
      const tabs = [new Tab(t, disk, "A"), new Tab(t, disk, "B")] as const;
      const stored: string[] = [];
      const written: string[] = [];
      let trouble = "";
      const accept = (i: Item): Ack => {
        if (!stored.includes(i.client_id)) stored.push(i.client_id);
        return ackOf(stored.indexOf(i.client_id) + 1);
      };
      for (const x of tabs) {
        const wire = (x.sender as unknown as { wire: Wire }).wire;
        wire.send = (i) => {
          if (trouble === "busy") return void ((trouble = ""), t.after(20, () => x.sender.refused(i.client_id, refusal(true, "unavailable"))));
          const ack = accept(i);
          if (trouble === "loseAck") return void (trouble = "");
          t.after(20, () => x.ready && x.sender.acked(i.client_id, ack));
        };
        x.post = async (i) => {
          const ack = accept(i);
          if (trouble === "loseAck") throw ((trouble = ""), { code: "network", retry: true, status: 0 });
          return ack;
        };
      }
      for (const e of events) {
        const x = tabs[e.endsWith("B") ? 1 : 0];
        if (e.startsWith("write")) written.push(x.write(String(written.length)));
        else if (e.startsWith("cut") && x.ready) x.cut();
        else if (e.startsWith("back")) x.back();
        else if (e === "pass") await t.pass(4000);
        else trouble = e;
        await t.pass(30);
      }
      trouble = "";
      for (const x of tabs) x.back();
      await t.pass(120_000);
      expect(stored).toEqual(written);
      expect(disk.keys("o:")).toEqual([]);
    }), { numRuns: 400 });
  });
});
