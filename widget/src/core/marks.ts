/** How far the visitor has looked, shared by tabs and kept over visits. */
import type { State } from "./state";
import type { Store } from "./store";
import type { Message } from "./types";

/** What others wrote to the visitor: only that can be unread. */
const theirs = (s: State): Message[] => s.msgs.filter((m) => m.author.kind === "agent" || m.author.kind === "bot");

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

  /** How many messages of agents and bot were not looked at. */
  unread(s: State): number {
    const [id, seq] = (this.store.get(this.key) ?? "").split(" ");
    const from = id === s.conv?.id ? Number(seq) : 0;
    return theirs(s).filter((m) => m.seq > from).length;
  }

  /** Everything in `s` has been looked at: remember it, and tell the server once. */
  seen(s: State): void {
    const seq = theirs(s).pop()?.seq;
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
