/** How far the visitor has looked, shared by tabs and kept over visits. */
import { lastSeq, type State } from "./state";
import type { Store } from "./store";

export class Marks {
  private told = "";

  constructor(
    private store: Store,
    private key: string,
    private send: (frame: object) => boolean,
  ) {}

  /** A visitor without a mark has seen what was there when we met. */
  first(id: string, seq: number): void {
    if (!this.store.get(this.key)) this.store.set(this.key, id + " " + seq);
  }

  /** Messages of agents and bot that were not looked at. */
  unread(s: State): number {
    const [id, seq] = (this.store.get(this.key) ?? "").split(" ");
    const from = id === s.conv?.id ? Number(seq) : 0;
    return s.msgs.filter((m) => m.seq > from && (m.author.kind === "agent" || m.author.kind === "bot")).length;
  }

  /** Everything in `s` has been looked at: remember it, and tell the server once. */
  seen(s: State): void {
    const seq = lastSeq(s);
    if (!s.conv || !seq) return;
    const mark = s.conv.id + " " + seq;
    if (this.unread(s)) this.store.set(this.key, mark);
    if (mark !== this.told && this.send({ t: "read", conversation_id: s.conv.id, seq })) this.told = mark;
  }

  /** A new line to the server: what was said on the old one may be lost. */
  forget(): void {
    this.told = "";
  }
}
