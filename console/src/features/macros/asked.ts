// Which macro is to be looked at over the open conversation, asked for from anywhere: the composer, the palette.
import type { Macro } from "@/api/types";
import { createStore, useStore } from "@/design";

const asked = createStore<Macro | null>(null);

export const askMacro = (macro: Macro | null): void => asked.set(macro);
export const useAskedMacro = (): Macro | null => useStore(asked);
