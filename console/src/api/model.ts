// The language model: what the house chose, a box to try it, and what it did.
import { call } from "./http";
import type {
  LanguageModel,
  LanguageModelChoices,
  LanguageModelDays,
  ModelTrace,
  ModelTried,
  ModelTurn,
  ModelTurnPage,
} from "./types";

const AT = "/language-model";

export interface TurnQuery {
  conversation_id?: string;
  outcome?: ModelTurn["outcome"];
}

export const model = {
  read: (signal?: AbortSignal) => call<LanguageModel>("GET", AT, { signal }),
  choose: (choices: LanguageModelChoices, version: number) =>
    call<LanguageModel>("PUT", AT, { body: { choices, version } }),
  try: (question: string, locale: "zh-CN" | "en") =>
    call<ModelTried>("POST", `${AT}/try`, { body: { question, locale } }),
  turns: (query: TurnQuery, cursor: string, signal?: AbortSignal) =>
    call<ModelTurnPage>("GET", `${AT}/traces`, { query: { ...query, cursor }, signal }),
  trace: (id: string, signal?: AbortSignal) => call<ModelTrace>("GET", `${AT}/traces/${id}`, { signal }),
  days: (last: number, signal?: AbortSignal) =>
    call<LanguageModelDays>("GET", `${AT}/days`, { query: { last }, signal }),
};
