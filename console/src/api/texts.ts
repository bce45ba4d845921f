// What administrators ask of the house's texts, and choose.
import { call } from "./http";
import type { Texts, TextsVersion, Wording } from "./types";

type Signal = AbortSignal | undefined;

export const texts = {
  all: (signal: Signal) => call<Texts>("GET", "/texts", { signal }),
  save: (place: string, version: number, said: Record<string, Wording>) =>
    call<Texts>("PUT", `/texts/${place}`, { body: { version, texts: said } }),
  versions: (place: string, signal: Signal) =>
    call<{ items: TextsVersion[] }>("GET", `/texts/${place}/versions`, { signal }),
  restore: (place: string, to: number, version: number) =>
    call<Texts>("POST", `/texts/${place}/restore`, { body: { to, version } }),
};
